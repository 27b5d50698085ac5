"""One value inside a segment: read, marked, unmarked and set, whether the element is plain, composite or repeated.

Never walks from segment to segment. Example: `text(Segment("BEG", ["BEG", "00"]), 1)` is `"00"`.
"""

from __future__ import annotations

from hub.formats.segments import Field, Segment

Part = tuple[int, int, int]  # element, repetition, component, all from 1
MOST = 99  # the last element that a place can name


def text(segment: Segment, element: int, repeat: int = 0, component: int = 0) -> str:
    """The value at a place of the segment, empty when there is none. Unnamed repetition and component mean the first."""
    if element >= len(segment.fields):
        return ""
    value = segment.fields[element]
    if isinstance(value, str):
        return value if repeat < 2 and component < 2 else ""
    components = _components(value, repeat or 1)
    at = component or 1
    return components[at - 1] if at <= len(components) else ""


def _components(value: list[str] | list[list[str]], repeat: int) -> list[str]:
    if value and isinstance(value[0], list):
        found = value[repeat - 1] if repeat <= len(value) else []
        return found if isinstance(found, list) else []
    return [part for part in value if isinstance(part, str)] if repeat == 1 else []


def repeats(segment: Segment, element: int) -> list[list[str]]:
    """All repetitions of an element, each as its components."""
    if element >= len(segment.fields):
        return []
    value = segment.fields[element]
    if isinstance(value, str):
        return [[value]] if value else []
    count = len(value) if value and isinstance(value[0], list) else 1
    return [_components(value, repeat) for repeat in range(1, count + 1)]


def mark(segment: Segment, element: int, repeat: int = 0, component: int = 0) -> None:
    """Mark a value as taken: the whole element where it is plain, the one component otherwise."""
    if isinstance(segment.fields[element], str):
        segment.taken |= 1 << element
    else:
        if segment.parts is None:
            segment.parts = set()
        segment.parts.add((element, repeat or 1, component or 1))


def take(segment: Segment, element: int, repeat: int = 0, component: int = 0) -> str:
    """A value, marked; empty when there is none."""
    found = text(segment, element, repeat, component)
    if found:
        mark(segment, element, repeat, component)
    return found


def take_pair(segment: Segment, first: int, qualifiers: tuple[str, ...]) -> str:
    """The value of the first pair with one of the qualifiers, marked with the qualifier if that is the one which is written."""
    fields = segment.fields
    for at in range(first, len(fields) - 1, 2):
        qualifier, value = fields[at], fields[at + 1]
        if isinstance(qualifier, str) and qualifier in qualifiers and isinstance(value, str) and value:
            segment.taken |= (3 if qualifier == qualifiers[0] else 2) << at
            return value
    return ""


def take_half(segment: Segment, first: int, qualifiers: tuple[str, ...], half: int) -> str:
    """Only the qualifier (1) or only the value (2) of the first such pair, marked."""
    for at in range(first, len(segment.fields) - 1, 2):
        if text(segment, at) in qualifiers and text(segment, at + 1):
            return take(segment, at + half - 1)
    return ""


def unmark(segment: Segment, element: int, repeat: int = 0, component: int = 0) -> None:
    """Take the mark of a value back."""
    segment.taken &= ~(1 << element)
    if segment.parts:
        segment.parts.discard((element, repeat or 1, component or 1))


def taken(segment: Segment, element: int, repeat: int = 0, component: int = 0) -> bool:
    """Whether a value is marked."""
    part = (element, repeat or 1, component or 1)
    return bool(segment.taken >> element & 1) or (segment.parts is not None and part in segment.parts)


def put(segment: Segment, value: str, element: int, repeat: int = 0, component: int = 0) -> None:
    """Set a value, lengthening the segment and making the element composite or repeated where the place needs it."""
    fields = segment.fields
    if element >= len(fields):
        fields.extend([""] * (element + 1 - len(fields)))
    held = fields[element]
    if isinstance(held, str) and repeat < 2 and component < 2:
        fields[element] = value
    else:
        fields[element] = _with(held, value, repeat or 1, component or 1)


def _with(held: Field, value: str, repeat: int, component: int) -> Field:
    rows = _rows(held)
    rows.extend([] for _ in range(repeat - len(rows)))
    row = rows[repeat - 1]
    row.extend([""] * (component - len(row)))
    row[component - 1] = value
    return rows[0] if len(rows) == 1 else rows


def _rows(held: Field) -> list[list[str]]:
    if isinstance(held, str):
        return [[held]] if held else [[]]
    if held and isinstance(held[0], list):
        return [list(row) for row in held]
    return [[part for part in held if isinstance(part, str)]]
