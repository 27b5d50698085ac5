"""The packages of a despatch advice: found by their numbers, linked by their codes, and numbered anew when they travel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.edifact import FORMAT
from hub.formats.segments import Segment
from tests.formats.edifact.parcels import messages, parcel, shape

KIND = "DESADV:D:96A:UN"
HEAD = ("BGM+351+FH-1+9", "DTM+137:20260812:102")
CODE, OTHER = "343999024000000016", "343999024000000023"
PALLET = (
    "CPS+1", "PAC+1++201", "CPS+7+1+3", "PAC+1++201", "PCI+33E", f"GIN+BJ+{CODE}", "CPS+8+7+2", "PAC+2++CT", "LIN+1", "QTY+12:5",
    "CPS+9+7", "PCI+33E", "LIN+2", "QTY+12:6", "CNT+2:2",
)  # fmt: skip


def advice(*body: str):
    (message,) = messages(parcel(*HEAD, *body, kind=KIND))
    return message


def links(message) -> list[list[object]]:
    return [segment.fields for segment in message.tree.children if segment.tag in {"CPS", "LIN"}]


def travelling(message) -> list[str]:
    printed = FORMAT.write([(KIND.partition(":")[0], message.tree)], None).decode().split("'")
    return [line for line in printed if line.startswith(("CPS", "LIN", "PAC", "GIN"))]


def test_packages_and_lines_stand_side_by_side_with_what_is_around_them():
    assert links(advice(*PALLET)) == [
        ["CPS", "7", "1", "3", CODE],
        ["CPS", "8", "7", "2", "3", CODE],
        ["LIN", "1", "", "", "", "", "", "3"],
        ["CPS", "9", "7", "", "4", CODE],
        ["LIN", "2", "", "", "", "", "", "4"],
    ]


def test_what_the_consignment_holds_as_a_whole_stands_at_the_message():
    tree = advice("CPS+1", "FTX+AAI+++A", "PAC+3++CT", "MEA+PD+AAB+KGM:4", "LIN+1", "QTY+12:5", "CNT+2:1").tree

    assert shape(tree) == ["BGM", "DTM", "FTX", ["PAC", "MEA"], ["LIN", "QTY"], "CNT"]


def test_packages_travel_in_the_order_of_their_tree_numbered_from_one():
    assert travelling(advice(*PALLET)) == [
        "CPS+1", "PAC+1++201", "CPS+2+1+3", "PAC+1++201", f"GIN+BJ+{CODE}", "CPS+3+2+2", "PAC+2++CT", "LIN+1", "CPS+4+2", "LIN+2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (("CPS+1", "LIN+1"), ["CPS+1", "LIN+1"]),
        (("CPS+5", "PAC+1", "PCI", f"GIN+BJ+{CODE}", "LIN+1"), ["CPS+1", "PAC+1", f"GIN+BJ+{CODE}", "LIN+1"]),
        (("CPS+1++4", "LIN+1"), ["CPS+1++4", "LIN+1"]),
        (
            ("CPS+1", "PAC+1", "PCI", f"GIN+BJ+{CODE}", "CPS+2", "PAC+1", "PCI", f"GIN+BJ+{OTHER}"),
            ["CPS+1", "CPS+2+1", "PAC+1", f"GIN+BJ+{CODE}", "CPS+3+1", "PAC+1", f"GIN+BJ+{OTHER}"],
        ),
    ],
)
def test_the_whole_has_a_number_of_its_own_where_it_holds_anything_or_several_packages(body, expected):
    assert travelling(advice(*body)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (("CPS+1", "CPS+2+1"), []),
        (("CPS+1", "CPS+2+9"), [("EDI-408", "9", 5, 2)]),
        (("CPS+1+1",), [("EDI-408", "1", 4, 2)]),
        (("CPS+1+2", "CPS+2"), [("EDI-408", "2", 4, 2)]),
        (("CPS+1", "CPS+2+1", "CPS+2+1"), [("EDI-409", "2", 6, 1)]),
    ],
)
def test_what_is_wrong_with_packages_is_found_where_it_stands(body, expected):
    told = advice(*body).findings

    assert [(one.rule, one.params["value"], one.where.position, one.where.element) for one in told] == expected


def test_numbers_of_packages_are_no_leaves_and_their_links_are():
    tree = advice("CPS+1", "PAC+3", "CPS+2+1+3", "LIN+1").tree

    assert FORMAT.census(tree) == len(FORMAT.untaken(tree)) == 3 + 3 + 1 + 2 + 2
    assert [leaf.path for leaf in FORMAT.untaken(tree)][-3:] == ["CPS[1].04", "LIN[1].01", "LIN[1].07"]


def test_several_numbers_of_one_segment_are_printed_as_they_were_sent():
    line = "GIN+BN+A:B+C+D?+E"
    tree = advice("CPS+1", "LIN+1", line, "GIN+BX+F").tree
    numbers = [segment.fields[1:3] for segment in tree.children[-1].children]

    assert numbers == [["BN", ["A", "B"]], ["BN", "C"], ["BN", "D+E"], ["BX", "F"]]
    assert f"'{line}'GIN+BX+F'" in FORMAT.write([("DESADV", tree)], None).decode()


def test_limits_of_a_package_stay_with_its_numbers():
    tree = advice("CPS+1", "PAC+1", "PCI+33E", f"GIN+BJ+{CODE}+{OTHER}", "DLM+X", "LIN+1").tree

    assert f"GIN+BJ+{CODE}+{OTHER}'DLM+X'" in FORMAT.write([("DESADV", tree)], None).decode()


@given(st.lists(st.tuples(st.sampled_from(["", "A", "B", "C"]), st.sampled_from(["", "A", "B", "C", "?"])), max_size=8))
def test_whatever_the_links_say_every_package_and_line_travels_once(drawn):
    tree = FORMAT.new_tree("DESADV")
    for at, (name, around) in enumerate(drawn):
        tree.children.append(Segment("CPS", ["CPS", "", "", "", name, around]))
        tree.children.append(Segment("LIN", ["LIN", str(at), "", "", "", "", "", around]))
    printed = FORMAT.write([("DESADV", tree)], None).decode().split("'")
    numbers = [line.split("+")[1] for line in printed if line.startswith("CPS")]

    assert sorted(line for line in printed if line.startswith("LIN")) == [f"LIN+{at}" for at in range(len(drawn))]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) - len(drawn) in {0, 1}
