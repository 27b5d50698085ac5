from __future__ import annotations

import pytest

from hub.formats.ubl import tags as module
from hub.formats.ubl.names import CBC
from hub.formats.ubl.tags import Scope


@pytest.fixture
def scope() -> Scope:
    return Scope({"": "urn:a", "b": CBC})


@pytest.mark.parametrize(
    ("text", "name", "attributes", "empty"),
    [
        ("b:ID", "cbc:ID", {}, False),
        ("ID/", "{urn:a}ID", {}, True),
        ("b:ID c='1' b:d=\"2\"", "cbc:ID", {"c": "1", "cbc:d": "2"}, False),
        ("b:ID\n c = 'a\tb&#9;'\n/", "cbc:ID", {"c": "a b\t"}, True),
    ],
)
def test_a_tag_says_its_name_and_attributes(scope: Scope, text: str, name: str, attributes: dict[str, str], empty: bool):
    assert scope[text][:3] == (name, attributes, empty)
    assert scope[text] is scope[text]


def test_prefixes_hold_inside_the_element_that_binds_them(scope: Scope):
    name, attributes, _, inside = scope[f"x:a xmlns:x='{CBC}' xmlns=''"]

    assert (name, dict(attributes)) == ("cbc:a", {})
    assert [inside[text][0] for text in ("x:a", "b:a", "a")] == ["cbc:a", "cbc:a", "a"]
    assert scope["a"][0] == "{urn:a}a"


def test_many_tags_are_forgotten(scope: Scope, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST", 10)
    for number in range(100):
        inside = scope[f"b:a xmlns:b='urn:{number}'"][3]
        for tag in range(number % 3):
            inside[f"b:c{tag}"]

    assert len(scope) <= 10


def test_long_tags_are_not_kept(scope: Scope):
    assert scope[f"b:a c='{'x' * 1000}'"][0] == "cbc:a"
    assert not scope
