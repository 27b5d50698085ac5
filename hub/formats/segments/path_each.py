"""Repetitions of the path language: every segment, pair, numbered element or repetition that a path means.

Never reads a value beyond conditions and qualifiers. Example: `SegmentEach(parsed("PO1")).iterate(message)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hub.formats.base import PathError
from hub.formats.segments import Segment
from hub.formats.segments import path_fields as fields_of
from hub.formats.segments import path_steps as steps_of
from hub.formats.segments import path_views as views_of
from hub.formats.segments.path_text import Path, narrows, parsed, spelt


class SegmentEach:
    """A compiled repetition: segments, pairs, numbered elements or repetitions. `rest`: it takes what other rules leave;
    `marks`: there is something to mark once an item was taken; `alternatives`: the source may have chosen among several;
    `tag`: the child that an item stands in, empty for parts of the segment itself; `direct`: the items are those children.
    """

    __slots__ = ("_pairs", "_quick", "alternatives", "direct", "marks", "path", "rest", "tag", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.alternatives = path.alternatives
        everything = path.want.kind == "pair" and not path.want.qualifiers
        self.rest = everything or any(step.rest for step in path.steps)
        self.marks = path.want.kind != "segment" or any(step.conditions for step in path.steps)
        self.tag = path.steps[0].tag if path.steps else ""
        self.direct = len(path.steps) == 1 and path.want.kind == "segment"
        self._quick = _quick(path)
        self._pairs = path.want.kind == "pair" and not path.steps

    def iterate(self, node: Segment) -> Iterable[Segment]:
        if self._quick is not None:
            tag, element, values = self._quick
            return [
                child
                for child in node.children
                if child.tag == tag and (not element or (element < len(child.fields) and child.fields[element] in values))
            ]
        if self._pairs:
            return views_of.pairs(node, self.path.want.element, self.path.want.qualifiers)
        want, found = self.path.want, list(steps_of.all_of(node, self.path.steps))
        if want.kind == "segment":
            self._take_ancestors(node, bool(found))
            return found
        return [view for segment in found for view in self._views(segment)]

    def _views(self, segment: Segment) -> Iterable[views_of.View]:
        want = self.path.want
        if want.kind == "pair":
            return views_of.pairs(segment, want.element, want.qualifiers)
        if want.kind == "range" and want.component:
            return views_of.components(segment, want.element, want.component, want.last)
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
            first, at = [want.qualifiers[0]] if want.qualifiers else [], views_of.free_pair(home, want.element)
            return views_of.View(home, at, first) if at < fields_of.MOST else None
        return views_of.View(home, want.element, [], len(fields_of.repeats(home, want.element)) + 1)

    def _append_number(self, node: Segment) -> Segment | None:
        steps = self.path.steps
        home = self._last_home(node)
        place = self._free(home) if home is not None else None
        if place is not None or not steps:
            return place
        return self._free(steps_of.made(steps_of.way(node, steps[:-1]), steps[-1]))

    def _free(self, home: Segment) -> Segment | None:
        """The next free number of the range in a segment, None when it is full."""
        want = self.path.want
        if want.component:
            at = views_of.free_component(home, want.element, want.component, want.last)
            return views_of.Component(home, want.element, at, []) if at else None
        at = views_of.free_number(home, want.element, want.last)
        return views_of.View(home, at, []) if at else None

    def _last_home(self, node: Segment) -> Segment | None:
        """The segment that numbered elements were written to last. Of the rest, the first is written by the rules before it."""
        steps = self.path.steps
        if len(steps) != 1:
            found = list(steps_of.all_of(node, steps))
            return next(reversed(found[1:] if steps and steps[-1].rest else found), None)
        (step,) = steps
        homes = (child for child in reversed(node.children) if child.tag == step.tag and steps_of.matches(child, step))
        last = next(homes, None)
        return last if not step.rest or next(homes, None) is not None else None

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

    def narrowed(self, text: str) -> SegmentEach | None:
        """The repetition that `chosen` named, if it is one of the alternatives."""
        try:
            path = parsed(text)
        except PathError:
            return None
        return SegmentEach(path) if narrows(self.path, path) else None

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
