"""A map drafted from the headings of a table loads, and the table is read by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import MessageRead, Reading
from hub.formats.csv import FORMAT as CSV
from hub.formats.tables.sample import Sample
from hub.formats.xlsx import FORMAT as XLSX
from hub.formats.xlsx.writer import printed
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.draft_table import draft_table
from hub.pipeline.drafting import first_map

ROWS = [
    "PO Number,Order Date,Currency,Line,Item Code,Qty,Unit,Price,颜色 (主)",
    "4711,2026-11-20,EUR,1,A-1,10,MTR,5.50,red",
    "4711,2026-11-20,EUR,2,A-2,20,MTR,5.60,blue",
    "4712,2026-11-21,EUR,1,A-1,5,MTR,5.50,red",
]
NUMBERS = {"10", "20", "5", "5.50", "5.60"}


def workbook():
    kinds = [[(cell, "number" if cell in NUMBERS else "") for cell in row.split(",")] for row in ROWS]
    return printed([("Orders", kinds)])


def documents(text, format_, data):
    effective = library.extending(text, "mine.yaml")
    bound = format_.bound({"mine": effective.layout})
    compiled = compile_map(effective, bound.paths)
    return [compiled.read(event.message.tree).document for event in bound.read([data], Reading()) if isinstance(event, MessageRead)]


@pytest.mark.parametrize(
    ("format_", "data"),
    [
        (CSV, "\n".join(ROWS).encode()),
        (CSV, "\n".join(ROWS).replace(",", ";").encode("gb18030")),
        (CSV, ("Acme Ltd\n\n" + "\n".join(ROWS)).replace(",", "\t").encode("utf-16")),
        (XLSX, workbook()),
    ],
    ids=["csv", "GB18030 and semicolons", "UTF-16, tabs and a title above", "xlsx"],
)
def test_the_draft_of_a_table_reads_the_table(format_, data):
    text = first_map(data, "order/1", "mine")
    first, second = documents(text, format_, data)

    assert (first["id"], second["id"]) == ("4711", "4712")
    assert (first["issueDate"], first["documentCurrencyCode"]) == ("2026-11-20", "EUR")
    assert [line["quantity"] for line in first["orderLine"]] == [{"value": value, "unitCode": "MTR"} for value in ("10", "20")]
    assert second["orderLine"][0]["price"]["priceAmount"]["value"] == "5.50"


def test_what_is_not_guessed_stands_in_a_comment_with_its_first_value():
    text = first_map("\n".join(ROWS).encode(), "order/1", "mine")

    assert "# ?: 颜色_主    # red" in text


def test_a_list_of_leads_becomes_a_lead_for_each_row():
    data = "姓名;公司;电话\n王伟;海岳;13800000000\n李娜;盛达;13900000000\n".encode()
    text = first_map(data, "lead/1", "mine")

    assert [one["buyer"]["partyName"] for one in documents(text, CSV, data)] == ["海岳", "盛达"]


@pytest.mark.parametrize("data", [b"", b"one", b"1,2\n3,4\n", b"PK\x03\x04", b"\0\0\0,\0"])
def test_what_has_no_headings_gives_no_draft(data):
    assert first_map(data, "order/1", "mine") is None


_CELL = st.text(max_size=6)


@given(
    st.lists(_CELL.filter(str.strip), min_size=2, max_size=5, unique=True), st.lists(st.lists(_CELL, min_size=5, max_size=5), max_size=3)
)
def test_whatever_the_headings_are_the_draft_loads(headings, rows):
    found = CSV.sample(("\n".join(map(",".join, [headings, *rows]))).encode("utf-8", "replace"))
    if found is not None:
        text = draft_table("order/1", "csv/mine", found)
        effective = library.extending(text, "mine.yaml")
        compile_map(effective, CSV.bound({"mine": effective.layout}).paths)


def test_a_sample_without_rows_still_lists_its_headings():
    assert "Order No" in draft_table("order/1", "csv/mine", Sample(["Order No", "Qty"], []))
