"""Finding where X12 begins and which characters separate it, in text that may hold anything.

Never trusts the 106 bytes of ISA: the sixteen element separators are counted instead. Example:
`find("ISA*00*          *...*0*P*>~GS*", final=True).delimiters.segment` is `"~"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hub.formats.segments.cutting import BLANKS

HEADER = 1000  # characters in which an ISA must be complete; the standard needs 106
TAIL = 40  # characters kept while searching, so that a header cut by a block is still found
ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)

_SEPARATOR = r"[^A-Za-z0-9 \t\r\n]"
_START = re.compile(
    rf"ISA(?P<isa>{_SEPARATOR})[^\r\n]{{0,4}}?(?P=isa)"
    rf"|(?<![A-Za-z0-9])GS(?P<gs>{_SEPARATOR})[A-Z]{{2}}(?P=gs)"
    rf"|(?<![A-Za-z0-9])ST(?P<st>{_SEPARATOR})[0-9A-Z]{{3}}(?P=st)[0-9A-Za-z]{{1,9}}(?![A-Za-z0-9])"
)
_GS_END = r"(?:[^{s}]*[{s}]){{7}}[^{s}]{{1,2}}?[{s}][0-9A-Za-z]+"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters of one interchange; `component` and `repetition` are empty where it has none."""

    element: str = "*"
    segment: str = "~"
    component: str = ">"
    repetition: str = ""


@dataclass(slots=True)
class Header:
    """Where an interchange begins. `kind`: ISA, GS, ST, or BROKEN for an ISA that cannot be read.

    `end`: index of the first character after it; a GS or ST is not consumed (end == start).
    """

    kind: str
    start: int
    end: int
    delimiters: Delimiters = field(default_factory=Delimiters)
    elements: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class More:
    """Nothing can be decided before more text arrives; what lies before `keep` is not needed again."""

    keep: int


def find(text: str, final: bool) -> Header | More:
    """The first header in `text`."""
    match = _START.search(text)
    if match is None:
        return More(len(text) if final else max(0, len(text) - TAIL))
    start = match.start()
    if match["isa"]:
        return _isa(text, start, final)
    if len(text) - start < HEADER and not final:
        return More(start)
    return _bare(text, start, match["gs"] or match["st"], "GS" if match["gs"] else "ST")


def _isa(text: str, start: int, final: bool) -> Header | More:
    separator = text[start + 3]
    parts = text[start : start + HEADER].split(separator, 16)
    if len(parts) < 17 or len(parts[16]) < 3:
        if not final and len(text) - start < HEADER:
            return More(start)
        if len(parts) < 17:
            return _short_isa(text, start, separator)
    if _swallowed(separator.join(parts[:16]) + separator, separator):
        return _short_isa(text, start, separator)
    return _full_isa(start, separator, parts)


def _full_isa(start: int, separator: str, parts: list[str]) -> Header:
    consumed = sum(map(len, parts[:16])) + 16
    rest = parts[16]
    if _has_no_component(rest, separator):
        elements, terminator, length = ["ISA", *parts[1:16], ""], rest[:1] or "~", 1
    else:
        elements, terminator, length = ["ISA", *parts[1:16], rest[0]], rest[1:2] or "~", 2
    end = start + consumed + min(length, len(rest))
    return Header("ISA", start, end, _delimiters(separator, terminator, elements), elements)


def _has_no_component(rest: str, separator: str) -> bool:
    """ISA16 is empty when the terminator stands in its place: `*P*~GS*`, or `*P*~` and a line whose GS ends in `~`."""
    if len(rest) < 2:
        return not rest
    if rest[1].isascii() and rest[1].isalnum():
        return True
    following = rest[1:].lstrip(BLANKS)
    return following.startswith("GS" + separator) and following.split("\n", 1)[0].rstrip("\r").endswith(rest[0])


def _swallowed(header: str, separator: str) -> re.Match[str] | None:
    """A GS, TA1 or IEA inside what should be the ISA: it has fewer than 16 elements."""
    return re.search(rf"([^A-Za-z0-9 ])[\r\n\t ]*(?:GS|TA1|IEA|ST){re.escape(separator)}", header[3:])


def _short_isa(text: str, start: int, separator: str) -> Header:
    match = _swallowed(text[start : start + HEADER], separator)
    if match is None or match[1] == separator:
        return Header("BROKEN", start, start + 3)
    stop = start + 3 + match.start()
    elements = text[start:stop].split(separator)
    return Header("ISA", start, stop + 1, _delimiters(separator, match[1], elements), elements)


def _delimiters(separator: str, terminator: str, elements: list[str]) -> Delimiters:
    component = elements[16] if len(elements) == 17 else ""
    return Delimiters(separator, terminator, component, repetition(elements))


def repetition(elements: list[str]) -> str:
    """ISA11 is the repetition separator from version 00402 on; before, it names the standards body (`U`)."""
    mark = elements[11] if len(elements) > 11 else ""
    version = elements[12] if len(elements) > 12 else ""
    return mark if len(mark) == 1 and version >= "00402" and not mark.isalnum() and mark != " " else ""


def _bare(text: str, start: int, separator: str, kind: str) -> Header:
    """Delimiters of sets without ISA: the terminator is what follows the last element of GS or ST."""
    escaped = re.escape(separator)
    pattern = (
        _GS_END.format(s=escaped)
        if kind == "GS"
        else rf"ST{escaped}[0-9A-Z]{{3}}{escaped}[0-9A-Za-z]{{1,9}}(?:{escaped}[0-9A-Za-z]{{1,35}})?"
    )
    match = re.compile(pattern).match(text, start)
    terminator = text[match.end() : match.end() + 1] if match else ""
    if not terminator or terminator == separator:
        terminator = "~"
    return Header(kind, start, start, Delimiters(separator, terminator, ""))
