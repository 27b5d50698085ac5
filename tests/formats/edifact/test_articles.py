"""Article numbers that share a segment are seen one by one, and printed as they were sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.formats.edifact.articles import apart, split, together
from hub.formats.segments import Segment


def printed(segments):
    return [segment.fields for segment, _ in together(segments)]


def test_each_number_is_a_segment_of_its_own():
    found = apart(Segment("PIA", ["PIA", "1", ["A", "IN"], ["B", "SA"]]))

    assert [segment.fields[2] for segment in found] == [["A", "IN"], ["B", "SA"]]
    assert printed(found) == [["PIA", "1", ["A", "IN"], ["B", "SA"]]]


def test_numbers_of_different_segments_stay_in_them():
    segments = [Segment("PIA", ["PIA", "1", ["A", "IN"]]), Segment("PIA", ["PIA", "5", ["B", "SA"]])]

    assert printed(segments) == [["PIA", "1", ["A", "IN"]], ["PIA", "5", ["B", "SA"]]]


def test_other_segments_pass():
    segments = [Segment("LIN", ["LIN", "1"]), Segment("PIA", ["PIA", "1", ["A", "IN"]]), Segment("QTY")]

    assert printed(segments) == [["LIN", "1"], ["PIA", "1", ["A", "IN"]], ["QTY"]]


@given(st.lists(st.lists(st.sampled_from(["A", "B", ""]), min_size=1, max_size=6), max_size=4))
def test_whatever_was_taken_apart_is_printed_as_it_was(rows):
    sent = [["PIA", "1", *([value, "IN"] if value else "" for value in row)] for row in rows]
    siblings: list[Segment] = []
    for fields in sent:
        siblings.append(Segment("PIA", list(fields)))
        split(siblings)

    def trimmed(fields):
        while fields and not fields[-1]:
            fields = fields[:-1]
        return fields

    assert [trimmed(fields) for fields in printed(siblings)] == [trimmed(fields) for fields in sent]
