"""Many places read in one pass over a segment and its children: the hot path of every map.

Marks exactly what it returns, and the conditions that writing would set again. Never writes.
Example: `Reader([parse("BEG.03"), parse("N1[01=BY].02")])(message)` gives both values, None where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.formats.segments import Segment
from hub.formats.segments import path_fields as fields_of
from hub.formats.segments import path_steps as steps_of
from hub.formats.segments.path_text import Path, Step, Want

Values = list[str | None]


class _Station:
    """What is wanted of one segment: plain elements, other elements, pairs by their qualifiers, and stations below."""

    __slots__ = ("below", "every", "others", "pairs", "plain")

    def __init__(self) -> None:
        self.plain: list[tuple[int, int, int]] = []  # slot, element, mark
        self.others: list[tuple[int, Want]] = []
        self.pairs: dict[int, dict[str, tuple[int, bool]]] = {}  # first element: qualifier: slot, is written again
        self.below: dict[str, list[_Branch]] = {}
        self.every = 0

    def add(self, slot: int, want: Want) -> None:
        if want.kind == "pair":
            for at, qualifier in enumerate(want.qualifiers):
                self.pairs.setdefault(want.element, {}).setdefault(qualifier, (slot, at == 0))
        elif want.repeat or want.component:
            self.others.append((slot, want))
        else:
            self.plain.append((slot, want.element, 1 << want.element))
            self.plain.sort(key=lambda one: one[1])

    def branch(self, step: Step) -> _Station:
        branches = self.below.setdefault(step.tag, [])
        for branch in branches:
            if branch.step == step:
                return branch.station
        branches.append(_Branch(step, 1 << sum(map(len, self.below.values()))))
        self.every |= branches[-1].bit
        return branches[-1].station


class _Branch:
    """A station behind one step. The usual condition (`[01=BY]`, whole element) is tested without a call."""

    __slots__ = ("bit", "element", "mark", "simple", "station", "step", "values", "written")

    def __init__(self, step: Step, bit: int) -> None:
        self.step = step
        self.bit = bit
        self.station = _Station()
        condition = step.conditions[0] if len(step.conditions) == 1 else None
        self.simple = condition is not None and condition.op == "=" and not condition.component
        self.element = condition.element if condition else 0
        self.values = condition.values if condition else ()
        self.written = self.values[0] if self.values else ""
        self.mark = 1 << self.element


class Reader:
    """A compiled set of paths; call it with a node. Several places with the same slot order as the paths given."""

    __slots__ = ("_blank", "_root", "_simple", "_twins")

    def __init__(self, paths: Sequence[Path]) -> None:
        self._blank: Values = [None] * len(paths)
        self._root = _Station()
        self._twins: list[tuple[int, int]] = []  # (slot, slot of the same place given before)
        seen: dict[tuple[tuple[Step, ...], Want], int] = {}
        for slot, path in enumerate(paths):
            first = seen.setdefault((path.steps, path.want), slot)
            if first != slot:
                self._twins.append((slot, first))
                continue
            station = self._root
            for step in path.steps:
                station = station.branch(step)
            station.add(slot, path.want)
        root = self._root
        self._simple = not (root.others or root.pairs or root.below or self._twins)

    def __call__(self, node: Segment) -> Values:
        values = self._blank.copy()
        if self._simple:
            _visit_plain(self._root.plain, node, values)
            return values
        _visit(self._root, node, values)
        if self._twins:
            for slot, first in self._twins:
                values[slot] = values[first]
        return values


def _visit_plain(plain: Sequence[tuple[int, int, int]], segment: Segment, values: Values) -> int:
    """Fill the values of whole elements of a segment; the marks of those taken, which are set, and bit 0 for any part of one."""
    fields = segment.fields
    size, mark = len(fields), 0
    for slot, element, bit in plain:
        if element >= size:
            break  # they are in order of elements
        value = fields[element]
        if value:
            if type(value) is str:
                values[slot] = value
                mark |= bit
            elif first := fields_of.text(segment, element):
                values[slot] = first
                fields_of.mark(segment, element)
                mark |= 1
    segment.taken |= mark & ~1
    return mark


def _visit(station: _Station, segment: Segment, values: Values) -> bool:
    """Fill the values of a station from its segment; whether anything was taken here or below."""
    mark = _visit_plain(station.plain, segment, values)
    for slot, want in station.others:
        if found := fields_of.text(segment, want.element, want.repeat, want.component):
            values[slot] = found
            fields_of.mark(segment, want.element, want.repeat, want.component)
            mark |= 1
    if station.pairs:
        mark |= _pairs(station, segment, values)
    segment.taken |= mark & ~1
    if station.every and segment.children:
        return _below(station, segment, values) or mark != 0
    return mark != 0


def _pairs(station: _Station, segment: Segment, values: Values) -> int:
    fields, mark = segment.fields, 0
    for first, slots in station.pairs.items():
        for at in range(first, len(fields) - 1, 2):
            qualifier, value = fields[at], fields[at + 1]
            if type(qualifier) is not str or type(value) is not str or not value:
                continue
            slot, again = slots.get(qualifier, (-1, False))
            if slot >= 0 and values[slot] is None:
                values[slot] = value
                mark |= (3 if again else 2) << at
    return mark


def _below(station: _Station, segment: Segment, values: Values) -> bool:
    below, every, done, took = station.below, station.every, 0, False
    for child in segment.children:
        branches = below.get(child.tag)
        if branches is None:
            continue
        for branch in branches:
            if done & branch.bit or not _meets(branch, child):
                continue
            done |= branch.bit
            if _visit(branch.station, child, values):
                took = True
                _take(branch, child)
        if done == every:
            break
    return took


def _meets(branch: _Branch, child: Segment) -> bool:
    if branch.simple:
        return branch.element < len(child.fields) and child.fields[branch.element] in branch.values
    return not branch.step.conditions or steps_of.matches(child, branch.step)


def _take(branch: _Branch, child: Segment) -> None:
    if not branch.simple:
        steps_of.take(child, branch.step)
    elif child.fields[branch.element] == branch.written:
        child.taken |= branch.mark
