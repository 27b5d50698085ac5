"""Numbers of bills: readable, another for another order, and the order's own number found in them again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.erp.kingdee.bill import LONGEST_ORDER, number, ordered

ORDERS = st.text(min_size=1, max_size=LONGEST_ORDER)


@given(ORDERS, st.text(max_size=80))
def test_the_number_of_a_bill_names_its_order_and_fits(order, key):
    made = number("TP-", order, key)

    assert ordered("TP-", made) == order
    assert len(made) <= 80


@given(ORDERS, st.text(max_size=40), st.text(max_size=40))
def test_another_sender_has_another_bill(order, one, other):
    assert (number("TP-", order, one) == number("TP-", order, other)) == (one == other)


@given(st.text(max_size=40))
def test_what_people_number_themselves_is_not_ours(text):
    assert ordered("TP-", "XSDD" + text) == ""
    assert ordered("TP-", "TP-" + text.replace("-", "")) == ""
