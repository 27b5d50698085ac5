from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments.patterns import Judges, any_of, never, number


@given(st.sets(st.text("AB1.", min_size=1, max_size=4), min_size=1), st.text("AB1.", max_size=5))
def test_any_of_some_values_is_just_these(values, text):
    pattern = re.compile(any_of(values))

    assert all(pattern.fullmatch(value) for value in values)
    assert (pattern.fullmatch(text) is not None) == (text in values)


@pytest.mark.parametrize(("around", "pointed"), [(0, r"-?[0-9]*\.?[0-9]*"), (1, r"-?[0-9]+(?:\.[0-9]+)?")])
@given(text=st.text("012.-", max_size=9) | st.from_regex(r"-?[0-9]{1,6}\.[0-9]{0,6}", fullmatch=True), high=st.integers(1, 9))
def test_a_number_has_so_many_digits(around, pointed, text, high):
    digits = sum(map(str.isdigit, text))
    right = re.fullmatch(pointed, text) is not None and 1 <= digits <= high

    assert (re.fullmatch(number(1, high, ".", around), text) is not None) == right


def test_a_judge_is_made_for_each_number_of_fields_when_it_is_needed():
    asked = []
    judges = Judges(3, lambda size: asked.append(size) or (None if size == 1 else f"x{{{size}}}"))

    assert [judges[size]("xx") is not None for size in (2, 1, 2, 9, 9)] == [True, False, True, False, False]
    assert asked == [2, 1]
    assert judges[9] is never
    assert 9 not in judges
