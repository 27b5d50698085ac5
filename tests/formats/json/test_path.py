"""The path language of JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import PathError
from hub.formats.json.parse import Number
from hub.formats.json.path import PATHS
from hub.formats.json.tree import Node


def tree():
    return Node(
        {
            "id": Number("0012.50"),
            "account": {"gln": "40", "open": True, "none": None, "empty": ""},
            "parties": [{"role": "buyer", "name": "A"}, {"role": "seller", "name": "B", "tags": ["x", "y"]}],
            "single": {"role": "buyer", "name": "C"},
            "discount1": "5",
            "discount3": "7",
            "order/no": {"a.b": "z"},
        }
    )


GETS = [
    ("id", "0012.50"),
    ("/account/gln", "40"),
    ("account/open", "true"),
    ("account/none", None),
    ("account/empty", None),
    ("account", None),
    ("parties[role=buyer]/name", "A"),
    ("parties[role=seller|x]/name", "B"),
    ("parties[role!=buyer]/name", "B"),
    ("parties[role=buyer, kind:=k]/name", "A"),
    ("parties[role=none]/name", None),
    ("parties[1]/name", "B"),
    ("parties[*]/name", "A"),
    ("parties[1]/tags[1]", "y"),
    ("single[role=buyer]/name", "C"),
    ('"order/no"/a.b', "z"),
    ("absent/x", None),
]


@pytest.mark.parametrize(("text", "expected"), GETS)
def test_a_place_gives_the_first_filled_value(text, expected):
    assert expected == PATHS.place(text).get(tree())


def test_what_is_read_is_marked_with_its_conditions():
    node = tree()
    PATHS.reader([PATHS.place("parties[role=buyer]/name"), PATHS.place("parties[role=x|seller]/name")])(node)
    left = {leaf.path for leaf in node.untaken()}

    assert {"parties[0]/role", "parties[0]/name", "parties[1]/name"} & left == set()
    assert "parties[1]/role" in left


@pytest.mark.parametrize("text", [text for text, value in GETS if value])
def test_release_takes_every_mark_back(text):
    node = tree()
    place = PATHS.place(text)
    place.get(node)
    place.release(node)

    assert node.taken == set()


@pytest.mark.parametrize("text", [text for text, _ in GETS if "!=" not in text and "[1]" not in text])
def test_what_is_put_is_got(text):
    node = Node({})
    place = PATHS.place(text)
    place.put(node, "value")

    assert place.get(node) == "value"


def test_putting_makes_the_way_once_and_keeps_kinds():
    node = Node({})
    for text, value in [
        ("a/b#number", "1.50"),
        ("a/c#boolean", "true"),
        ("p[role=buyer, v:=1]/name", "A"),
        ("p[role=buyer]/id", "7"),
        ("p[role=ship]/name", "B"),
        ("n#number", "x"),
    ]:
        PATHS.place(text).put(node, value)

    assert node.value == {
        "a": {"b": "1.50", "c": True},
        "p": [{"role": "buyer", "v": "1", "name": "A", "id": "7"}, {"role": "ship", "name": "B"}],
        "n": "x",
    }
    assert isinstance(node.value["a"]["b"], Number)
    assert not isinstance(node.value["n"], Number)


def test_numbered_keys_are_a_list():
    each, itself = PATHS.each("discount{1..3}"), PATHS.place(".")
    assert [itself.get(node) for node in each.iterate(tree())] == ["5", "7"]

    made = Node({})
    for value in "abc":
        itself.put(each.append(made), value)
    assert made.value == {"discount1": "a", "discount2": "b", "discount3": "c"}
    assert each.append(made) is None


def test_items_are_appended_as_objects_or_values():
    made = Node({})
    PATHS.place("id").put(PATHS.each("lines[kind=x]").append(made), "1")
    PATHS.place(".").put(PATHS.each("tags[*]").append(made), "t")

    assert made.value == {"lines": [{"kind": "x", "id": "1"}], "tags": ["t"]}


def test_a_neighbour_is_a_key_of_the_same_object():
    assert PATHS.beside("price/amount", ".currency") == "price/currency"
    assert PATHS.beside("amount", ".currency") == "currency"
    with pytest.raises(PathError):
        PATHS.beside(".", ".currency")


@pytest.mark.parametrize("text", ["", "/", "a//b", "a[", "a[]", "a[x]", "a{3..1}", "a#x", ".a", "a/", 'a/"b', "d{1..2}", "a[*]x"])
def test_a_wrong_place_is_refused_with_its_column(text):
    with pytest.raises(PathError) as caught:
        PATHS.place(text)

    assert 1 <= caught.value.column <= len(text) + 1


@pytest.mark.parametrize("text", [".", "a#number"])
def test_a_wrong_repetition_is_refused(text):
    with pytest.raises(PathError):
        PATHS.each(text)


def test_a_location_is_the_path_with_ordinals():
    assert PATHS.place("parties[role=seller]/name").locate(tree()).path == "parties[1]/name"
    assert PATHS.place("nothing").locate(tree()).as_dict() == {}


@given(st.text('ab/[]{}=!:|*.,"#1 ', max_size=12))
def test_any_text_is_a_path_or_a_located_error(text):
    for compiled in (PATHS.place, PATHS.each):
        try:
            compiled(text)
        except PathError as error:
            column = error.column
        else:
            column = 1

        assert 1 <= column <= len(text) + 1


def test_the_rest_is_what_nothing_was_taken_from():
    node = Node({"pairs": [{"name": "a", "v": "1"}, {"name": "b", "v": "2"}, {"name": "a", "v": "3"}]})
    PATHS.place("pairs[name=a]/v").get(node)

    assert [item.value["v"] for item in PATHS.each("pairs[rest]").iterate(node)] == ["2", "3"]


@pytest.mark.parametrize("text", ["pairs[rest]/v", "pairs[rest]"])
def test_the_rest_is_no_single_value(text):
    with pytest.raises(PathError):
        PATHS.place(text)
    assert PATHS.each("pairs[rest]").rest


def test_a_key_that_is_there_takes_no_second_item():
    node = Node({"phone": "1"})

    assert PATHS.each("phone").append(node) is None


def test_an_item_itself_may_be_a_number():
    node = Node({})
    item = PATHS.each("options[*]").append(node)
    PATHS.place(".#number").put(item, "7")

    assert node.value == {"options": [Number("7")]}
    assert isinstance(node.value["options"][0], Number)
