"""People to talk to: how they are called, what they do, and every way to reach them.

A normalised value stands beside the raw text that it was made from; neither replaces the other.

>>> Phone.model_validate({"value": "+8657186543210", "raw": "0571-8654 3210"}).raw
'0571-8654 3210'
"""

from __future__ import annotations

from hub.model.documents.common import Closed, Many, Maybe
from hub.model.documents.party import Address, Communication
from hub.model.documents.scalars import CodeText, Key, Line


class PersonName(Closed):
    """A name. `full` is the name as its owner wrote it: it is never made from the parts where it was stated."""

    full: Maybe[Line] = None
    first: Maybe[Line] = None
    middle: Maybe[Line] = None
    family: Maybe[Line] = None
    salutation: Maybe[Line] = None


class Email(Closed):
    """An address: `value` in its usual form, `raw` as it was typed. Either may stand alone."""

    value: Maybe[Line] = None
    raw: Maybe[Line] = None
    type_code: Maybe[CodeText] = None


class Phone(Closed):
    """A number: `value` in E.164 (`+8657186543210`), `raw` as it was typed. `typeCode`: work, mobile, home, fax."""

    value: Maybe[Line] = None
    raw: Maybe[Line] = None
    type_code: Maybe[CodeText] = None


class Person(Closed):
    """One person and the part they take: `roleCode` is purchasing, technical, finance, management or the source's own code."""

    id: Maybe[Key] = None
    role_code: Maybe[CodeText] = None
    name: Maybe[PersonName] = None
    job_title: Maybe[Line] = None
    department: Maybe[Line] = None
    email: Many[Email] = ()
    phone: Many[Phone] = ()
    instant_messaging: Many[Communication] = ()
    postal_address: Maybe[Address] = None
    language_code: Maybe[CodeText] = None
    preferred_channel_code: Maybe[CodeText] = None
    preferred_time: Maybe[Line] = None
