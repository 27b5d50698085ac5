"""PIA and GIN as maps see them: one number a segment, however many of its five places the sender used.

In the tree, a number that stood behind another in the same segment is a segment of its own with `+` as element 7, and is printed behind
it again. Example: `apart(Segment("PIA", ["PIA", "1", ["A", "IN"], ["B", "SA"]]))` gives two segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.formats.segments import Field, ReadSegment, Segment

TAGS = frozenset({"PIA", "GIN"})
FIRST, LAST, BEHIND = 2, 6, 7  # the places of C212 and C208, and ours for what is printed behind another
MARK = "+"


class _Behind(ReadSegment):
    """A number that stood `shift` places to the right of where the tree shows it."""

    __slots__ = ("shift",)


def _stood(sent: Segment, number: Field, shift: int) -> _Behind:
    found: _Behind = _Behind()
    found.tag, found.position, found.offset, found.shift = sent.tag, sent.position, sent.offset, shift
    found.fields, found.children = [*sent.fields[:FIRST], number, "", "", "", "", MARK], []
    found.taken, found.parts = 0, None
    return found


def apart(segment: Segment) -> list[Segment]:
    """A segment as one for each of its numbers; a segment with gaps stays as it is."""
    head, numbers = segment.fields[:FIRST], segment.fields[FIRST:]
    if not 2 <= len(numbers) <= LAST - FIRST + 1 or not all(numbers):
        return [segment]
    first, *others = numbers
    behind = [_stood(segment, one, shift) for shift, one in enumerate(others, 1)]
    segment.fields = [*head, first]  # the same segment still: what the grammar nests below it is yet to come
    return [segment, *behind]


def split(siblings: list[Segment]) -> None:
    """Take the segment that stands last apart, in place."""
    if siblings and siblings[-1].tag in TAGS and len(siblings[-1].fields) > FIRST + 1:
        siblings[-1:] = apart(siblings[-1])


def together(segments: Iterable[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """The segments of one parent as they are sent, each with the first of those that it is made of."""
    before: tuple[Segment, Segment] | None = None
    for segment in segments:
        if before is not None and _behind(segment, before[0]):
            before[0].fields.append(segment.fields[FIRST])
            continue
        if before is not None:
            yield before
        before = (_alone(segment), segment) if segment.tag in TAGS else None
        if before is None:
            yield segment, segment
    if before is not None:
        yield before


def _alone(segment: Segment) -> Segment:
    """The segment without our mark, for others to be printed behind."""
    alone = Segment(segment.tag, _plain(segment.fields))
    alone.children = segment.children
    return alone


def _plain(fields: list[Field]) -> list[Field]:
    """The fields without our mark: where nothing is left to stand behind, a number is printed in a segment of its own."""
    return list(fields[: FIRST + 1] if fields[BEHIND:] == [MARK] else fields)


def _behind(segment: Segment, before: Segment) -> bool:
    """Whether a number is to be printed behind those of the segment before, and there is room."""
    fields = segment.fields
    return segment.tag == before.tag and fields[BEHIND:] == [MARK] and len(before.fields) <= LAST and fields[1] == before.fields[1]
