"""Evidence by hash, and what a qualification is about: kept apart because every document of that family names both.

The bytes live outside of the document; whoever holds the file can prove it. Example:
`Evidence.model_validate({"id": "E1", "title": "营业执照", "sha256": "9f86…"})`.
"""

from __future__ import annotations

from hub.model.documents.common import Closed, Code, Identifier, Maybe
from hub.model.documents.scalars import CodeText, DecimalStr, Key, Line, LocalDate


class Evidence(Closed):
    """A file or a document that shows something. `sha256`: of its bytes, in lower-case hexadecimal digits.

    `confidentialityCode`: who may open it, in the words of its owner; the hub carries it and does not enforce it.
    """

    id: Maybe[Key] = None
    evidence_type_code: Maybe[CodeText] = None
    number: Maybe[Key] = None
    title: Maybe[Line] = None
    language_id: Maybe[CodeText] = None
    issuer_name: Maybe[Line] = None
    file_name: Maybe[Line] = None
    mime_code: Maybe[CodeText] = None
    size: Maybe[DecimalStr] = None
    sha256: Maybe[Key] = None
    uri: Maybe[Line] = None
    confidentiality_code: Maybe[CodeText] = None
    issue_date: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None


class Scope(Closed):
    """For what: a category, in a region, at a unit of the buyer. What is not stated is not limited.

    `category.listID`: UNSPSC, GPC, HS, CPV, GB/T 7635 or a list of the buyer's own; `region.listID`: ISO3166-1 or ISO3166-2.
    """

    category: Maybe[Code] = None
    region: Maybe[Code] = None
    buyer_unit: Maybe[Identifier] = None
    buyer_unit_name: Maybe[Line] = None
