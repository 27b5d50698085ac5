"""Finding where EDIFACT begins and which characters separate it, in text that may hold anything.

Trusts UNA where there is one, and looks at UNB and its neighbours where there is none. Example:
`find("UNA:+.? 'UNB+UNOC:3+...", final=True).delimiters.segment` is `"'"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hub.formats.segments.cutting import BLANKS

HEADER = 1000  # characters in which what follows a header must show itself
TAIL = 40  # characters kept while searching, so that a header cut by a block is still found

_MARK = r"[^A-Za-z0-9 \t\r\n]"
_START = re.compile(rf"(?P<una>UNA)(?={_MARK}{{2}})|(?<![A-Za-z0-9])(?P<tag>UNB|UIB|UNG|UNH)(?P<mark>{_MARK})")
# ISO 9735 level B of syntax version 1 separates with the information separators of ISO 646.
_LEVEL_B = "\x1d"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The service characters of one interchange; `release` and `repetition` are empty where it has none."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    segment: str = "'"

    @property
    def separators(self) -> tuple[str, ...]:
        """All that cannot stand in a value unless it is released."""
        return tuple(mark for mark in (self.release, self.segment, self.element, self.component, self.repetition) if mark)


@dataclass(slots=True)
class Header:
    """Where an interchange begins. `kind`: UNB, UNG, UNH or UIB, or UNA alone where none of them follows.

    `end`: index of the first character after UNA, which is the only part that is used up. `faults`: rules that UNA breaks.
    """

    kind: str
    start: int
    end: int
    delimiters: Delimiters = field(default_factory=Delimiters)
    una: str = ""
    faults: list[str] = field(default_factory=list)


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
    if len(text) - start < HEADER and not final:
        return More(start)
    if match["una"]:
        return _advised(text, start)
    delimiters, faults = _assumed(text, start, match["tag"], match["mark"])
    return Header(match["tag"], start, start, delimiters, faults=faults)


def _advised(text: str, start: int) -> Header:
    """UNA: six characters. One whose reserved blank was lost has five and a line end, or the next segment."""
    service, faults = text[start + 3 : start + 9], []
    short = service[4:5] == "'" and (service[5:6] in {"", "\r", "\n", "U"})
    if short:
        service = service[:4] + " " + service[4]
        faults.append("EDI-101")
    end = min(start + (8 if short else 9), len(text))
    marks = [character if character != " " else "" for character in service.ljust(6)]
    decimal = marks[2] if marks[2] in {".", ","} else "."
    if marks[2] != decimal or not marks[5]:
        faults.append("EDI-101")
    delimiters = Delimiters(marks[0], marks[1], decimal, marks[3], marks[4], marks[5] or "'")
    tag = text[end : end + 40].lstrip(BLANKS)[:3]
    kind = tag if tag in {"UNB", "UIB", "UNG", "UNH"} else "UNA"
    return Header(kind, start, end, delimiters, service, list(dict.fromkeys(faults)))


def _assumed(text: str, start: int, tag: str, mark: str) -> tuple[Delimiters, list[str]]:
    """The service characters of an interchange without UNA."""
    head = text[start : start + HEADER]
    if mark == _LEVEL_B:
        return Delimiters("\x1f", mark, ".", "", "", "\x1c"), []
    if mark != "+":
        component = re.match(rf"UNB{re.escape(mark)}[A-Z0-9]{{4}}({_MARK})[0-9]", head)
        terminator = re.search(rf"({_MARK})[{BLANKS}]*UN[GH]{re.escape(mark)}", head)
        return Delimiters(component[1] if component else ":", mark, ".", "?", "", terminator[1] if terminator else "'"), ["EDI-101"]
    line = re.search(r"[\r\n]+(?=[A-Z]{3}\+)", head)
    if line is not None and "'" not in head[: line.start()] and tag in {"UNB", "UNH", "UNG"}:
        return Delimiters(segment="\n"), ["EDI-111"]
    return Delimiters(), []
