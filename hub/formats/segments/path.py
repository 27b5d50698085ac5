"""The path language of the segment formats: places in a tree of segments, read in one pass, marked, and written by making the way.

Never knows a grammar: order on writing is the writer's. Example: `PATHS.place("N1[01=BY]/N4.01").get(message)`.
The text is described in docs/reference/map-language.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hub.formats import source
from hub.formats.base import PathError, Place
from hub.formats.segments import Segment
from hub.formats.segments import path_fields as fields_of
from hub.formats.segments import path_steps as steps_of
from hub.formats.segments import path_views as views_of
from hub.formats.segments.path_each import SegmentEach
from hub.formats.segments.path_source import written
from hub.formats.segments.path_text import Path, Step, Want, narrows, parsed, spelt
from hub.formats.source import Source
from hub.model.location import NOWHERE, Location

Takes = Callable[[str], bool]  # whether a rule has a value for a text
_RELEASED = re.compile("[?+:'*]")  # what EDIFACT may have written in two characters


class SegmentPlace:
    """A compiled place: one value below a segment. `tag`: the child that it goes through, empty for the segment's own elements."""

    __slots__ = ("_own", "alternatives", "path", "tag", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.alternatives = path.alternatives
        self.tag = path.steps[0].tag if path.steps else ""
        want = path.want
        self._own = want.element if not path.steps and want.kind == "element" and not want.repeat and not want.component else 0

    def get(self, node: Segment) -> str | None:
        own = self._own
        if own and own < len(node.fields) and type(found := node.fields[own]) is str:  # the usual case
            node.taken |= (found != "") << own
            return found or None
        segment, way = node, list[Segment]()
        for step in self.path.steps:
            child = steps_of.first(segment, step)
            if child is None:
                return None
            way.append(child)
            segment = child
        found = self._taken(segment)
        if found:
            for child, step in zip(way, self.path.steps, strict=True):
                steps_of.take(child, step)
        return found or None

    def _taken(self, segment: Segment) -> str:
        """The value in its segment, marked."""
        want = self.path.want
        if want.half:
            return fields_of.take_half(segment, want.element, want.qualifiers, want.half)
        if want.kind == "pair":
            return fields_of.take_pair(segment, want.element, want.qualifiers)
        return fields_of.take(segment, want.element, want.repeat, want.component)

    def seat(self, root: Segment) -> Segment:
        """A node that has of the children of `root` only the one that the place goes through, so that it is found at once."""
        if not self.path.steps:
            return root
        node = Segment(root.tag, root.fields, root.position, root.offset)
        node.children = (steps_of.chain(root, self.path.steps) or [])[:1]
        return node

    def put(self, node: Segment, value: str) -> None:
        own, held = self._own, node.fields
        if own and own <= len(held) and (own == len(held) or isinstance(held[own], str)):
            held[own : own + 1] = [value]  # the usual case: a plain element of the node itself, in order
            return
        segment = steps_of.way(node, self.path.steps)
        want = self.path.want
        if want.kind == "pair":
            _put_pair(segment, want, value)
        else:
            fields_of.put(segment, value, want.element, want.repeat, want.component)

    def locate(self, node: Segment) -> Location:
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return NOWHERE
        segment = found[-1] if found else node
        element, repeat, component = self._part(segment)
        return _location(segment, element, repeat, component, self.text)

    def release(self, node: Segment) -> None:
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return
        segment = found[-1] if found else node
        element, repeat, component = self._part(segment)
        fields_of.unmark(segment, element, repeat, component)
        if self.path.want.kind == "pair" and not self.path.want.half:
            fields_of.unmark(segment, element - 1)
        for one, step in zip(reversed(found), reversed(self.path.steps), strict=True):
            steps_of.release(one, step)

    def chosen(self, node: Segment) -> str | None:
        """The place with the alternative that the source chose, which is marked; None when it is the one that would be written."""
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return None
        steps, want = tuple(map(steps_of.narrowed, found, self.path.steps)), self.path.want
        if want.kind == "pair":
            segment = found[-1] if found else node
            at = self._part(segment)[0] - 1
            qualifier = fields_of.text(segment, at)
            if qualifier != want.qualifiers[0] and not fields_of.taken(segment, at):
                fields_of.mark(segment, at)
                want = replace(want, qualifiers=(qualifier,))
        return spelt(steps, want) if (steps, want) != (self.path.steps, self.path.want) else None

    def narrowed(self, text: str) -> SegmentPlace | None:
        """The place that `chosen` named, if it is one of the alternatives."""
        try:
            path = parsed(text)
        except PathError:
            return None
        return SegmentPlace(path) if narrows(self.path, path) else None

    def _part(self, segment: Segment) -> fields_of.Part:
        want = self.path.want
        if want.kind != "pair":
            return want.element, want.repeat, want.component
        for at in range(want.element, len(segment.fields) - 1, 2):
            if fields_of.text(segment, at) in want.qualifiers and fields_of.text(segment, at + 1):
                return (at if want.half == 1 else at + 1), 0, 0
        return want.element + 1, 0, 0


def _put_pair(segment: Segment, want: Want, value: str) -> None:
    qualifier, fields = want.qualifiers[0], segment.fields
    if len(fields) <= want.element:
        fields.extend([""] * (want.element - len(fields)) + [qualifier, value])
        return
    free = 0
    for at in range(want.element, len(fields), 2):
        held = fields[at]
        if held == qualifier:
            fields_of.put(segment, value, at + 1)
            return
        if not held and not free and not fields_of.text(segment, at + 1):
            free = at
    if not free and (len(fields) - want.element) % 2 == 0:
        fields += [qualifier, value]
        return
    free = free or views_of.free_pair(segment, want.element)
    fields_of.put(segment, qualifier, free)
    fields_of.put(segment, value, free + 1)


def _location(segment: Segment, element: int, repeat: int, component: int, text: str) -> Location:
    home, named = segment, (element, repeat, component)
    if isinstance(segment, views_of.View):
        home, named = segment.home, segment.part(element)
    held = home.fields[named[0]] if named[0] < len(home.fields) else ""
    lists = not isinstance(held, str)  # of a field with parts, those that a place does not name are the first
    repeats = lists and any(not isinstance(part, str) for part in held)
    return Location(
        byte=_byte(home, named[0]),
        segment=home.tag,
        position=home.position or None,
        element=named[0] + home.shift if named[0] > 1 else named[0],
        component=named[2] or (1 if lists else None),
        repeat=named[1] or (1 if repeats else None),
        path=text,
    )


def _byte(segment: Segment, element: int) -> int | None:
    """Where the element begins, as long as everything before it in the segment is plain ASCII of one byte each; else where the segment does."""
    if segment.position == 0:
        return None
    before = segment.fields[:element]
    if not segment.shift and all(isinstance(value, str) and value.isascii() and not _RELEASED.search(value) for value in before):
        return segment.offset + sum(len(value) + 1 for value in before)
    return segment.offset


class SegmentPaths:
    """The language object of these formats: `PATHS.place`, `PATHS.each`, `PATHS.beside`, `PATHS.reader`, `PATHS.source`."""

    def place(self, text: str) -> SegmentPlace:
        path = parsed(text)
        if path.want.kind not in {"element", "pair"}:
            raise PathError(text, path.element_at + 1, "one value: an element such as .02")
        if path.want.kind == "pair" and not path.want.qualifiers:
            raise PathError(text, path.element_at + 1, "a qualifier: (*) stands only after each:")
        _no_rest(path, path.steps)
        return SegmentPlace(path)

    def each(self, text: str) -> SegmentEach:
        path = parsed(text)
        if path.want.kind == "element":
            raise PathError(text, path.element_at + 1, "segments, pairs (.06+(*)), a range (.{01..02}) or repetitions (.08:*)")
        _no_rest(path, path.steps[:-1])
        return SegmentEach(path)

    def beside(self, text: str, neighbour: str) -> str:
        """`DTM[01=002].02` and `.03` make `DTM[01=002].03`: an element of the same segment."""
        return text[: parsed(text).element_at] + neighbour

    def reader(self, places: Sequence[Place]) -> Callable[[Segment], list[str | None]]:
        return source.reader(written([parsed(place.text) for place in places], ()), "places of segments")

    def source(self, places: Sequence[SegmentPlace], eaches: Sequence[SegmentEach]) -> Source:
        """The same as text, with the nodes of repetitions, for a function of the map that reads them."""
        return written([place.path for place in places], eaches)

    def joined(self, outer: SegmentEach, inner: Sequence[tuple[SegmentPlace, Takes]], around: Sequence[Any]) -> list[SegmentPlace] | None:
        """The places of a group of one pair, seen from around the group; None where that would not read the same.

        It does not where several groups could take the same pair, or where what was chosen among the qualifiers has to be noted:
        it need not be where a rule takes the qualifier, whichever it is.
        """
        want = outer.path.want
        if outer.path.steps or want.kind != "pair" or not want.qualifiers or any(_touches(want, one) for one in around):
            return None
        halves = [_half(place.path, takes, want) for place, takes in inner]
        if not all(halves) or 1 not in halves:
            return None
        return [_joined(outer.path, half) for half in halves]


def _half(path: Path, takes: Takes, pair: Want) -> int:
    """Which half of a pair an element of the group is; 0 where it is none, or is a qualifier that its rule might refuse."""
    want = path.want
    if path.steps or want.kind != "element" or want.repeat or want.component or want.element > 2:
        return 0
    return want.element if want.element == 2 or all(map(takes, pair.qualifiers)) else 0


def _joined(outer: Path, half: int) -> SegmentPlace:
    want = replace(outer.want, half=half)
    return SegmentPlace(Path(f"{outer.text}.{half:02d}", (), want))


def _touches(pair: Want, other: SegmentPlace | SegmentEach) -> bool:
    """Whether another place or group of the scope might look at the same elements. What takes the rest looks when all is done."""
    want = other.path.want
    if other.path.steps or want.kind == "segment":
        return False
    if want.kind != "pair":
        return max(want.element, want.last) >= pair.element
    return bool(want.qualifiers) and (want.element != pair.element or not set(want.qualifiers).isdisjoint(pair.qualifiers))


def _no_rest(path: Path, steps: Sequence[Step]) -> None:
    if any(step.rest for step in steps):
        raise PathError(path.text, path.text.index("[*]") + 2, "a condition: * stands only in the last step after each:")


PATHS = SegmentPaths()
