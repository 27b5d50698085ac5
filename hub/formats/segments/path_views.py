"""Parts of a segment that a map sees as nodes of their own: qualifier/value pairs, numbered elements, repetitions.

A view copies what it shows and brings home what was taken (`take`) or written (`close`). Example: in
`PO1*1*5*EA***UP*123`, the pairs from element 6 are one view with `UP` as element 1 and `123` as element 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.formats.segments import Field, Segment
from hub.formats.segments import path_fields as fields_of


class View(Segment):
    """A part of `home` beginning at element `base`; `repeat` is the repetition that it shows, 0 for elements."""

    __slots__ = ("base", "home", "repeat")

    def __init__(self, home: Segment, base: int, fields: list[str], repeat: int = 0) -> None:
        plain: list[Field] = [home.tag, *fields]
        super().__init__(home.tag, plain, home.position, home.offset)
        self.home = home
        self.base = base
        self.repeat = repeat

    def part(self, element: int) -> fields_of.Part:
        """Element, repetition and component of the home segment that element n of the view stands for (0 = not named)."""
        return (self.base, self.repeat, element) if self.repeat else (self.base + element - 1, 0, 0)

    def take(self) -> None:
        """Mark at home what was taken here."""
        home, before = self.home, self.base - 1
        for element in range(1, len(self.fields)):
            if self.taken >> element & 1 and self.fields[element]:
                if self.repeat or type(home.fields[before + element]) is not str:
                    fields_of.mark(home, *self.part(element))
                else:
                    home.taken |= 1 << before + element

    def write(self) -> None:
        """Write home what was written here."""
        for element, value in enumerate(self.fields[1:], 1):
            if isinstance(value, str) and value:
                fields_of.put(self.home, value, *self.part(element))


class Component(View):
    """One component of an element: `component` counts from 1."""

    __slots__ = ("component",)

    def __init__(self, home: Segment, base: int, component: int, fields: list[str]) -> None:
        super().__init__(home, base, fields)
        self.component = component

    def part(self, element: int) -> fields_of.Part:  # noqa: ARG002 - it has one value
        return self.base, 1, self.component

    def take(self) -> None:
        if self.taken >> 1 & 1:
            fields_of.mark(self.home, *self.part(1))


def pairs(segment: Segment, first: int, qualifiers: tuple[str, ...]) -> list[View]:
    """The untaken pairs from element `first` on: all of them, or those with one of the qualifiers."""
    found, fields, end = [], segment.fields, len(segment.fields) - 1
    for at in range(first, end, 2):
        qualifier, value = fields[at], fields[at + 1]
        if qualifiers and type(qualifier) is str and qualifier not in qualifiers:
            continue
        if type(qualifier) is not str or type(value) is not str:
            qualifier, value = fields_of.text(segment, at), fields_of.text(segment, at + 1)
        if not value or segment.taken >> at + 1 & 1 or (qualifiers and qualifier not in qualifiers):
            continue
        if segment.parts is None or not fields_of.taken(segment, at + 1):
            found.append(View(segment, at, [qualifier, value]))
    return found


def free_pair(segment: Segment, first: int) -> int:
    """Where the next pair goes: the first two elements from `first` on that are both empty."""
    at = first
    while fields_of.text(segment, at) or fields_of.text(segment, at + 1):
        at += 2
    return at


def numbered(segment: Segment, first: int, last: int) -> Iterator[View]:
    """The filled, untaken elements of a range, one view each."""
    for at in range(first, min(last + 1, len(segment.fields))):
        value = fields_of.text(segment, at)
        if value and not fields_of.taken(segment, at):
            yield View(segment, at, [value])


def free_number(segment: Segment, first: int, last: int) -> int:
    """The element after the last filled one of a range, 0 when the range is full."""
    filled = [at for at in range(first, last + 1) if fields_of.text(segment, at)]
    at = filled[-1] + 1 if filled else first
    return at if at <= last else 0


def components(segment: Segment, element: int, first: int, last: int) -> Iterator[View]:
    """The filled, untaken components of a range of an element, one view each."""
    for at in range(first, last + 1):
        value = fields_of.text(segment, element, 1, at)
        if value and not fields_of.taken(segment, element, 1, at):
            yield Component(segment, element, at, [value])


def free_component(segment: Segment, element: int, first: int, last: int) -> int:
    """The component after the last filled one of a range, 0 when the range is full."""
    filled = [at for at in range(first, last + 1) if fields_of.text(segment, element, 1, at)]
    at = filled[-1] + 1 if filled else first
    return at if at <= last else 0


def repeated(segment: Segment, element: int) -> Iterator[View]:
    """The repetitions of an element, one view each."""
    for repeat, components in enumerate(fields_of.repeats(segment, element), 1):
        if any(components):
            yield View(segment, element, components, repeat)
