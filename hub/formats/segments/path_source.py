"""Many places read in one pass over a segment and its children: the hot path of every map, written out as source.

What it finds it marks, and with it the conditions that writing would set again. Never writes.
Example: `written([parsed("BEG.03"), parsed("N1[01=BY].02")], [])` has two values, `v1` and `v2`, and looks at each tag once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.formats.segments import Segment
from hub.formats.segments import path_fields as fields_of
from hub.formats.segments import path_steps as steps_of
from hub.formats.segments.path_each import SegmentEach
from hub.formats.segments.path_text import Condition, Path, Step, Want
from hub.formats.source import Nodes, Source

Children = dict[str, list[Segment]]


def index(node: Segment) -> Children:
    """The children of a node by tag."""
    children = node.children
    if len(children) == 1:
        return {children[0].tag: children}
    found: Children = {}
    for child in children:
        tag = child.tag
        if tag in found:
            found[tag].append(child)
        else:
            found[tag] = [child]
    return found


_NAMES: dict[str, Any] = {
    "_index": index,
    "_part": fields_of.take,
    "_none": {},
    "_text": fields_of.text,
    "_mark": fields_of.mark,
    "_take": steps_of.take,
}


@dataclass(slots=True)
class _Station:
    """What is wanted of one segment (the variable for each value), and of those below it."""

    values: list[tuple[Want, str]] = field(default_factory=list)
    pairs: list[tuple[Want, str]] = field(default_factory=list)
    below: dict[Step, _Station] = field(default_factory=dict)


def written(places: Sequence[Path], eaches: Sequence[SegmentEach]) -> Source:
    """The statements that read all places and find the nodes of all repetitions."""
    return _Writer(places, eaches).written()


class _Writer:
    """Writes the source of one scope. Variables of one segment share a number: node0 is `node`, its fields are f0, their count n0."""

    def __init__(self, places: Sequence[Path], eaches: Sequence[SegmentEach]) -> None:
        self._made = Source(names=dict(_NAMES))
        self._eaches = eaches
        self._root = _Station()
        self._segments = 0
        seen: dict[tuple[tuple[Step, ...], Want], str] = {}
        for path in places:
            known = (path.steps, path.want)
            if known not in seen:
                seen[known] = f"v{len(seen) + 1}"
                self._plan(path, seen[known])
            self._made.values.append(seen[known])
        self._variables = list(seen.values())

    def _plan(self, path: Path, variable: str) -> None:
        station = self._root
        for step in path.steps:
            station = station.below.setdefault(step, _Station())
        (station.pairs if path.want.kind == "pair" else station.values).append((path.want, variable))

    def written(self) -> Source:
        if self._variables:
            self._made.add(0, f"{' = '.join(self._variables)} = None")
        self._station(self._root, "node", 0, ())
        self._made.nodes.extend(map(self._nodes, self._eaches))
        return self._made

    def _station(self, station: _Station, node: str, depth: int, way: tuple[str, ...]) -> None:
        """`way`: statements that mark the conditions on the way to the node, once something is found there."""
        number, self._segments = self._segments, self._segments + 1
        if station.values or station.pairs:
            self._made.add(depth, f"f{number} = {node}.fields", f"n{number} = len(f{number})", f"m{number} = 0")
            for want, variable in sorted(station.values, key=lambda one: one[0].element):
                self._value(want, variable, node, number, depth)
            for first in dict.fromkeys(want.element for want, _ in station.pairs):
                self._pairs([one for one in station.pairs if one[0].element == first], node, number, depth)
            self._made.add(depth, f"if m{number}:", f"    {node}.taken |= m{number} & -2", *("    " + line for line in way))
        if station.below or (number == 0 and any(each.tag for each in self._eaches)):
            self._made.add(depth, f"t{number} = _index({node}) if {node}.children else _none")
        for step, inner in station.below.items():
            self._step(step, inner, number, depth, way)

    def _value(self, want: Want, variable: str, node: str, number: int, depth: int) -> None:
        """One element; bit 0 of the marks stands for any part of one, which is marked in its own way."""
        at = want.element
        if want.repeat or want.component:
            self._made.add(depth, f"if n{number} > {at} and f{number}[{at}]:")
            self._made.add(depth + 1, f"{variable} = _part({node}, {at}, {want.repeat}, {want.component})")
            self._made.add(depth + 1, f"if {variable}: m{number} |= 1")
            return
        self._made.add(depth, f"if n{number} > {at} and ({variable} := f{number}[{at}]):")
        self._made.add(depth + 1, f"if {variable}.__class__ is str: m{number} |= {1 << at}")
        self._made.add(depth + 1, f"elif {variable} := _part({node}, {at}): m{number} |= 1")

    def _pairs(self, wanted: list[tuple[Want, str]], node: str, number: int, depth: int) -> None:
        """All qualifier/value pairs from one element on, in one pass; `left` tells whether there are others. A place means a pair of plain
        elements, a group (`half`) the first components of others too.
        """
        add, first = self._made.add, wanted[0][0].element
        add(depth, f"left{number} = False", f"for at in range({first}, n{number} - 1, 2):")
        add(depth + 1, f"q, v = f{number}[at], f{number}[at + 1]", "if not v: continue")
        add(depth + 1, "odd = q.__class__ is not str or v.__class__ is not str")
        add(depth + 1, f"if odd: q, v = _text({node}, at), _text({node}, at + 1)", "if not v: continue")
        keyword = "if"
        for qualifiers in dict.fromkeys(want.qualifiers for want, _ in wanted):
            group = [(want, variable) for want, variable in wanted if want.qualifiers == qualifiers]
            test = f"q == {qualifiers[0]!r}" if len(qualifiers) == 1 else f"q in {qualifiers!r}"
            add(depth + 1, f"{keyword} {test}{'' if group[0][0].half else ' and not odd'}:")
            keyword = "elif"
            add(depth + 2, f"if {group[0][1]} is None:")
            add(depth + 3, *(f"{variable} = {'q' if want.half == 1 else 'v'}" for want, variable in group))
            add(depth + 3, *_pair_marks(group, node, number))
            add(depth + 2, f"else: left{number} = True")
        add(depth + 1, f"else: left{number} = True")

    def _step(self, step: Step, inner: _Station, number: int, depth: int, way: tuple[str, ...]) -> None:
        child, tag = f"c{self._segments}", step.tag
        if not step.conditions:
            self._made.add(depth, f"if {tag!r} in t{number}:", f"    {child} = t{number}[{tag!r}][0]")
            self._station(inner, child, depth + 1, way)
            return
        test, take = _meets(step, child), _takes(step, child, self._made)
        self._made.add(depth, f"if {tag!r} in t{number}:")
        self._made.add(depth + 1, f"for {child} in t{number}[{tag!r}]:", f"    if {test}:")
        self._station(inner, child, depth + 3, (*way, *([take] if take else ())))
        self._made.add(depth + 3, "break")

    def _nodes(self, each: SegmentEach) -> Nodes:
        path, whole = each.path, f"{self._made.name('each', each)}"
        take = f"{whole}.take(child)" if each.marks else ""
        if not path.steps:
            return Nodes(self._unread_pairs(path.want), f"{whole}.iterate(node)", take)
        step, tag = path.steps[0], path.steps[0].tag
        test, siblings = f"{tag!r} in t0", f"t0[{tag!r}]"
        if len(path.steps) > 1 or path.want.kind != "segment":
            return Nodes(test, f"{whole}.iterate(node)", take)
        if step.rest:
            return Nodes(test, f"[child for child in {siblings} if not child.taken and not child.parts]", take)
        if not step.conditions:
            return Nodes(test, siblings, take)
        return Nodes(test, siblings, _takes(step, "child", self._made), only=_meets(step, "child"))

    def _unread_pairs(self, want: Want) -> str:
        """Whether pairs may be left: the pass over those that have rules of their own has seen the others."""
        if want.kind == "pair" and any(one.element == want.element for one, _ in self._root.pairs):
            return "(left0 or node.taken & m0 != m0 & -2)"
        return ""


def _pair_marks(group: Sequence[tuple[Want, str]], node: str, number: int) -> list[str]:
    """The statements that mark what was taken of a pair, and the qualifier that writing would set again."""
    first = group[0][0].qualifiers[0]
    if not group[0][0].half:
        return [f"m{number} |= (3 if q == {first!r} else 2) << at"]
    ends = sorted({want.half - 1 for want, _ in group})
    marks = "; ".join(f"_mark({node}, at + {end})" for end in ends)
    return [f"if odd: {marks}; m{number} |= 1", f"else: m{number} |= {sum(1 << end for end in ends)} << at"]


def _meets(step: Step, child: str) -> str:
    """The test of a step's conditions on a child that has its tag. The usual one looks at the whole element without a call."""
    if len(step.conditions) == 1 and steps_of.plain(step):
        (condition,) = step.conditions
        at = condition.element
        return f"len({child}.fields) > {at} and {child}.fields[{at}] {_among(condition)}"
    tests = [_test(condition, child) for condition in step.conditions if condition.op != ":="]
    return " and ".join(tests) or "True"


def _test(condition: Condition, child: str) -> str:
    at = condition.element
    said = f"_text({child}, {at}, 0, {condition.component})"
    if not condition.component:  # the usual element is plain, which spares a call
        said = f"({child}.fields[{at}] if len({child}.fields) > {at} and {child}.fields[{at}].__class__ is str else _text({child}, {at}))"
    return f"{said} {_among(condition)}" if condition.op == "=" else f"{said} not in {condition.values!r}"


def _among(condition: Condition) -> str:
    return f"== {condition.values[0]!r}" if len(condition.values) == 1 else f"in {condition.values!r}"


def _takes(step: Step, child: str, made: Source) -> str:
    """The statement that marks the conditions of a child that meets them, as far as writing would set them again."""
    if any(condition.op == ":=" or (condition.op == "=" and len(condition.values) > 1) for condition in step.conditions):
        return f"_take({child}, {made.name('step', step)})"
    takes = [_taken(condition, child, direct=steps_of.plain(step)) for condition in step.conditions if condition.op == "="]
    return "; ".join(takes)


def _taken(condition: Condition, child: str, *, direct: bool) -> str:
    if direct:
        return f"{child}.taken |= {1 << condition.element}"
    return f"_mark({child}, {condition.element}, 0, {condition.component})"
