"""A moment taken apart is printed again to the letter; what is no moment stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.edifact.moments import apart, joined, split, together
from hub.formats.segments import Segment

CASES = [
    (["137", "201508030730", "203"], ["137", "20150803", "102", "0730"]),
    (["137", "20150803073015", "204"], ["137", "20150803", "102", "073015"]),
    (["2", "1508030730", "201"], ["2", "150803", "101", "0730"]),
    (["2", "0730", "401"], ["2", "", "", "0730"]),
    (["134", "2002080120020831", "718"], ["134", "20020801", "102", "", "20020831", ""]),
    (["134", "20020801-20020831", "718"], ["134", "20020801", "102", "", "20020831", "-"]),
]
WHOLE = [["137", "20020801", "102"], ["137", "tomorrow", "203"], ["137", "2015080307", "203"], ["137", "20250401120000+00", "303"], ["137"]]


@pytest.mark.parametrize(("sent", "seen"), CASES)
def test_day_and_time_are_values_of_their_own(sent, seen):
    assert apart(sent) == seen
    assert together(seen) == sent


@pytest.mark.parametrize("sent", WHOLE)
def test_anything_else_stays_as_it_was_sent(sent):
    assert apart(sent) is None


@given(st.sampled_from(("102", "203", "204", "201", "401", "718", "610", "")), st.text("0123456789-", max_size=18))
def test_whatever_was_taken_apart_is_printed_to_the_letter(notation, text):
    segment = Segment("DTM", ["DTM", ["137", text, notation]])
    split([segment])

    assert joined(segment.fields) == ["DTM", ["137", text, notation]]


def test_an_empty_tree_is_left_alone():
    split([])
    assert joined(["DTM"]) == ["DTM"]
