"""CSV in and out: charsets, separators, quotes, groups, and the promises of every format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Unrepresentable
from hub.formats.csv import FORMAT
from hub.formats.csv.lines import Lines
from hub.formats.csv.records import Records
from hub.formats.csv.writer import printed
from hub.testing.formats import check_chunks_do_not_matter, check_format, check_never_raises, content, messages, read
from tests.formats.tables.samples import FLAT, FORM, LEADS, QUESTIONS, TABLES

SAMPLES = [
    (FLAT, "Order No,Date,Item,Qty\nA1,2026-01-02,Pump,3\nA1,2026-01-02,Valve,4\nA2,2026-01-03,Tap,1\n"),
    (FLAT, '采购单号;日期;品名;数量;备注\nA1;;"泵;\n大";3;急\n;;阀;4;\n'),
    (FORM, "采购订单,,\nOrder No:,77,\n供应商名称,蓝美,\n\nItem,Qty,Amount\nPump,3,9\n合计,3,9\n备注：尽快,,\n"),
    (QUESTIONS, "Question\tAnswer\n法定代表人\t林晓\n注册资本\t500万\n"),
    (LEADS, "公司|E-mail\n蓝美|a@b.example\n北欧|c@d.example\n"),
]


def bound(layout: dict[str, Any]) -> Any:
    return FORMAT.bound({"t": layout})


def found(layout: dict[str, Any], data: bytes) -> list[str]:
    events = read(bound(layout), data)
    end = events[-1].interchange.findings  # type: ignore[union-attr] - the last event ends the interchange
    return sorted(one.rule for one in [*end, *(one for message in messages(bound(layout), data) for one in message.findings)])


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("layout", "text"), SAMPLES)
def test_every_sample_keeps_the_promises_of_a_format(layout: dict[str, Any], text: str, charset: str) -> None:
    check_format(bound(layout), [text.encode(charset)])


def test_nobody_without_a_map_reads_a_table() -> None:
    assert not FORMAT.sniff(b"Order No,Item,Qty\n")
    assert messages(FORMAT, b"Order No,Item,Qty\nA,B,1\n") == []


@pytest.mark.parametrize(
    ("layout", "data", "rules"),
    [
        (FLAT, b"Nr,Item\n1,2\n", ["TAB-001"]),
        (FLAT, b"", ["TAB-001"]),
        (FLAT, b"Order No,Item,Qty\nA,x,1\nB,x,1\nA,y,1\n", ["TAB-003"]),
        (FLAT, b"Order No,Item,Qty,item\nA,x,1,y\n", ["TAB-004"]),
        (FLAT, b"Order No,Date,Item,Qty\nA,d,x,1\nA,e,y,1\n", ["TAB-006"]),
        (FLAT, b"Order No,Item,Qty\nA,x,1\nTotal,,1\n", ["TAB-007"]),
        (FLAT, b"Order No,Item,Qty\nA,x,1\nOrder No,Item,Qty\nA,y,1\n", ["TAB-008"]),
        (FLAT, b"Order No,Item,Qty\n,x,1\nA,y,1\n", ["TAB-009"]),
        (FORM, b"Order No,1\nOrder No,2\nItem\nx\n", ["TAB-010"]),
        (FLAT, "Order No,Item,Qty\nA,泵,1\n".encode("gb18030"), ["CSV-001"]),
        (FLAT, "Order No,Item,Qty\nA,泵,1\n".encode() + "A,泵,1\n".encode("gb18030"), ["CSV-002"]),
        (FLAT, "Order No,Item,Qty\nA,泵,1\n".encode("gb18030") + "A,水泵,1\n".encode(), ["CSV-001", "CSV-002"]),
        (FLAT, "Order No,Item,Qty\nA,可以看到".encode("gb18030")[:-1] + b",1\n", ["CSV-003"]),
        (FLAT, b"Order No,Item,Qty\nA," + "可以看到".encode("gb18030")[1:-1] + b",1\n", ["CSV-001", "CSV-007"]),
        ({**FLAT, "charset": "latin-99"}, b"Order No,Item,Qty\nA,x,1\n", ["CSV-004"]),
        (FLAT, b"Order No,Item,Qty\nA,x\0,1\n", ["CSV-006"]),
        (FLAT, b'Order No,Item,Qty\nA,"x,1\nB,y,2\n', ["CSV-010"]),
        (FLAT, b'Order No,Item,Qty\nA,"x"y,1\n', ["CSV-010"]),
        (FLAT, b"Order No,Item,Qty\nA,x,1,,z\n", ["CSV-011"]),
        (FLAT, b"Order No,Item,Qty,Date\nA,x,1\n", ["CSV-011"]),
    ],
)
def test_what_is_wrong_is_found(layout: dict[str, Any], data: bytes, rules: list[str]) -> None:
    assert found(layout, data) == rules


def test_a_finding_names_byte_line_and_column() -> None:
    ((one,),) = (message.findings for message in messages(bound(FLAT), b'Order No,Item,Qty\nA,x,1\nA,"y,2\n'))

    assert (one.where.byte, one.where.line, one.where.element) == (24, 3, 2)


def test_a_lost_quote_costs_no_row_but_its_own_cells() -> None:
    (first, second) = messages(bound(FLAT), b'Order No,Item,Qty\nA,"x,1\nB,y,2\n')

    assert (first.tree.rows[0].text("item"), second.tree.rows[0].text("item")) == ('"x', "y")


def test_each_order_number_is_a_message_of_its_own_with_its_bytes() -> None:
    data = b"Order No,Item,Qty\nA,x,1\nA,y,2\nB,z,3\n"
    told = messages(bound(FLAT), data)

    assert [(one.name, len(one.tree.rows)) for one in told] == [("csv/t", 2), ("csv/t", 1)]
    assert data[told[1].start : told[1].end] == b"B,z,3\n"


def test_the_separator_is_the_one_under_which_the_headings_are_found() -> None:
    for mark in (",", ";", "\t", "|"):
        (one,) = messages(
            bound(FLAT),
            f"Order No{mark}Item{mark}Qty\nA{mark}x, y; z{mark}1\n".replace("x, y; z", "x" if mark in ",;" else "x, y; z").encode(),
        )
        assert one.tree.rows[0].text("qty") == "1"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", b"'=1+1"),
        ("-5", b"-5"),
        ("-5.20", b"-5.20"),
        ("-a", b"'-a"),
        ("+86 1", b"'+86 1"),
        ("@x", b"'@x"),
        ("'=x", b"''=x"),
        ("＝1", "'＝1".encode()),
        ("a=b", b"a=b"),
        ("'tis", b"'tis"),
    ],
)
def test_what_a_spreadsheet_would_run_is_never_written_as_it_is(text: str, written: bytes) -> None:
    assert printed([[text]], ",", "utf-8") == written + b"\r\n"


@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))
def test_any_table_comes_back_as_it_was(table: list[list[str]], mark: str, charset: str) -> None:
    rows = [cells for cells in table if cells != [""]]
    declared = charset if charset == "gb18030" else ""

    again = Records(Lines([printed(rows, mark, charset)], declared).lines(), mark)
    assert [row.cells for row in again.rows()] == rows


@given(st.binary(max_size=200) | st.text("Order No,Item,Qty;\"'\n\r\0中1", max_size=120).map(str.encode))
def test_whatever_the_bytes_are_reading_ends(noise: bytes) -> None:
    for layout in (FLAT, FORM, QUESTIONS):
        check_never_raises(bound(layout), b"Order No,Item,Qty\n" + noise)
        check_never_raises(bound(layout), noise)


@given(st.text('Order No,Item,Qty;"\n\r中１', max_size=80), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_however_the_bytes_arrive_they_say_the_same(text: str, charset: str) -> None:
    check_chunks_do_not_matter(bound(FLAT), ("Order No,Item,Qty\n" + text).encode(charset), (1, 5))


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.text('ab中,\n"=-', min_size=1), st.text("12", min_size=1)), min_size=1, max_size=6))
def test_messages_written_together_are_read_apart(lines: list[tuple[str, str, str]]) -> None:
    format_, trees = bound(FLAT), []
    for key in sorted({key for key, _, _ in lines}):
        tree = format_.new_tree("t")
        format_.paths.place("no").put(tree, key)
        for _, item, qty in (line for line in lines if line[0] == key):
            row = format_.paths.each("rows").append(tree)
            format_.paths.place("item").put(row, item + ".")
            format_.paths.place("qty").put(row, qty)
        trees.append(("t", tree))

    again = messages(format_, format_.write(trees, None))
    assert [content(format_, one) for one in again] == [[(leaf.path, leaf.value) for leaf in tree.untaken()] for _, tree in trees]


def test_what_the_charset_does_not_have_is_refused_by_line_and_character() -> None:
    with pytest.raises(Unrepresentable) as told:
        printed([["a"], ["b中"]], ",", "ascii")

    assert (told.value.path, told.value.character) == ("line 2", "中")


def test_two_messages_that_nothing_tells_apart_are_refused() -> None:
    trees = [("t", messages(bound(QUESTIONS), b"Question,Answer\na,b\n")[0].tree) for _ in range(2)]

    with pytest.raises(Unrepresentable):
        bound(QUESTIONS).write(trees, None)
