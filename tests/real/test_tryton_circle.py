"""One Tryton buys from another through the hub: purchase, order, sale, and back the response, the despatch and the invoice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.pipeline.hands import House
from tests.real.tryton.company import KEY
from tests.real.tryton.rpc import Rpc
from tests.real.tryton.shop import ask_all, party, product, sales, shop

pytestmark = [pytest.mark.services, pytest.mark.slow]

TREE = """
apiVersion: hub/v1
members:
  buyer: {name: {en: Buyer}}
  seller: {name: {en: Seller}}
systems:
  buyer/erp:
    adapter: erp/tryton
    settings: {company: 1, suppliers: [SELLER-1]}
    out: {http: {url: "BASE/buyer/rest", token: "env:HUB_TEST_TRYTON", private: true, timeout: 120s}}
    in: {poll: {streams: [purchases]}}
    maps: {json/tryton-purchase: []}
  buyer/desk: {adapter: erp/document, out: {memory: desk}}
  seller/erp:
    adapter: erp/tryton
    settings: {company: 1, addresses: create}
    out: {http: {url: "BASE/seller/rest", token: "env:HUB_TEST_TRYTON", private: true, timeout: 120s}}
    in: {poll: {streams: [sales, shipments, invoices]}}
    maps: {json/tryton-sale: [], json/tryton-shipment: [], json/tryton-invoice: []}
agreements:
  orders:
    from: buyer/erp
    to: seller
    carries: [order]
    deliver: [{to: seller/erp, as: json/tryton-order}]
    acknowledge: false
    replies:
      - {document: order_response, from: seller/erp, deliver: [{to: buyer/desk, as: json}]}
      - {document: despatch_advice, from: seller/erp, deliver: [{to: buyer/desk, as: json}]}
      - {document: invoice, from: seller/erp, deliver: [{to: buyer/desk, as: json}]}
"""


@pytest.fixture(scope="module")
def circle(tryton: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Rpc, Rpc, str]]:
    """Both companies and a hub between them, after everything has happened once; and the number of the purchase."""
    buyer, seller = Rpc(tryton, "buyer").login(), Rpc(tryton, "seller").login()
    patch = pytest.MonkeyPatch()
    patch.setenv("HUB_TEST_TRYTON", KEY)
    number = bought(buyer)
    prepared(seller)
    with shop(tmp_path_factory.mktemp("circle") / "hub", TREE.replace("BASE", tryton)) as house:
        ask_all(house)
        fulfilled(seller, number)
        ask_all(house)
        yield house, buyer, seller, number
    patch.undo()


def bought(rpc: Rpc) -> str:
    """A purchase of the buyer, confirmed; its number."""
    house = rpc.one("company.company", [], "party")["party"]
    rpc.create("party.identifier", {"party": house, "code": "HOUSE-B"})
    supplier = party(rpc, "Nordkran", "SELLER-1")
    hook = product(rpc, "H-7")
    template = rpc.one("product.product", [["id", "=", hook]], "template")["template"]
    company, currency = rpc.context["company"], rpc.one("currency.currency", [["code", "=", "EUR"]])["id"]
    values = {"template": template, "party": supplier, "code": "NK-7", "company": company, "currency": currency}
    offered = rpc.create("purchase.product_supplier", values)
    unit = rpc.one("product.uom", [["symbol", "=", "u"]])["id"]
    address = rpc.one("party.address", [["party", "=", supplier]])["id"]
    line = {"product": hook, "product_supplier": offered, "quantity": 5, "unit": unit, "unit_price": Decimal("7.50")}
    head = {"company": company, "party": supplier, "invoice_address": address, "currency": currency, "comment": "ring first"}
    purchase = rpc.create("purchase.purchase", {**head, "lines": [["create", [line]]]})
    for button in ("quote", "confirm"):
        rpc.press("purchase.purchase", button, purchase)
    return str(rpc.one("purchase.purchase", [["id", "=", purchase]], "number")["number"])


def prepared(rpc: Rpc) -> None:
    """The seller knows the buyer and has the goods."""
    party(rpc, "House of the buyer", "HOUSE-B")
    product(rpc, "NK-7")


def fulfilled(rpc: Rpc, reference: str) -> None:
    """What the seller's people do: send it, and post the invoice."""
    (sale,) = sales(rpc, reference)
    if sale["state"] == "confirmed":
        rpc.press("sale.sale", "process", sale["id"])
    row = rpc.one("sale.sale", [["id", "=", sale["id"]]], "shipments", "invoices")
    for button in ("wait", "assign_force", "pick", "pack", "do"):
        state = rpc.one("stock.shipment.out", [["id", "=", row["shipments"][0]]], "state")["state"]
        if (button, state) != ("wait", "waiting"):
            rpc.press("stock.shipment.out", button, *row["shipments"])
    for invoice in row["invoices"]:
        rpc.press("account.invoice", "post", invoice)


def documents(house: House) -> dict[str, dict[str, Any]]:
    """What came to the buyer's desk, by the kind of document."""
    found = [json.loads(taken.body) for taken in house.box("desk").taken]
    return {one["$schema"].split("/")[-2]: one for one in found}


def test_the_purchase_of_one_is_the_sale_of_the_other(circle: tuple[House, Rpc, Rpc, str]) -> None:
    _, _, seller, number = circle
    (sale,) = sales(seller, number)
    (line,) = sale["lines"]

    assert (sale["party."]["name"], sale["currency."]["code"], sale["untaxed_amount"]) == ("House of the buyer", "EUR", Decimal("37.50"))
    assert (line["product."]["code"], line["quantity"], line["unit_price"]) == ("NK-7", 5.0, Decimal("7.50"))


def test_response_despatch_and_invoice_come_back_in_the_buyers_terms(circle: tuple[House, Rpc, Rpc, str]) -> None:
    house, buyer, _, number = circle
    found = documents(house)
    line = str(buyer.one("purchase.line", [["purchase.number", "=", number]])["id"])

    response, despatch, invoice = (found[name] for name in ("order_response", "despatch_advice", "invoice"))
    assert (response["orderReference"]["id"], response["orderResponseCode"]) == (number, "AP")
    assert response["orderLine"][0]["orderLineReference"]["lineID"] == line
    assert despatch["despatchLine"][0]["deliveredQuantity"] == {"value": "5", "unitCode": "C62"}
    assert despatch["despatchLine"][0]["orderLineReference"]["lineID"] == line
    assert invoice["legalMonetaryTotal"]["payableAmount"] == {"value": "37.50", "currencyID": "EUR"}
    assert invoice["invoiceLine"][0]["orderLineReference"]["lineID"] == line


def test_all_of_it_is_one_trace(circle: tuple[House, Rpc, Rpc, str]) -> None:
    house, _, _, number = circle
    kinds = {house.message(one)["document_type"] for one in house.found(number, "buyer")}

    assert kinds == {"order/1", "order_response/1", "despatch_advice/1", "invoice/1"}


def test_asked_again_nothing_comes_twice(circle: tuple[House, Rpc, Rpc, str]) -> None:
    house, _, seller, number = circle

    assert ask_all(house) == 0
    assert len(sales(seller, number)) == 1
