"""The bytes of a value, counted by separators: components, repetitions, released marks, characters of several bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.segments.span import Marks, span
from hub.model.location import Location

X12 = Marks("*", "~", ">", "^")
EDIFACT = Marks("+", "'", ":", "*", "?")
CASES = [
    (b"BEG*00*SA*4711~", X12, "ascii", Location(byte=0, element=3), b"4711"),
    (b"BEG*00*SA*4711~", X12, "ascii", Location(byte=7, element=2), b"SA"),
    (b"REF*REF*4711~", X12, "ascii", Location(byte=4, element=1), b"REF"),
    (b"SVC*A>B>C*1~", X12, "ascii", Location(byte=0, element=1, component=2), b"B"),
    (b"DMG*A>1^B>2~", X12, "ascii", Location(byte=4, element=1, repeat=2, component=1), b"B"),
    (b"DMG*A>1^B>2~", X12, "ascii", Location(byte=0, element=1), b"A>1^B>2"),
    (b"FTX+AAI+++a?+b?'c:d'", EDIFACT, "latin-1", Location(byte=0, element=4, component=1), b"a?+b?'c"),
    ("N1*BY*兰美*92~".encode("gb18030"), X12, "gb18030", Location(byte=0, element=2), "兰美".encode("gb18030")),
    ("N1*兰美*92~".encode(), X12, "utf-8", Location(byte=0, element=2), b"92"),
]


@pytest.mark.parametrize(("data", "marks", "charset", "where", "expected"), CASES)
def test_the_span_is_exactly_the_value(data, marks, charset, where, expected):
    start, end = span(data, marks, charset, where)

    assert data[start:end] == expected


@pytest.mark.parametrize("where", [Location(), Location(byte=0), Location(byte=0, element=9)])
def test_where_there_is_no_value_there_is_no_span(where):
    assert span(b"BEG*00~", X12, "ascii", where) is None


def test_bytes_that_cannot_be_decoded_have_no_span():
    assert span(b"N1*\xff\xfe*92~", X12, "utf-8", Location(byte=0, element=2)) is None


@given(st.lists(st.text("ab兰é ", min_size=1, max_size=4), min_size=1, max_size=6), st.data())
def test_any_element_is_found(values, data):
    at = data.draw(st.integers(1, len(values)))
    text = "~REF*" + "*".join(values) + "~NXT*x~"
    start, end = span(text.encode(), X12, "utf-8", Location(byte=1, element=at))

    assert text.encode()[start:end].decode() == values[at - 1]
