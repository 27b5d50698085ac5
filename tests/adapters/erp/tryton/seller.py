"""The seller whose Tryton the tests of the adapter talk to: one customer, two products, three units."""

from __future__ import annotations

import json
from typing import Any

from hub.adapters.base import Parcel
from tests.adapters.tryton.fake import FakeTryton, Rows

UNITS, LENGTH = {"id": 1}, {"id": 4}
DOCUMENT: dict[str, Any] = {
    "id": "4711",
    "documentCurrencyCode": "EUR",
    "buyerCustomerParty": {"partyIdentification": [{"value": "LM-1", "schemeID": "92"}]},
    "orderLine": [
        {"id": "000010", "quantity": {"value": "3", "unitCode": "EA"}, "price": {"priceAmount": {"value": "12.50", "currencyID": "EUR"}}},
        {"id": "000020", "quantity": {"value": "2.5", "unitCode": "YRD"}, "price": {"priceAmount": {"value": "4.00", "currencyID": "EUR"}}},
    ],
}
BODY: dict[str, Any] = {
    "sale": {"reference": "4711", "currency": "EUR", "comment": "ring first"},
    "customer": {"identifiers": [{"code": "LM-1", "scheme": "92"}]},
    "lines": [
        {"number": "000010", "product": "P-1", "quantity": "3", "unit": "u", "unit_price": "12.50", "description": "a pump"},
        {"number": "000020", "gtin": "4012345000016", "quantity": "2.5", "unit": "yd", "unit_price": "4.00"},
    ],
}


def rows() -> Rows:
    """Master data as the real server shows them."""
    category = {"id": 1, "customer_taxes_used": [{"id": 9}]}
    address = {"id": 11, "street": "1 Main St", "postal_code": "1000", "city": "Town", "invoice": 0, "delivery": 1}
    return {
        "party.party": [{"id": 7, "code": "C7", "name": "Lanmei", "identifiers": [{"id": 1, "code": "LM-1"}], "addresses": [address]}],
        "product.product": [
            {"id": 21, "code": "P-1", "identifiers": [], "default_uom": {"id": 1, "category": UNITS}, "account_category": category},
            {"id": 22, "code": "P-2", "identifiers": [{"id": 1, "code": "4012345000016"}], "default_uom": {"id": 6, "category": LENGTH}},
        ],
        "product.uom": [
            {"id": 1, "symbol": "u", "category": UNITS},
            {"id": 6, "symbol": "yd", "category": LENGTH},
            {"id": 8, "symbol": "kg", "category": {"id": 2}},
        ],
        "currency.currency": [{"id": 1, "code": "EUR"}],
    }


def as_read(peer: FakeTryton, model: str, row: dict[str, Any]) -> None:
    """What a creation sends, as the server shows it afterwards."""
    if model == "sale.sale":
        row["lines"] = [{"id": at, **line} for at, line in enumerate(row["lines"][0][1], 1)]
        row["attachments"] = [{"id": at, **one} for at, one in enumerate(row["attachments"][0][1], 1)]
        row["currency"] = next(one for one in peer.rows["currency.currency"] if one["id"] == row["currency"])


def seller() -> FakeTryton:
    return FakeTryton(rows(), as_read)


def parcel(body: Any = None, document: Any = None) -> Parcel:
    data = json.dumps(BODY if body is None else body).encode()
    return Parcel("key-1", "lanmei|order/1|4711|0", data, "application/json", "4711.json", DOCUMENT if document is None else document)
