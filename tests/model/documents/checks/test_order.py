"""What does not fit together is found and never changed."""

from __future__ import annotations

import pytest

from hub.catalogue import rules
from hub.model.documents.registry import validate


def line(**values):
    return {"quantity": {"value": "3", "unitCode": "EA"}, "price": {"priceAmount": {"value": "1.15", "currencyID": "CNY"}}, **values}


def total(**amounts):
    return {name: {"value": value} for name, value in amounts.items()}


CASES = [
    ({}, []),
    ({"lineCountNumeric": "1.0", "orderLine": [line()]}, []),
    ({"lineCountNumeric": "2", "orderLine": [line()]}, ["BUS-011 /lineCountNumeric"]),
    ({"orderLine": [line(id="1"), line(id="1"), line(), line()]}, ["BUS-013 /orderLine/1/id"]),
    ({"orderLine": [line(lineExtensionAmount={"value": "3.45"})]}, []),
    ({"orderLine": [line(lineExtensionAmount={"value": "3.46"})]}, ["BUS-012 /orderLine/0/lineExtensionAmount"]),
    ({"orderLine": [line(lineExtensionAmount={"value": "9"}, allowanceCharge=[{"chargeIndicator": True}])]}, []),
    ({"orderLine": [line(lineExtensionAmount={"value": "9"}, price={"priceAmount": {"value": "3"}, "taxIncludedIndicator": True})]}, []),
    (
        {
            "orderLine": [
                line(lineExtensionAmount={"value": "0.35"}, price={"priceAmount": {"value": "1.15"}, "baseQuantity": {"value": "10"}})
            ]
        },
        [],
    ),
    (
        {
            "orderLine": [
                line(lineExtensionAmount={"value": "0.34"}, price={"priceAmount": {"value": "1.15"}, "baseQuantity": {"value": "10"}})
            ]
        },
        ["BUS-012 /orderLine/0/lineExtensionAmount"],
    ),
    ({"orderLine": [line(lineExtensionAmount={"value": "9"}, price={"priceAmount": {"value": "3"}, "baseQuantity": {"value": "0"}})]}, []),
    ({"orderLine": [line(), line()], "anticipatedMonetaryTotal": total(lineExtensionAmount="6.90")}, []),
    (
        {"orderLine": [line(), line()], "anticipatedMonetaryTotal": total(lineExtensionAmount="6.89")},
        ["BUS-010 /anticipatedMonetaryTotal/lineExtensionAmount"],
    ),
    ({"orderLine": [line(), {"id": "9"}], "anticipatedMonetaryTotal": total(lineExtensionAmount="1")}, []),
    (
        {
            "anticipatedMonetaryTotal": total(
                lineExtensionAmount="100", allowanceTotalAmount="10", chargeTotalAmount="5", taxExclusiveAmount="96"
            )
        },
        ["BUS-010 /anticipatedMonetaryTotal/taxExclusiveAmount"],
    ),
    ({"documentCurrencyCode": "CNY", "orderLine": [line()]}, []),
    ({"documentCurrencyCode": "USD", "orderLine": [line(), line()]}, ["BUS-015 /orderLine/0/price/priceAmount/currencyID"]),
    ({"orderLine": [line(pricingExchangeRate={"sourceCurrencyCode": "USD"})]}, ["BUS-016 /orderLine/0/price/priceAmount/currencyID"]),
    ({"issueDate": "2022-06-30", "documentCurrencyCode": "HRK"}, []),
    ({"issueDate": "2024-06-30", "documentCurrencyCode": "HRK"}, ["BUS-020 /documentCurrencyCode"]),
    ({"documentCurrencyCode": "QQQ"}, ["BUS-020 /documentCurrencyCode"]),
    ({"orderLine": [line(quantity={"value": "1", "unitCode": "x12:ZZ"})]}, ["BUS-021 /orderLine/0/quantity/unitCode"]),
    ({"deliveryParty": {"postalAddress": {"countryCode": "USA"}}}, ["BUS-022 /deliveryParty/postalAddress/countryCode"]),
    (
        {"orderLine": [line(deliveryParty={"postalAddress": {"countryCode": "C1"}})]},
        ["BUS-022 /orderLine/0/deliveryParty/postalAddress/countryCode"],
    ),
    (
        {"buyerCustomerParty": {"partyLegalEntity": {"companyID": {"value": "91110000600037341M", "schemeID": "CN:USCC"}}}},
        ["BUS-030 /buyerCustomerParty/partyLegalEntity/companyID"],
    ),
    (
        {"additionalParty": [{"partyIdentification": [{"value": "1", "schemeID": "0088"}]}]},
        ["BUS-031 /additionalParty/0/partyIdentification/0"],
    ),
    (
        {"orderLine": [line(item={"standardItemIdentification": {"value": "036000291453", "schemeID": "UP"}})]},
        ["BUS-031 /orderLine/0/item/standardItemIdentification"],
    ),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_an_order_is_checked_against_itself(values, expected):
    model, _ = validate("order/1", {"id": "1", **values})
    before = model.values()
    found = list(model.doubts())

    assert [f"{finding.rule} {finding.pointer}" for finding in found] == expected
    assert model.values() == before
    assert {finding.rule for finding in found} <= rules().keys()


def test_numbers_as_long_as_a_document_allows_are_compared_exactly():
    long = "999999999999999999.9999999999"
    values = {
        "id": "1",
        "orderLine": [{"quantity": {"value": long}, "price": {"priceAmount": {"value": long}}, "lineExtensionAmount": {"value": long}}],
    }
    model, _ = validate("order/1", values)

    assert [finding.rule for finding in model.doubts()] == ["BUS-012"]
    assert model.values()["orderLine"][0]["quantity"]["value"] == long
