"""SAP S/4HANA: the kits over a small Gateway, what its refusals mean, and its requests against SAP's own contract."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import ClassVar

import jsonschema
import pytest
import yaml

from hub.adapters.base import Http, Response, WireError
from hub.adapters.erp.sap_s4.adapter import SapS4
from hub.adapters.erp.sap_s4.settings import SapSettings
from hub.errors import Misconfigured
from hub.testing.adapters import (
    PARCEL,
    AdapterKit,
    DeliverKit,
    LimitsKit,
    PollKit,
    ProbeKit,
    Refusal,
    SettingsKit,
    StatusKit,
    asked,
    handed_over,
    play,
    run,
)
from tests.adapters.erp.sap_s4.fakes import CSRF, Gateway, Polled
from tests.services import Absent, corpus_folder, required

SCHEMA = "https://tradepost.example/schemas/{}/1.0"
BODY = {
    "PurchaseOrderByCustomer": "PO'1",
    "SoldToParty": "1000001",
    "CustomerPurchaseOrderDate": "/Date(1795910400000)/",
    "TransactionCurrency": "EUR",
    "to_Item": {
        "results": [
            {"UnderlyingPurchaseOrderItem": "1", "Material": "TG11", "RequestedQuantity": "2.5", "RequestedQuantityUnit": "PC"},
            {
                "UnderlyingPurchaseOrderItem": "2",
                "MaterialByCustomer": "X-1",
                "RequestedQuantity": "10",
                "to_PricingElement": {"results": [{"ConditionType": "EDI1", "ConditionRateValue": "12.50", "ConditionCurrency": "EUR"}]},
            },
        ]
    },
}


def parcel(kind, body):
    return replace(PARCEL, body=json.dumps(body).encode(), document={"$schema": SCHEMA.format(kind)})


ORDER = parcel("order", BODY)
SETTINGS = SapSettings(sales_organization="1710", distribution_channel="10", division="00")


def error(code, message, place="", status=400):
    details = [{"code": code, "message": message, "propertyref": place, "severity": "error"}]
    body = {"error": {"code": code, "message": {"lang": "en", "value": message}, "innererror": {"errordetails": details}}}
    return Response(status, {}, json.dumps(body).encode())


class TestOrders(AdapterKit):
    adapter = SapS4(SETTINGS)
    parcel = ORDER

    def fresh(self):
        return asked(Gateway())


class TestSettings(SettingsKit):
    adapter = SapS4()
    settings: ClassVar = {"sales_organization": "1710", "rejection_reason": "02"}
    wrong = ({"sales_organization": "17100"}, {"changed": "ChangedAt"}, {"since": "yesterday"}, {"customer_order_type": ""})


class TestLimits(LimitsKit):
    adapter = SapS4()


class TestDeliveries(DeliverKit):
    adapter = SapS4(SETTINGS)
    parcel = ORDER
    peer = Gateway
    refusals = (
        Refusal(error("V1/302", "Sold-to party 1000001 is not maintained", "SoldToParty"), "SoldToParty"),
        Refusal(error("/IWBEP/CX_MGW_BUSI_EXCEPTION", "Material X is not there", "to_Item(2)/Material", 500), "to_Item(2)/Material"),
        Refusal(error("VP/112", "no price", status=500), "VP/112"),
        Refusal(Response(403, {}, b"no authorization"), "403", "misconfigured"),
        Refusal(error("/IWFND/MED/170", "No service", status=404), "No service", "misconfigured"),
    )

    def against_contract(self, request):
        return contract_problems(request)


class TestProbe(ProbeKit):
    adapter = SapS4()
    peer = Gateway


class TestStatus(StatusKit):
    adapter = SapS4()
    states: ClassVar = {"A": "pending", "B": "pending", "C": "processed"}

    def showing(self, state, request):
        return Response(200, {}, json.dumps({"d": {"SalesOrder": "R-1", "OverallSDProcessStatus": state}}).encode())


def polling(stream, name):
    class Kit(PollKit):
        adapter = SapS4()

        def peer(self):
            return Polled(name)

        def key(self, number):
            return f"sap/{stream}/{number}"

    Kit.stream = stream
    Kit.empty = (Response(200, {}, b'{"d": {"results": []}}'),)
    return Kit


TestOrdersBack = polling("orders", "A_SalesOrder")
TestDeliveriesBack = polling("deliveries", "A_OutbDeliveryHeader")
TestInvoicesBack = polling("invoices", "A_BillingDocument")


# ── SAP's own contract: a reading of its OpenAPI, where the corpus is there ──


@cache
def contract():
    try:
        return json.loads((corpus_folder() / "vendor-specs" / "sap-s4" / "API_SALES_ORDER_SRV.openapi.json").read_text("utf-8"))
    except (Absent, FileNotFoundError) as absent:
        if required():
            raise
        pytest.skip(str(absent))


def contract_problems(request):
    """What SAP's description does not allow: an unknown path or option, an unknown or too long property. Keys may be left out."""
    path, _, query = request.path.partition("?")
    way = "/" + path.partition("/")[2].partition("(")[0]
    if way == "/":
        return []
    operations = [name for name in contract()["paths"] if name == way or name.startswith(way + "(")]
    if not operations:
        return [f"{way} is not there"]
    if request.method == "GET":
        return [part for part in query.split("&") if part.partition("=")[0] not in OPTIONS]
    if path.endswith("/to_Item"):
        way = "/A_SalesOrderItem"
    kind = ("CreateA_" if request.method == "POST" else "UpdateA_") + way.removeprefix("/A_")
    return [found.message for found in jsonschema.Draft202012Validator(_closed(kind)).iter_errors(json.loads(request.body))]


OPTIONS = {"$filter", "$top", "$orderby", "$expand", "$select", "$format"}


def _closed(kind, deep=3):
    """The schema of a write with what it must not have closed, its keys optional, and its navigations followed."""
    schema = contract()["components"]["schemas"][kind]
    properties = {}
    for name, stated in schema["properties"].items():
        if name.startswith("to_"):
            properties[name] = _below(stated, deep) if deep else {}
        else:
            properties[name] = {key: value for key, value in stated.items() if key in ("type", "maxLength", "pattern")}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _below(stated, deep):
    inner = stated.get("properties", {}).get("results", {}).get("items", {}).get("$ref")
    if inner is None:
        return {}
    items = {"type": "array", "items": _closed(inner.rsplit("/", 1)[1], deep - 1)}
    return {"type": "object", "properties": {"results": items}, "required": ["results"], "additionalProperties": False}


def test_the_contract_refuses_what_it_should():
    wrong = {"SoldToParty": "12345678901", "NoSuchThing": "x"}
    request = Http("POST", "API_SALES_ORDER_SRV/A_SalesOrder", {}, json.dumps(wrong).encode())
    assert len(contract_problems(request)) == 2
    assert contract_problems(Http("GET", "API_SALES_ORDER_SRV/A_NoSuchSet")) == ["/A_NoSuchSet is not there"]


# ── what the kits do not ask ──


def test_it_asks_by_number_and_customer_with_quotes_doubled_and_fetches_the_token_on_the_way():
    gateway = Gateway()
    receipt = play(SapS4(SETTINGS).deliver(ORDER), asked(gateway))

    assert (receipt.outcome, receipt.reference) == ("created", "0000000001")
    assert [method for method, _ in gateway.asked] == ["GET", "POST"]
    assert "PurchaseOrderByCustomer eq 'PO''1' and SoldToParty eq '1000001'" in gateway.asked[0][1]


def test_what_the_document_does_not_say_comes_from_the_settings_and_never_over_it():
    gateway = Gateway()
    play(SapS4(SETTINGS).deliver(parcel("order", {**BODY, "SalesOrganization": "2000"})), asked(gateway))

    (order,) = gateway.sets["A_SalesOrder"]
    named = ("SalesOrderType", "SalesOrganization", "DistributionChannel", "CustomerPurchaseOrderType")
    assert [order[name] for name in named] == ["OR", "2000", "10", "DFUE"]


@pytest.mark.parametrize("times, outcome", [(1, "created"), (2, "misconfigured")])
def test_an_expired_token_is_fetched_anew_once(times, outcome):
    gateway, refusals = Gateway(), [CSRF] * times

    def peer(request, _number):
        if request.method == "POST" and refusals:
            gateway.tokens.clear()
            return refusals.pop()
        return gateway.answer(request)

    try:
        found = play(SapS4(SETTINGS).deliver(ORDER), peer).outcome
    except Misconfigured:
        found = "misconfigured"
    assert found == outcome
    assert len(gateway.held()) == (1 if outcome == "created" else 0)


def test_a_token_that_is_refused_before_a_lost_wire_leaves_nothing_in_doubt():
    gateway = Gateway()

    def peer(request, number):
        return CSRF if number == 1 else WireError("cut", sent=True) if number == 2 else gateway.answer(request)

    assert play(SapS4(SETTINGS).deliver(ORDER), peer).outcome == "deferred"


def test_a_server_error_that_means_no_is_looked_up_before_it_counts():
    gateway = Gateway()

    def peer(request, _number):
        answer = gateway.answer(request)
        return error("VP/112", "no", status=500) if request.method == "POST" else answer

    receipt = play(SapS4(SETTINGS).deliver(ORDER), peer)
    assert (receipt.outcome, receipt.reference) == ("created", "0000000001")


@pytest.mark.parametrize("status", [412, 423])
def test_what_somebody_else_is_at_is_tried_again(status):
    gateway = Gateway()

    def peer(request, _number):
        return error("/IWBEP/CX", "locked", status=status) if request.method == "POST" else gateway.answer(request)

    assert play(SapS4(SETTINGS).deliver(ORDER), peer).outcome == "deferred"


@pytest.mark.parametrize("wrong", [parcel("invoice", BODY), replace(ORDER, body=b"ISA*"), replace(ORDER, document=None)])
def test_what_it_does_not_carry_is_for_the_operator(wrong):
    with pytest.raises(Misconfigured):
        play(SapS4().deliver(wrong), asked(Gateway()))


# ── changes and cancellations ──

CHANGE = {
    "PurchaseOrderByCustomer": "PO'1",
    "SoldToParty": "1000001",
    "changeMode": "delta",
    "RequestedDeliveryDate": "/Date(1796000000000)/",
    "to_Item": {
        "results": [
            {"UnderlyingPurchaseOrderItem": "1", "action": "3", "RequestedQuantity": "4", "Material": "TG11"},
            {"UnderlyingPurchaseOrderItem": "2", "action": "2"},
            {
                "UnderlyingPurchaseOrderItem": "3",
                "action": "1",
                "Material": "TG12",
                "RequestedQuantity": "1",
                "RequestedQuantityUnit": "PC",
            },
        ]
    },
}
CANCEL = {"PurchaseOrderByCustomer": "PO'1", "SoldToParty": "1000001", "cancelled": "true"}
CHANGING = SapS4(SETTINGS.model_copy(update={"rejection_reason": "02"}))


def ordered():
    gateway = Gateway()
    play(CHANGING.deliver(ORDER), asked(gateway))
    gateway.asked.clear()
    return gateway


class TestChanges(DeliverKit):
    adapter = CHANGING
    parcel = parcel("order_change", CHANGE)
    peer = staticmethod(ordered)

    def against_contract(self, request):
        return contract_problems(request)

    def test_a_look_up_finds_what_was_delivered_and_nothing_before(self):
        """A change is compared, not looked up."""
        assert play(CHANGING.look_up(self.parcel), asked(ordered())).outcome == "deferred"


class TestCancellations(TestChanges):
    parcel = parcel("order_cancellation", CANCEL)


def test_a_change_writes_what_differs_and_nothing_the_second_time():
    gateway = ordered()
    receipt = play(CHANGING.deliver(parcel("order_change", CHANGE)), asked(gateway))

    assert (receipt.outcome, receipt.reference) == ("updated", "0000000001")
    (order,) = gateway.sets["A_SalesOrder"]
    lines = [(item["RequestedQuantity"], item.get("SalesDocumentRjcnReason", "")) for item in order["to_Item"]["results"]]
    assert lines == [("4", ""), ("10", "02"), ("1", "")]
    gateway.asked.clear()
    assert play(CHANGING.deliver(parcel("order_change", CHANGE)), asked(gateway)).outcome == "duplicate"
    assert [method for method, _ in gateway.asked] == ["GET"]


@pytest.mark.parametrize(
    "adapter, kind, body, says",
    [
        (CHANGING, "order_change", {**CHANGE, "PurchaseOrderByCustomer": "PO-9"}, "no order PO-9"),
        (SapS4(), "order_change", CHANGE, "rejection_reason"),
        (CHANGING, "order_change", {**CHANGE, "to_Item": {"results": [{"UnderlyingPurchaseOrderItem": "9", "action": "2"}]}}, "no line 9"),
        (SapS4(), "order_cancellation", CANCEL, "rejection_reason"),
        (CHANGING, "order_cancellation", {**CANCEL, "to_Item": {"results": [{"UnderlyingPurchaseOrderItem": "9"}]}}, "no line 9"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_before_anything_is_written(adapter, kind, body, says):
    gateway = ordered()
    receipt = play(adapter.deliver(parcel(kind, body)), asked(gateway))

    assert receipt.outcome == "rejected"
    assert says in receipt.reason
    assert [method for method, _ in gateway.asked] == ["GET"]


def test_a_change_that_replaces_rejects_the_lines_that_it_does_not_state():
    gateway = ordered()
    body = {**CHANGE, "changeMode": "replace", "to_Item": {"results": CHANGE["to_Item"]["results"][:1]}}
    assert play(CHANGING.deliver(parcel("order_change", body)), asked(gateway)).outcome == "updated"

    (order,) = gateway.sets["A_SalesOrder"]
    assert [item.get("SalesDocumentRjcnReason", "") for item in order["to_Item"]["results"]] == ["", "02"]


def test_a_cancelled_line_is_rejected_and_the_others_stay():
    gateway = ordered()
    body = {**CANCEL, "to_Item": {"results": [{"UnderlyingPurchaseOrderItem": "2"}]}}
    assert play(CHANGING.deliver(parcel("order_cancellation", body)), asked(gateway)).outcome == "updated"

    (order,) = gateway.sets["A_SalesOrder"]
    assert [item.get("SalesDocumentRjcnReason") for item in order["to_Item"]["results"]] == [None, "02"]


# ── polling ──


def test_a_delivery_names_the_buyers_order_and_line():
    peer = Polled("A_OutbDeliveryHeader")
    peer.add("80", 1_790_000_000)
    (found,) = run(SapS4().poll("deliveries", "", 10), asked(peer)).parcels
    (item,) = json.loads(found.body)["to_DeliveryDocumentItem"]["results"]
    assert item["ReferenceOrder"] == {"PurchaseOrderByCustomer": "PO-1", "UnderlyingPurchaseOrderItem": "1"}
    assert (found.key, found.message) == ("sap/deliveries/80", "json/sap-delivery")


def test_documents_of_other_orders_are_passed_over():
    peer = Polled("A_BillingDocument")
    peer.sets["A_SalesOrder"][0]["CustomerPurchaseOrderType"] = "TELE"
    peer.add("90", 1_790_000_000)
    page = run(SapS4().poll("invoices", "", 10), asked(peer))
    assert page.parcels == ()
    assert page.cursor != ""


def test_handing_over_again_after_a_cut_finds_the_order():
    gateway = Gateway()

    def cut(request, _number):
        answer = gateway.answer(request)
        return WireError("cut", sent=True) if request.method == "POST" else answer

    assert handed_over(SapS4(SETTINGS), ORDER, cut).outcome == "unknown"
    assert handed_over(SapS4(SETTINGS), replace(ORDER, resuming=True), asked(gateway)).outcome == "duplicate"
    assert len(gateway.held()) == 1


ANSWERS = yaml.safe_load((resources.files("hub.adapters.erp.sap_s4") / "samples" / "answers.yaml").read_text("utf-8"))


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    gateway = Gateway()

    def peer(request, _number):
        return (
            Response(row["status"], row.get("headers", {}), row["body"].encode()) if request.method == "POST" else gateway.answer(request)
        )

    try:
        receipt = play(SapS4(SETTINGS).deliver(ORDER), peer)
    except Misconfigured:
        assert row["outcome"] == "misconfigured"
        return
    assert (receipt.outcome, receipt.reference, receipt.after) == (row["outcome"], row.get("reference", ""), row.get("after"))
    assert row.get("says", "") in receipt.reason


@pytest.mark.parametrize(("stream", "most"), [("orders", 500), ("deliveries", 50), ("invoices", 50)])
def test_a_page_whose_orders_are_asked_for_one_by_one_is_small_enough_to_end(stream, most):
    assert f"$top={most}" in next(SapS4(SETTINGS).poll(stream, "", 500)).path
