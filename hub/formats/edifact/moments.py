"""DTM as maps see it: the day, the time of day and the end of a period are values of their own, whatever 2379 packs into one text.

In the tree, component 2 of C507 is a day written as component 3 says (102 or 101), component 4 the time of day, component 5 the
day on which a period ends. Only texts that are printed again to the letter are taken apart; all others stay as they were sent.
Example: `apart(["137", "201508030000", "203"])` is `["137", "20150803", "102", "0000"]`.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.formats.segments import Field, Segment

DAY, SHORT_DAY = "102", "101"
# By 2379: how the day is written, and how many digits of the time of day follow it (UNCL 2379).
_CLOCKS = {"203": (DAY, 4), "204": (DAY, 6), "201": (SHORT_DAY, 4), "202": (SHORT_DAY, 6)}
_WIDTHS = {DAY: 8, SHORT_DAY: 6}
_TIMES = {"401": 4, "402": 6}
_PERIOD = "718"  # CCYYMMDDCCYYMMDD, written with and without a hyphen
_PACKED = (*_CLOCKS, *_TIMES, _PERIOD)  # every other notation is one value


def apart(values: Sequence[str]) -> list[str] | None:
    """C507 with its moment taken apart; None where it stays as it is."""
    if len(values) != 3 or not values[1].replace("-", "", 1).isdecimal() or not values[1].isascii():
        return None
    qualifier, text, notation = values
    if notation in _CLOCKS:
        day, clock = _CLOCKS[notation]
        width = _WIDTHS[day]
        return [qualifier, text[:width], day, text[width:]] if len(text) == width + clock and text.isdecimal() else None
    if len(text) == _TIMES.get(notation, 0):
        return [qualifier, "", "", text]
    if notation == _PERIOD and len(text) in (16, 17):
        mark = text[8:-8]
        return [qualifier, text[:8], DAY, "", text[-8:], mark] if mark in ("", "-") else None
    return None


def within(text: str, notation: str, component: int) -> tuple[int, int] | None:
    """From and to which character of a packed text the day (2), time (4) or end (5) stands that the tree shows at that component."""
    parts = apart(["", text, notation])
    if parts is None or component not in (2, 4, 5) or component > len(parts):
        return None
    part = parts[component - 1]
    if component == 2:
        return 0, len(part)
    return len(text) - len(part), len(text)


def together(values: Sequence[str]) -> list[str]:
    """C507 as it is sent."""
    qualifier, text, notation, clock, end, mark = (*values, *[""] * (6 - len(values)))[:6]
    if end and text:
        return [qualifier, text + mark + end, _PERIOD]
    if not clock:
        return [qualifier, text, notation]
    if not text:
        return [qualifier, clock, "401" if len(clock) == 4 else "402"]
    packed = next((code for code, row in _CLOCKS.items() if row == (notation or DAY, len(clock))), "")
    return [qualifier, text + clock, packed] if packed else [qualifier, text, notation]


def split(siblings: list[Segment]) -> None:
    """Take the moment of the DTM that stands last apart, in place."""
    fields = siblings[-1].fields if siblings and siblings[-1].tag == "DTM" else []
    held = fields[1] if len(fields) > 1 else ""
    if isinstance(held, list) and len(held) == 3 and held[2] in _PACKED:
        parts = [part for part in held if isinstance(part, str)]
        found = apart(parts) if len(parts) == 3 else None
        if found is not None:
            fields[1] = found


def joined(fields: Sequence[Field]) -> list[Field]:
    """The fields of a DTM as they are sent."""
    if len(fields) < 2 or not isinstance(fields[1], list) or any(not isinstance(part, str) for part in fields[1]):
        return list(fields)
    return [fields[0], together([str(part) for part in fields[1]]), *fields[2:]]
