"""The path language of tables: what a path reads, marks, writes, and what is told when it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from hub.formats.base import PathError
from hub.formats.csv import FORMAT
from hub.formats.tables.path import TablePaths
from hub.formats.tables.tree import Table
from hub.testing.formats import messages
from tests.formats.tables.samples import FLAT, FORM, QUESTIONS


def table(layout: dict[str, Any], text: str) -> tuple[Table, TablePaths]:
    bound = FORMAT.bound({"t": layout})
    return messages(bound, text.encode())[0].tree, bound.paths


FLAT_TEXT = "Order No,Date,Item,Qty,Discount1,Discount2\nA1,2026-01-02,Pump,3,5,\nA1,2026-01-02,Valve,4,,7\n"


@pytest.mark.parametrize(
    ("layout", "text", "path", "value"),
    [
        (FLAT, FLAT_TEXT, "no", "A1"),
        (FLAT, FLAT_TEXT, "item", "Pump"),
        (FLAT, FLAT_TEXT, "rows[item=Valve]/qty", "4"),
        (FLAT, FLAT_TEXT, "rows[item=Valve|Tap, qty!=9]/qty#number", "4"),
        (FLAT, FLAT_TEXT, "rows[item=Tap]/qty", None),
        (FLAT, FLAT_TEXT, "off2", None),
        (FORM, "Order No:,77\n供应商名称：蓝美\n\nItem,Qty\nPump,3\n合计,3\n", "no", "77"),
        (FORM, "Order No:,77\n供应商名称：蓝美\n\nItem,Qty\nPump,3\n合计,3\n", "supplier", "蓝美"),
        (FORM, "Order No,Supplier\n77,Blue\n\nItem,Qty,Amount\nPump,3,9\n,合计,9\n", "supplier", "Blue"),  # the value below
        (FORM, "Order No,77\nItem,Qty,Amount\nPump,3,9\n合计,3,9\n", "sum", "9"),
        (FORM, "Order No,77\nItem,Qty,Amount\nPump,3,9\n合计,3,9\n", "count", "3"),
        (QUESTIONS, "Question,Answer\n法定代表人,林晓\n", "rows[question=法定代表人|Legal representative]/answer", "林晓"),
    ],
)
def test_a_path_reads_its_cell(layout: dict[str, Any], text: str, path: str, value: str | None) -> None:
    tree, paths = table(layout, text)

    assert paths.place(path).get(tree) == value


@pytest.mark.parametrize("path", ["no", "item", "rows[item=Valve]/qty", 'rows["item"=Valve]/"qty"'])
def test_what_is_released_counts_as_never_taken(path: str) -> None:
    tree, paths = table(FLAT, FLAT_TEXT)
    before = tree.untaken()
    place = paths.place(path)

    assert place.get(tree) is not None
    assert len(tree.untaken()) < len(before)
    place.release(tree)
    assert tree.untaken() == before


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("nr", 1),
        ("no/x", 3),
        ("rows", 1),
        ("rows[item]", 6),
        ("rows[x=1]/qty", 6),
        ("qty#text", 5),
        ("off{1..2}", 4),
        ("rows[*]/qty", 8),
        ("", 1),
    ],
)
def test_a_wrong_path_is_told_by_column(path: str, column: int) -> None:
    with pytest.raises(PathError) as told:
        FORMAT.bound({"t": FLAT}).paths.place(path)

    assert told.value.column == column


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(PathError, match="item"):
        FORMAT.bound({"t": FLAT}).paths.place("itme")


def test_rows_are_iterated_with_conditions_and_as_the_rest() -> None:
    tree, paths = table(FLAT, FLAT_TEXT)

    assert [row.text("qty") for row in paths.each("rows").iterate(tree)] == ["3", "4"]
    paths.place("rows[item=Pump]/qty").get(tree)
    assert [row.text("qty") for row in paths.each("rows[*]").iterate(tree)] == ["4"]


def test_numbered_columns_are_a_list() -> None:
    tree, paths = table(FLAT, FLAT_TEXT)
    row = list(paths.each("rows").iterate(tree))[1]
    one = list(paths.each("off{1..2}").iterate(row))

    assert [paths.place(".").get(item) for item in one] == ["7"]
    assert paths.each("off{1..2}").append(row).key == "off1"


def test_a_neighbour_stands_in_the_same_row() -> None:
    paths = FORMAT.bound({"t": FLAT}).paths

    assert paths.beside("rows[item=Valve]/qty", ".off1") == "rows[item=Valve]/off1"


def test_writing_fills_head_rows_and_conditions() -> None:
    bound = FORMAT.bound({"t": FLAT})
    tree, paths = bound.new_tree("t"), bound.paths
    paths.place("no").put(tree, "A1")
    for item in ("Pump", "Valve"):
        row = paths.each("rows").append(tree)
        paths.place("item").put(row, item)
        paths.place("qty").put(row, "1")
    paths.place("rows[item=Tap]/qty").put(tree, "9")

    assert bound.write([("t", tree)], None) == b"Order No,Item,Qty\r\nA1,Pump,1\r\nA1,Valve,1\r\nA1,Tap,9\r\n"
