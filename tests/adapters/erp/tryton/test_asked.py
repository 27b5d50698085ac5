"""The lines of an order after its changes: every line keeps its place, whatever was changed, added or taken away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.erp.tryton.asked import GONE, after, place_of

ORDER = [{"number": "1", "product": "P", "buyer_item": "B", "name": "Pump", "quantity": "2"}, {"number": "2", "quantity": "3"}]
DELTA, ANEW = {"mode": "delta"}, {"mode": "replace"}


CASES = [
    ("nothing stated", DELTA, [], ORDER),
    ("a quantity", DELTA, [{"number": "2", "action": "3", "quantity": "4"}], [ORDER[0], {"number": "2", "quantity": "4"}]),
    ("deleted", DELTA, [{"number": "1", "action": "2"}], [GONE, ORDER[1]]),
    ("a part of it", DELTA, [{"number": "2", "action": "2", "less": "1"}], [ORDER[0], {"number": "2", "quantity": "2"}]),
    ("all of it", DELTA, [{"number": "2", "action": "2", "less": "3.0"}], [ORDER[0], GONE]),
    ("as it was", DELTA, [{"number": "1", "action": "4", "quantity": "9"}], ORDER),
    ("added", DELTA, [{"number": "3", "action": "1", "currency": "EUR"}], [*ORDER, {"number": "3"}]),
    ("the same item", DELTA, [{"number": "1", "buyer_item": "B", "name": "Pumps"}], [{**ORDER[0], "name": "Pumps"}, ORDER[1]]),
    ("another item", DELTA, [{"number": "1", "buyer_item": "C"}], [{"number": "1", "quantity": "2", "buyer_item": "C"}, ORDER[1]]),
    ("a number of another kind", DELTA, [{"number": "1", "gtin": "4"}], [{"number": "1", "quantity": "2", "gtin": "4"}, ORDER[1]]),
    ("anew", ANEW, [{"number": "2", "quantity": "5"}], [GONE, {"number": "2", "quantity": "5"}]),
    ("anew with one more", ANEW, [{"number": "2"}, {"number": "4"}], [GONE, {"number": "2"}, {"number": "4"}]),
]


@pytest.mark.parametrize(("head", "stated", "then"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_change_of_lines(head, stated, then):
    assert after(ORDER, head, stated) == then


def test_a_number_that_was_deleted_may_come_again_at_a_place_of_its_own():
    gone = after(ORDER, DELTA, [{"number": "1", "action": "2"}])

    assert after(gone, DELTA, [{"number": "1", "action": "1", "quantity": "7"}]) == [GONE, ORDER[1], {"number": "1", "quantity": "7"}]


numbers = st.sampled_from("12345")
stated_lines = st.lists(st.fixed_dictionaries({"number": numbers, "action": st.sampled_from("123")}), unique_by=lambda line: line["number"])


@given(st.lists(st.tuples(st.sampled_from([DELTA, ANEW]), stated_lines), max_size=4))
def test_a_line_that_stands_keeps_its_place_and_its_number_is_the_only_one(changes):
    lines = list(ORDER)
    for head, stated in changes:
        then = after(lines, head, stated)
        assert all(new == GONE or new["number"] == old["number"] for old, new in zip(lines, then, strict=False) if old)
        assert all(then[at] == GONE for at, old in enumerate(lines) if old == GONE)
        lines = then
    there = [line["number"] for line in lines if line]
    assert len(there) == len(set(there))
    assert all(lines[place_of(lines, number)]["number"] == number for number in there)
