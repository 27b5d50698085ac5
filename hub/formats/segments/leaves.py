"""The filled leaves of a tree of segments: counting them, and naming those that no map has taken.

Changes nothing. A leaf is an element, or a component of one, below the header. Example: `untaken(tree)[0].path` is `"N1[2]/N4[1].03"`.
"""

from __future__ import annotations

from collections.abc import Iterator

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
        for field in fields:
            if type(field) is list:
                count += _filled(field) - 1
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
    ordinals: dict[str, int] = {}
    for child in parent.children:
        number = ordinals[child.tag] = ordinals.get(child.tag, 0) + 1
        path = f"{prefix}{child.tag}[{number}]"
        taken = child.taken | 1  # the tag is no leaf
        if len(child.fields) > _WIDE:
            yield from _of_wide(child, taken, path)
        else:
            for element, field in enumerate(child.fields):
                if field and not taken >> element & 1:
                    yield from _element(child, element, field, path)
        if child.children:
            yield from _untaken(child, path + "/")


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
