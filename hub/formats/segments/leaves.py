"""The filled leaves of a tree of segments: counting them, and naming those that no map has taken.

Changes nothing. A leaf is an element, or a component of one, below the header. Example: `untaken(tree)[0].path` is `"N1[2]/N4[1].03"`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from hub.formats.base import Leaf
from hub.formats.segments import Field, Segment
from hub.model.location import Location

_WIDE = 200


def census(tree: Segment) -> int:
    """How many filled leaves the body has."""
    count, segments = 0, list(tree.children)
    for segment in segments:
        fields = segment.fields
        count += len(fields) - fields.count("") - (fields[0] != "")
        if list in map(type, fields):
            count += sum(_filled(field) - 1 for field in fields if type(field) is list)
        if segment.children:
            segments += segment.children  # the order does not matter
    return count


def _filled(field: Field) -> int:
    if isinstance(field, str):
        return 1 if field else 0
    return sum(_filled(part) for part in field)


def untaken(tree: Segment) -> list[Leaf]:
    """The filled leaves that are not marked as taken, in document order."""
    return list(_untaken(tree, ""))


def _untaken(parent: Segment, prefix: str) -> Iterator[Leaf]:
    ordinals: list[int] = []
    for at, child in enumerate(parent.children):
        if _all_taken(child):
            continue
        ordinals = ordinals or _ordinals(parent.children)
        path = f"{prefix}{child.tag}[{ordinals[at]}]"
        for element in _unmarked(child):
            if field := child.fields[element]:
                yield from _element(child, element, field, path)
        if child.children:
            yield from _untaken(child, path + "/")


def _all_taken(segment: Segment) -> bool:
    """Whether every element of a segment and of all below it was taken as a whole or is empty, which is usual."""
    fields = segment.fields
    size = len(fields)
    for element in _elements(segment.taken, size) if size <= _WIDE else _counted(segment.taken, size):
        if fields[element]:
            return False
    return all(map(_all_taken, segment.children)) if segment.children else True


def _unmarked(segment: Segment) -> Sequence[int]:
    """The elements without a mark on the whole of them; the tag is none."""
    size = len(segment.fields)
    return _elements(segment.taken, size) if size <= _WIDE else _counted(segment.taken, size)


def _counted(taken: int, size: int) -> Sequence[int]:
    # By the digits of the number: shifting the marks of thousands of elements for each of them would take for ever.
    marks = f"{taken:0{size}b}"[::-1]
    return [element for element in range(1, size) if marks[element] == "0"]


_elements = lru_cache(maxsize=4096)(_counted)  # maps mark the same few elements in thousands of segments


def _ordinals(children: Sequence[Segment]) -> list[int]:
    """The ordinal of each child among those of its tag, from 1."""
    seen: dict[str, int] = {}
    found = []
    for child in children:
        number = seen[child.tag] = seen.get(child.tag, 0) + 1
        found.append(number)
    return found


def _of_wide(segment: Segment, taken: int, path: str) -> Iterator[Leaf]:
    """The same for a segment with far more elements than any has: shifting all its marks for each would take for ever."""
    marks = f"{taken:0{len(segment.fields)}b}"[::-1]
    for element, field in enumerate(segment.fields):
        if field and marks[element] == "0":
            yield from _element(segment, element, field, path)


def _element(segment: Segment, element: int, field: Field, path: str) -> Iterator[Leaf]:
    parts = segment.parts or ()
    for repeat, component, value in values(field):
        if value and (element, repeat or 1, component or 1) not in parts:
            place = f"{path}.{element:02d}" + (f"[{repeat}]" if repeat else "") + (f".{component:02d}" if component else "")
            stood = element + segment.shift if element > 1 else element
            where = Location(segment.offset, None, segment.tag, segment.position, stood, component, repeat, place)
            yield Leaf(place, value, where)


def values(field: Field) -> Iterator[tuple[int | None, int | None, str]]:
    """Each value of a field with its repetition and component, from 1; None where the field has none."""
    if isinstance(field, str):
        yield None, None, field
        return
    for number, part in enumerate(field, 1):
        if isinstance(part, str):
            yield None, number, part
        else:
            for component, value in enumerate(part, 1):
                yield number, component, value
