"""The path language of X12: places in a tree of segments, read in one pass, marked, and written by making the way.

Never knows a grammar: order on writing is the writer's. Example: `PATHS.place("N1[01=BY]/N4.01").get(message)`.
The text is described in docs/reference/map-language.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from hub.formats.base import PathError, Place
from hub.formats.segments import Segment
from hub.formats.x12 import path_fields as fields_of
from hub.formats.x12 import path_steps as steps_of
from hub.formats.x12 import path_views as views_of
from hub.formats.x12.path_reader import Reader
from hub.formats.x12.path_text import Path, Step, Want, narrows, parse, spelt
from hub.model.location import NOWHERE, Location

_parse = lru_cache(maxsize=4096)(parse)


class X12Place:
    """A compiled place: one value below a segment."""

    __slots__ = ("_own", "_reader", "alternatives", "path", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.alternatives = path.alternatives
        self._reader = Reader([path])
        want = path.want
        self._own = want.element if not path.steps and want.kind == "element" and not want.repeat and not want.component else 0

    def get(self, node: Segment) -> str | None:
        return self._reader(node)[0]

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
        if self.path.want.kind == "pair":
            fields_of.unmark(segment, element - 1)
        for one, step in zip(reversed(found), reversed(self.path.steps), strict=True):
            steps_of.release(one, step)

    def chosen(self, node: Segment) -> str | None:
        """The place with the alternative that the source chose, which is marked; None when it is the one that would be written."""
        found = steps_of.chain(node, self.path.steps)
        if found is None:
            return None
        steps = tuple(steps_of.narrowed(segment, step) for segment, step in zip(found, self.path.steps, strict=True))
        want = self.path.want
        if want.kind == "pair":
            segment = found[-1] if found else node
            at = self._part(segment)[0] - 1
            qualifier = fields_of.text(segment, at)
            if qualifier != want.qualifiers[0] and not fields_of.taken(segment, at):
                fields_of.mark(segment, at)
                want = replace(want, qualifiers=(qualifier,))
        return spelt(steps, want) if (steps, want) != (self.path.steps, self.path.want) else None

    def narrowed(self, text: str) -> X12Place | None:
        """The place that `chosen` named, if it is one of the alternatives."""
        try:
            path = _parse(text)
        except PathError:
            return None
        return X12Place(path) if narrows(self.path, path) else None

    def _part(self, segment: Segment) -> fields_of.Part:
        want = self.path.want
        if want.kind != "pair":
            return want.element, want.repeat, want.component
        for at in range(want.element, len(segment.fields) - 1, 2):
            if fields_of.text(segment, at) in want.qualifiers and fields_of.text(segment, at + 1):
                return at + 1, 0, 0
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
    return Location(
        byte=_byte(home, named[0]),
        segment=home.tag,
        position=home.position or None,
        element=named[0],
        component=named[2] or None,
        repeat=named[1] or None,
        path=text,
    )


def _byte(segment: Segment, element: int) -> int | None:
    """Where the element begins, as long as everything before it in the segment is plain ASCII; else where the segment does."""
    if segment.position == 0:
        return None
    before = segment.fields[:element]
    if all(isinstance(value, str) and value.isascii() for value in before):
        return segment.offset + sum(len(value) + 1 for value in before)
    return segment.offset


class X12Each:
    """A compiled repetition: segments, pairs, numbered elements or repetitions. `rest`: it takes what other rules leave;
    `marks`: there is something to mark once an item was taken; `alternatives`: the source may have chosen among several.
    """

    __slots__ = ("_quick", "alternatives", "marks", "path", "rest", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.alternatives = path.alternatives
        everything = path.want.kind == "pair" and not path.want.qualifiers
        self.rest = everything or any(step.rest for step in path.steps)
        self.marks = path.want.kind != "segment" or any(step.conditions for step in path.steps)
        self._quick = _quick(path)

    def iterate(self, node: Segment) -> Iterable[Segment]:
        if self._quick is not None:
            tag, element, values = self._quick
            return [
                child
                for child in node.children
                if child.tag == tag and (not element or (element < len(child.fields) and child.fields[element] in values))
            ]
        want, found = self.path.want, list(steps_of.all_of(node, self.path.steps))
        if want.kind == "segment":
            self._take_ancestors(node, bool(found))
            return found
        return [view for segment in found for view in self._views(segment)]

    def _views(self, segment: Segment) -> Iterable[views_of.View]:
        want = self.path.want
        if want.kind == "pair":
            return views_of.pairs(segment, want.element, want.qualifiers)
        if want.kind == "range":
            return views_of.numbered(segment, want.element, want.last)
        return views_of.repeated(segment, want.element)

    def _take_ancestors(self, node: Segment, found: bool) -> None:
        """Conditions above the last step hold for every node found, and are written again with the first of them."""
        if found and len(self.path.steps) > 1:
            ways = self.path.steps[:-1]
            for segment, step in zip(steps_of.chain(node, ways) or [], ways, strict=False):
                steps_of.take(segment, step)

    def append(self, node: Segment) -> Segment | None:
        """A new node, or None when the segment has no room for another."""
        want, steps = self.path.want, self.path.steps
        if want.kind == "segment":
            return steps_of.made(steps_of.way(node, steps[:-1]), steps[-1])
        if want.kind == "range":
            return self._append_number(node)
        home = steps_of.way(node, steps)
        if want.kind == "pair":
            first = [want.qualifiers[0]] if want.qualifiers else []
            return views_of.View(home, views_of.free_pair(home, want.element), first)
        return views_of.View(home, want.element, [], len(fields_of.repeats(home, want.element)) + 1)

    def _append_number(self, node: Segment) -> Segment | None:
        want, steps = self.path.want, self.path.steps
        homes = list(steps_of.all_of(node, steps))
        if steps and steps[-1].rest:
            homes = homes[1:]  # the first is written by the rules that come before the rest
        at = views_of.free_number(homes[-1], want.element, want.last) if homes else 0
        if at:
            return views_of.View(homes[-1], at, [])
        if not steps:
            return None
        home = steps_of.made(steps_of.way(node, steps[:-1]), steps[-1])
        return views_of.View(home, want.element, [])

    def take(self, node: Segment) -> None:
        if isinstance(node, views_of.View):
            if self.path.want.qualifiers and node.fields[1] == self.path.want.qualifiers[0]:
                node.taken |= 1 << 1
            node.take()
            for step in self.path.steps[-1:]:
                steps_of.take(node.home, step)
        elif self.path.steps:
            steps_of.take(node, self.path.steps[-1])

    def chosen(self, node: Segment) -> str | None:
        """The path with the alternative that this node chose, which is marked; None when it is the one that would be written."""
        want, steps = self.path.want, self.path.steps
        if isinstance(node, views_of.View) and want.kind == "pair" and want.qualifiers:
            qualifier = fields_of.text(node, 1)
            if qualifier != want.qualifiers[0] and not fields_of.taken(node, 1):
                fields_of.mark(node, 1)
                want = replace(want, qualifiers=(qualifier,))
        elif want.kind == "segment":
            steps = (*steps[:-1], steps_of.narrowed(node, steps[-1]))
        return spelt(steps, want) if (steps, want) != (self.path.steps, self.path.want) else None

    def narrowed(self, text: str) -> X12Each | None:
        """The repetition that `chosen` named, if it is one of the alternatives."""
        try:
            path = _parse(text)
        except PathError:
            return None
        return X12Each(path) if narrows(self.path, path) else None

    def close(self, node: Segment) -> None:
        if isinstance(node, views_of.View):
            node.write()


def _quick(path: Path) -> tuple[str, int, tuple[str, ...]] | None:
    """Tag, element and values of the usual repetition: one step with at most one plain condition; None for all others."""
    if path.want.kind != "segment" or len(path.steps) != 1 or path.steps[0].rest or len(path.steps[0].conditions) > 1:
        return None
    step = path.steps[0]
    if not step.conditions:
        return step.tag, 0, ()
    condition = step.conditions[0]
    return (step.tag, condition.element, condition.values) if condition.op == "=" and not condition.component else None


class X12Paths:
    """The language object of the format: `PATHS.place`, `PATHS.each`, `PATHS.beside`, `PATHS.reader`."""

    def place(self, text: str) -> X12Place:
        path = _parse(text)
        if path.want.kind not in {"element", "pair"}:
            raise PathError(text, path.element_at + 1, "one value: an element such as .02")
        if path.want.kind == "pair" and not path.want.qualifiers:
            raise PathError(text, path.element_at + 1, "a qualifier: (*) stands only after each:")
        _no_rest(path, path.steps)
        return X12Place(path)

    def each(self, text: str) -> X12Each:
        path = _parse(text)
        if path.want.kind == "element":
            raise PathError(text, path.element_at + 1, "segments, pairs (.06+(*)), a range (.{01..02}) or repetitions (.08:*)")
        _no_rest(path, path.steps[:-1])
        return X12Each(path)

    def beside(self, text: str, neighbour: str) -> str:
        """`DTM[01=002].02` and `.03` make `DTM[01=002].03`: an element of the same segment."""
        return text[: _parse(text).element_at] + neighbour

    def reader(self, places: Sequence[Place]) -> Callable[[Segment], list[str | None]]:
        return Reader([_parse(place.text) for place in places])


def _no_rest(path: Path, steps: Sequence[Step]) -> None:
    if any(step.rest for step in steps):
        raise PathError(path.text, path.text.index("[*]") + 2, "a condition: * stands only in the last step after each:")


PATHS = X12Paths()
