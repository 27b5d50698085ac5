"""What is wrong in the shape of a tree is said at its line and column, with what would be right."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.catalogue import rules
from hub.configuration.problem import ConfigProblem, Marks
from hub.configuration.shape import shape_problems, suggest
from hub.model.config import Configuration
from hub.model.yaml_text import compose


def problems(text: str) -> list[ConfigProblem]:
    marks = Marks("hub.yaml", compose(text, "hub.yaml"))
    try:
        Configuration.model_validate(marks.root.plain())
    except ValidationError as error:
        return shape_problems(error, marks, Configuration)
    return []


HEAD = "apiVersion: hub/v1\n"
CASES = [
    ("", "CFG-013", (1, 1), "expected", "{key: value}"),
    ("members: {}\n", "CFG-011", (1, 1), "key", "apiVersion"),
    ("members: {}\n", "CFG-011", (1, 1), "value", "hub/v1"),
    (HEAD + "members:\n  a: {ids: {}}\n", "CFG-011", (3, 3), "value", "…"),
    ("apiVersion: hub/v2\n", "CFG-012", (1, 13), "expected", "'hub/v1'"),
    (HEAD + "membres: {}\n", "CFG-010", (2, 1), "known", "members"),
    (HEAD + "members:\n  a: {ids: {}}\n", "CFG-011", (3, 3), "key", "name"),
    (HEAD + "members:\n  a: {name: {en: A, fr: B}}\n", "CFG-012", (3, 21), "expected", "'en', 'zh'"),
    (HEAD + "members:\n  a: {name: {en: A}, ids: {x12: {q: i}}}\n", "CFG-013", (3, 33), "expected", '"abc"'),
    (HEAD + "systems:\n  a/b:\n    adaptor: x\n", "CFG-010", (4, 5), "known", "adapter"),
    (HEAD + "systems:\n  a/b:\n    adapter: x\n    pace: {in_flight: 0}\n", "CFG-014", (5, 23), "expected", "≥ 1"),
    (HEAD + "systems:\n  a/b:\n    adapter: x\n    out: {http: {url: u, token: hunter2}}\n", "CFG-020", (5, 33), "key", "token"),
    (HEAD + "systems:\n  a/b:\n    adapter: x\n    out: {http: {url: u, timeout: soon}}\n", "CFG-021", (5, 35), "value", "soon"),
    (
        HEAD + "systems:\n  a/b:\n    adapter: x\n    out: {http: {url: u, private: maybe}}\n",
        "CFG-013",
        (5, 35),
        "expected",
        "true | false",
    ),
    (HEAD + "agreements:\n  q: {from: a, to: b, carries: order, deliver: []}\n", "CFG-013", (3, 32), "expected", "[a, b]"),
    (
        HEAD + "agreements:\n  q: {from: a, to: b, carries: [], deliver: [{az: json, to: c}]}\n",
        "CFG-010",
        (3, 47),
        "known",
        "as, to, waive, when, within",
    ),
]


@pytest.mark.parametrize(("text", "rule", "place", "name", "value"), CASES)
def test_a_wrong_shape_is_located(text: str, rule: str, place: tuple[int, int], name: str, value: str) -> None:
    found = problems(text)

    assert [(problem.rule, (problem.line, problem.column)) for problem in found] == [(rule, place)]
    assert found[0].params[name] == value


def test_all_problems_are_told_at_once() -> None:
    found = problems(HEAD + "systems:\n  a/b: {adapter: x, pase: {}, maps: []}\nagrements: {}\n")

    assert {problem.rule for problem in found} == {"CFG-010", "CFG-013"}
    assert len(found) == 3


def test_the_value_of_a_secret_is_never_repeated() -> None:
    found = problems(HEAD + "systems:\n  a/b: {adapter: x, out: {http: {url: u, token: hunter2}}}\n")

    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("word", "known", "suggestion"),
    [
        ("membres", ["members", "systems"], "members"),
        ("zzz", ["b", "a"], "a, b"),
        ("zzz", [str(n) for n in range(50)], "0, 1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, …"),
    ],
)
def test_a_suggestion_is_the_nearest_or_the_first_of_all(word: str, known: list[str], suggestion: str) -> None:
    assert suggest(word, known) == suggestion


KEYS = st.sampled_from(["apiVersion", "members", "systems", "agreements", "a", "name", "ids", "adapter", "out", "http", "deliver", "retry"])
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text("ab01 .-:é商", max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(TREES)
def test_whatever_the_tree_every_problem_has_a_place_and_words(tree: object) -> None:
    for problem in problems(json.dumps(tree, ensure_ascii=False)):
        rule = rules()[problem.rule]
        assert (problem.line, problem.column) >= (1, 1)
        for text in (*rule.message.values(), *rule.fix.values()):
            assert set(re.findall(r"(?<!\{)\{(\w+)\}", text)) <= set(problem.params)
