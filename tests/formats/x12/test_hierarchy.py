"""The levels of a ship notice: found wherever they are numbered, told where they are not, and numbered anew when they travel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue import rules
from hub.formats.base import MessageRead, Reading
from hub.formats.segments import Segment
from hub.formats.x12 import FORMAT
from hub.formats.x12.hierarchy import arranged

HEAD = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260801*0930*U*00401*000000001*0*P*>~GS*SH*A*B*20260801*0930*1*X*004010~"


def notice(*segments):
    body = ["BSN*00*FH-1*20260801*0930", *segments]
    text = f"{HEAD}ST*856*0001~{'~'.join(body)}~SE*{len(body) + 2}*0001~GE*1*1~IEA*1*000000001~"
    (message,) = (event.message for event in FORMAT.read([text.encode()], Reading()) if isinstance(event, MessageRead))
    return message


def levels(message):
    return [segment.fields for segment in message.tree.children if segment.tag == "HL"]


def found(message):
    return [(finding.rule, finding.where.position, finding.where.element) for finding in message.findings]


PALLET = (
    "HL*1**S", "HL*2*1*O", "PRF*4711", "HL*3*2*T", "MAN*GM*340123450000000017", "HL*4*3*P", "HL*5*4*I", "LIN*1*VN*A", "SN1**5*EA",
    "HL*6*1*O", "PRF*4712", "HL*7*6*I", "LIN*2*VN*B", "SN1**6*EA",
)  # fmt: skip


def test_each_level_is_told_what_is_above_it():
    assert levels(notice(*PALLET)) == [
        ["HL", "1", "", "S"],
        ["HL", "2", "1", "O"],
        ["HL", "6", "1", "O"],
        ["HL", "3", "2", "T", "", "340123450000000017", "", "4711"],
        ["HL", "4", "3", "P", "", "4", "340123450000000017", "4711"],
        ["HL", "5", "4", "I", "", "", "4", "4711"],
        ["HL", "7", "6", "I", "", "", "", "4712"],
    ]


def test_levels_travel_in_the_order_of_their_tree_numbered_from_one():
    printed = FORMAT.write([("856", notice(*PALLET).tree)], None).decode().split("~")

    assert [line for line in printed if line.startswith("HL")] == [
        "HL*1**S*1", "HL*2*1*O*1", "HL*3*2*T*1", "HL*4*3*P*1", "HL*5*4*I*0", "HL*6*1*O*1", "HL*7*6*I*0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (("HL*1**S", "HL*2*1*O"), []),
        (("HL*1**S", "HL*2*9*I"), [("X12-421", 4, 2)]),
        (("HL*1**S", "HL*1*1*O", "HL*3*1*I"), [("X12-422", 4, 1)]),
        (("HL*1**S", "HL*2*1*K"), [("X12-423", 4, 3)]),
        (("HL*1**S", "HL*2**O", "HL*3**I"), [("X12-424", 4, 2), ("X12-424", 5, 2)]),
        (("HL*1**S", "HL*2*3*O", "HL*3*1*I"), [("X12-421", 4, 2)]),
    ],
)
def test_what_is_wrong_with_levels_is_found_where_it_stands(segments, expected):
    assert found(notice(*segments)) == expected
    assert {rule for rule, *_ in expected} <= rules().keys()


def test_a_level_whose_parent_is_unknown_belongs_to_the_one_before_it_that_can_hold_it():
    message = notice("HL*1**S", "HL*2**O", "PRF*4711", "HL*3*77*I")

    assert levels(message)[2] == ["HL", "3", "77", "I", "", "", "", "4711"]


def test_a_line_that_names_its_order_itself_does_so_again():
    message = notice("HL*1**S", "HL*2*1*I", "LIN*1*VN*A", "PRF*4711***20260801")
    (line,) = (segment for segment in message.tree.children if segment.fields[3:4] == ["I"])

    assert line.fields[7] == "4711"
    assert "PRF*4711***20260801~" in FORMAT.write([("856", message.tree)], None).decode()


def test_numbers_of_levels_are_no_leaves_and_their_links_are():
    message = notice("HL*1**S*1", "HL*2*1*O*0", "PRF*4711")

    assert FORMAT.census(message.tree) == len(FORMAT.untaken(message.tree)) == 4 + 2 + 1


def level(kind, **links):
    elements = {"name": 5, "package": 6, "order": 7, "line": 8}
    fields = ["HL", "", "", kind, "", "", "", "", ""]
    for name, value in links.items():
        fields[elements[name]] = value
    return Segment("HL", fields)


def tree(*made):
    root = Segment("ST", ["ST", "856"])
    root.children = list(made)
    return [(segment.fields[1], segment.fields[2], segment.fields[3]) for segment in arranged(root).children]


def test_packages_that_hold_each_other_are_written_once_each():
    made = tree(level("S"), level("P", name="A", package="B"), level("P", name="B", package="A"))

    assert sorted(number for number, *_ in made) == ["1", "2", "3"]


def test_a_package_of_no_stated_level_is_a_pallet_when_it_holds_packages():
    assert tree(level("S"), level("", name="A"), level("", name="B", package="A")) == [("1", "", "S"), ("2", "1", "T"), ("3", "2", "P")]


def test_packages_may_stand_below_their_line():
    assert tree(level("S"), level("P", name="A", line=""), level("I")) == [("1", "", "S"), ("2", "1", "P"), ("3", "1", "I")]


def test_orders_may_stand_below_their_package():
    order = level("O", package="A")
    order.children = [Segment("PRF", ["PRF", "4711"])]
    made = tree(level("S"), order, level("P", name="A"), level("I", order="4711", package="A"))

    assert made == [("1", "", "S"), ("2", "1", "P"), ("3", "2", "O"), ("4", "3", "I")]


def test_levels_are_nested_as_deep_as_they_come():
    deep = [f"HL*{at}*{at - 1}*T" for at in range(2, 20_000)]
    message = notice("HL*1**S", *deep)

    assert found(message) == []
    assert FORMAT.write([("856", message.tree)], None).count(b"HL*") == 19_999


KINDS = st.sampled_from("SOTPIK")
NAMES = st.sampled_from(["", "1", "2", "3"])


@given(st.lists(st.builds(level, KINDS, name=NAMES, package=NAMES, order=NAMES, line=NAMES), max_size=12))
def test_whatever_the_links_say_every_level_travels_once_and_below_one_that_came_before(made):
    printed = tree(*made)

    assert len(printed) == len(made)
    assert all(parent == "" or int(parent) < int(number) for number, parent, _ in printed)


@given(st.lists(st.tuples(NAMES, NAMES, KINDS), max_size=12))
def test_whatever_the_numbers_say_every_level_is_kept(given_levels):
    message = notice(*(f"HL*{number or 1}*{parent}*{kind}" for number, parent, kind in given_levels))
    kinds = [fields[3] for fields in levels(message)]

    assert sorted(kinds) == sorted(kind for *_, kind in given_levels)
