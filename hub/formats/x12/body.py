"""The body of one transaction set: raw segments to a nested tree, with everything found on the way.

Loses nothing: a segment that has no place is put where it does least harm, with a finding. Example:
`BodyReader(structure("850", "004010"), dictionary("004010"), Delimiters()).read(root, Raw(["BEG*00*SA*1**20260801"]))`.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import Any

from hub.formats.segments import ReadSegment, Segment
from hub.formats.segments.blocks import ESCAPED, clean
from hub.formats.segments.cutting import Raw, cut
from hub.formats.segments.dictionary import Dictionary
from hub.formats.segments.flat import FlatTree
from hub.formats.segments.placing import Placing, Rules
from hub.formats.segments.structure import Structure
from hub.formats.x12 import hierarchy
from hub.formats.x12.checks import SegmentCheck, checks
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.rules import finding
from hub.model.location import Finding, Location

UNREADABLE = "X12-506"


def flat(header: Segment, raw: Raw, delimiters: Delimiters) -> tuple[FlatTree, int]:
    """All segments directly below the header, elements unsplit; and how many there are."""
    separator = delimiters.element
    texts, starts = cut(raw, delimiters.segment)
    rows = list(map(str.split, texts, repeat(separator)))  # takes two thirds of the time that a loop does
    return FlatTree(header.tag, header.fields, header.offset, rows, starts), len(texts)


class BodyReader(Placing):
    """Reads bodies of one set and release for one set of delimiters; keeps nothing between them."""

    rules = Rules("X12-401", "X12-402", "X12-403", "X12-404", "X12-405", "X12-406", "X12-407", "X12-410")
    finding = staticmethod(finding)

    def __init__(self, structure: Structure, segments: Dictionary, delimiters: Delimiters) -> None:
        super().__init__(structure, segments)
        self._delimiters = delimiters
        self._checks = checks(segments, delimiters)

    def read(self, root: Segment, raw: Raw) -> tuple[int, list[Finding]]:
        """Fill `root`; returns how many segments there were and what was found."""
        count = self._place_all(root, raw)
        if hierarchy.TAG in self._structure.tags:
            hierarchy.link(root, self._level)
        return count, self._found()

    def _level(self, rule: str, level: Segment, element: int, value: str) -> None:
        where = Location(level.offset, None, level.tag, level.position, element)
        self._add(rule, where, segment=level.tag, element=f"{element:02d}", value=value)

    def _place_all(self, root: Segment, raw: Raw) -> int:  # noqa: C901, PLR0912 -- a call for each segment costs a tenth
        separator, component = self._delimiters.element, self._delimiters.component
        known, damaged = self._checks, raw.damaged
        slot = self._structure.root
        way = self._way = [root]  # the open segments: what a slot of depth d goes below is way[d]
        counts = [0] * 16
        position = 1
        texts, starts = cut(raw, self._delimiters.segment)
        split: Iterable[list[Any]] = map(str.split, texts, repeat(separator))
        for text, fields, offset in zip(texts, split, starts, strict=False):
            position += 1
            if damaged:
                text = self._legible(text, position, offset)  # noqa: PLW2901 -- the same segment, as far as it can be read
                fields = text.split(separator)  # noqa: PLW2901
            tag = fields[0]
            segment: Segment = ReadSegment()
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
            if check is None:
                continue
            if check.judges[len(fields)](text) is None:
                self._report(segment, check.problems(fields))
            if check.composites and component and component in text:
                self._split(check, segment, component)
        self._closed(self._open_loops(slot), position + 1, raw.end)
        return position - 1

    def _split(self, check: SegmentCheck, segment: Segment, component: str) -> None:
        fields = segment.fields
        for at in check.composites:
            if at < len(fields) and component in fields[at]:
                fields[at] = str(fields[at]).split(component)

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
