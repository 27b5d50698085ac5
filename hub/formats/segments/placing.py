"""Where the segments of a message belong: the tree they make, and everything that is wrong with their order and number.

Knows no separators: readers cut segments and call this only for what is not as it should be; the usual case stands in their
own loop. Example: `class BodyReader(Placing)` in the formats, with rules and findings of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import ClassVar, NamedTuple

from hub.formats.segments import Segment
from hub.formats.segments.dictionary import Dictionary
from hub.formats.segments.structure import Slot, Structure
from hub.model.location import Finding, Location

MAX_FINDINGS = 500  # listed for one message; more say nothing new and would let a bad message fill the memory


class Problem(NamedTuple):
    """One element that breaks a rule; `ref` is its number in the data element dictionary."""

    rule: str
    element: int
    component: int | None
    ref: str
    value: str
    expected: str


class Rules(NamedTuple):
    """The rule ids of one format for what can be wrong with the place of a segment."""

    unknown: str
    unexpected: str
    absent: str
    loop_too_often: str
    segment_too_often: str
    not_in_set: str
    out_of_order: str
    further: str


class Placing:
    """The open way through one message, and what was found on it. `finding` makes a finding of the format."""

    rules: ClassVar[Rules]
    finding: ClassVar[Callable[..., Finding]]

    def __init__(self, structure: Structure, segments: Dictionary) -> None:
        self._structure = structure
        self._segments = segments
        self._findings: list[Finding] = []
        self._further = 0
        self._way: list[Segment] = []

    def _found(self) -> list[Finding]:
        """What was found in one message; everything is forgotten."""
        findings, further = self._findings, self._further
        self._findings, self._further, self._way = [], 0, []
        if further:
            findings.append(self.finding(self.rules.further, findings[-1].where, count=further))
        return findings

    def _add(self, rule: str, where: Location, **params: object) -> None:
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(self.finding(rule, where, **params))
        else:
            self._further += 1

    def _note(self, rule: str, segment: Segment, **params: object) -> None:
        where = Location(segment.offset, None, segment.tag, segment.position, path=self._path(segment))
        self._add(rule, where, segment=segment.tag, **params)

    def _too_often(self, slot: Slot, segment: Segment) -> None:
        self._note(self.rules.loop_too_often if slot.opens else self.rules.segment_too_often, segment, maximum=slot.maximum)

    def _misplaced(self, slot: Slot, segment: Segment, counts: list[int]) -> Slot:
        """Put a segment that may not follow where it belongs, else at the innermost open segment."""
        place: Slot | None = slot if slot.opens else slot.parent
        while place is not None:
            earlier = place.by_tag.get(segment.tag)
            if earlier is not None:
                return self._back_to(slot, earlier, segment, counts)
            place = place.parent
        self._way[-1].children.append(segment)
        self._note(self._why(segment.tag), segment, set=self._structure.set)
        return slot

    def _back_to(self, slot: Slot, earlier: Slot, segment: Segment, counts: list[int]) -> Slot:
        if not earlier.opens:
            # The way stays as it is, so that what belongs to the open loop still finds it.
            self._way[earlier.depth].children.append(segment)
            self._note(self.rules.out_of_order, segment)
            return slot
        self._closed(self._open_loops(slot, earlier.depth), segment.position, segment.offset)
        del self._way[earlier.depth + 1 :]
        self._way[earlier.depth].children.append(segment)
        self._way.append(segment)
        counts[earlier.depth] = 1
        self._note(self.rules.out_of_order, segment)
        return earlier

    def _why(self, tag: str) -> str:
        if tag in self._structure.tags:
            return self.rules.unexpected
        return self.rules.not_in_set if tag in self._segments.segments else self.rules.unknown

    @staticmethod
    def _open_loops(slot: Slot, down_to: int = -1) -> tuple[Slot, ...]:
        """Loops open at `slot` that require something, innermost first, to the given depth."""
        loops: list[Slot] = []
        place: Slot | None = slot
        while place is not None and place.depth >= down_to:
            if place.required:
                loops.append(place)
            place = place.parent
        return tuple(loops)

    def _closed(self, loops: tuple[Slot, ...], position: int, offset: int | None) -> None:
        """Report what the closed loops should have held; the missing segment is located where it was looked for last."""
        for loop in loops:
            trigger = self._way[loop.depth + 1]  # the segment that opened it
            present = {child.tag for child in trigger.children}
            for slot in loop.required:
                if slot.tag not in present:
                    self._missing(trigger, loop, slot, position, offset)

    def _missing(self, trigger: Segment, loop: Slot, slot: Slot, position: int, offset: int | None) -> None:
        for child in trigger.children:
            known = loop.by_tag.get(child.tag)
            if known is not None and known.order > slot.order:
                position, offset = child.position, child.offset
                break
        where = Location(offset, None, slot.tag, position)
        self._add(self.rules.absent, where, segment=slot.tag, loop=trigger.tag, set=self._structure.set)

    def _report(self, segment: Segment, problems: Sequence[Problem]) -> None:
        path = self._path(segment) if problems else ""
        for problem in problems:
            self._element(segment, problem, path)

    def _element(self, segment: Segment, problem: Problem, path: str) -> None:
        rule, element, component, ref, value, expected = problem
        number = f"{element:02d}" + (f".{component:02d}" if component else "")
        where = Location(segment.offset, None, segment.tag, segment.position, element, component, path=f"{path}.{number}")
        self._add(rule, where, segment=segment.tag, element=number, ref=ref, value=value, expected=expected)

    def _path(self, segment: Segment) -> str:
        """The place of a segment that has just been put on the way or below it."""
        if len(self._findings) >= MAX_FINDINGS:
            return ""
        way = self._way
        last = next(at for at in reversed(range(len(way))) if way[at] is segment or segment in way[at].children[-1:])
        steps = [*way[: last + 1], *([] if way[last] is segment else [segment])]
        return "/".join(f"{step.tag}[{ordinal(parent, step)}]" for parent, step in pairwise(steps))


def ordinal(parent: Segment, child: Segment) -> int:
    """Which of the siblings with the same tag `child` is, from 1."""
    same = (one for one in parent.children if one.tag == child.tag)
    return next(number for number, one in enumerate(same, 1) if one is child)
