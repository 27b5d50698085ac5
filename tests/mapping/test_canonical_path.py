"""Paths into canonical documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.canonical_path import CanonicalPath, CanonicalPathError

MADE = [
    ("id", {"id": "v"}),
    ("a.b", {"a": {"b": "v"}}),
    ("a.b.c.d", {"a": {"b": {"c": {"d": "v"}}}}),
    ("a[0]", {"a": ["v"]}),
    ("a[2]", {"a": ["v"]}),
    ("a[0].b", {"a": [{"b": "v"}]}),
    ("a.b[1].c", {"a": {"b": [{"c": "v"}]}}),
    ("r[type=CT].id", {"r": [{"type": "CT", "id": "v"}]}),
]


@pytest.mark.parametrize(("text", "expected"), MADE)
def test_a_value_is_put_and_found_again(text, expected):
    path, document = CanonicalPath(text), {}
    container, key = path.make(document)
    container[key] = "v"

    assert document == expected
    found = path.find(document) if "[2]" not in text and "[1]" not in text else (container, key)
    assert found[0][found[1]] == "v"


@pytest.mark.parametrize("text", [text for text, _ in MADE])
def test_what_is_not_there_is_not_found(text):
    assert CanonicalPath(text).find({}) is None
    assert CanonicalPath(text).find({"a": "text", "r": "text"}) is None or text == "id"


def test_items_are_sought_by_their_key_and_made_with_it():
    document = {"r": [{"type": "ON", "id": "1"}, {"type": "CT", "id": "2"}]}
    path = CanonicalPath("r[type=CT].id")

    assert path.find(document) == (document["r"][1], "id")
    assert path.pointer(document) == "/r/1/id"
    assert path.pointer({}) == "/r/0/id"
    assert path.constants(document) == [(document["r"][1], "type")]
    assert CanonicalPath("r[type=PD].id").make(document)[0] is document["r"][2]


def test_names_have_no_indexes():
    assert CanonicalPath("a[0].b[x=y].c").names == ("a", "b", "c")


@pytest.mark.parametrize(("text", "column"), [("", 1), (".", 1), ("a.", 3), ("a b", 2), ("a[", 2), ("a[x].b", 2), ("1a", 1)])
def test_a_wrong_path_tells_the_column(text, column):
    with pytest.raises(CanonicalPathError) as caught:
        CanonicalPath(text)

    assert caught.value.column == column


def test_an_object_in_a_list_is_meant_by_its_key():
    document, path = {"r": [{"type": "ON"}]}, CanonicalPath("r[type=CT]")
    items, at = path.make(document)

    assert (at, items) == (1, [{"type": "ON"}, {"type": "CT"}])
    assert path.find(document) == (items, 1)


@given(st.lists(st.sampled_from(["a", "b", "a[0]", "b[k=v]"]), min_size=1, max_size=4), st.lists(st.sampled_from(["a", "c"]), max_size=3))
def test_two_values_do_not_disturb_each_other(steps, others):
    document = {}
    other = CanonicalPath(".".join(["z", *others]))
    steps.append("x")
    for path, value in [(CanonicalPath(".".join(steps)), "v"), (other, "w")]:
        container, key = path.make(document)
        container[key] = value
    found = CanonicalPath(".".join(steps)).find(document)

    assert found[0][found[1]] == "v"
    assert other.find(document)[0][other.names[-1]] == "w"
