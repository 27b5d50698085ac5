"""The service segments of EDIFACT: what UNB, UNG and UNH say in syntax versions 1 to 4, and what is wrong with them.

Reads single segments only; the order of them is the reader's. Example: `interchange(fields, header, Location(byte=0), "latin-1")`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.formats.base import Address, Group, Interchange
from hub.formats.edifact.charset import LEVELS
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.rules import finding
from hub.formats.segments import Field
from hub.model.location import Finding, Location

FORMAT_NAME = "edifact"
VERSIONS = ("1", "2", "3", "4")

_DATE = re.compile(r"(?:[0-9]{2})?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_REFERENCE = re.compile(r".{1,14}")
_TYPE = re.compile(r"[A-Z][A-Z0-9]{5}")
_ANY = re.compile(r".{1,35}")
# Element and component, what it must look like, and whether it has to be there.
_UNB = {
    (1, 1): ("0001", re.compile(r"[A-Z]{4}"), True),
    (1, 2): ("0002", re.compile(r"[0-9]"), True),
    (2, 1): ("0004", _ANY, True),
    (3, 1): ("0010", _ANY, True),
    (4, 1): ("0017", _DATE, True),
    (4, 2): ("0019", _TIME, True),
    (5, 1): ("0020", _REFERENCE, True),
    (9, 1): ("0031", re.compile("[0-9]"), False),
    (11, 1): ("0035", re.compile("[0-9]"), False),
}
_UNG = {
    (1, 1): ("0038", _TYPE, True),
    (2, 1): ("0040", _ANY, True),
    (3, 1): ("0044", _ANY, True),
    (4, 1): ("0017", _DATE, True),
    (4, 2): ("0019", _TIME, True),
    (5, 1): ("0048", _REFERENCE, True),
}


def value(fields: Sequence[Field], element: int, component: int = 1) -> str:
    """A component of an element without blanks around it, empty when it is not there."""
    held = fields[element] if element < len(fields) else ""
    if type(held) is str:
        return held.strip() if component == 1 else ""
    row = held[0] if held and isinstance(held[0], list) else held
    return str(row[component - 1]).strip() if component <= len(row) else ""


def count(text: str) -> int | None:
    """A count as the trailers carry it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How an interchange is written: its service characters, whether UNA said so, and the charset that was read."""

    delimiters: Delimiters
    una: str
    charset: str


def interchange(fields: Sequence[Field], wrapping: Wrapping, where: Location) -> Interchange:
    """The interchange that a UNB opens."""
    found = Interchange(
        FORMAT_NAME,
        sender=Address(value(fields, 2, 2), value(fields, 2)),
        receiver=Address(value(fields, 3, 2), value(fields, 3)),
        control_number=value(fields, 5),
        version=f"{value(fields, 1)}:{value(fields, 1, 2)}",
        test=value(fields, 11) in {"1", "2", "3", "4"},
        details=_details(fields, wrapping),
        offset=where.byte or 0,
    )
    found.findings += _elements(_UNB, "UNB", ("EDI-103", "EDI-110"), fields, where)
    level, version = value(fields, 1), value(fields, 1, 2)
    if level and level not in LEVELS:
        found.findings.append(finding("EDI-108", _at(where, 1, 1), value=level, known=", ".join(LEVELS)))
    if version and version not in VERSIONS:
        found.findings.append(finding("EDI-109", _at(where, 1, 2), value=version))
    marks = [mark for mark in (*wrapping.delimiters.separators,) if mark]
    if len(set(marks)) != len(marks):
        found.findings.append(finding("EDI-102", where, delimiters=" ".join(repr(mark)[1:-1] for mark in marks)))
    return found


def bare(wrapping: Wrapping, where: Location, segment: str) -> Interchange:
    """The interchange around messages that came without UNB, or around nothing at all."""
    found = Interchange(FORMAT_NAME, details=_details((), wrapping), offset=where.byte or 0)
    if segment:
        found.findings.append(finding("EDI-009" if segment == "UIB" else "EDI-008", where, segment=segment))
    return found


def _details(fields: Sequence[Field], wrapping: Wrapping) -> dict[str, str]:
    delimiters = wrapping.delimiters
    return {
        "component": delimiters.component,
        "element": delimiters.element,
        "decimal": delimiters.decimal,
        "release": delimiters.release,
        "repetition": delimiters.repetition,
        "segment": delimiters.segment,
        "una": wrapping.una,
        "charset": wrapping.charset,
        "level": value(fields, 1),
        "syntax": value(fields, 1, 2),
        "sender_internal": value(fields, 2, 3),
        "receiver_internal": value(fields, 3, 3),
        "date": value(fields, 4),
        "time": value(fields, 4, 2),
        "application": value(fields, 7),
        "priority": value(fields, 8),
        "acknowledge": value(fields, 9),
        "agreement": value(fields, 10),
    }


def _at(where: Location, element: int, component: int) -> Location:
    return Location(where.byte, where.line, where.segment, where.position, element, component)


def _elements(
    rows: Mapping[tuple[int, int], tuple[str, re.Pattern[str], bool]],
    tag: str,
    rules: tuple[str, str],
    fields: Sequence[Field],
    where: Location,
) -> list[Finding]:
    """What breaks the rows: the first rule for what is there and wrong, the second for what must be there and is not."""
    found: list[Finding] = []
    for (element, component), (name, pattern, mandatory) in rows.items():
        text = value(fields, element, component)
        place = Location(where.byte, where.line, tag, None, element, component)
        if text and not pattern.fullmatch(text):
            found.append(finding(rules[0], place, element=name, value=text))
        elif not text and mandatory:
            found.append(finding(rules[1], place, element=name, value=""))
    return found


def group(fields: Sequence[Field], where: Location) -> Group:
    """The functional group that a UNG opens."""
    version = ":".join(filter(None, (value(fields, 7), value(fields, 7, 2), value(fields, 6), value(fields, 7, 3))))
    found = Group(value(fields, 1), value(fields, 2), value(fields, 3), value(fields, 5), version)
    found.findings += _elements(_UNG, "UNG", ("EDI-205", "EDI-205"), fields, where)
    return found


def message_version(fields: Sequence[Field]) -> str:
    """What UNH says of its directory: `D:96A:UN:EAN008`."""
    held = fields[2] if len(fields) > 2 else ""
    row = held[0] if held and isinstance(held[0], list) else held
    return ":".join([str(part).strip() for part in row[1:5]]).rstrip(":") if isinstance(row, list) else ""


def header_findings(fields: Sequence[Field], offset: int) -> list[Finding]:
    """What is wrong with UNH itself."""
    rules = (("EDI-306", _REFERENCE, 1), ("EDI-305", _TYPE, 2))
    return [
        finding(rule, Location(byte=offset, segment="UNH", position=1, element=at), value=text)
        for rule, pattern, at in rules
        if not pattern.fullmatch(text := value(fields, at))
    ]
