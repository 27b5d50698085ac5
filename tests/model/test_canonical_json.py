"""RFC 8785: its own example of ordering, its escapes, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.canonical_json import _slowly, canonical_json, digest

# RFC 8785, section 3.2.3: sorted by UTF-16 code units, which is not the order of code points.
SORTED = ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_by_utf_16_code_units():
    written = canonical_json(dict.fromkeys(reversed(SORTED), ""))

    assert list(json.loads(written)) == SORTED


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('€$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ("\b\t\n\f\r\x00\x1f\x7f\u2028", '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028"'),
        ([True, False, None, 0, -1], "[true,false,null,0,-1]"),
        ({"b": {}, "a": []}, '{"a":[],"b":{}}'),
        (("a", "b"), '["a","b"]'),
    ],
)
def test_a_value_has_one_way_to_be_written(value, written):
    assert canonical_json(value).decode() == written


@given(TREES)
def test_what_is_written_reads_back_the_same_and_is_written_the_same_again(value):
    written = canonical_json(value)

    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize("value", [1.5, {"a": 0.1}, [b"x"], {1: "a"}, object()])
def test_anything_but_text_integers_and_trees_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udc00": 1}, 2**53, [-(2**53)]])
def test_half_a_character_and_an_integer_without_a_double_are_refused(value):
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


def test_the_digest_is_the_sha_256_of_the_canonical_bytes():
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


# Beyond U+FFFF the order of code units is not that of UTF-8; and what neither way may take.
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.uuids() | st.text(st.characters(), max_size=3) | st.binary(max_size=1),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(st.text(st.sampled_from("ab\ue000\uffff\U0001f600é"), max_size=2) | st.integers(0, 1), inner, max_size=4)
    ),
    max_leaves=8,
)


def outcome(function, value):
    try:
        return function(value)
    except (TypeError, ValueError) as problem:
        return type(problem), str(problem)


@given(ANYTHING | TREES)
def test_the_quick_way_gives_and_refuses_what_the_slow_way_does(value):
    assert outcome(canonical_json, value) == outcome(_slowly, value)
