"""Residue comes back to its place: into the elements that were written, or beside them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.formats.ubl import PATHS
from hub.formats.ubl.leaves import untaken
from hub.formats.ubl.restoring import restore
from hub.formats.ubl.tree import Node


def order(*names: str) -> Node:
    node = Node("Order")
    for name in names:
        PATHS.place("cbc:ID").put(PATHS.each("cac:AdditionalDocumentReference").append(node), name)
    return node


def told(node: Node) -> list[tuple[str, str]]:
    return [(leaf.path.replace("+", ""), leaf.value) for leaf in untaken(node)]


CASES = [
    (["A"], [("cac:AdditionalDocumentReference[1]+/cbc:ID[1]", "X")], ["X", "A"]),
    (["A", "B"], [("cac:AdditionalDocumentReference[2]+/cbc:ID[1]", "X")], ["A", "X", "B"]),
    (["A"], [("cac:AdditionalDocumentReference[9]+/cbc:ID[1]", "X")], ["A", "X"]),
    ([], [("cac:AdditionalDocumentReference[2]/cbc:ID[1]", "X")], ["X"]),
]


def test_whole_elements_stand_at_their_ordinal():
    for names, leaves, expected in CASES:
        node = order(*names)

        assert restore(node, leaves) == []
        assert [value for _, value in told(node)] == expected


def test_parts_go_into_the_element_that_was_written():
    node = order("A", "B")

    assert (
        restore(
            node,
            [("cac:AdditionalDocumentReference[2]/cbc:VersionID[1]", "2"), ("cac:AdditionalDocumentReference[1]/cbc:ID[1]/@schemeID", "s")],
        )
        == []
    )
    assert ("cac:AdditionalDocumentReference[2]/cbc:VersionID[1]", "2") in told(node)
    assert ("cac:AdditionalDocumentReference[1]/cbc:ID[1]/@schemeID", "s") in told(node)


def test_what_says_otherwise_does_not_fit():
    node = order("A")
    leaves = [("cac:AdditionalDocumentReference[1]/cbc:ID[1]", "B"), ("no path", "x"), ("cbc:ID[0]", "x"), ("a/" * 5, "x")]

    assert sorted(restore(node, leaves)) == sorted(path for path, _ in leaves)
    assert [value for _, value in told(node)] == ["A"]


@given(st.lists(st.tuples(st.text("cba:ID[]123/+@#{}", max_size=30), st.text(max_size=4)), max_size=8))
def test_no_path_raises(leaves):
    restore(order("A"), leaves)
