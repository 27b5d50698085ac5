"""XLSX in and out: what people see is read, what they cannot see is told, what is hostile is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from hub.formats.base import Message, Unrepresentable
from hub.formats.xlsx import FORMAT
from hub.formats.xlsx.cells import Cells
from hub.formats.xlsx.package import Package
from hub.formats.xlsx.workbook import Workbook
from hub.formats.xlsx.writer import printed
from hub.testing.formats import check_format, check_never_raises, messages, read
from tests.formats.tables.samples import FLAT, FORM, LEADS, QUESTIONS, TABLES
from tests.formats.xlsx.books import MAIN, book, packed, row

HEAD = row(1, "Order No", "Date", "Item", "Qty")


def bound(layout: dict[str, Any]) -> Any:
    return FORMAT.bound({"t": layout})


def found(data: bytes, layout: dict[str, Any] = FLAT) -> list[str]:
    events = read(bound(layout), data)
    end = events[-1].interchange.findings  # type: ignore[union-attr] - the last event ends the interchange
    return sorted(one.rule for one in [*end, *(one for message in messages(bound(layout), data) for one in message.findings)])


def only(data: bytes, layout: dict[str, Any] = FLAT) -> Message:
    (message,) = messages(bound(layout), data)
    return message


SAMPLES = [
    (FLAT, book(HEAD, row(2, "A1", "d:45983", "Pump", "n:3"), row(3, "", "", "Valve", "n:4.5"))),
    (FORM, book(row(1, "采购订单"), row(2, "Order No:", "77"), row(3, "供应商名称", "", "蓝美"), row(5, "Item", "Qty", "Amount"), row(6, "Pump", "n:3", "n:9"), row(7, "合计", "n:3", "n:9"))),
    (QUESTIONS, book(row(1, "问题", "回答"), row(2, "法定代表人", "林晓"), row(3, "注册资本", "n:5000000"))),
    (LEADS, book(row(1, "公司", "E-mail"), row(2, "蓝美", "a@b.example"))),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "data"), SAMPLES)
def test_every_sample_keeps_the_promises_of_a_format(layout: dict[str, Any], data: bytes) -> None:
    check_format(bound(layout), [data])


def test_nobody_without_a_map_reads_a_workbook() -> None:
    assert not FORMAT.sniff(SAMPLES[0][1])


@pytest.mark.parametrize(
    ("cell", "leaf", "rules"),
    [
        ("n:0.1", ("qty#number", "0.1"), []),
        ("d:45983", ("qty#date", "2025-11-22"), []),  # a quantity that is a date: the codec refuses it
        ("f:C2*2=6", ("qty#number", "6"), ["XLS-006"]),
        ("f:C2*2", None, ["XLS-009"]),
        ('x:t="s"><v>0</v>', ("qty", "共享"), []),
        ('x:t="s"><v>1</v>', ("qty", "a\rb"), []),
        ('x:t="s"><v>9</v>', None, ["XLS-010"]),
        ('x:t="b"><v>1</v>', ("qty#boolean", "true"), []),
        ('x:t="e"><v>#REF!</v>', ("qty", "#REF!"), ["XLS-011"]),
        ('x:t="str"><f>A1</f><v>=x</v>', ("qty", "=x"), ["XLS-006"]),
        ('x:t="d"><v>2026-11-22T00:00:00</v>', ("qty#date", "2026-11-22"), []),
        ("d:-4", ("qty#number", "-4"), ["XLS-012"]),
        ("n:123456789012345678", ("qty#number", "123456789012345678"), ["XLS-013"]),
        ("n:abc", None, ["XLS-010"]),
        ("007", ("qty", "007"), []),
    ],
)
def test_a_cell_says_what_people_see(cell: str, leaf: tuple[str, str] | None, rules: list[str]) -> None:
    data = book(HEAD, row(2, "A1", "", "Pump", cell))
    leaves = [(one.path, one.value) for one in only(data).tree.untaken()]

    assert [(path.removeprefix("rows[0]/"), value) for path, value in leaves if "qty" in path] == ([leaf] if leaf else [])
    assert found(data) == rules


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LINE = row(2, "A1", "", "Pump", "n:3")


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (book(HEAD, LINE, row(3, "A1", "", "Tap", "n:1", more=' hidden="1"')), ["XLS-007"]),
        (book(HEAD, LINE, before='<cols><col min="4" max="4" hidden="1"/></cols>'), ["XLS-007"]),
        (book(HEAD, LINE, after='<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:B1"/></mergeCells>'), ["XLS-008"]),
        (book(HEAD, LINE, state=' state="hidden"'), ["TAB-001"]),
        (book(HEAD, LINE, prolog=BOMB), ["XLS-004"]),
        (book(HEAD, LINE, prolog=OUTSIDE), ["XLS-004"]),
        (book(HEAD, LINE, more={"xl/styles.xml": OUTSIDE.encode() + b"<a>&a;</a>"}), ["XLS-004"]),
        (book(HEAD, LINE, more={"xl/worksheets/sheet1.xml": b"<worksheet><row>"}), ["XLS-002"]),
        (book(HEAD, LINE, more={"xl/workbook.xml": b""}), ["XLS-002"]),
        (packed({"a": b""}), ["XLS-002"]),
        (b"PK\x03\x04 and nothing else", ["XLS-002"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ["XLS-001"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ["XLS-005"]),
        (packed({f"a{number}": b"" for number in range(2001)}), ["XLS-003"]),
        (book(HEAD, LINE, more={"xl/media/a": b"\0" * 30_000_000}), ["XLS-003"]),
        (book(HEAD, space="urn:other"), []),
    ],
)  # fmt: skip
def test_what_people_cannot_see_is_told_and_what_is_hostile_is_refused(data: bytes, rules: list[str]) -> None:
    assert found(data) == rules


def test_a_size_that_the_zip_lies_about_is_noticed_while_inflating(monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.formats.xlsx import package

    data = book(HEAD, *(row(number, "A1", "", "Pump", "n:3") for number in range(2, 200)))
    lying = data.replace(
        *(len(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    )

    assert found(lying) == ["XLS-002"]
    monkeypatch.setattr(package, "MOST_BYTES", 4000)
    assert "XLS-003" in found(data)


def test_each_sheet_is_read_by_the_map_that_fits_and_the_others_are_told() -> None:
    data = printed(
        [
            ("Orders", [[("Order No", ""), ("Item", ""), ("Qty", "")], [("A", ""), ("x", ""), ("1", "number")]]),
            ("Leads", [[("Company", "")], [("Blue", "")], [("Red", "")]]),
            ("Notes", [[("hello", "")]]),
        ]
    )
    both = FORMAT.bound({"orders": FLAT, "leads": LEADS})

    assert [one.name for one in messages(both, data)] == ["xlsx/orders", "xlsx/leads", "xlsx/leads"]
    end = read(both, data)[-1].interchange.findings  # type: ignore[union-attr] - the last event ends the interchange
    assert [(one.rule, one.where.segment) for one in end] == [("XLS-015", "Notes")]


def test_a_hidden_sheet_is_read_only_where_the_layout_names_it() -> None:
    data = book(HEAD, LINE, state=' state="veryHidden"')

    assert found(data, {**FLAT, "sheet": "data"}) == ["XLS-016"]


def test_a_finding_names_sheet_and_cell() -> None:
    message = only(book(HEAD, row(2, "A1", "", "Pump", "f:1+1")))

    assert (message.findings[0].where.segment, message.findings[0].where.path) == ("Data", "D2")


def test_dates_of_the_1904_system_are_read_as_such() -> None:
    data = book(HEAD, row(2, "A1", "d:44521", "Pump", "n:3"), main='<workbookPr date1904="1"/>')

    assert only(data).tree.rows[0].text("date") == "2025-11-22"


def rows_of(data: bytes) -> list[list[str]]:
    workbook = Workbook(Package(data))
    return [one.cells for one in Cells(workbook, workbook.sheets[0]).rows()]


def without_blank_ends(table: list[list[str]]) -> list[list[str]]:
    return [cells[: max((at + 1 for at, cell in enumerate(cells) if cell), default=0)] for cells in table]


@given(TABLES)
def test_any_table_comes_back_as_it_was_and_so_says_the_referee(table: list[list[str]]) -> None:
    data = printed([("t", [[(cell, "") for cell in cells] for cells in table])])

    assert rows_of(data) == [cells for cells in without_blank_ends(table) if cells]
    referee = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    heard = [[str(cell) for cell in cells] for cells in referee]
    assert without_blank_ends(heard)[: len(table)] == without_blank_ends(table)[: len(heard)]


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4).map(
            lambda one: format(one or abs(one), "f")
        ),
        min_size=1,
        max_size=5,
    )
)
def test_numbers_keep_their_digits_and_their_scale(numbers: list[str]) -> None:
    assert rows_of(printed([("t", [[(one, "number") for one in numbers]])])) == [numbers]


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "1e5",
        "123456789012345678",
        "-0",
        "1.00000000000000001",
        "2026-02-30",
        "1899-01-01",
        "=1+1",
        "http://a.example",
        "+86 1",
        "_x000D_",
    ],
)
@pytest.mark.parametrize("kind", ["", "number", "date", "boolean"])
def test_what_a_spreadsheet_would_change_is_written_as_text(text: str, kind: str) -> None:
    data = printed([("t", [[(text, kind)]])])

    assert rows_of(data) == [[text]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_the_same_table_is_the_same_bytes_every_time() -> None:
    assert printed([("t", [[("a", "")]])]) == printed([("t", [[("a", "")]])])


@pytest.mark.parametrize(
    ("text", "character"), [("a\ud800", "\ud800"), ("a\uffff", "\uffff"), ("x" * 32_768, "more than 32767 characters")]
)
def test_what_a_cell_cannot_hold_is_refused(text: str, character: str) -> None:
    with pytest.raises(Unrepresentable) as told:
        printed([("t", [[("", ""), (text, "")]])])

    assert (told.value.path, told.value.character) == ("B1", character)


@given(st.data())
def test_whatever_happened_to_the_zip_reading_ends(drawn: st.DataObject) -> None:
    data = bytearray(drawn.draw(st.sampled_from(SAMPLES))[1])
    for _ in range(drawn.draw(st.integers(1, 4))):
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
    cut = drawn.draw(st.integers(0, len(data)))

    check_never_raises(bound(FLAT), bytes(data))
    check_never_raises(bound(FORM), bytes(data[:cut]))


@given(st.text('<>/="rcvt s12:A! &;x[]', max_size=60))
def test_whatever_stands_in_the_sheet_reading_ends(noise: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}<row r="2">{noise}</row></sheetData></worksheet>'

    check_never_raises(bound(FLAT), book(more={"xl/worksheets/sheet1.xml": sheet.encode()}))
