"""What Tryton gives when it is asked: the public kit for each stream, and what an answer says in the buyer's own terms."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.adapters.base import Response
from hub.adapters.erp.tryton.adapter import Tryton
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.inbound import Page
from hub.adapters.tryton.values import binary
from hub.testing.adapters import PollKit, asked, run
from tests.adapters.erp.tryton.seller import BODY
from tests.adapters.tryton.fake import FakeTryton

ADAPTER = Tryton(TrytonSettings(company=1))
CENT = {"__class__": "Decimal", "decimal": "12.50"}
YARD = {"__class__": "Decimal", "decimal": "4.00"}
HOUSE = {"id": 1, "party": {"id": 1, "name": "House", "identifiers": [{"id": 1, "code": "HOUSE-1"}]}}
UNIT = {"id": 1, "symbol": "u"}
LINES = [
    {"id": 41, "type": "line", "sequence": 1, "product": {"code": "P-1"}, "quantity": 3.0, "unit": UNIT, "unit_price": CENT},
    {"id": 42, "type": "line", "sequence": 2, "product": {"code": "P-2"}, "quantity": 2.5, "unit": {"symbol": "yd"}, "unit_price": YARD},
]
SALE = {
    "id": 9, "company": HOUSE, "number": "S9", "reference": "4711", "state": "processing", "currency": {"code": "EUR"}, "lines": LINES,
    "attachments": [{"name": "tradepost-order-1.json"}], "sale_date": {"__class__": "date", "year": 2026, "month": 11, "day": 29},
}  # fmt: skip
ATTACHED = {"id": 1, "resource": "sale.sale,9", "name": "tradepost-order-1.json", "data": binary(json.dumps(BODY).encode())}


def moment(seconds: int) -> dict[str, Any]:
    at = datetime.fromtimestamp(seconds, UTC)
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {"__class__": "datetime", **{name: getattr(at, name) for name in names}}


class Peer(FakeTryton):
    """A Tryton with rows of one model, each a copy of a pattern under a number of its own."""

    def __init__(self, model: str, pattern: Mapping[str, Any], master: Mapping[str, list[dict[str, Any]]]) -> None:
        super().__init__(dict(master))
        self._model, self._pattern, self._names = model, pattern, ["-"]

    def add(self, name: str, created: int, changed: int | None = None) -> None:
        self._names.append(name)
        row = copy.deepcopy(dict(self._pattern))
        stamps = {"create_date": moment(created), "write_date": moment(changed) if changed is not None else None}
        self.rows.setdefault(self._model, []).append({**row, "id": number(name), "number": name, **stamps})
        if self._model == "sale.sale":
            self.rows.setdefault("ir.attachment", []).append({**ATTACHED, "id": number(name), "resource": f"sale.sale,{number(name)}"})

    def change(self, name: str, at: int) -> None:
        row = next(row for row in self.rows[self._model] if row["id"] == number(name))
        row["write_date"] = moment(at)
        row["number"] += "*"

    def remove(self, name: str) -> None:
        self.rows[self._model] = [row for row in self.rows[self._model] if row["id"] != number(name)]


def number(name: str) -> int:
    """The number of a row in the database: they follow the names, whose order the kit does not promise to be that of time."""
    return int.from_bytes(name.encode()[:6].ljust(6, b"\0"), "big")


MASTER = {
    "sale.line": [{**line, "sale": {"id": 9, "number": "S9"}} for line in LINES],
    "ir.attachment": [ATTACHED],
}
MOVE = {"id": 5, "origin": "sale.line,41", "state": "done", "product": {"code": "P-1"}, "quantity": 2.0, "unit": UNIT}
SHIPMENT = {"company": HOUSE, "state": "done", "number": "S", "outgoing_moves": [MOVE]}
INVOICE_LINE = {
    "id": 6,
    "type": "line",
    "origin": "sale.line,42",
    "product": {"code": "P-2"},
    "quantity": 2.5,
    "unit": {"symbol": "yd"},
    "unit_price": YARD,
}
MONEY = {"__class__": "Decimal", "decimal": "10.00"}
TAX = {
    "id": 1,
    "description": "VAT",
    "base": MONEY,
    "amount": {"__class__": "Decimal", "decimal": "1.90"},
    "tax": {"rate": {"__class__": "Decimal", "decimal": "0.19"}},
}
INVOICE = {
    "company": HOUSE, "type": "out", "state": "posted", "number": "R", "currency": {"code": "EUR"}, "lines": [{**INVOICE_LINE, "amount": MONEY}],
    "taxes": [TAX], "untaxed_amount": MONEY, "tax_amount": TAX["amount"], "total_amount": {"__class__": "Decimal", "decimal": "11.90"},
}  # fmt: skip
PURCHASE = {
    "company": HOUSE, "state": "processing", "number": "P", "currency": {"code": "EUR"}, "party": {"name": "Nordkran", "identifiers": [{"code": "NK-1"}]},
    "lines": [{"id": 31, "type": "line", "product": {"code": "H-7"}, "product_supplier": {"code": "NK-7"}, "quantity": 5.0, "unit": UNIT, "unit_price": CENT}],
}  # fmt: skip


class TestSales(PollKit):
    adapter = ADAPTER
    stream = "sales"

    def peer(self):
        return Peer("sale.sale", SALE, {})

    def key(self, name):
        return f"sales/{number(name)}"


class TestShipments(PollKit):
    adapter = ADAPTER
    stream = "shipments"

    def peer(self):
        return Peer("stock.shipment.out", SHIPMENT, MASTER)

    def key(self, name):
        return f"shipments/{number(name)}"


class TestInvoices(PollKit):
    adapter = ADAPTER
    stream = "invoices"

    def peer(self):
        return Peer("account.invoice", INVOICE, MASTER)

    def key(self, name):
        return f"invoices/{number(name)}"


class TestPurchases(PollKit):
    adapter = ADAPTER
    stream = "purchases"

    def peer(self):
        return Peer("purchase.purchase", PURCHASE, {})

    def key(self, name):
        return f"purchases/{number(name)}"


def told(stream: str, model: str, row: Mapping[str, Any], more: Mapping[str, Any] | None = None, adapter: Tryton = ADAPTER) -> Any:
    """The one body of a stream, None where it tells nothing."""
    peer = FakeTryton({**MASTER, model: [{"id": 9, "create_date": moment(1), **row, **(more or {})}]})
    page = run(adapter.poll(stream, "", 10), asked(peer))
    assert isinstance(page, Page)
    return json.loads(page.parcels[0].body) if page.parcels else None


def test_a_sale_as_ordered_is_accepted_in_the_buyers_terms():
    body = told("sales", "sale.sale", SALE)

    assert (body["answer"], body["order"], body["sale"]["date"]) == ("accepted", {"reference": "4711", "sale": "S9"}, "2026-11-29")
    assert body["customer"] == BODY["customer"]
    assert [(line["number"], line["status"], line["quantity"], line["unit"]) for line in body["lines"]] == [
        ("000010", "accepted", "3", "u"),
        ("000020", "accepted", "2.5", "yd"),
    ]


CHANGES = [
    ([{**LINES[0], "quantity": 2.0}, LINES[1]], "changed", ["changed", "accepted"]),
    ([{**LINES[0], "unit_price": YARD}, LINES[1]], "changed", ["changed", "accepted"]),
    ([LINES[1]], "changed", ["accepted", "rejected"]),
    ([*LINES, {**LINES[0], "id": 43, "sequence": 3}], "changed", ["accepted", "accepted", "added"]),
]


@pytest.mark.parametrize(("lines", "answer", "statuses"), CHANGES)
def test_what_the_seller_changed_is_told_line_by_line(lines, answer, statuses):
    body = told("sales", "sale.sale", SALE, {"lines": lines})

    assert body["answer"] == answer
    assert [line["status"] for line in body["lines"]] == statuses


CHANGE = {
    "change": {"reference": "4711", "mode": "delta"},
    "lines": [
        {"number": "000010", "action": "3", "quantity": "5", "unit": "u"},
        {"number": "000020", "action": "2"},
        {"number": "000030", "action": "1", "product": "P-2", "quantity": "1", "unit": "yd", "unit_price": "4.00"},
    ],
}


def test_a_changed_order_is_answered_by_what_the_buyer_wants_now(monkeypatch):
    change = {"id": 2, "resource": "sale.sale,9", "name": "tradepost-change-2.json", "data": binary(json.dumps(CHANGE).encode())}
    monkeypatch.setitem(MASTER, "ir.attachment", [ATTACHED, change])
    added = {**LINES[1], "id": 43, "sequence": 3, "quantity": 1.0}
    body = told("sales", "sale.sale", SALE, {"lines": [{**LINES[0], "quantity": 5.0}, added]})

    assert body["answer"] == "accepted"
    assert [(line["number"], line["status"], line["quantity"]) for line in body["lines"]] == [
        ("000010", "accepted", "5"),
        ("000030", "accepted", "1"),
    ]


def test_a_cancelled_sale_is_a_refusal_of_all_lines():
    body = told("sales", "sale.sale", SALE, {"state": "cancelled"})

    assert (body["answer"], {line["status"] for line in body["lines"]}) == ("rejected", {"rejected"})


def test_what_did_not_come_through_the_hub_is_not_told():
    assert told("sales", "sale.sale", SALE, {"attachments": []}) is None
    assert told("shipments", "stock.shipment.out", SHIPMENT, {"outgoing_moves": [{**MOVE, "origin": "sale.line,99"}]}) is None


def test_a_shipment_names_order_and_line_as_the_buyer_does():
    body = told("shipments", "stock.shipment.out", SHIPMENT)

    assert body["orders"] == [{"reference": "4711", "sale": "S9"}]
    assert body["lines"] == [
        {"line": "1", "order": "4711", "number": "000010", "sale_line": "41", "product": "P-1", "quantity": "2", "unit": "u"}
    ]


def test_an_invoice_states_taxes_and_totals_as_tryton_does():
    body = told("invoices", "account.invoice", INVOICE)

    assert body["totals"] == {"net": "10.00", "tax": "1.90", "gross": "11.90"}
    assert body["taxes"] == [{"name": "VAT", "percent": "19", "base": "10.00", "amount": "1.90"}]
    assert (body["invoice"]["kind"], body["lines"][0]["number"], body["lines"][0]["amount"]) == ("invoice", "000020", "10.00")


def test_a_credit_note_says_without_a_sign_what_is_given_back():
    minus = {"__class__": "Decimal", "decimal": "-10.00"}
    row = {"total_amount": minus, "untaxed_amount": minus, "lines": [{**INVOICE_LINE, "quantity": -2.5, "amount": minus}], "taxes": []}
    body = told("invoices", "account.invoice", INVOICE, row)

    assert (body["invoice"]["kind"], body["totals"]["gross"], body["lines"][0]["quantity"]) == ("credit", "10.00", "2.5")


def test_a_purchase_is_an_order_with_the_suppliers_item_numbers():
    body = told("purchases", "purchase.purchase", PURCHASE)

    assert (body["purchase"]["number"], body["supplier"]["identifiers"]) == ("P", [{"code": "NK-1"}])
    assert body["lines"] == [{"number": "31", "product": "NK-7", "buyer_item": "H-7", "quantity": "5", "unit": "u", "unit_price": "12.5"}]


def test_only_purchases_from_suppliers_of_the_hub_are_told_where_they_are_listed():
    some = Tryton(TrytonSettings(company=1, suppliers=["NK-1"]))
    others = Tryton(TrytonSettings(company=1, suppliers=["ZZ-9"]))

    assert told("purchases", "purchase.purchase", PURCHASE, adapter=some) is not None
    assert told("purchases", "purchase.purchase", PURCHASE, adapter=others) is None


def test_a_round_ends_before_the_servers_own_clock_at_its_beginning():
    peer = Peer("purchase.purchase", PURCHASE, {})
    peer.add("a", 1_790_000_000)

    def answer(request, _number):
        found = peer.answer(request)
        return Response(200, {"date": "Mon, 21 Sep 2026 14:00:00 GMT"}, found.body)

    page = run(ADAPTER.poll("purchases", "", 10), answer)

    assert datetime.fromtimestamp(1_790_000_000, UTC).isoformat() == "2026-09-21T14:13:20+00:00"
    assert page.cursor == "2026-09-21T13:59:00.000000|0|"
