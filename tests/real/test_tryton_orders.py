"""Orders that we did not write become sales in a Tryton that we did not write: the right ones, once, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from hub.adapters.base import Parcel, Probe, Receipt
from hub.adapters.erp.tryton.adapter import Tryton
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.model.config import HttpOut
from hub.transports.converse import hand_over
from hub.transports.http import HttpClient, HttpTransport
from tests.pipeline.hands import House, only
from tests.real.tryton.company import KEY
from tests.real.tryton.cut import door
from tests.real.tryton.rpc import Rpc
from tests.real.tryton.shop import apply, party, product, sales, shop

pytestmark = [pytest.mark.services, pytest.mark.slow]

TREE = """
apiVersion: hub/v1
members:
  buyer: {name: {en: Buyer}, ids: {x12: ["ZZ:000123456", "01:000123456", "16:SENDER1"]}}
  seller: {name: {en: Seller}, ids: {x12: ["ZZ:TEST2", "1B:RECEIVER1"]}}
systems:
  buyer/erp: {adapter: erp/document, out: {memory: buyer}}
  seller/erp:
    adapter: erp/tryton
    settings: {company: 1, items: [product, gtin, maker_item], addresses: create}
    out: {http: {url: "BASE/seller/rest", token: "env:HUB_TEST_TRYTON", private: true, timeout: 120s}}
    maps: {json/tryton-order: [order.yaml]}
    lists: {items: items.csv}
agreements:
  orders:
    from: buyer/erp
    to: seller
    carries: [order]
    deliver: [{to: seller/erp, as: json/tryton-order}]
    assume: {currency: USD}
    findings: warn  # both files break rules of their own standard
    acknowledge: false
    test: true
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""
# What the buyer calls things is not what the seller calls them; what the list does not have keeps its name.
OVERLAY = """
extends: json/tryton-order
rules:
  orderLine:
    rules:
      item.sellersItemIdentification.value: null
      item.buyersItemIdentification.value: product | xref(items, open)
"""
ITEMS = "code,canonical\nQUILT-BLK,A_QU001-BLK\nFLANNEL-BLK,A_QF001-BLK\n"
INDICE, EDIFABRIC = "edi/x12/850/indice-co-x12.850a.edi", "edi/x12/850/edifabric-PurchaseOrder.txt"
ERP = "seller/erp"


@pytest.fixture(scope="module")
def rpc(tryton: str) -> Rpc:
    """The seller's Tryton, with the customers and the goods of both files, but for one."""
    seller = Rpc(tryton, "seller").login()
    party(seller, "Fabric Buyer", "1500")
    party(seller, "ABC Aerospace", "1234567890101")
    for code in ("QUILT-BLK", "FLANNEL-BLK"):
        product(seller, code, "yd")
    product(seller, "FLANNEL-RED", "yd")
    product(seller, "XYZ-1234")
    return seller


@pytest.fixture
def house(tryton: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rpc: Rpc) -> Iterator[House]:
    monkeypatch.setenv("HUB_TEST_TRYTON", KEY)
    with shop(tmp_path / "hub", TREE.replace("BASE", tryton), {"order.yaml": OVERLAY, "items.csv": ITEMS}) as one:
        yield one


def numbered(corpus: Path, number: str) -> bytes:
    """The smaller order under a number of its own, so that tests do not meet in one database."""
    return (corpus / EDIFABRIC).read_bytes().replace(b"XX-1234", number.encode())


def enveloped(data: bytes, control: int) -> bytes:
    """The same message in another envelope."""
    return data.replace(b"*000000263*", b"*%09d*" % control).replace(b"*1*000000263~", b"*1*%09d~" % control)


def test_an_order_without_a_currency_becomes_a_sale_in_the_assumed_one(house: House, rpc: Rpc, corpus: Path) -> None:
    first = only(house.send((corpus / EDIFABRIC).read_bytes(), "buyer/erp"))
    house.run()

    (sale,) = sales(rpc, "XX-1234")
    (line,) = sale["lines"]
    assert (sale["party."]["name"], sale["currency."]["code"], sale["untaxed_amount"]) == ("ABC Aerospace", "USD", Decimal(900))
    assert (line["product."]["code"], line["quantity"], line["unit."]["symbol"], line["unit_price"]) == ("XYZ-1234", 25.0, "u", Decimal(36))
    assert sale["state"] in ("confirmed", "processing")
    assert first.message_id in house.found(sale["number"])


def test_what_the_list_does_not_have_is_held_in_the_senders_terms_and_passes_when_it_has(
    house: House, tryton: str, rpc: Rpc, corpus: Path
) -> None:
    message = only(house.send((corpus / INDICE).read_bytes(), "buyer/erp")).message_id
    house.run()
    held = house.delivery(message, ERP)

    (attempt,) = house.attempts(held)
    assert sales(rpc, "4600000406") == []
    assert attempt["rule"] == "ADP-001"
    assert "A_QF001-RED" in attempt["reason"]
    assert "line 000200002" in attempt["reason"]

    more = {"order.yaml": OVERLAY, "items.csv": ITEMS + "FLANNEL-RED,A_QF001-RED\n"}
    apply(house, TREE.replace("BASE", tryton), more)
    assert house.hub.replayer.deliveries([held], "ann") == 1
    house.run()

    (sale,) = sales(rpc, "4600000406")
    lines = [(line["product."]["code"], line["quantity"], line["unit."]["symbol"], line["unit_price"]) for line in sale["lines"]]
    assert lines == [
        ("QUILT-BLK", 2500.0, "yd", Decimal("2.53")),
        ("FLANNEL-BLK", 2000.0, "yd", Decimal("3.41")),
        ("FLANNEL-RED", 1000.0, "yd", Decimal("3.41")),
    ]
    assert (sale["party."]["name"], sale["currency."]["code"], sale["untaxed_amount"]) == ("Fabric Buyer", "USD", Decimal("16555.00"))
    assert sale["shipment_address."]["street"] == "East Point Drive, Suite 500"
    assert sale["state"] in ("confirmed", "processing")


def test_sent_again_at_the_same_moment_or_under_another_envelope_it_stays_one(house: House, rpc: Rpc, corpus: Path) -> None:
    data = numbered(corpus, "AGAIN-1")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda control: house.send(enveloped(data, control), "buyer/erp"), (263, 263, 264, 265)))
    house.run()
    house.send(enveloped(data, 266), "buyer/erp")
    house.run()

    assert len(sales(rpc, "AGAIN-1")) == 1


@pytest.mark.parametrize(
    ("method", "ending"),
    [("POST", "model/sale.sale"), ("POST", "/quote"), ("POST", "/confirm"), ("GET", "model/sale.sale")],
    ids=["create", "quote", "confirm", "look up"],
)
def test_a_line_cut_after_the_server_has_done_it_makes_nothing_twice(
    house: House, tryton: str, rpc: Rpc, corpus: Path, method: str, ending: str
) -> None:
    number = f"CUT-{ending.rpartition('/')[2]}-{method}"
    with door(tryton) as cut:
        apply(house, TREE.replace("BASE", cut.url), {"order.yaml": OVERLAY, "items.csv": ITEMS})
        cut.next(method, ending)
        message = only(house.send(numbered(corpus, number), "buyer/erp")).message_id
        house.run()
        for _ in range(4):
            house.later(2)

    outcomes = [attempt["outcome"] for attempt in house.attempts(house.delivery(message, ERP))]
    (sale,) = sales(rpc, number)
    assert sale["state"] in ("confirmed", "processing")
    assert outcomes[0] == "unknown"
    assert outcomes[-1] in ("created", "duplicate")


def hand(url: str, parcel: Parcel, times: int, reach: Literal["quotation", "confirmed"] = "confirmed") -> list[Receipt]:
    """The same delivery, so often at the same moment."""

    async def run() -> list[Receipt]:
        client = HttpClient()
        adapter = Tryton(TrytonSettings(company=1, items=["maker_item"], addresses="create", reach=reach))
        wire = HttpTransport(client, HttpOut(url=f"{url}/seller/rest", private=True, timeout="120s"), KEY)
        try:
            done = await asyncio.gather(*(hand_over(adapter, parcel, wire, 120.0) for _ in range(times)))
        finally:
            await client.close()
        return [one.receipt for one in done]

    return asyncio.run(run())


def test_two_conversations_about_one_order_at_the_same_moment_leave_one_sale(tryton: str, rpc: Rpc) -> None:
    body = b'{"sale":{"reference":"TWIN-1","currency":"EUR"},"customer":{"identifiers":[{"code":"1234567890101"}]},'
    body += b'"lines":[{"number":"1","maker_item":"XYZ-1234","quantity":"2","unit":"u","unit_price":"5"}]}'
    parcel = Parcel("k", "b", body, "application/json", "order.json", {"id": "TWIN-1"})

    first = hand(tryton, parcel, 4)
    then = hand(tryton, parcel, 1)

    assert {one.outcome for one in first} <= {"created", "duplicate", "deferred", "unknown"}
    assert {one.outcome for one in then} <= {"created", "duplicate"}
    assert len(sales(rpc, "TWIN-1")) == 1


def test_a_quotation_is_cancelled_once(tryton: str, rpc: Rpc) -> None:
    body = '{"sale":{"reference":"GONE-1","currency":"EUR"},"customer":{"identifiers":[{"code":"1234567890101"}]},'
    body += '"lines":[{"number":"1","maker_item":"XYZ-1234","quantity":"2","unit":"u","unit_price":"5"}]}'
    ordered = Parcel("k", "b", body.encode(), "application/json", "order.json", {"id": "GONE-1"})
    cancelled = Parcel("c", "b", b'{"cancellation":{"reference":"GONE-1"}}', "application/json", "cancel.json", {})

    assert [one.outcome for one in hand(tryton, ordered, 1, reach="quotation")] == ["created"]
    assert [one.outcome for one in hand(tryton, cancelled, 1)] == ["updated"]
    assert [one.outcome for one in hand(tryton, cancelled, 1)] == ["duplicate"]
    assert [sale["state"] for sale in sales(rpc, "GONE-1")] == ["cancelled"]


def test_a_probe_tells_who_is_there_and_what_it_knows(tryton: str, rpc: Rpc) -> None:
    async def run(key: str) -> Probe:
        client = HttpClient()
        wire = HttpTransport(client, HttpOut(url=f"{tryton}/seller/rest", private=True, timeout="120s"), key)
        probing = Tryton(TrytonSettings(company=1)).probe()
        try:
            request = next(probing)
            while True:
                request = probing.send(await wire.exchange(request, 120.0))
        except StopIteration as end:
            found: Probe = end.value
            return found
        finally:
            await client.close()

    assert rpc.uid
    ready = asyncio.run(run(KEY))
    assert (ready.outcome, {"u", "yd"} <= set(ready.values["units"]), "XYZ-1234" in ready.values["products"]) == ("ready", True, True)
    assert ready.clock
    assert asyncio.run(run("wrong")).outcome == "refused"
