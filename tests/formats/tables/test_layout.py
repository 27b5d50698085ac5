"""A layout says what it means, and what is wrong in it is told at its key."""

from __future__ import annotations

from typing import Any

import pytest

from hub.formats.base import LayoutError
from hub.formats.tables.layout import normalised, parse
from tests.formats.tables.samples import FLAT, FORM

WRONG: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ("required",)),
    ({"columns": {"a": "A"}, "required": ["b"]}, ("required",)),
    ({"columns": {"a": "A"}, "required": ["a"], "colour": "red"}, ("colour",)),
    ({"columns": "A", "required": ["a"]}, ("columns",)),
    ({"columns": {"a": []}, "required": ["a"]}, ("columns", "a")),
    ({"columns": {"rows": "A"}, "required": ["rows"]}, ("columns", "rows")),
    ({"columns": {"a/b": "A"}, "required": ["a/b"]}, ("columns", "a/b")),
    ({"columns": {"a": "A", "b": "a"}, "required": ["a"]}, ("columns", "b")),
    ({"head": {"a": "A"}, "columns": {"a": "B"}, "required": ["a"]}, ("columns", "a")),
    ({"columns": {"d{1..2}": "D{1..3}"}, "required": ["d1"]}, ("columns", "d{1..2}")),
    ({"columns": {"a": "A"}, "required": ["a"], "one_per": "a"}, ("one_per",)),
    ({"columns": {"a": "A"}, "required": ["a"], "repeat": "never"}, ("repeat",)),
    ({"columns": {"a": "A"}, "required": ["a"], "delimiter": "x"}, ("delimiter",)),
    ({"columns": {"a": "A"}, "required": ["a"], "totals": {"t": {"label": "T", "under": "b"}}}, ("totals", "t", "under")),
    ({"columns": {"a": "A"}, "required": ["a"], "labels": {"l": "L", "m": "l:"}}, ("labels", "m")),
]


@pytest.mark.parametrize(("layout", "keys"), WRONG)
def test_a_wrong_layout_is_told_at_its_key(layout: dict[str, Any], keys: tuple[str, ...]) -> None:
    with pytest.raises(LayoutError) as told:
        parse("t", layout)

    assert told.value.keys == keys


def test_spellings_are_known_whatever_their_width_case_and_blanks() -> None:
    assert {normalised(text) for text in ("数量", " 数 量 *", "数量：")} == {"数量"}
    assert {normalised(text) for text in ("Order No", "ORDER  no:", "Ｏrder No")} == {"order no"}


def test_numbered_names_stand_for_their_columns() -> None:
    assert list(parse("flat", FLAT).across) == ["no", "date", "item", "qty", "off1", "off2"]


def test_a_list_of_headings_names_itself() -> None:
    assert parse("t", {"columns": ["采购单号", "Order No"], "required": ["采购单号"]}).headings["Order No"] == ("Order No",)


def test_totals_under_different_columns_share_a_label() -> None:
    assert parse("form", FORM).marks["合计"] == ("sum", "count")
