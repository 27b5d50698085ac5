"""A text is a condition, or is told where it stops being one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.configuration.condition import ConditionProblem, Node, parse, text
from hub.configuration.condition.nodes import All, AnyOf, Compare, Not, Path, Value
from tests.configuration.condition.strategies import CONDITIONS

WRONG = [
    ("", 1, "path"),
    ("id", 3, "relation"),
    ("id = 1", 4, "relation"),
    ("id ==", 6, "value"),
    ("id == and", 7, "value"),
    ("id == 1 2", 9, "end"),
    ("id == 1 and", 12, "path"),
    ("(id == 1", 9, "bracket"),
    ("id in SE", 7, "list"),
    ("id in [SE NO]", 11, "list"),
    ("id in []", 8, "value"),
    ("id < high", 6, "number"),
    ("id < '10'", 6, "number"),
    ("not", 4, "path"),
    ("orderLine[x].id == 1", 10, "relation"),
    ("a..b == 1", 3, "path"),
    ("id == 'open", 7, "value"),
    ("地址 == 1", 1, "path"),
    ("(" * 41 + "id == 1", 41, "shallower"),
    ("id == " + "1" * 4000, 1, "shorter"),
]


def stopped(source: str) -> int:
    """The column at which a text stops being a condition, 0 where it is one."""
    try:
        parse(source)
    except ConditionProblem as problem:
        return problem.column
    return 0


@pytest.mark.parametrize(("source", "column", "expected"), WRONG)
def test_what_is_no_condition_is_told_at_its_column(source: str, column: int, expected: str) -> None:
    with pytest.raises(ConditionProblem) as refused:
        parse(source)

    assert (refused.value.column, refused.value.expected) == (column, expected)


def test_and_binds_closer_than_or_and_not_closest() -> None:
    found = parse("a == 1 or not b == 2 and c == 3")

    assert isinstance(found, AnyOf)
    assert isinstance(found.parts[1], All)
    assert isinstance(found.parts[1].parts[0], Not)


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("10", "decimal", "10"),
        ("-1.50", "decimal", "-1.50"),
        ("007", "text", "007"),
        ("'10'", "text", "10"),
        ("2026-11-22", "date", "2026-11-22"),
        ("深圳", "text", "深圳"),
        ('"it\'s"', "text", "it's"),
        ("'it''s'", "text", "it's"),
        ("true", "text", "true"),
    ],
)
def test_a_value_says_by_its_form_how_it_is_compared(written: str, kind: str, value: str) -> None:
    found = parse(f"id == {written}")

    assert isinstance(found, Compare)
    assert found.value == Value(kind, value)  # type: ignore[arg-type]


@given(CONDITIONS)
def test_written_and_parsed_again_a_condition_is_the_same(node: Node) -> None:
    assert parse(text(node)) == node


@given(st.text(st.sampled_from("ab.[]*='\" ()<>!,10and in not or exists")))
def test_any_text_is_a_condition_or_a_problem_inside_it(source: str) -> None:
    assert 0 <= stopped(source) <= len(source) + 1


def test_a_path_is_the_same_wherever_it_stands() -> None:
    assert {Path(one.steps, 1) for one in (parse("a == 1").path, parse("  a == 1").path)} == {Path(parse("a == 1").path.steps)}  # type: ignore[union-attr]
