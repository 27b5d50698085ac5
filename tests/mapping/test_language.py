"""Map files parsed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.language import Group, Removed, Rule, parse
from hub.mapping.problem import RuleProblem

TEXT = """\
extends: x12/850
rules:
  id:     BEG.03
  gone:   null
  line:
    each: PO1
    rules: {n: .01}
    read_only: {m: .02}
  many:
    - {at: REF, use: [a, b]}
waive: {x: because, y: null}
"""

WRONG = [
    ("rules: [", "MAP-001"),
    ("rule: {a: b}", "MAP-003"),
    ("rules: text", "MAP-002"),
    ("rules: {a: {eech: PO1}}", "MAP-003"),
    ("rules: {a: {each: {}}}", "MAP-002"),
    ("rules: {a: [x]}", "MAP-002"),
    ("format: [x]", "MAP-002"),
    ("- a", "MAP-002"),
    ("rules: {a: {each: PO1, rules: {b: .01}, read_only: {b: .02}}}", "MAP-004"),
]


def test_every_entry_knows_its_place_and_layer():
    parsed = parse(TEXT, "own.yaml", "member")
    rule, gone, line, many = (parsed.rules[path] for path in ("id", "gone", "line", "many"))

    assert isinstance(rule, Rule)
    assert (rule.right.text, str(rule.origin), rule.origin.column, rule.right.origin.column, rule.origin.layer) == (
        "BEG.03",
        "own.yaml:3",
        3,
        11,
        "member",
    )
    assert isinstance(gone, Removed)
    assert isinstance(line, Group)
    assert {path: entry.one_way for path, entry in line.rules.items()} == {"n": "", "m": "read"}
    assert [text.text for text in many[0].use] == ["a", "b"]
    assert parsed.waive["x"].text == "because"
    assert isinstance(parsed.waive["y"], Removed)


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_what_is_not_in_the_language_is_refused(text, rule):
    with pytest.raises(RuleProblem) as caught:
        parse(text, "own.yaml", "member")

    assert caught.value.rule == rule
    assert caught.value.line >= 1


def test_a_misspelt_key_is_told_with_the_nearest():
    with pytest.raises(RuleProblem) as caught:
        parse("rules: {a: {eech: PO1}}", "own.yaml", "member")

    assert caught.value.params["nearest"] == "each"


def test_waivers_may_be_a_list():
    assert set(parse("waive: [a, b.c]", "own.yaml", "member").waive) == {"a", "b.c"}


@given(st.text("rules: {each}[]\n-|.01#&*!'\"", max_size=40))
def test_any_text_is_parsed_or_refused(text):
    try:
        parse(text, "own.yaml", "member")
    except RuleProblem as problem:
        line = problem.line
    else:
        line = 1

    assert line >= 1
