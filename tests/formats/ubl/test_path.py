"""The path language of UBL: what is read and marked, what is written, and what is no path."""

from __future__ import annotations

import pytest

from hub.formats.base import PathError
from hub.formats.ubl import PATHS
from hub.formats.ubl.leaves import untaken
from hub.formats.ubl.tree import Node


def tree() -> Node:
    order = Node("Order")
    PATHS.place("cbc:ID").put(order, "4711")
    for name, scheme in (("A", "0088"), ("B", "0060")):
        party = PATHS.each("cac:AdditionalDocumentReference").append(order)
        PATHS.place("cbc:ID/@schemeID").put(party, scheme)
        PATHS.place("cbc:ID").put(party, name)
    return order


READ = [
    ("cbc:ID", "4711"),
    ("cbc:UUID", None),
    ("cac:AdditionalDocumentReference/cbc:ID", "A"),
    ("cac:AdditionalDocumentReference/cbc:ID/@schemeID", "0088"),
    ("cac:AdditionalDocumentReference[cbc:ID=B]/cbc:ID/@schemeID", "0060"),
    ("cac:AdditionalDocumentReference[cbc:ID/@schemeID=0060]/cbc:ID", "B"),
    ("cac:AdditionalDocumentReference[cbc:ID!=A|C]/cbc:ID", "B"),
    ("cac:AdditionalDocumentReference[cbc:ID=C]/cbc:ID", None),
]
WRONG = [
    ("", 1),
    ("ID", 1),
    ("cbc:Nonsense", 1),
    ("cbc:ID/", 8),
    ("cbc:ID/@nonsense", 8),
    ("cac:Party[*]/cbc:ID", 11),
    ("cac:Party[cbc:ID=A|B]/cbc:ID", 21),
    ("cac:Party[cbc:ID]", 17),
    ("x:Party", 1),
]


@pytest.mark.parametrize("text, value", READ)
def test_places_are_read_and_released(text, value):
    order = tree()
    place = PATHS.place(text)
    before = len(untaken(order))

    assert place.get(order) == value
    assert (len(untaken(order)) < before) is (value is not None)

    place.release(order)
    assert len(untaken(order)) == before


@pytest.mark.parametrize("text", [text for text, value in READ if value and "!=" not in text])
def test_what_is_written_is_read_again(text):
    order = Node("Order")
    PATHS.place(text).put(order, "x")

    assert PATHS.place(text).get(order) == "x" or "[cbc:ID=B]/cbc:ID" in text


@pytest.mark.parametrize("text, column", WRONG)
def test_what_is_no_path_is_told_by_its_column(text, column):
    with pytest.raises(PathError) as caught:
        PATHS.place(text)

    assert caught.value.column == column


def test_the_rest_is_what_nothing_was_taken_from():
    order = tree()
    PATHS.place("cac:AdditionalDocumentReference/cbc:ID").get(order)

    rest = list(PATHS.each("cac:AdditionalDocumentReference[*]").iterate(order))

    assert [PATHS.place("cbc:ID").get(node) for node in rest] == ["B"]


def test_neighbours():
    assert PATHS.beside("cbc:Quantity", ".@unitCode") == "cbc:Quantity/@unitCode"
    assert PATHS.beside("cbc:ID/@schemeID", ".@listID") == "cbc:ID/@listID"
    assert PATHS.beside("cac:Party/cbc:ID", ".cbc:Name") == "cac:Party/cbc:Name"
    assert PATHS.beside(".", ".@languageID") == "@languageID"
    with pytest.raises(PathError):
        PATHS.beside("@schemeID", ".cbc:Name")
