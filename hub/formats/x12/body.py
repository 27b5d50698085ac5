"""The body of one transaction set: raw segments to a nested tree, with everything found on the way.

Loses nothing: a segment that has no place is put where it does least harm, with a finding. Example:
`BodyReader(structure("850", "004010"), dictionary("004010"), Delimiters()).read(root, Raw(["BEG*00*SA*1**20260801"]))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from hub.formats.segments import Segment
from hub.formats.x12.charset import ESCAPED, clean
from hub.formats.x12.checks import Problem, SegmentCheck, checks
from hub.formats.x12.delimiters import BLANKS, Delimiters
from hub.formats.x12.dictionary import Dictionary
from hub.formats.x12.rules import finding
from hub.formats.x12.structure import Slot, Structure
from hub.model.location import Finding, Location

MAX_FINDINGS = 500  # listed for one set; more say nothing new and would let a bad set fill the memory

UNKNOWN, UNEXPECTED, ABSENT, LOOP_TOO_OFTEN = "X12-401", "X12-402", "X12-403", "X12-404"
SEGMENT_TOO_OFTEN, NOT_IN_SET, OUT_OF_ORDER, UNREADABLE = "X12-405", "X12-406", "X12-407", "X12-506"


@dataclass(slots=True)
class Raw:
    """What the reader cut for one set: its text, the byte where that starts, and how wide text is."""

    text: str = ""
    offset: int = 0
    width: Callable[[str], int] = len
    wide: bool = False
    damaged: bool = False
    end: int | None = None  # the byte where the trailer of the set starts


def cut(raw: Raw, delimiters: Delimiters) -> tuple[Sequence[str], Iterable[int]]:
    """The segments without the blanks around them, and the byte where each starts."""
    terminator = delimiters.segment
    text = raw.text.lstrip(BLANKS)
    offset = raw.offset + raw.width(raw.text[: len(raw.text) - len(text)])
    text = text.rstrip("\r\n" if terminator in BLANKS else BLANKS).removesuffix(terminator)
    mark = _gap(text, terminator)
    if raw.wide or any(mark + blank in text for blank in (*BLANKS, mark)):
        return _cut_slowly(text, offset, raw.width, mark)
    pieces = text.split(mark) if text else []
    size = len(mark)
    return pieces, accumulate([len(piece) + size for piece in pieces], initial=offset)


def _cut_slowly(text: str, offset: int, width: Callable[[str], int], mark: str) -> tuple[list[str], list[int]]:
    texts, starts, size = [], [], width(mark)
    trailing = "\r" if mark == "\n" else ""
    for piece in text.split(mark):
        segment = piece.lstrip(BLANKS)
        if segment:
            texts.append(segment.rstrip(trailing) if trailing else segment)
            starts.append(offset + width(piece[: len(piece) - len(segment)]))
        offset += width(piece) + size
    return texts, starts


def _gap(text: str, terminator: str) -> str:
    """The terminator with the line end that goes with it, when all segments have the same."""
    marks = text.count(terminator)
    candidates = ("\r\n",) if terminator == "\n" else (terminator + "\r\n", terminator + "\n", terminator + "\r")
    return next((mark for mark in candidates if text.count(mark) == marks), terminator) if marks else terminator


def flat(root: Segment, raw: Raw, delimiters: Delimiters) -> int:
    """All segments directly below `root`, elements unsplit; returns how many there were."""
    separator = delimiters.element
    texts, starts = cut(raw, delimiters)
    split: list[list[Any]] = [text.split(separator) for text in texts]
    root.children = [
        Segment(fields[0], fields, position, start) for position, (fields, start) in enumerate(zip(split, starts, strict=False), 2)
    ]
    return len(texts)


class BodyReader:
    """Reads bodies of one set and release for one set of delimiters; keeps nothing between them."""

    def __init__(self, structure: Structure, segments: Dictionary, delimiters: Delimiters) -> None:
        self._structure = structure
        self._segments = segments
        self._delimiters = delimiters
        self._checks = checks(segments, delimiters)
        self._findings: list[Finding] = []
        self._further = 0
        self._way: list[Segment] = []

    def read(self, root: Segment, raw: Raw) -> tuple[int, list[Finding]]:
        """Fill `root`; returns how many segments there were and what was found."""
        self._findings, self._further = [], 0
        count = self._place_all(root, raw)
        findings, self._findings, self._way = self._findings, [], []
        if self._further:
            findings.append(finding("X12-410", findings[-1].where, count=self._further))
        return count, findings

    def _place_all(self, root: Segment, raw: Raw) -> int:
        separator, component = self._delimiters.element, self._delimiters.component
        known = self._checks
        slot = self._structure.root
        way = self._way = [root]  # the open segments: what a slot of depth d goes below is way[d]
        counts = [0] * 16
        position = 1
        for text, offset in zip(*cut(raw, self._delimiters), strict=False):
            position += 1
            segment_text = self._legible(text, position, offset) if raw.damaged else text
            fields: list[Any] = segment_text.split(separator)
            tag = fields[0]
            segment = Segment(tag, fields, position, offset)
            move = slot.moves.get(tag)
            if move is None:
                slot = self._misplaced(slot, segment, counts)
            else:
                slot, repeats, closes = move
                depth = slot.depth
                if closes:
                    self._closed(closes, position, offset)
                counts[depth] = counts[depth] + 1 if repeats else 1
                del way[depth + 1 :]
                way[depth].children.append(segment)
                if slot.inner:
                    way.append(segment)
                if counts[depth] > slot.maximum:
                    self._too_often(slot, segment)
            check = known[tag]
            if check is None:
                continue
            if check.wrong(segment_text, fields):
                self._report(check, segment, fields)
            if component and check.composites and component in segment_text:
                self._split(check, segment, component)
        self._closed(self._open_loops(slot), position + 1, raw.end)
        return position - 1

    def _split(self, check: SegmentCheck, segment: Segment, component: str) -> None:
        fields = segment.fields
        for at in check.composites:
            if at < len(fields) and component in fields[at]:
                fields[at] = str(fields[at]).split(component)

    # What is wrong: all that follows runs only for segments that are not as they should be.

    def _legible(self, text: str, position: int, offset: int) -> str:
        bad = ESCAPED.search(text)
        if bad is None:
            return text
        legible = clean(text)
        at = text.count(self._delimiters.element, 0, bad.start())
        value = legible.split(self._delimiters.element)[at]
        where = Location(offset, None, text.split(self._delimiters.element, maxsplit=1)[0], position, at or None)
        self._add(UNREADABLE, where, segment=where.segment, element=f"{at:02d}", value=value, expected="", ref="")
        return legible

    def _add(self, rule: str, where: Location, **params: object) -> None:
        if len(self._findings) < MAX_FINDINGS:
            self._findings.append(finding(rule, where, **params))
        else:
            self._further += 1

    def _note(self, rule: str, segment: Segment, **params: object) -> None:
        where = Location(segment.offset, None, segment.tag, segment.position, path=self._path(segment))
        self._add(rule, where, segment=segment.tag, **params)

    def _too_often(self, slot: Slot, segment: Segment) -> None:
        self._note(LOOP_TOO_OFTEN if slot.opens else SEGMENT_TOO_OFTEN, segment, maximum=slot.maximum)

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
            self._note(OUT_OF_ORDER, segment)
            return slot
        self._closed(self._open_loops(slot, earlier.depth), segment.position, segment.offset)
        del self._way[earlier.depth + 1 :]
        self._way[earlier.depth].children.append(segment)
        self._way.append(segment)
        counts[earlier.depth] = 1
        self._note(OUT_OF_ORDER, segment)
        return earlier

    def _why(self, tag: str) -> str:
        if tag in self._structure.tags:
            return UNEXPECTED
        return NOT_IN_SET if tag in self._segments.segments else UNKNOWN

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
        self._add(ABSENT, where, segment=slot.tag, loop=trigger.tag, set=self._structure.set)

    def _report(self, check: SegmentCheck, segment: Segment, fields: list[str]) -> None:
        problems = check.problems(fields)
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
