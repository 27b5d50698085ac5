"""From order to cash with mock-edi, a trading partner that nobody here wrote, in X12 and EDIFACT over HTTP, its deliberate failures included.

The buyer sends X12 either way; where the supplier speaks EDIFACT, the hub translates both directions. What waits in the mock's mailbox is
handed in as the supplier's system would: AS2 does that where both sides have it. The mock writes PID behind ACK and FTX late, which the
standards have earlier: the agreement says that findings warn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from hub.adapters.base import Request, Response, WireError
from hub.transports.http import HttpTransport
from tests.journeys.town import Town, town
from tests.real.mocks.edi import Edi
from tests.real.mocks.environment import running
from tests.services import Absent, required

TREE = """
apiVersion: hub/v1
members:
  acme: {name: {en: Acme}, ids: {x12: "ZZ:ACME"}}
  eurodis: {name: {en: Eurodis}, ids: {x12: "ZZ:EURODIS", edifact: "EURODIS:14"}}
  supply: {name: {en: Mock EDI Supply}, ids: {x12: "ZZ:MOCKEDI", edifact: "MOCKEDI:ZZ"}}
systems:
  acme/srm: {adapter: erp/document, out: {folder: {path: "FOLDER/acme"}}}
  eurodis/srm: {adapter: erp/document, out: {folder: {path: "FOLDER/eurodis"}}}
  supply/edi: {adapter: erp/edi, out: {http: {url: "URL/edi", private: true, timeout: 10s}}}
agreements:
  x12: &terms
    from: acme/srm
    to: supply
    carries: [order]
    deliver: [{to: supply/edi, as: x12/850}]
    replies:
      - {document: order_response, from: supply/edi, deliver: [{to: acme/srm, as: json}]}
      - {document: despatch_advice, from: supply/edi, deliver: [{to: acme/srm, as: json}]}
      - {document: invoice, from: supply/edi, deliver: [{to: acme/srm, as: json}]}
    findings: warn
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""
EURODIS = """
  edifact:
    from: eurodis/srm
    to: supply
    carries: [order]
    deliver: [{to: supply/edi, as: edifact/ORDERS}]
    replies:
      - {document: order_response, from: supply/edi, deliver: [{to: eurodis/srm, as: json}]}
      - {document: despatch_advice, from: supply/edi, deliver: [{to: eurodis/srm, as: json}]}
      - {document: invoice, from: supply/edi, deliver: [{to: eurodis/srm, as: json}]}
    findings: warn
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""


def order(buyer: str, number: str, control: int, quantity: int = 10, item: str = "WIDGET-001", price: str = "12.50") -> bytes:
    """An 850 of a buyer to the supplier."""
    body = [f"BEG*00*SA*{number}**20261120", "CUR*BY*USD", f"N1*BY*{buyer}*92*{buyer}", "N1*SE*SUPPLY*92*MOCKEDI"]
    body += [f"PO1*1*{quantity}*EA*{price}**VP*{item}", "PO1*2*4*EA*86.00**VP*BRACKET-16", "CTT*2"]
    segments = [
        f"ISA*00*          *00*          *ZZ*{buyer:<15}*ZZ*{'MOCKEDI':<15}*261120*0930*U*00401*{control:09d}*0*P*>",
        f"GS*PO*{buyer}*MOCKEDI*20261120*0930*{control}*X*004010",
        "ST*850*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{control}",
        f"IEA*1*{control:09d}",
    ]
    return "~\n".join([*segments, ""]).encode()


@dataclass
class Story:
    """The town, the partner in it, and what it wrote so far for each buyer."""

    town: Town
    edi: Edi
    said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    control: int = 0

    def send(self, buyer: str, number: str, **more: Any) -> dict[str, Any]:
        """An order; its delivery when it has come to rest."""
        self.control += 1
        status, receipt = self.town.send(f"{buyer.lower()}/srm", order(buyer, number, self.control, **more))
        assert status == 202, receipt
        (delivery,) = [row for row in self.town.ended(receipt["messages"][0]["id"]) if row["system"] == "supply/edi"]
        return delivery

    def carry(self, buyer: str) -> list[tuple[str, dict[str, Any]]]:
        """What waits at the partner is handed in: the kind of each and the hub's receipt."""
        found = []
        for row in self.edi.collect(buyer):
            status, receipt = self.town.send("supply/edi", row["payload"].encode("latin-1"))
            assert status == 202, receipt
            found.append((row["kind"], receipt))
        return found

    def delivery(self, key: str) -> dict[str, Any]:
        status, row = self.town.ask("GET", f"/v1/deliveries/{key}", self.town.token("", "operate"))
        assert status == 200, row
        found: dict[str, Any] = row
        return found

    def back(self, buyer: str, kind: str, number: str) -> list[dict[str, Any]]:
        """Documents of a kind that the buyer got about an order."""
        found = [json.loads(body) for body in self.town.files(buyer.lower(), "json-*")]
        return [one for one in found if f"/{kind}/" in one["$schema"] and number in json.dumps(one)]


@pytest.fixture(scope="module")
def edi() -> Iterator[Edi]:
    try:
        with running("mock-edi", "--quiet") as url:
            yield Edi(url)
    except Absent as absent:
        if required():
            raise
        pytest.skip(str(absent))


@pytest.fixture(scope="module")
def story(edi: Edi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("edi")
    for name in ("acme", "eurodis"):
        (folder / name).mkdir()

    def text(_: str) -> str:
        return (TREE.replace(" &terms", "") + EURODIS.lstrip("\n")).replace("FOLDER", str(folder)).replace("URL", edi.url)

    with town(folder, text=text) as one:
        yield Story(one, edi)


BUYERS = ("ACME", "EURODIS")


@pytest.mark.parametrize("buyer", BUYERS)
def test_from_order_to_invoice_in_the_partners_own_syntax(story: Story, buyer: str) -> None:
    story.edi.behave(buyer)
    number = f"PO-{buyer}-1"
    delivery = story.send(buyer, number)
    assert delivery["state"] == "delivered", delivery
    carried = story.carry(buyer)

    assert [kind for kind, _ in carried] == ["acknowledgment", "response", "despatch", "invoice"]
    assert [(kind, receipt["state"]) for kind, receipt in carried if receipt["state"] != "opened"] == [], carried
    # The mock's list of item number codes (UNCL 7143) is short and has no VP, which its CONTRL says.
    assert story.delivery(delivery["key"])["acknowledged"] == ("accepted" if buyer == "ACME" else "acceptedWithErrors")
    for kind in ("order_response", "despatch_advice", "invoice"):
        assert len(story.town.soon(lambda kind=kind: story.back(buyer, kind, number))) == 1, kind
    (invoice,) = story.back(buyer, "invoice", number)
    assert {amount["currencyID"] for amount in invoice["legalMonetaryTotal"].values()} == {"USD"}


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_short_shipment_is_told_line_by_line(story: Story, buyer: str) -> None:
    story.edi.behave(buyer, "short-ship")
    number = f"PO-{buyer}-2"
    story.send(buyer, number)
    story.carry(buyer)

    (response,) = story.town.soon(lambda: story.back(buyer, "order_response", number))
    confirmed = [part for line in response["orderLine"] for part in line.get("confirmation", [])] or response["orderLine"]
    assert any(float(part["quantity"]["value"]) < 10 for part in confirmed if "quantity" in part), response


def test_an_order_that_the_partner_refuses_is_delivered_acknowledged_and_answered_no(story: Story) -> None:
    story.edi.behave("ACME", "reject-all")
    delivery = story.send("ACME", "PO-3")
    carried = story.carry("ACME")

    assert [kind for kind, _ in carried] == ["acknowledgment", "response"]
    assert story.delivery(delivery["key"])["acknowledged"] == "accepted"
    (response,) = story.town.soon(lambda: story.back("ACME", "order_response", "PO-3"))
    assert response["orderResponseCode"] == "RE"


@pytest.mark.parametrize("buyer", BUYERS)
def test_a_translator_that_rejects_everything_is_seen_on_the_delivery(story: Story, buyer: str) -> None:
    story.edi.behave(buyer, "reject-ack")
    delivery = story.send(buyer, f"PO-{buyer}-4")
    carried = story.carry(buyer)

    assert [kind for kind, _ in carried] == ["acknowledgment"]
    after = story.delivery(delivery["key"])
    assert (after["state"], after["acknowledged"]) == ("delivered", "rejected")


def test_a_partner_that_says_nothing_leaves_the_delivery_unacknowledged(story: Story) -> None:
    story.edi.behave("ACME", "no-ack")
    delivery = story.send("ACME", "PO-5")

    assert story.carry("ACME") == []
    assert story.delivery(delivery["key"])["acknowledged"] is None


def test_an_invoice_that_comes_twice_reaches_the_buyer_once(story: Story) -> None:
    story.edi.behave("ACME", "duplicate-invoice")
    story.send("ACME", "PO-6")
    carried = story.carry("ACME")
    story.edi.advance(60)
    invoices = [receipt for kind, receipt in [*carried, *story.carry("ACME")] if kind == "invoice"]

    assert len(invoices) == 2
    assert invoices[1]["messages"][0]["duplicateOf"] is not None
    story.town.soon(lambda: story.back("ACME", "invoice", "PO-6"))
    assert len(story.back("ACME", "invoice", "PO-6")) == 1


def test_documents_out_of_order_are_one_conversation_all_the_same(story: Story) -> None:
    story.edi.behave("ACME", "out-of-order")
    story.send("ACME", "PO-7")
    carried = story.carry("ACME")

    assert [kind for kind, _ in carried] == ["acknowledgment", "invoice", "despatch", "response"]
    found = story.town.get("acme/srm", "/v1/threads/PO-7")["items"]
    assert sorted(row["document"] for row in found if row["document"]) == ["despatch_advice/1", "invoice/1", "order/1", "order_response/1"]


def test_a_wrong_segment_count_is_told_to_the_partner_by_our_997(story: Story) -> None:
    story.edi.behave("ACME", "corrupt")
    story.send("ACME", "PO-8")
    carried = dict(story.carry("ACME"))

    for kind in ("response", "despatch", "invoice"):
        (message,) = carried[kind]["messages"]
        assert (message["verdict"], "X12-304" in [finding["rule"] for finding in message["findings"]]) == ("rejected", True), kind
        assert carried[kind]["acknowledgement"] is not None, kind


def test_a_partner_that_is_late_answers_when_its_clock_has_run(story: Story) -> None:
    story.edi.behave("ACME", "late")
    delivery = story.send("ACME", "PO-9")
    assert story.carry("ACME") == []
    story.edi.advance(3700)
    story.carry("ACME")

    assert story.delivery(delivery["key"])["acknowledged"] == "accepted"


def test_a_sender_that_the_partner_does_not_know_is_refused_with_its_words(story: Story) -> None:
    story.edi.ask("DELETE", "/_mock/partners/EURODIS")
    try:
        delivery = story.send("EURODIS", "PO-10")
    finally:
        story.edi.ask(
            "POST", "/_mock/partners", {"id": "EURODIS", "dialect": "EDIFACT", "version": "D:96A:UN", "qualifier": "14", "test": 0}
        )

    assert (delivery["state"], delivery["receipt"]["rule"]) == ("rejected", "NET-101")
    assert "no trading partner is registered as 'EURODIS'" in delivery["receipt"]["reason"]


def test_an_answer_that_is_lost_sends_the_same_control_number_again_and_the_partner_takes_it_once(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, sent = HttpTransport.exchange, []

    async def exchange(self: HttpTransport, request: Request, deadline: float) -> Response:
        answer = await original(self, request, deadline)
        if request.body and b"PO-11" in request.body:
            sent.append(request.body)
            if len(sent) == 1:
                raise WireError("connection lost while waiting for the answer", sent=True)
        return answer

    monkeypatch.setattr(HttpTransport, "exchange", exchange)
    story.edi.behave("ACME")
    delivery = story.send("ACME", "PO-11")
    story.carry("ACME")

    assert delivery["state"] == "delivered"
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert len(story.edi.orders("PO-11")) == 1
    assert story.delivery(delivery["key"])["acknowledged"] == "accepted"


def test_the_ledger_is_whole(story: Story) -> None:
    assert story.town.verified() == []
