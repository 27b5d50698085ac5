"""Tryton as an ERP: the public kits, and what an order becomes or is held for."""

from __future__ import annotations

import copy
import json
from typing import Any, ClassVar

import pytest

from hub.adapters.base import Response
from hub.adapters.erp.tryton.adapter import Tryton
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.tryton.values import content
from hub.errors import Misconfigured
from hub.testing.adapters import AdapterKit, DeliverKit, LimitsKit, ProbeKit, Refusal, SettingsKit, StatusKit, asked, play, run
from tests.adapters.erp.tryton.seller import BODY, DOCUMENT, parcel, seller
from tests.adapters.tryton.fake import FakeTryton

ADAPTER = Tryton(TrytonSettings(company=1))
BROKEN_RULE = Response(
    400, {}, b'{"status": 400, "message": "The number of digits for field \\"Unit Price\\" exceeds the limit.", "description": ""}'
)


class TestTryton(AdapterKit):
    adapter = ADAPTER
    parcel = parcel()

    def peer(self, request, number):
        if number == 0:
            self._peer = seller()
        return self._peer.answer(request)


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"company": 1}
    wrong = ({"company": 0}, {"items": []}, {"items": ["colour"]}, {"reach": "paid"}, {"addresses": "guess"})


class TestOrders(DeliverKit):
    adapter = ADAPTER
    parcel = parcel()
    peer = staticmethod(seller)
    refusals = (Refusal(BROKEN_RULE, "Unit Price"),)


class TestQuotations(DeliverKit):
    adapter = Tryton(TrytonSettings(company=1, reach="quotation"))
    parcel = parcel()
    peer = staticmethod(seller)


def probed():
    peer = seller()
    peer.rows["company.company"] = [{"id": 1, "party": {"name": "House"}}]
    return peer


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = staticmethod(probed)


class TestStatus(StatusKit):
    adapter = ADAPTER
    reference = "S9"
    states: ClassVar = {
        "draft": "pending",
        "quotation": "pending",
        "confirmed": "processed",
        "processing": "processed",
        "done": "processed",
        "cancelled": "failed",
    }

    def showing(self, state, request):
        return FakeTryton({"sale.sale": [{"id": 9, "number": "S9", "state": state}]}).answer(request)


def test_a_company_that_is_not_there_is_told():
    assert run(ADAPTER.probe(), asked(seller())).outcome == "refused"


class TestLimits(LimitsKit):
    adapter = ADAPTER


def delivered(peer, body=None, document=None, adapter=ADAPTER):
    return play(adapter.deliver(parcel(body, document)), asked(peer))


def stopped(peer, body=None, document=None, adapter=ADAPTER) -> Misconfigured:
    with pytest.raises(Misconfigured) as held:
        delivered(peer, body, document, adapter)
    assert not peer.held() or peer.rows["sale.sale"][0].get("was there")
    return held.value


def changed(*way_and_value: Any) -> dict[str, Any]:
    """The body with one value changed."""
    body = copy.deepcopy(BODY)
    *way, last, value = way_and_value
    node = body
    for step in way:
        node = node[step]
    node[last] = value
    return body


def test_an_order_becomes_a_confirmed_sale_with_its_lines_and_the_order_attached():
    peer = seller()
    receipt = delivered(peer)
    (sale,) = peer.rows["sale.sale"]

    assert (receipt.outcome, receipt.reference, sale["state"]) == ("created", sale["number"], "confirmed")
    assert (sale["party"], sale["reference"], sale["comment"]) == (7, "4711", "ring first")
    assert (sale["invoice_address"], sale["shipment_address"]) == (11, 11)
    lines = [(line["product"], line["unit"], line["quantity"], line["unit_price"]["decimal"], line["sequence"]) for line in sale["lines"]]
    assert lines == [(21, 1, 3, "12.50", 1), (22, 6, 2.5, "4.00", 2)]
    assert [line.get("taxes") for line in sale["lines"]] == [[["add", [9]]], None]
    assert sale["attachments"][0]["name"].startswith("tradepost-order-")


UNKNOWN = [
    (("lines", 0, "product", "P-9"), "product", "P-9", "line 000010"),
    (("lines", 1, "unit", "XPK"), "unit", "XPK", "line 000020"),
    (("lines", 0, "unit", "kg"), "unit of P-1", "kg", "line 000010"),
    (("customer", "identifiers", [{"code": "X-1", "scheme": "92"}]), "party", "X-1 (92)", "buyer"),
    (("sale", "currency", "XTS"), "currency", "XTS", "the order"),
    (("ship_to", {"street": "9 Far Rd", "city": "Port"}), "delivery address", "9 Far Rd, Port", "the order"),
    (("invoice_to", {"name": "Payer", "identifiers": [{"code": "Y-1"}]}), "invoice address", "Y-1", "the order"),
]


@pytest.mark.parametrize(("change", "what", "value", "place"), UNKNOWN, ids=[row[1] for row in UNKNOWN])
def test_what_tryton_does_not_know_holds_the_order_in_the_senders_terms(change, what, value, place):
    problem = stopped(seller(), changed(*change))

    assert (problem.rule, problem.params["what"], problem.params["value"], problem.params["place"]) == ("ADP-001", what, value, place)


def test_an_item_is_named_by_all_its_numbers_the_senders_first():
    line = {"number": "1", "buyer_item": "B-1", "product": "V-1", "quantity": "1", "unit": "u", "unit_price": "1"}

    assert stopped(seller(), changed("lines", [line])).params["value"] == "B-1, V-1"


CANNOT = [
    ({"messageFunctionCode": "5"}, "function 5"),
    ({"allowanceCharge": [{"amount": {"value": "5"}}]}, "whole order"),
    ({"orderLine": [{"id": "000010", "allowanceCharge": [{}]}]}, "line 000010"),
    ({"orderLine": [{"id": "000010", "price": {"baseQuantity": {"value": "100"}}}]}, "a price for 100"),
    ({"orderLine": [{"id": "000010", "price": {"taxIncludedIndicator": True}}]}, "a price with tax"),
]


@pytest.mark.parametrize(("more", "what"), CANNOT, ids=[row[1] for row in CANNOT])
def test_what_changes_the_amount_owed_and_has_no_place_stops_the_order(more, what):
    problem = stopped(seller(), document={**DOCUMENT, **more})

    assert problem.rule == "ADP-004"
    assert what in problem.params["what"]


@pytest.mark.parametrize("name, value", [("unit_price", ""), ("quantity", ""), ("quantity", "0.1234567890123456789")])
def test_a_line_that_tryton_cannot_keep_stops_the_order(name, value):
    assert stopped(seller(), changed("lines", 0, name, value)).rule == "ADP-004"


def test_an_address_that_nobody_knows_is_added_where_that_is_agreed():
    peer = seller()
    receipt = delivered(peer, changed("ship_to", {"name": "Yard", "street": "9 Far Rd", "city": "Port"}), adapter=_adding())
    (address,) = peer.rows["party.address"]

    assert receipt.outcome == "created"
    assert (address["party"], address["party_name"], address["street"]) == (7, "Yard", "9 Far Rd")
    assert peer.rows["sale.sale"][0]["shipment_address"] == address["id"]


def _adding() -> Tryton:
    return Tryton(TrytonSettings(company=1, addresses="create"))


def test_a_known_address_is_found_whatever_its_capitals():
    peer = seller()
    delivered(peer, changed("ship_to", {"street": "1 MAIN  ST", "postal_code": "1000", "city": "town"}))

    assert peer.rows["sale.sale"][0]["shipment_address"] == 11


def entered(peer, state, price="12.50", reference="4711"):
    """A sale that somebody entered by hand."""
    lines = [
        {"id": 1, "type": "line", "product": 21, "unit": 1, "quantity": 3.0, "unit_price": {"__class__": "Decimal", "decimal": price}},
        {"id": 2, "type": "line", "product": 22, "unit": 6, "quantity": 2.5, "unit_price": {"__class__": "Decimal", "decimal": "4.0"}},
    ]
    row = {"id": 50, "party": 7, "company": 1, "reference": reference, "state": state, "number": "S50", "lines": lines, "was there": True}
    peer.rows["sale.sale"] = [{**row, "currency": {"id": 1, "code": "EUR"}, "attachments": []}]


@pytest.mark.parametrize(
    "state, outcome", [("draft", "created"), ("quotation", "created"), ("confirmed", "duplicate"), ("done", "duplicate")]
)
def test_the_same_order_entered_by_hand_is_taken_on_or_left_alone(state, outcome):
    peer = seller()
    entered(peer, state)
    receipt = delivered(peer)

    assert (receipt.outcome, receipt.reference) == (outcome, "S50")
    assert [row["state"] for row in peer.rows["sale.sale"]] == ["done" if state == "done" else "confirmed"]


def test_another_order_under_the_same_number_is_for_a_person():
    peer = seller()
    entered(peer, "draft", price="99")

    assert stopped(peer).rule == "ADP-003"


def test_an_order_that_the_seller_cancelled_is_not_made_again():
    peer = seller()
    entered(peer, "cancelled")

    assert stopped(peer).rule == "ADP-003"


def test_what_the_hub_made_and_the_seller_cancelled_was_delivered():
    peer = seller()
    delivered(peer)
    peer.rows["sale.sale"][0]["state"] = "cancelled"

    assert delivered(peer).outcome == "duplicate"


def test_two_sales_of_the_seller_under_one_number_are_for_a_person():
    peer = seller()
    entered(peer, "confirmed")
    peer.rows["sale.sale"].append({**peer.rows["sale.sale"][0], "id": 51})

    assert stopped(peer).rule == "ADP-002"


def test_a_step_that_tryton_refuses_holds_the_order_with_its_words():
    peer = seller()

    def answer(request, _number):
        return BROKEN_RULE if request.path.partition("?")[0].endswith("/confirm") else peer.answer(request)

    with pytest.raises(Misconfigured) as held:
        play(ADAPTER.deliver(parcel()), answer)

    assert held.value.rule == "ADP-005"
    assert (held.value.params["state"], held.value.params["step"]) == ("quotation", "confirm")
    assert "Unit Price" in held.value.params["reason"]


def test_a_customer_whose_taxes_only_tryton_can_tell_is_for_a_person():
    peer = seller()
    peer.rows["party.party"][0]["customer_tax_rule"] = 3

    assert stopped(peer).rule == "ADP-004"


def test_a_body_of_another_kind_is_told():
    assert stopped(seller(), {"id": "4711"}).rule == "ADP-004"


def test_what_is_attached_is_what_was_delivered():
    peer = seller()
    delivered(peer)
    data = peer.rows["sale.sale"][0]["attachments"][0]["data"]

    assert json.loads(content(data)) == BODY


CANCELLATION = {"cancellation": {"reference": "4711"}, "customer": {"identifiers": [{"code": "LM-1"}]}}


def sold(state):
    """A seller that has the sale of the order in this state."""
    peer = seller()
    entered(peer, state)
    return peer


def as_state(peer):
    return [row["state"] for row in peer.rows["sale.sale"]]


@pytest.mark.parametrize(
    "state, outcome", [("draft", "updated"), ("quotation", "updated"), ("confirmed", "updated"), ("cancelled", "duplicate")]
)
def test_a_cancellation_is_taken_as_long_as_tryton_lets_the_sale_go(state, outcome):
    peer = sold(state)

    assert delivered(peer, CANCELLATION).outcome == outcome
    assert as_state(peer) == ["cancelled"]
    assert delivered(peer, CANCELLATION).outcome == "duplicate"


@pytest.mark.parametrize("state", ["processing", "done"])
def test_a_sale_in_process_is_not_touched_by_a_cancellation(state):
    peer = sold(state)
    problem = stopped(peer, CANCELLATION)

    assert (problem.rule, problem.params["state"], as_state(peer)) == ("ADP-005", state, [state])


def test_a_cancellation_that_names_no_buyer_means_the_only_sale_of_the_hub():
    peer = seller()
    delivered(peer, adapter=Tryton(TrytonSettings(company=1, reach="quotation")))

    assert delivered(peer, {"cancellation": {"reference": "4711"}}).outcome == "updated"


@pytest.mark.parametrize(
    "body, rule",
    [({**CANCELLATION, "lines": [{"number": "000010"}]}, "ADP-003"), ({"cancellation": {"reference": "99"}}, "ADP-001")],
    ids=["single lines of a sale that did not come through the hub", "no such sale"],
)
def test_what_cannot_be_cancelled_is_told(body, rule):
    assert stopped(sold("draft"), body).rule == rule


class Cancelled:
    """A seller with a quotation, of which something is held as soon as it is cancelled."""

    def __init__(self):
        self._peer = sold("quotation")

    def answer(self, request):
        return self._peer.answer(request)

    def held(self):
        return [state for state in as_state(self._peer) if state == "cancelled"]


class TestCancellations(DeliverKit):
    adapter = ADAPTER
    parcel = parcel(CANCELLATION)
    peer = Cancelled
