"""The service segments of X12: what ISA, GS, ST and their trailers say, and what is wrong with them.

Reads single segments only; the order of them is the reader's. Example: `interchange(elements, delimiters, Location(byte=0))`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.formats.base import Address, Group, Interchange
from hub.formats.x12.delimiters import ISA_WIDTHS, Delimiters
from hub.formats.x12.dictionary import RELEASES
from hub.formats.x12.rules import finding
from hub.model.location import Finding, Location

FORMAT_NAME = "x12"
ASSUMED = "004010"  # for sets that come without GS08

_DATE6 = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_DATE8 = re.compile(r"(?:[0-9]{2})?" + _DATE6.pattern)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[0-9]{1,2})?)?")
_NUMBER = re.compile(r"[0-9]{1,9}")
# What the other elements of a header must look like; the rest is any text.
_ISA = {9: _DATE6, 10: _TIME, 12: re.compile(r"[0-9]{5}"), 13: re.compile(r"[0-9]{9}"), 15: re.compile("[PTI]")}
_GS = {
    1: re.compile("[A-Z0-9]{2}"),
    2: re.compile(".{2,15}"),
    3: re.compile(".{2,15}"),
    4: _DATE8,
    5: _TIME,
    6: _NUMBER,
    7: re.compile("[XT]"),
    8: re.compile(".{1,12}"),
}
_SET_TYPE = re.compile(r"[0-9A-Z]{3}")
_SET_CONTROL = re.compile(r"[0-9A-Za-z]{4,9}")


def element(fields: Sequence[str], number: int) -> str:
    """Element `number` without blanks around it, empty when it is not there."""
    return fields[number].strip() if number < len(fields) else ""


def count(text: str) -> int | None:
    """A count as the trailers carry it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def interchange(fields: Sequence[str], delimiters: Delimiters, where: Location, width: int, charset: str) -> Interchange:
    """The interchange that an ISA of `width` bytes opens."""
    found = Interchange(
        FORMAT_NAME,
        sender=Address(element(fields, 5), element(fields, 6)),
        receiver=Address(element(fields, 7), element(fields, 8)),
        control_number=element(fields, 13),
        version=element(fields, 12),
        test={"T": True, "P": False}.get(element(fields, 15)),
        details=_details(fields, delimiters, charset),
        offset=where.byte or 0,
    )
    found.findings += _isa_findings(fields, delimiters, where, width)
    return found


def bare(delimiters: Delimiters, where: Location, charset: str, segment: str) -> Interchange:
    """The interchange around sets that came without ISA, or around nothing at all."""
    found = Interchange(FORMAT_NAME, details=_details((), delimiters, charset), offset=where.byte or 0)
    if segment:
        found.findings.append(finding("X12-010", where, segment=segment))
    return found


def _details(fields: Sequence[str], delimiters: Delimiters, charset: str) -> dict[str, str]:
    return {
        "element": delimiters.element,
        "component": delimiters.component,
        "segment": delimiters.segment,
        "repetition": delimiters.repetition,
        "charset": charset,
        "date": element(fields, 9),
        "time": element(fields, 10),
        "acknowledge": element(fields, 14),
    }


def _isa_findings(fields: Sequence[str], delimiters: Delimiters, where: Location, width: int) -> list[Finding]:
    found: list[Finding] = []
    wrong = [at for at, size in enumerate(ISA_WIDTHS, 1) if at < len(fields) and len(fields[at]) != size]
    if len(fields) != 17 or not fields[16]:
        filled = sum(1 for value in fields[1:] if value)
        found.append(finding("X12-102", where, count=filled if len(fields) == 17 else len(fields) - 1))
    elif wrong or width != 106:
        text = ", ".join(f"ISA{at:02d} ({len(fields[at])})" for at in wrong)
        found.append(finding("X12-101", where, width=width, elements=text or "-"))
    found += _elements(_ISA, "ISA", "X12-103", fields, where)
    if not _distinct(delimiters):
        found.append(finding("X12-108", where, delimiters=" ".join(_shown(delimiters))))
    return found


def _distinct(delimiters: Delimiters) -> bool:
    used = [mark for mark in (delimiters.element, delimiters.segment, delimiters.component, delimiters.repetition) if mark]
    return len(used) == len(set(used))


def _shown(delimiters: Delimiters) -> list[str]:
    return [repr(mark)[1:-1] for mark in (delimiters.element, delimiters.component, delimiters.repetition, delimiters.segment) if mark]


def _elements(patterns: dict[int, re.Pattern[str]], tag: str, rule: str, fields: Sequence[str], where: Location) -> list[Finding]:
    return [
        finding(rule, Location(where.byte, where.line, tag, element=at), segment=tag, element=f"{tag}{at:02d}", value=element(fields, at))
        for at, pattern in patterns.items()
        if not pattern.fullmatch(element(fields, at))
    ]


def group(fields: Sequence[str], where: Location) -> Group:
    """The functional group that a GS opens."""
    names = (element(fields, at) for at in (1, 2, 3, 6, 8))
    kind, sender, receiver, control, version = names
    found = Group(kind, sender, receiver, control, version)
    found.findings += _elements(_GS, "GS", "X12-206", fields, where)
    release, suffix = resolve(version)
    if release and suffix:
        found.findings.append(finding("X12-207", where, version=version, release=release, suffix=suffix))
    if not release:
        found.findings.append(finding("X12-208", where, version=version, supported=", ".join(RELEASES)))
    return found


def resolve(version: str) -> tuple[str | None, str]:
    """The release whose grammar reads a version, and the industry's suffix: `004010VICS` is 004010 and VICS."""
    release = version[:6]
    return (release, version[6:]) if release in RELEASES else (None, "")


def set_findings(fields: Sequence[str], offset: int) -> list[Finding]:
    """What is wrong with ST itself."""
    rules = (("X12-305", _SET_TYPE, element(fields, 1)), ("X12-306", _SET_CONTROL, element(fields, 2)))
    return [
        finding(rule, Location(byte=offset, segment="ST", position=1, element=at), value=value)
        for at, (rule, pattern, value) in enumerate(rules, 1)
        if not pattern.fullmatch(value)
    ]
