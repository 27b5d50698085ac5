"""Writing UBL: order of elements, escapes, and what XML cannot carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Unrepresentable
from hub.formats.ubl import FORMAT, PATHS
from hub.formats.ubl.tree import Node
from hub.testing import formats as kit


def written(**values: str) -> bytes:
    tree = Node("Order")
    for name, value in values.items():
        PATHS.place(f"cbc:{name}").put(tree, value)
    return FORMAT.write([("Order", tree)], None)


def test_children_stand_in_the_order_of_the_schema():
    text = written(Note="n", IssueDate="2026-11-22", ID="1", CustomizationID="c").decode()

    assert [text.index(name) for name in ("CustomizationID", "<cbc:ID", "IssueDate", "Note")] == sorted(
        text.index(name) for name in ("CustomizationID", "<cbc:ID", "IssueDate", "Note")
    )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1).filter(str.strip))
def test_any_text_comes_back(text):
    (message,) = kit.messages(FORMAT, written(ID=text))

    assert PATHS.place("cbc:ID").get(message.tree) == text


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ufffe"])
def test_what_xml_has_no_character_for_is_refused(character):
    with pytest.raises(Unrepresentable) as caught:
        written(ID=f"a{character}b")

    assert (caught.value.path, caught.value.character) == ("cbc:ID", character)


def test_what_is_put_into_an_extension_must_be_xml():
    tree = Node("Order")
    path = "ext:UBLExtensions[1]/ext:UBLExtension[1]/ext:ExtensionContent[1]"
    FORMAT.restore(tree, [(path, "</ext:ExtensionContent><evil/>")])

    with pytest.raises(Unrepresentable):
        FORMAT.write([("Order", tree)], None)
