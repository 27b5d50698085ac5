"""Many UBL places read in one pass over a node and what is below it: the hot path of every map, written out as source.

What it finds it marks, and with it the conditions that writing would set again. Never writes.
Example: `written([parse("cbc:ID"), parse("cac:Party/cbc:EndpointID")], [])` has two values, `v1` and `v2`, and looks at each tag once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from hub.formats.source import Nodes, Source
from hub.formats.ubl import path_steps as steps_of
from hub.formats.ubl.names import BITS
from hub.formats.ubl.path_text import Path, Step
from hub.formats.ubl.tree import Node


def index(node: Node) -> dict[str, Node]:
    """The first child of each tag."""
    children = node.children
    if len(children) == 1:
        child = children[0]
        return {child.tag: child}
    found: dict[str, Node] = {}
    for child in children:
        tag = child.tag
        if tag not in found:
            found[tag] = child
    return found


class _Every:
    """Stands for the tags below elements of which only the first was looked at: any may be there."""

    def __contains__(self, tag: str) -> bool:
        return True


_NAMES: dict[str, Any] = {"_index": index, "_none": {}, "_every": _Every(), "_meets": steps_of.matches, "_take": steps_of.take}


class Repetition(Protocol):
    """What is asked of a repetition here."""

    path: Path
    marks: bool


@dataclass(slots=True)
class _Station:
    """What is wanted of one element: the variable for its text and for each attribute; and of those below it. `number`: that of its
    variables. `entered`: whether a repetition goes through it; `sole`: the variable that tells whether it has no siblings of its kind.
    """

    text: str = ""
    attributes: list[tuple[str, str]] = field(default_factory=list)
    below: dict[Step, _Station] = field(default_factory=dict)
    number: int = 0
    entered: bool = False
    sole: str = ""


def written(places: Sequence[Path], eaches: Sequence[Repetition]) -> Source:
    """The statements that read all places and find the nodes of all repetitions."""
    return _Writer(places, eaches).written()


class _Writer:
    """Writes the source of one scope. c3 is an element, k3 its children by tag; g3 is what repetitions that go through it may find there,
    one3 whether each child of it is the only one of its tag in all that is known.
    """

    def __init__(self, places: Sequence[Path], eaches: Sequence[Repetition]) -> None:
        self._made = Source(names=dict(_NAMES))
        self._eaches = eaches
        self._root = _Station(entered=bool(eaches))
        self._elements = 0  # written so far
        self._ways: list[int] = []  # those that repetitions go through
        seen: dict[tuple[tuple[Step, ...], str], str] = {}
        for path in places:
            known = (path.steps, path.attribute)
            if known not in seen:
                seen[known] = f"v{len(seen) + 1}"
                self._plan(path, seen[known])
            self._made.values.append(seen[known])
        self._variables = list(seen.values())
        for each in eaches:
            self._enter(each.path)

    def _plan(self, path: Path, variable: str) -> None:
        station = self._root
        for step in path.steps:
            station = station.below.setdefault(step, _Station())
        if path.attribute:
            station.attributes.append((path.attribute, variable))
        else:
            station.text = variable

    def _enter(self, path: Path) -> None:
        """The way to a repetition is gone together with the places, as long as nothing is asked on it."""
        station = self._root
        for step in path.steps[:-1]:
            if step.conditions:
                return
            station = station.below.setdefault(step, _Station())
            station.entered = True

    def written(self) -> Source:
        if self._variables:
            self._made.add(0, f"{' = '.join(self._variables)} = None")
        first = len(self._made.lines)
        self._station(self._root, "node", 0, ())
        # Where an element on the way is missing, nothing below it is looked for.
        self._made.lines[first:first] = [f"g{number} = _none" for number in self._ways]
        self._made.nodes.extend(map(self._nodes, self._eaches))
        return self._made

    def _station(self, station: _Station, node: str, depth: int, way: tuple[str, ...]) -> None:
        """`way`: statements that mark the conditions on the way to the node, once something is found there."""
        number, add = station.number, self._made.add
        if station.text:
            add(depth, f"if {station.text} := {node}.text:")
            add(depth + 1, f"{node}.taken |= 1", *way)
        if station.attributes:
            add(depth, f"if _a := {node}.attributes:")
            for name, variable in station.attributes:
                add(depth + 1, f"if {variable} := _a.get({name!r}):")
                add(depth + 2, f"{node}.taken |= {BITS[name]}", *way)
        if station.entered or len(station.below) > 1:
            add(depth, f"k{number} = _index({node}) if {node}.children else _none")
        if station.entered:
            sole = f"{station.sole} and " if station.sole else ""
            add(depth, f"one{number} = {sole}len(k{number}) == len({node}.children)")
            add(depth, f"g{number} = k{number} if {station.sole} else _every" if station.sole else f"g{number} = k{number}")
        for step, inner in station.below.items():
            self._elements += 1
            inner.number = self._elements
            self._step(step, inner, node, station, depth, way)

    def _step(self, step: Step, inner: _Station, node: str, station: _Station, depth: int, way: tuple[str, ...]) -> None:
        child, add = f"c{inner.number}", self._made.add
        if inner.entered:
            self._ways.append(inner.number)
            inner.sole = f"one{station.number}"
            add(depth, f"g{inner.number} = _none if {station.sole} else _every" if station.sole else f"g{inner.number} = _none")
        if station.entered or len(station.below) > 1:
            add(depth, f"if {step.tag!r} in k{station.number}:")
            depth += 1
            if not step.conditions:
                add(depth, f"{child} = k{station.number}[{step.tag!r}]")
                self._station(inner, child, depth, way)
                return
        test = f"{child}.tag == {step.tag!r}"
        if step.conditions:
            name = self._made.name("step", step)
            test, way = f"{test} and _meets({child}, {name})", (*way, f"_take({child}, {name})")
        add(depth, f"for {child} in {node}.children:", f"    if {test}:")
        self._station(inner, child, depth + 2, way)
        add(depth + 2, "break")

    def _nodes(self, each: Repetition) -> Nodes:
        """The nodes of a repetition. Where an element on the way is there twice only the first was looked at: then it looks for itself."""
        steps, name = each.path.steps, self._made.name("each", each)
        take, whole, last = f"{name}.take(child)" if each.marks else "", f"{name}.iterate(node)", steps[-1]
        station = self._root
        for step in steps[:-1]:
            if step.conditions:
                return Nodes(f"{step.tag!r} in g{station.number}", whole, take)
            station = station.below[step]
        test = f"{last.tag!r} in g{station.number}"
        if last.conditions or last.rest:
            return Nodes(test, whole, take)
        holder = f"c{station.number}" if station.number else "node"
        otherwise = f" if {station.sole} else {whole}" if station.sole else ""
        every = f"[child for child in {holder}.children if child.tag == {last.tag!r}]{otherwise}"
        return Nodes(test, every, take, f"(k{station.number}[{last.tag!r}],){otherwise}")
