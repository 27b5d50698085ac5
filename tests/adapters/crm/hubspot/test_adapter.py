"""HubSpot: the kits over a fake account, every request and answer against the vendor's contract, and what only HubSpot says."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import ClassVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Parcel, Response
from hub.adapters.crm.hubspot.adapter import Hubspot
from hub.adapters.crm.hubspot.calls import signature
from hub.adapters.crm.hubspot.settings import HubspotSettings
from hub.adapters.inbound import Call, Notice, Received, Rejected, fetch
from hub.errors import Misconfigured
from hub.testing.adapters import (
    AdapterKit,
    DeliverKit,
    LimitsKit,
    PollKit,
    ProbeKit,
    ReceiveKit,
    Refusal,
    SettingsKit,
    asked,
    handed_over,
    run,
)
from tests import services
from tests.adapters.crm.hubspot.contract import Contract
from tests.adapters.crm.hubspot.fake import KEY, Account, error, moment

ADAPTER = Hubspot()
ANSWERS = yaml.safe_load((resources.files("hub.adapters.crm.hubspot") / "samples" / "answers.yaml").read_text("utf-8"))
LEAD = {
    "contact": {"properties": {KEY: "L-1", "firstname": "Dewi", "email": "dewi@samudra.example", "lifecyclestage": "lead"}},
    "company": {"properties": {"name": "Samudra Teknik"}},
    "deal": {"properties": {KEY: "L-1", "dealname": "离心泵", "dealstage": "appointmentscheduled"}},
}
PARCEL = Parcel("d-1", "portal|lead/1|L-1|0", json.dumps(LEAD).encode(), "application/json", "l.json", {"id": "L-1", "subject": "离心泵"})


def said(status, values, **headers):
    return Response(status, headers, json.dumps(values, ensure_ascii=False).encode())


def contract():
    try:
        return Contract(services.corpus_folder() / "vendor-specs" / "hubspot")
    except services.Absent as absent:
        pytest.skip(str(absent))


class TestContract(AdapterKit):
    adapter = ADAPTER
    parcel = PARCEL

    def fresh(self):
        return asked(Account())


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"known": "duplicate", "company": False}
    wrong: ClassVar = ({"known": "ignore"},)


class TestDeliveries(DeliverKit):
    adapter = ADAPTER
    parcel = PARCEL
    peer = Account
    refusals = (
        Refusal(
            said(
                400, error("VALIDATION_ERROR", "Property values were not valid", errors=[{"message": "x is no stage", "in": "dealstage"}])
            ),
            "dealstage",
        ),
        Refusal(said(403, error("MISSING_SCOPES", "This app hasn't been granted all required scopes")), "scopes", "misconfigured"),
        Refusal(
            said(207, {"status": "COMPLETE", "results": [], "numErrors": 1, "errors": [error("VALIDATION_ERROR", "no such option")]}),
            "no such option",
        ),
    )

    def against_contract(self, request):
        return contract().faults(request.method, request.path, request.body)


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = Account

    def test_a_property_that_is_missing_or_not_unique_is_told(self):
        for answer in (said(404, error("OBJECT_NOT_FOUND", "no property")), said(200, {"name": KEY, "hasUniqueValue": False})):
            found = run(ADAPTER.probe(), lambda *_, answer=answer: answer)
            assert (found.outcome, found.rule) == ("refused", "NET-119")


class TestLimits(LimitsKit):
    adapter = ADAPTER


class Deals(Account):
    """An account in which deals of leads move."""

    kind = "deals"

    def add(self, name, created, changed=None):
        self.put(self.kind, {KEY: name, "dealstage": "x", "hs_lead_status": "NEW"}, name, created if changed is None else changed)

    def change(self, name, at):
        self.put(self.kind, {"dealstage": "closedwon"}, name, at)

    def remove(self, name):
        del self.objects[self.kind][name]


class Contacts(Deals):
    kind = "contacts"


class TestPollingDeals(PollKit):
    adapter = ADAPTER
    stream = "deal"
    peer = Deals

    def key(self, name):
        return f"hubspot/deal/{name}"


class TestPollingContacts(PollKit):
    adapter = ADAPTER
    stream = "contact"
    peer = Contacts

    def key(self, name):
        return f"hubspot/contact/{name}"


def event(**more):
    one = {"eventId": 1, "subscriptionId": 7, "portalId": 62515, "appId": 9, "occurredAt": 1_790_000_000_123, "attemptNumber": 0}
    return (
        one | {"subscriptionType": "deal.propertyChange", "objectId": 501, "propertyName": "dealstage", "propertyValue": "closedwon"} | more
    )


def made(body, secret, at):
    call = Call("POST", {"x-hubspot-request-timestamp": str(at * 1000)}, body, url="https://hub.example/v1/hooks/alpha/crm", at=at)
    return replace(call, headers={**call.headers, "x-hubspot-signature-v3": signature(secret, call, str(at * 1000))})


class TestCalls(ReceiveKit):
    adapter = ADAPTER
    proof = ("x-hubspot-signature-v3", "x-hubspot-request-timestamp")
    signs_time = True

    def call(self, secret, at):
        return made(json.dumps([event(), event(objectId=502), event(attemptNumber=1)]).encode(), secret, at)

    def signed(self, body, secret):
        return made(body, secret, 1_790_000_000)


# ── leads ──


def test_a_lead_becomes_a_contact_a_company_and_a_deal_tied_together():
    peer = Account()
    receipt = handed_over(ADAPTER, PARCEL, asked(peer))

    assert (receipt.outcome, receipt.reference) == ("created", "503")
    assert {kind: len(held) for kind, held in peer.objects.items()} == {"contacts": 1, "companies": 1, "deals": 1}
    assert peer.ties == {
        ("deals/503", "contacts/501", "deal_to_contact"),
        ("deals/503", "companies/502", "deal_to_company"),
        ("contacts/501", "companies/502", "contact_to_company"),
    }


def test_the_same_lead_again_updates_what_it_made():
    peer = Account()
    handed_over(ADAPTER, PARCEL, asked(peer))
    receipt = handed_over(ADAPTER, replace(PARCEL, body=PARCEL.body.replace(b"Dewi", b"Dewi A.")), asked(peer))

    assert (receipt.outcome, receipt.reference) == ("updated", "503")
    assert peer.objects["contacts"]["501"]["properties"]["firstname"] == "Dewi A."


def test_a_person_whom_hubspot_knows_gets_a_deal_and_is_left_as_they_are():
    peer = Account()
    peer.put("contacts", {"email": "dewi@samudra.example", "firstname": "Ibu Dewi"}, "77")
    for _ in range(2):
        receipt = handed_over(ADAPTER, PARCEL, asked(peer))

    (deal,) = peer.objects["deals"].values()
    assert (receipt.outcome, receipt.reference) == ("merged", deal["id"])
    assert peer.objects["contacts"].keys() == {"77"}
    assert peer.objects["contacts"]["77"]["properties"]["firstname"] == "Ibu Dewi"
    assert json.loads(deal["properties"]["tradepost_document"]) == {"id": "L-1", "subject": "离心泵"}
    assert (f"deals/{deal['id']}", "contacts/77", "deal_to_contact") in peer.ties


def test_a_seller_may_have_known_persons_told_as_duplicates():
    peer, adapter = Account(), Hubspot(HubspotSettings(known="duplicate"))
    peer.put("contacts", {"email": "dewi@samudra.example"}, "77")
    receipt = handed_over(adapter, PARCEL, asked(peer))

    assert (receipt.outcome, receipt.reference) == ("duplicate", "77")
    assert peer.objects["deals"] == {}


def test_a_deal_that_is_there_already_is_a_duplicate_with_its_number():
    peer = Account()

    def conflicting(request, _number):
        return said(409, error("CONFLICT", "existing id: 88")) if "/deals/batch" in request.path else peer.answer(request)

    receipt = handed_over(ADAPTER, PARCEL, conflicting)
    assert (receipt.outcome, receipt.reference) == ("duplicate", "88")


def test_companies_may_be_left_to_hubspot():
    peer = Account()
    handed_over(Hubspot(HubspotSettings(company=False)), PARCEL, asked(peer))

    assert peer.objects["companies"] == {}
    assert len(peer.ties) == 1


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says_and_is_one_that_the_vendor_describes(row):
    answer = said(row["status"], row["body"], **row.get("headers", {}))
    if row.get("described", True):
        assert contract().faults("POST", "crm/v3/objects/contacts/batch/upsert", answer.body, row["status"]) == []
    if row["outcome"] == "held":
        with pytest.raises(Misconfigured):
            handed_over(ADAPTER, PARCEL, lambda *_: answer)
        return
    peer = Account()
    for number in ("77", "501"):
        peer.put("contacts", {"firstname": "Somebody"}, number)
    receipt = handed_over(ADAPTER, PARCEL, lambda request, number: answer if number == 0 else peer.answer(request))

    assert (receipt.outcome, receipt.after) == (row["outcome"], row.get("after"))
    assert row.get("says", "") in receipt.reason


def test_the_fake_answers_as_the_vendor_describes():
    peer, referee, checked = Account(), contract(), []

    def watched(request, _number):
        answer = peer.answer(request)
        if request.path.startswith("crm/v3/objects"):
            checked.extend(referee.faults(request.method, request.path, answer.body, answer.status))
        return answer

    handed_over(ADAPTER, PARCEL, watched)
    run(ADAPTER.poll("deal", "", 10), watched)
    fetch(ADAPTER.collect(Notice("k", {"kind": "deal", "id": "503"}), ()), watched)
    fetch(ADAPTER.collect(Notice("k", {"kind": "deal", "id": "0"}), ()), watched)

    assert checked == []


def test_questions_are_ones_that_the_vendor_describes():
    requests = []
    run(ADAPTER.poll("deal", "", 10), asked(Account(), requests))
    run(ADAPTER.poll("contact", "1790000000000 20", 10), asked(Account(), requests))
    fetch(
        ADAPTER.collect(Notice("k", {"kind": "contact", "id": "501"}), ()),
        lambda request, _: requests.append(request) or Response(404, {}, b""),
    )

    assert [contract().faults(one.method, one.path, one.body) for one in requests] == [[], [], []]


# ── what comes back ──


def test_an_event_names_the_record_once_for_each_moment_of_it():
    body = json.dumps(
        [
            event(),
            event(attemptNumber=3),
            event(occurredAt=1_790_000_009_000),
            event(objectTypeId="0-1", subscriptionType="object.propertyChange", propertyName="hs_lead_status"),
        ]
    )
    found = ADAPTER.receive(made(body.encode(), b"s", 1_790_000_000), b"s")

    assert [notice.key for notice in found.notices] == [
        "hubspot/deal/501/1790000000123",
        "hubspot/deal/501/1790000009000",
        "hubspot/contact/501/1790000000123",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"propertyName": "amount"},
        {"subscriptionType": "deal.creation"},
        {"subscriptionType": "ticket.propertyChange"},
        {"objectId": "501"},
        {"objectId": True},
    ],
)
def test_events_of_other_things_are_none_of_ours(other):
    assert ADAPTER.receive(made(json.dumps([event(**other)]).encode(), b"s", 1), b"s") == Received()


def test_the_address_is_a_part_of_what_is_signed():
    call = made(b"[]", b"s", 1)

    assert ADAPTER.receive(replace(call, url="https://elsewhere.example/"), b"s") == Rejected("NET-113")


@given(st.dictionaries(st.sampled_from(["x-hubspot-signature-v3", "x-hubspot-request-timestamp"]), st.text()), st.binary())
def test_whatever_calls_is_turned_away(headers, body):
    assert isinstance(ADAPTER.receive(Call("POST", headers, body, at=1), b"s"), Rejected)


def test_a_record_is_fetched_as_it_is_now_and_others_are_left():
    peer = Account()
    handed_over(ADAPTER, PARCEL, asked(peer))
    peer.put("deals", {"dealstage": "closedwon"}, "503")
    peer.put("deals", {"dealstage": "closedwon"}, "900")
    found = [fetch(ADAPTER.collect(Notice("k", {"kind": "deal", "id": number}), ()), asked(peer)) for number in ("503", "900", "901")]

    assert [one.outcome for one in found] == ["fetched", "fetched", "gone"]
    ((parcel,), others, _) = (one.parcels for one in found)
    assert (parcel.key, parcel.message, parcel.version) == ("hubspot/deal/503", "json/hubspot-deal-status", moment(peer.now - 3))
    assert others == ()


def test_a_record_whose_stage_is_nothing_says_nothing():
    row = {"id": "7", "updatedAt": moment(5), "properties": {KEY: "L-1", "dealstage": None}}
    found = fetch(ADAPTER.collect(Notice("k", {"kind": "deal", "id": "7"}), ()), lambda *_: said(200, row))

    assert (found.outcome, found.parcels) == ("fetched", ())


def test_a_page_asks_for_no_more_than_a_search_gives():
    requests = []
    run(ADAPTER.poll("deal", "", 500), asked(Account(), requests))

    assert json.loads(requests[0].body)["limit"] == 100
