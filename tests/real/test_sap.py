"""From order to cash with mock-sap, a peer that nobody here wrote: an X12 buyer, a seller with SAP, and what SAP does on a bad day.

mock-sap has no schedule lines and no UnderlyingPurchaseOrderItem, and computes its total from what an item states: an overlay says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from hub.adapters.base import Request, Response, WireError
from tests.journeys.town import Town, town
from tests.journeys.world import order
from tests.real.mocks.environment import running
from tests.real.mocks.sap import PASSWORD, SERVICES, USER, Sap
from tests.services import Absent, required

SRM = "lanmei/srm"
ORDER_MAP = """
extends: json/sap-order
rules:
  buyerCustomerParty.partyIdentification[0].value: SoldToParty | xref(customers)
  orderLine: {rules: {id: SalesOrderItem, lineExtensionAmount: "NetAmount | amount(currency=.TransactionCurrency)"}}
"""
RESPONSE_MAP = "extends: json/sap-order-response\nrules: {orderLine: {rules: {id: null, orderLineReference.lineID: SalesOrderItem}}}\n"
DELIVERY_MAP = """
extends: json/sap-delivery
rules:
  despatchLine: {rules: {orderLineReference.salesOrderLineID: null, orderLineReference.lineID: ReferenceSDDocumentItem}}
"""
INVOICE_MAP = """
extends: json/sap-invoice
rules:
  invoiceLine: {rules: {orderLineReference.salesOrderLineID: null, orderLineReference.lineID: SalesDocumentItem}}
"""
FILES = {
    "order.yaml": ORDER_MAP,
    "response.yaml": RESPONSE_MAP,
    "delivery.yaml": DELIVERY_MAP,
    "invoice.yaml": INVOICE_MAP,
    "customers.csv": "code,canonical\n1000001,LANMEI\n",
}
SYSTEM = """
  nordkran/erp:
    adapter: erp/sap_s4
    out: {http: {url: "URL", private: true, timeout: 10s, basic: {user: HUB, password: "env:HUB_TEST_SAP"}}}
    in: {poll: {every: 1s}}
    settings: {sales_organization: "1710", distribution_channel: "10", division: "00", changed: LastChangeDate, schedule_lines: false, rejection_reason: "02"}
    maps: {json/sap-order: [order.yaml], json/sap-order-response: [response.yaml], json/sap-delivery: [delivery.yaml], json/sap-invoice: [invoice.yaml]}
    lists: {customers: customers.csv}
"""
REPLIES = """
    replies:
      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/855, waive: [orderLine.lineExtensionAmount]}]}
      - {document: despatch_advice, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/856, waive: [delivery, deliveryParty, despatchLine.orderLineReference.orderReference.salesOrderID]}]}
      - {document: invoice, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/810, waive: [invoiceLine.lineExtensionAmount, invoiceLine.orderLineReference.orderReference.salesOrderID]}]}
"""


def configured(url: str) -> Any:
    """The town with SAP in the place of the seller's ERP."""

    def text(tree: str) -> str:
        head, _, rest = tree.partition("  nordkran/erp:")
        _, _, rest = rest.partition("\n")
        tree = head + SYSTEM.lstrip("\n").replace("URL", url + SERVICES) + rest
        tree = tree.replace(
            "      - {to: nordkran/erp, as: json}\n      - {to: nordkran/archive, as: x12/850}\n",
            "      - {to: nordkran/erp, as: json/sap-order, waive: [orderLine.price.priceTypeCode]}\n",
        )
        before, _, after = tree.partition("\n    replies:")
        return before + REPLIES.rstrip("\n") + "\n" + after.partition("\n")[2].partition("\n")[2]

    return text


@dataclass
class Story:
    """The town and the SAP in it."""

    town: Town
    sap: Sap

    def back(self, kind: str, number: str) -> list[bytes]:
        """What the buyer got of this kind about an order."""
        return [body for body in self.town.files("lanmei", f"{kind}-*") if f"*{number}*".encode() in body.replace(b"~", b"*")]

    def send(self, number: str, control: int, **more: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """An order handed in, and its deliveries when they have come to rest."""
        status, receipt = self.town.send(SRM, order(number, control, **more))
        assert status == 202, receipt
        (message,) = receipt["messages"]
        return message, self.town.ended(message["id"])


@pytest.fixture(scope="module")
def sap() -> Iterator[Sap]:
    try:
        with running("mock-sap", "--quiet", "--auth", f"{USER}:{PASSWORD}") as url:
            yield Sap(url)
    except Absent as absent:
        if required():
            raise
        pytest.skip(str(absent))


@pytest.fixture(scope="module")
def story(sap: Sap, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_TEST_SAP", PASSWORD)
        with town(tmp_path_factory.mktemp("sap"), text=configured(sap.url), files=FILES) as one:
            yield Story(one, sap)


def test_from_an_x12_order_to_the_invoice(story: Story) -> None:
    message, deliveries = story.send("PO-1", 1)
    assert [row["state"] for row in deliveries] == ["delivered"], json.dumps(deliveries)

    (made,) = story.sap.orders("PO-1")
    stated = {name: made[name] for name in ("SoldToParty", "SalesOrganization", "TransactionCurrency", "CustomerPurchaseOrderType")}
    assert stated == {
        "SoldToParty": "1000001",
        "SalesOrganization": "1710",
        "TransactionCurrency": "EUR",
        "CustomerPurchaseOrderType": "DFUE",
    }
    items = made["to_Item"]["results"]
    assert [(item["MaterialByCustomer"], item["Material"], item["RequestedQuantity"], item["RequestedQuantityUnit"]) for item in items] == [
        ("LM-0001", "NK-0001", "10.000", "EA"),
        ("LM-0002", "NK-0002", "10.000", "EA"),
    ]

    story.sap.ship(made["SalesOrder"], items[0]["SalesOrderItem"])
    (response,) = story.town.soon(lambda: story.back("855", "PO-1"))
    (notice,) = story.town.soon(lambda: story.back("856", "PO-1"))
    story.sap.bill(made["SalesOrder"])
    (invoice,) = story.town.soon(lambda: story.back("810", "PO-1"))
    assert f"BAK*00*AK*PO-1***** {made['SalesOrder']}".replace(" ", "").encode() in response
    assert b"PRF*PO-1" in notice
    assert b"*PO*PO-1*" in invoice

    found = story.town.get(SRM, "/v1/threads/PO-1")["items"]
    assert [row["document"] for row in found if row["document"]] == ["order/1", "order_response/1", "despatch_advice/1", "invoice/1"]
    assert message["document"] == "order/1"


def test_what_did_not_change_for_the_buyer_does_not_come_again(story: Story) -> None:
    story.send("PO-6", 6)
    story.town.soon(lambda: story.back("855", "PO-6"))
    since = story.sap.requests()[0]["id"]
    story.town.soon(lambda: _turns(story, since) or None)

    assert len(story.back("855", "PO-6")) == 1


def _turns(story: Story, since: int) -> bool:
    """Whether every stream has had a whole turn since that request."""
    asked = [row["path"].rpartition("/")[2] for row in story.sap.requests() if row["id"] > since and row["method"] == "GET"]
    return all(asked.count(name) > 1 for name in ("A_SalesOrder", "A_OutbDeliveryHeader", "A_BillingDocument"))


def test_the_same_order_under_another_envelope_makes_no_second_one(story: Story) -> None:
    story.send("PO-2", 21)
    status, receipt = story.town.send(SRM, order("PO-2", 22))

    assert (status, receipt["messages"][0]["duplicateOf"] is None) == (202, False)
    assert len(story.sap.orders("PO-2")) == 1


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("PO-31", {"status": 503, "message": "no dialog work process available", "method": "POST"}),
        ("PO-32", {"scenario": "error", "method": "POST"}),
        ("PO-33", {"scenario": "lock", "method": "POST"}),
        ("PO-34", {"scenario": "csrf", "method": "POST"}),
        ("PO-35", {"status": 503, "message": "no dialog work process available", "method": "GET"}),
        ("PO-36", {"status": 500, "message": "Backend unreachable", "method": "POST"}),
    ],
)
def test_a_bad_day_at_sap_ends_with_one_order(story: Story, number: str, fault: dict[str, Any]) -> None:
    story.sap.fault(match="A_SalesOrder$", count=1, **fault)
    _, deliveries = story.send(number, 3000 + int(number[-2:]))

    assert [row["state"] for row in deliveries] == ["delivered"], json.dumps(deliveries)
    assert [one["PurchaseOrderByCustomer"] for one in story.sap.orders(number)] == [number]


def test_what_sap_refuses_is_rejected_with_its_words_and_not_tried_again(story: Story) -> None:
    story.sap.fault(match="A_SalesOrder$", method="POST", status=400, message="Material NK-0001 is blocked for sales", count=1)
    _, deliveries = story.send("PO-41", 41)

    assert [row["state"] for row in deliveries] == ["rejected"], deliveries
    assert story.sap.orders("PO-41") == []
    assert "Material NK-0001 is blocked for sales" in deliveries[0]["receipt"]["reason"]


def test_a_missing_authorization_holds_the_order_for_the_operator(story: Story) -> None:
    story.sap.fault(match="A_SalesOrder$", method="POST", scenario="forbidden", count=1)
    _, deliveries = story.send("PO-42", 42)

    assert [row["state"] for row in deliveries] == ["held"], deliveries
    assert story.sap.orders("PO-42") == []


def test_a_value_that_sap_would_cut_is_held_before_anything_is_sent(story: Story) -> None:
    long = order("PO-43", 43).replace(b"NK-0001", b"NK-" + b"1" * 40)
    status, receipt = story.town.send(SRM, long)
    assert status == 202
    (delivery,) = story.town.ended(receipt["messages"][0]["id"])

    assert (delivery["state"], delivery["receipt"]["rule"]) == ("held", "DLV-007")
    assert "to_Item/results[0]/Material" in delivery["receipt"]["reason"]
    assert story.sap.orders("PO-43") == []


def test_an_answer_that_is_lost_after_sap_has_stored_the_order_makes_no_second_one(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.transports.http import HttpTransport

    original, lost = HttpTransport.exchange, []

    async def exchange(self: HttpTransport, request: Request, deadline: float) -> Response:
        answer = await original(self, request, deadline)
        if not lost and request.body and b"PO-51" in request.body:
            lost.append(answer.status)
            raise WireError("connection lost while waiting for the answer", sent=True)
        return answer

    monkeypatch.setattr(HttpTransport, "exchange", exchange)
    _, deliveries = story.send("PO-51", 51)

    assert lost == [201]
    assert [row["state"] for row in deliveries] == ["delivered"], json.dumps(deliveries)
    assert len(story.sap.orders("PO-51")) == 1


def test_the_ledger_is_whole_and_no_secret_stands_in_it(story: Story) -> None:
    assert story.town.verified() == []
    assert PASSWORD.encode() not in (story.town.folder / "hub.db").read_bytes()
