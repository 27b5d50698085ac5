"""The whole document as text: written where something else found no place, read where nothing else says it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.json import FORMAT
from hub.formats.json.tree import Node
from hub.mapping.compile import compile_map
from hub.mapping.language import parse
from hub.mapping.overlay import effective
from hub.mapping.problem import RuleProblem
from hub.mapping.whole import filled

MAP = compile_map(
    effective([parse("document: lead/1\nformat: json/crm\nwhole: more\nrules: {id: no, subject: title}", "crm.yaml", "base")]), FORMAT.paths
)


def written(document):
    tree = Node({})
    result = MAP.write(document, tree)
    return tree, result


def test_a_document_that_fits_is_not_written_twice():
    tree, result = written({"id": "1", "subject": "a"})

    assert tree.value == {"no": "1", "title": "a"}
    assert result.dropped == []


def test_what_has_no_place_travels_in_the_text_and_comes_back():
    document = {"id": "1", "rfqID": "7", "answer": [{"label": "颜色？", "value": ["黑"]}]}
    tree, result = written(document)

    assert result.dropped == []
    assert MAP.read(Node(json.loads(json.dumps(tree.value)))).document == document


def test_what_was_changed_outside_of_the_text_counts():
    tree, _ = written({"id": "1", "subject": "old", "rfqID": "7"})

    assert MAP.read(Node({**tree.value, "title": "new"})).document == {"id": "1", "subject": "new", "rfqID": "7"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nonsense": "1"}', '{"id": "1", "unmapped": []}', "[" * 5000])
def test_a_text_that_is_no_such_document_stays_residue(text):
    tree = Node({"no": "1", "more": text})

    assert MAP.read(tree).document == {"id": "1"}
    assert [leaf.path for leaf in tree.untaken()] == (["more"] if text else [])


@pytest.mark.parametrize(
    ("place", "rule"),
    [("more | upper", "MAP-013"), ("more | ", "MAP-013"), ("=x", "MAP-013"), ("more]", "MAP-013"), ("more#text", "MAP-014")],
)
def test_a_place_that_is_none_is_told_at_its_line(place, rule):
    with pytest.raises(RuleProblem) as problem:
        compile_map(
            effective([parse(f"document: lead/1\nformat: json/crm\nwhole: '{place}'\nrules: {{id: no}}", "crm.yaml", "base")]), FORMAT.paths
        )

    assert (problem.value.rule, problem.value.line) == (rule, 3)


def test_an_overlay_moves_it_and_the_digest_tells():
    base = parse("document: lead/1\nformat: json/crm\nwhole: more\nrules: {id: no}", "crm.yaml", "base")
    moved = effective([base, parse("extends: json/crm\nwhole: Notes__c", "own.yaml", "member")])

    assert moved.whole is not None
    assert moved.whole.text == "Notes__c"
    assert moved.digest != effective([base]).digest


VALUES = st.recursive(
    st.text(max_size=3), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
)


@given(VALUES, VALUES)
def test_what_is_stated_wins_and_filling_twice_changes_nothing(stated, told):
    once = filled(stated, told)

    assert filled(once, told) == once
    assert filled(once, stated) == once
