"""The change of an order, over the hub, in a Tryton that we did not write: the quotation gets what differs, once, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.hands import House, only
from tests.real.tryton.company import KEY
from tests.real.tryton.cut import door
from tests.real.tryton.rpc import Rpc
from tests.real.tryton.shop import apply, ask_all, party, product, sales, shop

pytestmark = [pytest.mark.services, pytest.mark.slow]

TREE = """
apiVersion: hub/v1
members:
  buyer: {name: {en: Buyer}}
  seller: {name: {en: Seller}}
systems:
  buyer/erp: {adapter: erp/document, out: {memory: buyer}}
  seller/erp:
    adapter: erp/tryton
    settings: {company: 1, reach: quotation}
    out: {http: {url: "BASE/seller/rest", token: "env:HUB_TEST_TRYTON", private: true, timeout: 120s}}
    in: {poll: {streams: [sales]}}
agreements:
  orders:
    from: buyer/erp
    to: seller
    carries: [order, order_change, order_cancellation]
    deliver: [{to: seller/erp}]
    acknowledge: false
    replies: [{document: order_response, from: seller/erp, deliver: [{to: buyer/erp, as: json}]}]
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""
ERP = "seller/erp"
BUYER = {"partyIdentification": [{"value": "LM-8", "schemeID": "92"}]}
SCHEMA = "https://tradepost.example/schemas/"


def line(number: str, item: str, quantity: str, price: str, **more: Any) -> dict[str, Any]:
    stated = {"quantity": {"value": quantity, "unitCode": "C62"}, "price": {"priceAmount": {"value": price, "currencyID": "EUR"}}}
    return {"id": number, "item": {"sellersItemIdentification": {"value": item}}, **stated, **more}


def order(number: str) -> bytes:
    lines = [line("10", "CH-1", "3", "12.50"), line("20", "CH-2", "2", "4.00")]
    head = {"$schema": f"{SCHEMA}order/1.0", "id": number, "documentCurrencyCode": "EUR", "buyerCustomerParty": BUYER}
    return json.dumps({**head, "orderLine": lines}).encode()


def change(number: str) -> bytes:
    """The first line is changed, the second deleted, a third added."""
    lines = [
        line("10", "CH-1", "5", "12.00", actionCode="3"),
        {"id": "20", "actionCode": "2"},
        line("30", "CH-3", "7", "1.25", actionCode="1"),
    ]
    head = {"$schema": f"{SCHEMA}order_change/1.0", "id": f"C-{number}", "orderReference": {"id": number}, "changeMode": "delta"}
    return json.dumps({**head, "buyerCustomerParty": BUYER, "orderLine": lines}).encode()


CHANGED = [("CH-1", 5.0, Decimal("12.00")), ("CH-3", 7.0, Decimal("1.25"))]


@pytest.fixture(scope="module")
def rpc(tryton: str) -> Rpc:
    seller = Rpc(tryton, "seller").login()
    party(seller, "Lanmei", "LM-8")
    for code in ("CH-1", "CH-2", "CH-3"):
        product(seller, code)
    return seller


@pytest.fixture
def house(tryton: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rpc: Rpc) -> Iterator[House]:
    assert rpc.uid
    monkeypatch.setenv("HUB_TEST_TRYTON", KEY)
    with shop(tmp_path / "hub", TREE.replace("BASE", tryton)) as one:
        yield one


def sent(house: House, data: bytes) -> list[str]:
    """Hand a document in; what the attempts to deliver it ended in."""
    message = only(house.send(data, "buyer/erp")).message_id
    house.run()
    for _ in range(4):
        house.later(2)
    return [attempt["outcome"] for attempt in house.attempts(house.delivery(message, ERP))]


def lines_of(sale: dict[str, Any]) -> list[tuple[str, float, Decimal]]:
    return [(one["product."]["code"], one["quantity"], one["unit_price"]) for one in sale["lines"]]


def changes_of(rpc: Rpc, sale: dict[str, Any]) -> list[str]:
    rows = rpc.find("ir.attachment", [["resource", "=", f"sale.sale,{sale['id']}"], ["name", "like", "tradepost-change-%"]], ("name",))
    return [row["name"] for row in rows]


def test_a_quotation_gets_the_lines_of_a_change_once_and_is_answered_by_them(house: House, tryton: str, rpc: Rpc, tmp_path: Path) -> None:
    assert sent(house, order("CH-4711")) == ["created"]
    assert sent(house, change("CH-4711")) == ["updated"]
    (sale,) = sales(rpc, "CH-4711")
    assert (sale["state"], sale["untaxed_amount"], lines_of(sale)) == ("quotation", Decimal("68.75"), CHANGED)

    with shop(tmp_path / "forgetful", TREE.replace("BASE", tryton)) as another:  # a hub that knows nothing of all this
        assert sent(another, order("CH-4711")) == ["duplicate"]
        assert sent(another, change("CH-4711")) == ["duplicate"]
    (again,) = sales(rpc, "CH-4711")
    assert (again["state"], lines_of(again), len(changes_of(rpc, again))) == ("quotation", CHANGED, 1)

    rpc.press("sale.sale", "confirm", sale["id"])
    ask_all(house)
    (response,) = [json.loads(taken.body) for taken in house.box("buyer").taken]
    assert response["orderResponseCode"] == "AP"
    assert [one["orderLineReference"]["lineID"] for one in response["orderLine"]] == ["10", "30"]


@pytest.mark.parametrize(
    ("method", "ending"),
    [("POST", "/draft"), ("PUT", ""), ("POST", "/quote"), ("GET", "model/sale.sale")],
    ids=["draft", "write", "quote", "look up"],
)
def test_a_line_cut_after_the_server_has_done_it_writes_nothing_twice(
    house: House, tryton: str, rpc: Rpc, method: str, ending: str
) -> None:
    number = f"CUT-{method}{ending.rpartition('/')[2]}"
    sent(house, order(number))
    with door(tryton) as cut:
        apply(house, TREE.replace("BASE", cut.url))
        cut.next(method, ending)
        outcomes = sent(house, change(number))

    (sale,) = sales(rpc, number)
    assert (outcomes[0], outcomes[-1] in ("updated", "duplicate")) == ("unknown", True)
    assert (sale["state"], lines_of(sale), len(changes_of(rpc, sale))) == ("quotation", CHANGED, 1)


def test_a_change_of_a_sale_in_process_is_held_and_touches_nothing(house: House, rpc: Rpc) -> None:
    sent(house, order("CH-LATE"))
    (sale,) = sales(rpc, "CH-LATE")
    rpc.press("sale.sale", "confirm", sale["id"])
    rpc.press("sale.sale", "process", sale["id"])
    message = only(house.send(change("CH-LATE"), "buyer/erp")).message_id
    house.run()

    (attempt,) = house.attempts(house.delivery(message, ERP))
    (after,) = sales(rpc, "CH-LATE")
    assert (attempt["rule"], "on their way" in attempt["reason"]) == ("ADP-005", True)
    assert lines_of(after) == lines_of(sale)


def test_a_part_of_a_line_is_cancelled_and_then_the_whole_order(house: House, rpc: Rpc) -> None:
    head = {"$schema": f"{SCHEMA}order_cancellation/1.0", "orderReference": {"id": "CH-PART"}, "buyerCustomerParty": BUYER}
    part = {"orderLineReference": {"lineID": "10"}, "quantity": {"value": "1", "unitCode": "C62"}}
    sent(house, order("CH-PART"))

    assert sent(house, json.dumps({**head, "id": "X-1", "orderLine": [part]}).encode()) == ["updated"]
    (sale,) = sales(rpc, "CH-PART")
    assert (sale["state"], lines_of(sale)) == ("quotation", [("CH-1", 2.0, Decimal("12.50")), ("CH-2", 2.0, Decimal("4.00"))])

    assert sent(house, json.dumps({**head, "id": "X-2"}).encode()) == ["updated"]
    assert [one["state"] for one in sales(rpc, "CH-PART")] == ["cancelled"]
