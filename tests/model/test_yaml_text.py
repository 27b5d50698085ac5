"""YAML read as text with places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.yaml_text import MAX_CHARACTERS, YamlProblem, compose

PLAIN = [
    (".02", ".02"),
    ("NO", "NO"),
    ("012", "012"),
    ("1_000", "1_000"),
    ("2026-01-01", "2026-01-01"),
    ("null", None),
    ("~", None),
    ("'null'", "null"),
    ('""', ""),
    ("", None),
    ("# only a comment", None),
    ("a: 1", {"a": "1"}),
    ("a:\n", {"a": None}),
    ("null: x", {"null": "x"}),
    ("- yes\n- [1, 2]", ["yes", ["1", "2"]]),
    ("a: {b: .5, c: [x]}", {"a": {"b": ".5", "c": ["x"]}}),
    ("\ufeffa: 1", {"a": "1"}),
    ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
]

PROBLEMS = [
    ("a: 1\na: 2", 2, 1, "already given on line 1"),
    ("a: &x 1", 1, 4, "anchors"),
    ("a: *x", 1, 4, "aliases"),
    ("a: !!int 1", 1, 4, "tags"),
    ("? [a]\n: 1", 1, 3, "a key must be plain text"),
    ("a: 1\n---\nb: 2", 2, 1, "second document"),
    ("a: [1", 2, 1, "flow sequence"),
    ("a: b: c", 1, 5, "mapping values"),
    ("a: 1\nb: \x00", 2, 4, "character"),
    ("[" * 1000 + "]" * 1000, 1, 41, "nested deeper"),
    ("\n".join("  " * n + "a:" for n in range(60)), 41, 81, "nested deeper"),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_scalars_stay_text(text, expected):
    assert expected == compose(text, "x.yaml").plain()


@pytest.mark.parametrize(("text", "line", "column", "what"), PROBLEMS)
def test_a_problem_names_file_line_and_column(text, line, column, what):
    with pytest.raises(YamlProblem) as caught:
        compose(text, "x.yaml")

    assert caught.value.file == "x.yaml"
    assert caught.value.line == line
    assert what in caught.value.what
    if "flow" not in what:
        assert caught.value.column == column
    assert str(caught.value).startswith(f"x.yaml:{line}:")


def test_every_key_and_value_knows_its_place():
    node = compose("rules:\n  id:   BEG.03\n  list:\n    - x\n", "x.yaml")
    rules = node.value["rules"]

    assert rules.key_mark("id") == (2, 3)
    assert (rules.value["id"].line, rules.value["id"].column) == (2, 9)
    assert (rules.value["list"].value[0].line, rules.value["list"].value[0].column) == (4, 7)
    assert rules.key_mark("absent") == (rules.line, rules.column)


def test_a_text_beyond_the_limit_is_refused():
    with pytest.raises(YamlProblem):
        compose("a" * (MAX_CHARACTERS + 1), "x.yaml")


@given(st.text())
def test_any_text_gives_a_node_or_a_located_problem(text):
    problem = None
    try:
        compose(text, "x.yaml").plain()
    except YamlProblem as caught:
        problem = caught

    assert problem is None or (problem.line >= 1 and problem.column >= 1)


_TREES = st.recursive(
    st.text("abc .:-#'\"\\é中", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc-.", max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(_TREES)
def test_quoted_text_comes_back_exactly(tree):
    import json

    assert tree == compose(json.dumps(tree, ensure_ascii=False), "x.yaml").plain()
