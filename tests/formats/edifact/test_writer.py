from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import Address, Envelope, Unrepresentable
from hub.formats.edifact import FORMAT
from hub.formats.edifact.directories import structure
from hub.formats.edifact.writer import new_tree, write
from hub.formats.segments import Segment
from hub.testing import formats as kit
from tests.formats.edifact.parcels import SAMPLES, found, interchanges, messages

AT = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


def envelope(number: int = 17, *, test: bool = False, **options: str) -> Envelope:
    return Envelope(Address("14", "4399901"), Address("ZZ", "RECEIVER"), number, AT, test=test, options=options)


def order(name: str = "LANMEI", *more: Segment, kind: str = "ORDERS") -> Segment:
    tree = new_tree(kind)
    tree.children = [
        Segment("UNS", ["UNS", "S"]),
        Segment("NAD", ["NAD", "BY", "", "", name]),
        Segment("DTM", ["DTM", ["137", "20260801", "102"]]),
        Segment("BGM", ["BGM", "220", "4711", "9", ""]),
        *more,
    ]
    return tree


def written(tree: Segment | None = None, kind: str = "ORDERS", **options: str) -> str:
    codec = {"UNOY": "utf-8", "UNOX": "gb18030"}.get(options.get("charset", ""), "latin-1")
    return write([(kind, tree or order())], envelope(**options)).decode(codec)


def test_an_interchange_is_wrapped_and_counted():
    assert written() == (
        "UNB+UNOC:3+4399901:14+RECEIVER:ZZ+260801:1200+17'UNH+1+ORDERS:D:96A:UN'BGM+220+4711+9'DTM+137:20260801:102'"
        "NAD+BY+++LANMEI'UNS+S'UNT+6+1'UNZ+1+17'"
    )


def test_without_an_envelope_there_are_only_messages():
    assert write([("ORDERS", order())], None).startswith(b"UNH+1+ORDERS:D:96A:UN'BGM")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"syntax": "4"}, "UNB+UNOC:4+4399901:14+RECEIVER:ZZ+20260801:1200+17'"),
        ({"syntax": "UNOA:1"}, "UNB+UNOA:1+4399901:14+RECEIVER:ZZ+260801:1200+17'"),
        ({"charset": "UNOY"}, "UNB+UNOY:3+"),
        ({"charset": "UNOX", "syntax": "3"}, "UNB+UNOX:3+"),
        ({"una": "always"}, "UNA:+.? 'UNB+UNOC:3"),
        ({"una": "always", "syntax": "4"}, "UNA:+.?*'UNB+UNOC:4"),
        ({"una": ":+,? '"}, "UNA:+,? 'UNB+"),
        ({"decimal": ","}, "UNA:+,? 'UNB+"),
        ({"decimal": ",", "una": "never"}, "UNB+"),
        ({"element": "|", "component": "^"}, "UNA^|.? 'UNB|UNOC^3|"),
        ({"newline": "\r\n"}, "UNB+UNOC:3+4399901:14+RECEIVER:ZZ+260801:1200+17'\r\nUNH+1"),
        ({"application": "ORDERS", "acknowledge": "1"}, "UNB+UNOC:3+4399901:14+RECEIVER:ZZ+260801:1200+17++ORDERS++1'"),
        ({"sender_internal": "HERE"}, "UNB+UNOC:3+4399901:14:HERE+"),
    ],
)
def test_options_change_the_envelope(options, expected):
    text = written(**options)
    assert text.startswith(expected)
    assert set(found(text.encode("latin-1"))) <= {"EDI-010"}


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("ORDERS", {}, "ORDERS:D:96A:UN"),
        ("ORDERS:D01B", {}, "ORDERS:D:01B:UN"),
        ("ORDERS", {"version": "D01B"}, "ORDERS:D:01B:UN"),
        ("ORDERS", {"version": "D01B:EAN010"}, "ORDERS:D:01B:UN:EAN010"),
        ("ORDERS", {"version": "D01B", "association": "EAN010"}, "ORDERS:D:01B:UN:EAN010"),
        ("ORDERS", {"version": "D:96A:UN:EAN008"}, "ORDERS:D:96A:UN:EAN008"),
        ("ORDERS:D96A", {"version": "D01B"}, "ORDERS:D:96A:UN"),
        ("ORDERS", {"version": "UNOC:3"}, "ORDERS:D:96A:UN"),
        ("CONTRL", {}, "CONTRL:D:3:UN"),
        ("CONTRL", {"syntax": "4"}, "CONTRL:4:1:UN"),
    ],
)
def test_unh_names_the_directory(kind, options, expected):
    assert f"UNH+1+{expected}'" in written(order(), kind, **options)


def test_a_tree_that_was_read_keeps_its_directory():
    sample = next(path for path in SAMPLES if path.name == "orders-d01b.edi")
    (message,) = messages(sample.read_bytes())
    assert b"UNH+1+ORDERS:D:01B:UN:EAN010'" in write([("ORDERS", message.tree)], envelope())


def test_a_test_is_marked():
    assert interchanges(write([("ORDERS", order())], envelope(test=True)))[0].test
    assert not interchanges(write([("ORDERS", order())], envelope()))[0].test


@pytest.mark.parametrize(
    ("name", "start"), [("MÜLLER", "UNB+UNOC:3"), ("上海鋆达", "UNB+UNOY:4"), ("Łódź", "UNB+UNOY:4"), ("a\u3000b", "UNB+UNOY:4")]
)
def test_a_charset_is_chosen_that_carries_everything(name, start):
    data = write([("ORDERS", order(name))], envelope())
    assert data.startswith(start.encode())
    assert messages(data)[0].tree.children[2].fields[4] == name
    assert found(data) == []


@pytest.mark.parametrize(
    ("name", "options", "path", "character"),
    [
        ("上海", {"charset": "UNOC"}, "NAD[1].04", "上"),
        ("Müller", {"charset": "UNOB"}, "NAD[1].04", "ü"),
        ("Mueller", {"charset": "UNOA"}, "NAD[1].04", "u"),
        ("two\nlines", {}, "NAD[1].04", "\n"),
        ("A\x85", {}, "NAD[1].04", "\x85"),
        ("A+B", {"una": ":+.  '"}, "NAD[1].04", "+"),
        ("A", {"charset": "KLINGON"}, "UNB.01", "KLINGON:"),
        ("A", {"element": ":"}, "UNA", "? ' : :"),
        ("A", {"element": "x"}, "UNA", "? ' x :"),
    ],
)
def test_what_cannot_be_carried_is_refused_before_a_byte_is_written(name, options, path, character):
    with pytest.raises(Unrepresentable) as refused:
        written(order(name), **options)
    assert (refused.value.path, refused.value.character) == (path, character)


def test_ends_that_are_too_long_are_refused():
    with pytest.raises(Unrepresentable):
        write([("ORDERS", order())], Envelope(Address("14", "9" * 36), Address("", "R"), 1, AT))
    with pytest.raises(Unrepresentable):
        write([("ORDERS", order())], envelope(10**14))


def test_separators_in_values_are_released():
    text = written(order("it's 10+2: what?"))
    assert "NAD+BY+++it?'s 10?+2?: what??'" in text
    assert messages(text.encode())[0].tree.children[2].fields[4] == "it's 10+2: what?"


def test_an_asterisk_is_released_in_version_4_only():
    assert "A?*B" in written(order("A*B"), syntax="4")
    assert "A*B" in written(order("A*B"))


def test_numbers_get_the_decimal_mark_of_una():
    line = Segment("LIN", ["LIN", "1"])
    line.children = [Segment("QTY", ["QTY", ["21", "1.5"]]), Segment("IMD", ["IMD", "F", "", ["", "", "", "1.5 KG"]])]
    text = written(order("A.B", line), decimal=",")
    assert "QTY+21:1,5'" in text
    assert "IMD+F++:::1.5 KG'" in text
    assert messages(text.encode())[0].tree.children[3].children[1].fields[1][1] == "1.5"
    assert found(text.encode()) == []


def test_repetitions_need_version_4():
    tree = order("A", Segment("FTX", ["FTX", [["AAI"], ["ABC"]]]))
    assert "FTX+AAI*ABC'" in written(tree, syntax="4")
    with pytest.raises(Unrepresentable):
        written(tree)


def test_groups_are_written_where_they_are_asked_for():
    data = write([("ORDERS", order()), ("ORDERS", order()), ("ORDERS:D01B", order())], envelope(group="yes"))
    assert found(data) == []
    assert [message.group.version for message in messages(data)] == ["D:96A:UN", "D:96A:UN", "D:01B:UN"]
    assert data.count(b"UNG+ORDERS+4399901+RECEIVER+260801:1200+") == 2


def ways(slot):
    """Every segment of a message with the groups around it."""
    for inner in slot.inner:
        yield (inner.tag,)
        yield from ((inner.tag, *way) for way in ways(inner))


@given(st.lists(st.sampled_from(sorted(set(ways(structure("ORDERS", "D96A").root)))), max_size=12))
def test_children_are_written_in_the_order_of_the_grammar(drawn):
    tree = new_tree("ORDERS")
    for way in drawn:
        node = tree
        for tag in way:
            found = next((child for child in node.children if child.tag == tag), None)
            if found is None:
                found = Segment(tag, [tag, "A"])
                node.children.append(found)
            node = found
    (message,) = messages(write([("ORDERS", tree)], envelope()))
    assert not {"EDI-401", "EDI-402", "EDI-406", "EDI-407"} & {finding.rule for finding in message.findings}
    assert len(kit.content(FORMAT, message)) == FORMAT.census(tree)


@given(st.sampled_from(SAMPLES), st.sampled_from([{}, {"syntax": "4"}, {"una": ":+,? '"}, {"una": "^|.? ~"}, {"group": "yes"}]))
def test_what_was_read_and_written_is_read_the_same_and_written_the_same(sample, options):
    (message,) = messages(sample.read_bytes())
    once = write([(message.type, message.tree)], envelope(**options))
    (again,) = messages(once)
    assert kit.content(FORMAT, again) == kit.content(FORMAT, message)
    assert write([(again.type, again.tree)], envelope(**options)) == once
