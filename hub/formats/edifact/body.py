"""The body of one message: raw segments to a nested tree, with everything found on the way.

Loses nothing: a segment that has no place is put where it does least harm, with a finding. Example:
`BodyReader(structure("ORDERS", "D96A"), dictionary("D96A"), Delimiters()).read(root, Raw(["BGM+220+4711'"]))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress, count, repeat
from operator import contains
from typing import Any, NamedTuple

from hub.formats.edifact import articles, moments, packing
from hub.formats.edifact.checks import OTHER_MARK, SegmentCheck, checks
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.release import MARK, release
from hub.formats.edifact.rules import finding
from hub.formats.segments import Field, ReadSegment, Segment
from hub.formats.segments.blocks import ESCAPED, clean
from hub.formats.segments.cutting import Raw, cut
from hub.formats.segments.dictionary import Dictionary
from hub.formats.segments.flat import FlatTree
from hub.formats.segments.placing import Placing, Rules
from hub.formats.segments.structure import Structure
from hub.model.location import Finding, Location

UNREADABLE = "EDI-508"
WRAPPED = "EDI-011"
_TAG = 3
_BREAKS = str.maketrans("", "", "\r\n")


class Cut(NamedTuple):
    """The segments of a message, the byte where each starts, how many were broken into lines, and the mark of those with a release."""

    texts: Sequence[str]
    starts: Iterable[int]
    wrapped: int
    mark: str


def segments(raw: Raw, delimiters: Delimiters) -> Cut:
    """A message cut at the terminators that are not released. Where none is, nothing has to be put out of the way before."""
    of, mark = release(delimiters), delimiters.release or MARK
    if of.splits(raw.text):
        width, mark = raw.width, MARK
        raw = Raw(of.protect(raw.text), raw.offset, lambda text: width(of.original(text)), raw.wide)
    texts, starts = cut(raw, delimiters.segment)
    if "\n" not in raw.text and "\r" not in raw.text:
        return Cut(texts, starts, 0, mark)
    wrapped = sum("\n" in text or "\r" in text for text in texts)
    return Cut([text.translate(_BREAKS) for text in texts] if wrapped else texts, starts, wrapped, mark)


def flat(header: Segment, raw: Raw, delimiters: Delimiters) -> tuple[FlatTree, int]:
    """All segments directly below the header, elements unsplit and as they were sent; and how many there are."""
    separator, of = delimiters.element, release(delimiters)
    texts, starts, _, mark = segments(raw, delimiters)
    rows: list[list[Any]] = list(map(str.split, texts, repeat(separator)))  # takes two thirds of the time that a loop does
    if mark == MARK or mark in raw.text:
        for at in compress(count(), map(contains, texts, repeat(mark))):
            rows[at] = list(map(of.original, of.protect(texts[at]).split(separator)))
    return FlatTree(header.tag, header.fields, header.offset, rows, starts), len(rows)


# What maps see taken apart: each takes the children among which the segment stands last.
_APART = {"DTM": moments.split, "PIA": articles.split, "GIN": articles.split}


class BodyReader(Placing):
    """Reads bodies of one message type and directory for one set of service characters; keeps nothing between them."""

    rules = Rules("EDI-401", "EDI-402", "EDI-403", "EDI-404", "EDI-405", "EDI-406", "EDI-407", "EDI-410")
    finding = staticmethod(finding)

    def __init__(self, structure: Structure, segments_: Dictionary, delimiters: Delimiters) -> None:
        super().__init__(structure, segments_)
        self._delimiters = delimiters
        self._release = release(delimiters)
        self._checks = checks(segments_, delimiters)
        self._commas = delimiters.decimal == ","

    def read(self, root: Segment, raw: Raw) -> tuple[int, list[Finding]]:
        """Fill `root`; returns how many segments there were and what was found."""
        cut_up = segments(raw, self._delimiters)
        if cut_up.wrapped:
            self._add(WRAPPED, Location(byte=raw.offset), count=cut_up.wrapped)
        count = self._place_all(root, raw, cut_up)
        if packing.TAG in self._structure.tags:
            packing.link(root, self._package)
        return count, self._found()

    def _package(self, rule: str, package: Segment, element: int, value: str) -> None:
        where = Location(package.offset, None, package.tag, package.position, element)
        self._add(rule, where, segment=package.tag, element=f"{element:02d}", value=value)

    def _place_all(self, root: Segment, raw: Raw, cut_up: Cut) -> int:  # noqa: C901, PLR0912 -- a call for each segment costs a tenth
        separator, component, repetition = self._delimiters.element, self._delimiters.component, self._delimiters.repetition
        known, commas, damaged, mark = self._checks, self._commas, raw.damaged, cut_up.mark
        slot = self._structure.root
        way = self._way = [root]  # the open segments: what a slot of depth d goes below is way[d]
        counts = [0] * 16
        position = 1
        split: Iterable[list[Any]] = map(str.split, cut_up.texts, repeat(separator))
        for text, fields, offset in zip(cut_up.texts, split, cut_up.starts, strict=False):
            position += 1
            if damaged or mark in text or (repetition and repetition in text):
                segment, size, text = self._unusual(text, position, offset)  # noqa: PLW2901 -- what the check may look at
                tag = segment.tag
            else:
                size = len(fields)
                if component in text:
                    for at, field in enumerate(fields):
                        if component in field:
                            fields[at] = field.split(component)
                    tag = fields[0] if type(fields[0]) is str else _tag(fields)
                else:
                    tag = fields[0]
                segment = ReadSegment()
                segment.tag, segment.fields, segment.children = tag, fields, []
                segment.position, segment.offset, segment.taken, segment.parts = position, offset, 0, None
            if tag in slot.moves:
                slot, repeats, closes = slot.moves[tag]
                depth = slot.depth
                if closes:
                    self._closed(closes, position, offset)
                if len(way) > depth + 1:
                    del way[depth + 1 :]
                way[depth].children.append(segment)
                if slot.inner:
                    way.append(segment)
                if repeats:
                    counts[depth] += 1
                    if counts[depth] > slot.maximum:
                        self._too_often(slot, segment)
                else:
                    counts[depth] = 1
            else:
                slot = self._misplaced(slot, segment, counts)
            check = known[tag]
            if check is not None and (check.judges[size](text) is None or commas):
                self._wrong(check, segment)
            if tag in _APART:
                _APART[tag](way[-1].children if way[-1] is not segment else way[-2].children)
        self._closed(self._open_loops(slot), position + 1, raw.end)
        return position - 1

    def _unusual(self, text: str, position: int, offset: int) -> tuple[Segment, int, str]:
        """A segment with released characters, repetitions or unreadable bytes; how many fields it has; and what the pattern can judge."""
        ascii_only = text.isascii()
        text = self._release.protect(text).replace(MARK, "")
        legible = text if ascii_only else self._legible(text, position, offset)
        component, repetition = self._delimiters.component, self._delimiters.repetition
        if repetition and repetition in legible:
            fields, judged = self._repeated(legible, self._checks[legible[:_TAG]]), ""
        else:
            parts = legible.split(self._delimiters.element)
            fields, judged = [part.split(component) if component in part else part for part in parts], legible
        tag = self._release.plain(_tag(fields))
        return Segment(tag, [tag, *map(self._plain, fields[1:])], position, offset), len(fields), judged

    def _plain(self, field: Any) -> Any:
        if isinstance(field, str):
            return field if field.isascii() else self._release.plain(field)  # what stands in is not ASCII
        return [self._plain(part) for part in field]

    def _repeated(self, text: str, check: SegmentCheck | None) -> list[Field]:
        """Repetitions of syntax version 4, each at a place of its own where the directory lists one for each."""
        component, repetition = self._delimiters.component, self._delimiters.repetition
        fields: list[Field] = []
        for part in text.split(self._delimiters.element):
            rows = [row.split(component) for row in part.split(repetition)]
            if len(rows) == 1:
                fields.append(rows[0] if component in part else part)
            elif check is not None and len(rows) <= check.runs.get(len(fields), 0):
                fields += [row if len(row) > 1 else row[0] for row in rows]
            else:
                fields.append(rows)
        return fields

    # What is wrong: all that follows runs only for segments that are not as they should be.

    def _wrong(self, check: SegmentCheck, segment: Segment) -> None:
        problems = check.problems(segment.fields)  # none in a segment that the pattern could not judge, or only had commas
        if problems:
            self._report(segment, problems)
        if self._commas or any(problem.rule == OTHER_MARK for problem in problems):
            self._point(check, segment)

    def _point(self, check: SegmentCheck, segment: Segment) -> None:
        """Numbers stand in the tree with a point, whatever their decimal mark was."""
        fields = segment.fields
        for element, component in check.numbers:
            held = fields[element] if element < len(fields) else ""
            if not held:
                continue
            if isinstance(held, str):
                fields[element] = held.replace(",", ".") if component < 2 else held
            elif component <= len(held) and isinstance(part := held[component - 1], str):
                fields[element] = [*map(str, held[: component - 1]), part.replace(",", "."), *map(str, held[component:])]

    def _legible(self, text: str, position: int, offset: int) -> str:
        bad = ESCAPED.search(text)
        if bad is None:
            return text
        at = text.count(self._delimiters.element, 0, bad.start())
        tag = text.split(self._delimiters.element, maxsplit=1)[0]
        legible = clean(text)
        value = self._release.plain(legible.split(self._delimiters.element)[at])
        where = Location(offset, None, tag, position, at or None)
        self._add(UNREADABLE, where, segment=tag, element=f"{at:02d}", value=value, expected="", ref="")
        return legible


def _tag(fields: list[Any]) -> str:
    """The tag without the indices of explicit nesting (`LIN:1:2`), which the grammar makes needless; it stands alone from now on."""
    while not isinstance(fields[0], str):
        fields[0] = fields[0][0]
    return str(fields[0])
