"""Salesforce: the kits over a fake organisation, and what only Salesforce answers."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest
import yaml

from hub.adapters.base import Parcel, Response
from hub.adapters.crm.salesforce.adapter import Salesforce
from hub.errors import Misconfigured
from hub.testing.adapters import AdapterKit, DeliverKit, LimitsKit, PollKit, ProbeKit, Refusal, SettingsKit, asked, handed_over, run
from tests.adapters.crm.salesforce.fake import KEY, STATES, Organisation

ADAPTER = Salesforce()
ANSWERS = yaml.safe_load((resources.files("hub.adapters.crm.salesforce") / "samples" / "answers.yaml").read_text("utf-8"))
LEAD = {KEY: "L-1/泵", "LastName": "Wijaya", "FirstName": "Dewi", "Company": "Samudra Teknik", "Email": "dewi@samudra.example"}
PARCEL = Parcel("d-1", "portal|lead/1|L-1|0", json.dumps(LEAD).encode(), "application/json", "l.json", {"id": "L-1"})


def said(status, values):
    return Response(status, {}, json.dumps(values).encode())


class TestContract(AdapterKit):
    adapter = ADAPTER
    parcel = PARCEL

    def fresh(self):
        return asked(Organisation())


class TestSettings(SettingsKit):
    adapter = ADAPTER


class TestLimits(LimitsKit):
    adapter = ADAPTER


class TestDeliveries(DeliverKit):
    adapter = ADAPTER
    parcel = PARCEL
    peer = Organisation
    refusals = (
        Refusal(
            said(400, [{"errorCode": "STRING_TOO_LONG", "message": "data value too large", "fields": ["Company"]}]), "Company: data value"
        ),
        Refusal(
            said(401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]), "Session expired", "misconfigured"
        ),
    )


class TestDeliveriesToNewVersions(DeliverKit):
    adapter = ADAPTER
    parcel = PARCEL

    def peer(self):
        return Organisation(updates=200)


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = Organisation

    def test_pick_lists_are_told_and_a_missing_external_id_too(self):
        assert run(ADAPTER.probe(), asked(Organisation())).values["Status"] == list(STATES)
        found = run(ADAPTER.probe(), lambda *_: said(200, {"fields": [{"name": KEY, "externalId": True, "unique": False}]}))
        assert (found.outcome, found.rule) == ("refused", "NET-119")


class Leads(Organisation):
    """An organisation in which leads move."""

    def add(self, name, created, changed=None):
        self.put(f"00Q{name:>15}".replace(" ", "0"), {KEY: name, "Status": STATES[0]}, created if changed is None else changed)

    def change(self, name, at):
        self.put(f"00Q{name:>15}".replace(" ", "0"), {"Status": STATES[1]}, at)

    def remove(self, name):
        del self.leads[f"00Q{name:>15}".replace(" ", "0")]


class TestPolling(PollKit):
    adapter = ADAPTER
    stream = "lead"
    peer = Leads

    def key(self, name):
        return "salesforce/lead/" + f"00Q{name:>15}".replace(" ", "0")


def test_a_lead_is_made_and_then_updated_whatever_stands_in_its_number():
    peer = Organisation()
    first = handed_over(ADAPTER, PARCEL, asked(peer))
    second = handed_over(ADAPTER, replace(PARCEL, body=PARCEL.body.replace(b"Wijaya", b"Widjaja")), asked(peer))

    assert [one.outcome for one in (first, second)] == ["created", "updated"]
    assert first.reference == "00Q000000000000001"
    (lead,) = peer.leads.values()
    assert (lead[KEY], lead["LastName"]) == ("L-1/泵", "Widjaja")


def test_what_its_duplicate_rule_finds_is_a_duplicate_with_its_id():
    receipt = handed_over(ADAPTER, PARCEL, asked(Organisation(emails={"dewi@samudra.example"})))

    assert (receipt.outcome, receipt.reference) == ("duplicate", "00Q0000000000EMAIL")


def test_two_records_of_one_external_id_are_for_a_person():
    peer = Organisation()
    for number in ("00Q1", "00Q2"):
        peer.put(number, {KEY: LEAD[KEY]})
    with pytest.raises(Misconfigured) as problem:
        handed_over(ADAPTER, PARCEL, asked(peer))

    assert (problem.value.rule, problem.value.params["count"]) == ("ADP-002", 2)


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    answer = said(row["status"], row["body"]) if row["body"] is not None else Response(row["status"], {}, b"")
    if row["outcome"] == "held":
        with pytest.raises(Misconfigured):
            handed_over(ADAPTER, PARCEL, lambda *_: answer)
        return
    receipt = handed_over(ADAPTER, PARCEL, lambda *_: answer)

    assert receipt.outcome == row["outcome"]
    assert row.get("says", "") in receipt.reason


def test_a_status_is_a_message_without_what_is_nothing():
    peer = Organisation()
    handed_over(ADAPTER, PARCEL, asked(peer))
    (found,) = run(ADAPTER.poll("lead", "", 10), asked(peer)).parcels

    assert json.loads(found.body).keys() == {"Id", KEY, "Status", "LastModifiedDate", "SystemModstamp"}
