"""Many UBL places read in one pass over a node and what is below it: the hot path of every map.

Marks exactly what it returns, and the conditions that writing would set again. Never writes.
Example: `Reader([parse("cbc:ID"), parse("cac:Party/cbc:EndpointID")])(tree)` gives both values, None where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.formats.ubl.names import BITS
from hub.formats.ubl.path_steps import matches, take
from hub.formats.ubl.path_text import Path, Step
from hub.formats.ubl.tree import Node

Values = list[str | None]


class _Station:
    """What is wanted of one element: its text (a slot, -1 for none), attributes, and stations below."""

    __slots__ = ("attributes", "below", "every", "text")

    def __init__(self) -> None:
        self.text = -1
        self.attributes: list[tuple[int, str, int]] = []  # slot, name, mark
        self.below: dict[str, list[_Branch]] = {}
        self.every = 0

    def branch(self, step: Step) -> _Station:
        branches = self.below.setdefault(step.tag, [])
        for branch in branches:
            if branch.step == step:
                return branch.station
        branches.append(_Branch(step, 1 << sum(map(len, self.below.values()))))
        self.every |= branches[-1].bit
        return branches[-1].station


class _Branch:
    """A station behind one step."""

    __slots__ = ("bit", "open", "station", "step")

    def __init__(self, step: Step, bit: int) -> None:
        self.step = step
        self.bit = bit
        self.open = not step.conditions
        self.station = _Station()


class Reader:
    """A compiled set of paths; call it with a node. Values stand in the order of the paths."""

    __slots__ = ("_blank", "_root", "_twins")

    def __init__(self, paths: Sequence[Path]) -> None:
        self._blank: Values = [None] * len(paths)
        self._root = _Station()
        self._twins: list[tuple[int, int]] = []  # (slot, slot of the same place given before)
        seen: dict[tuple[tuple[Step, ...], str], int] = {}
        for slot, path in enumerate(paths):
            first = seen.setdefault((path.steps, path.attribute), slot)
            if first != slot:
                self._twins.append((slot, first))
                continue
            station = self._root
            for step in path.steps:
                station = station.branch(step)
            if path.attribute:
                station.attributes.append((slot, path.attribute, BITS[path.attribute]))
            else:
                station.text = slot

    def __call__(self, node: Node) -> Values:
        values = self._blank.copy()
        _visit(self._root, node, values)
        if self._twins:
            for slot, first in self._twins:
                values[slot] = values[first]
        return values


def _visit(station: _Station, node: Node, values: Values) -> bool:
    """Fill the values of a station from its element; whether anything was taken here or below."""
    taken = False
    if station.text >= 0 and node.text:
        values[station.text] = node.text
        node.taken |= 1
        taken = True
    if station.attributes and node.attributes:
        for slot, name, mark in station.attributes:
            value = node.attributes.get(name)
            if value:
                values[slot] = value
                node.taken |= mark
                taken = True
    return _below(station, node, values) or taken if station.every and node.children else taken


def _below(station: _Station, node: Node, values: Values) -> bool:
    below, every, done, took = station.below, station.every, 0, False
    for child in node.children:
        branches = below.get(child.tag)
        if branches is None:
            continue
        for branch in branches:
            if done & branch.bit or not (branch.open or matches(child, branch.step)):
                continue
            done |= branch.bit
            if _visit(branch.station, child, values):
                took = True
                if not branch.open:
                    take(child, branch.step)
        if done == every:
            break
    return took
