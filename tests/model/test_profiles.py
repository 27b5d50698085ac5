"""A profile asks for what a trade needs, at the place where it belongs."""

from __future__ import annotations

import pytest

from hub.catalogue import rules
from hub.errors import Misconfigured
from hub.model.documents.registry import DOCUMENTS
from hub.model.profiles import PROFILES, check

LINE = {
    "id": "1",
    "quantity": {"value": "1", "unitCode": "EA"},
    "price": {"priceAmount": {"value": "1", "currencyID": "CNY"}},
    "item": {"name": "x"},
}
WHOLE = {
    "id": "1",
    "issueDate": "2026-11-22",
    "buyerCustomerParty": {"partyName": "晨帆"},
    "sellerSupplierParty": {"partyIdentification": [{"value": "1"}]},
    "orderLine": [LINE],
}


def found(values):
    return [f"{finding.rule} {finding.pointer}" for finding in check(values, "order/1", "hub.order.basic")]


def test_a_whole_order_lacks_nothing():
    assert found(WHOLE) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"buyerCustomerParty": {"roleCode": "BY"}}, ["BUS-001 /buyerCustomerParty/partyName"]),
        ({"orderLine": [LINE, {**LINE, "quantity": {"value": "1"}}]}, ["BUS-003 /orderLine/1/quantity/unitCode"]),
        ({"orderLine": [{**LINE, "price": {"priceAmount": {"value": "1"}}}]}, ["BUS-002 /orderLine/0/price/priceAmount/currencyID"]),
        ({"orderLine": [{"id": "1"}]}, ["BUS-001 /orderLine/0/quantity", "BUS-001 /orderLine/0/item"]),
        ({"anticipatedMonetaryTotal": {"payableAmount": {"value": "9"}}}, ["BUS-002 /anticipatedMonetaryTotal/payableAmount/currencyID"]),
    ],
)
def test_what_is_missing_is_named_where_it_belongs(changed, expected):
    assert found({**WHOLE, **changed}) == expected


def test_a_profile_of_another_document_asks_nothing():
    assert check({"orderReference": {"id": "1"}}, "order_response/1", "hub.order.basic") == []


def test_an_unknown_profile_is_the_operators_to_mend():
    with pytest.raises(Misconfigured) as problem:
        check({}, "order/1", "peppol.t01")

    assert problem.value.rule == "BUS-090"


def test_every_profile_is_of_a_document_that_exists_and_reports_rules_that_exist():
    assert {profile.document for profile in PROFILES.values()} <= DOCUMENTS.keys()
    assert {need.rule for profile in PROFILES.values() for need in profile.needs} <= rules().keys()
