"""The body of one message: raw segments to a nested tree, with everything found on the way.

Loses nothing: a segment that has no place is put where it does least harm, with a finding. Example:
`BodyReader(structure("ORDERS", "D96A"), dictionary("D96A"), Delimiters()).read(root, Raw(["BGM+220+4711'"]))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hub.formats.edifact.checks import OTHER_MARK, SegmentCheck, checks
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.release import MARK, release
from hub.formats.edifact.rules import finding
from hub.formats.segments import Field, Segment
from hub.formats.segments.blocks import ESCAPED, clean
from hub.formats.segments.cutting import Raw, cut
from hub.formats.segments.dictionary import Dictionary
from hub.formats.segments.placing import Placing, Rules
from hub.formats.segments.structure import Structure
from hub.model.location import Finding, Location

UNREADABLE = "EDI-508"
WRAPPED = "EDI-011"
_BREAKS = str.maketrans("", "", "\r\n")


def segments(raw: Raw, delimiters: Delimiters) -> tuple[Sequence[str], Iterable[int], int]:
    """The segments of a message, released characters put out of the way, the byte where each starts, and how many were wrapped."""
    of = release(delimiters)
    protected = of.protect(raw.text)
    if protected is not raw.text:
        width = raw.width
        raw = Raw(protected, raw.offset, lambda text: width(of.original(text)), raw.wide)
    texts, starts = cut(raw, delimiters.segment)
    if "\n" not in raw.text and "\r" not in raw.text:
        return texts, starts, 0
    wrapped = sum("\n" in text or "\r" in text for text in texts)
    return ([text.translate(_BREAKS) for text in texts] if wrapped else texts), starts, wrapped


def flat(root: Segment, raw: Raw, delimiters: Delimiters) -> int:
    """All segments directly below `root`, elements unsplit and as they were sent; returns how many there were."""
    separator, of = delimiters.element, release(delimiters)
    texts, starts, _ = segments(raw, delimiters)
    split: list[list[Any]] = [text.split(separator) for text in texts]
    if of.character and of.character in raw.text:
        split = [list(map(of.original, fields)) if MARK in text else fields for text, fields in zip(texts, split, strict=True)]
    root.children = [
        Segment(fields[0], fields, position, start) for position, (fields, start) in enumerate(zip(split, starts, strict=False), 2)
    ]
    return len(texts)


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
        texts, starts, wrapped = segments(raw, self._delimiters)
        if wrapped:
            self._add(WRAPPED, Location(byte=raw.offset), count=wrapped)
        count = self._place_all(root, raw, zip(texts, starts, strict=False))
        return count, self._found()

    def _place_all(self, root: Segment, raw: Raw, cuts: Iterable[tuple[str, int]]) -> int:
        separator, component, repetition = self._delimiters.element, self._delimiters.component, self._delimiters.repetition
        known, commas, damaged = self._checks, self._commas, raw.damaged
        slot = self._structure.root
        way = self._way = [root]  # the open segments: what a slot of depth d goes below is way[d]
        counts = [0] * 16
        position = 1
        for text, offset in cuts:
            position += 1
            if damaged or MARK in text or (repetition and repetition in text):
                segment, size, text = self._unusual(text, position, offset)  # noqa: PLW2901 -- what the check may look at
            else:
                fields: list[Any] = text.split(separator)
                size = len(fields)
                if component in text:
                    fields = [field.split(component) if component in field else field for field in fields]
                segment = Segment(fields[0], fields, position, offset)
            tag = segment.tag
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
            if check is not None and (check.wrong(text, size) or commas):
                self._wrong(check, segment)
        self._closed(self._open_loops(slot), position + 1, raw.end)
        return position - 1

    def _unusual(self, text: str, position: int, offset: int) -> tuple[Segment, int, str]:
        """A segment with released characters, repetitions or unreadable bytes; how many fields it has; and what the pattern can judge."""
        text = text.replace(MARK, "")
        legible = self._legible(text, position, offset)
        component, repetition = self._delimiters.component, self._delimiters.repetition
        tag = legible.split(self._delimiters.element, maxsplit=1)[0]
        if repetition and repetition in legible:
            fields, judged = self._repeated(legible, self._checks[tag]), ""
        else:
            parts = legible.split(self._delimiters.element)
            fields, judged = [part.split(component) if component in part else part for part in parts], legible
        return Segment(tag, [self._plain(field) for field in fields], position, offset), len(fields), judged

    def _plain(self, field: Any) -> Any:
        return self._release.plain(field) if isinstance(field, str) else [self._plain(part) for part in field]

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
