"""Tryton as a CRM: the public kits, what a lead becomes, and what is told of it."""

from __future__ import annotations

import copy
import json
from typing import Any, ClassVar

import pytest

from hub.adapters.base import Parcel, Response
from hub.adapters.crm.tryton.adapter import Tryton
from hub.adapters.crm.tryton.settings import TrytonSettings
from hub.errors import Misconfigured
from hub.testing.adapters import AdapterKit, DeliverKit, LimitsKit, PollKit, ProbeKit, Refusal, SettingsKit, StatusKit, asked, play, run
from tests.adapters.erp.tryton.test_polled import Peer, number
from tests.adapters.tryton.fake import FakeTryton

ADAPTER = Tryton(TrytonSettings(company=1))
BODY: dict[str, Any] = {
    "opportunity": {
        "tradepost_lead": "W-7001", "tradepost_platform": "alibaba", "tradepost_expires_at": "2026-12-01T00:00:00Z", "description": "600D oxford",
        "comment": "Samples first.", "amount": "30000", "currency": "USD", "end_date": "2027-01-31",
        "lines": [{"product": "Oxford 600D", "quantity": "20000", "unit": "m"}, {"product": "Zips", "quantity": "3", "unit": "XPK"}],
    },
    "party": {"name": "Haiyue Bags", "identifiers": [{"type": "cn_uscc", "code": "91350100M000100Y43"}], "addresses": [{"city": "Ningbo"}]},
    "contacts": [{"name": "Ouyang Xiao", "role": "purchasing", "contact_mechanisms": [{"type": "email", "value": "ouyang@haiyue.example"}]}],
}  # fmt: skip
BROKEN_RULE = Response(400, {}, b'{"status": 400, "message": "The date is not valid according to its domain.", "description": ""}')


class Crm(FakeTryton):
    """What stands of leads: opportunities and their parties."""

    def held(self) -> object:
        names = ("reference", "party", "description")
        return [{name: row.get(name) for name in names} for row in self.rows.get("sale.opportunity", [])], len(self.rows["party.party"])


class Nothing(Crm):
    """The same, where the kit asks for what is false before anything was made."""

    def held(self) -> object:
        found, parties = super().held()
        return (found, parties) if found or parties else ()


def as_read(_peer: FakeTryton, model: str, row: dict[str, Any]) -> None:
    if model == "sale.opportunity":
        row |= {"state": "lead", "number": "O1", "attachments": row["attachments"][0][1]}
    for name in ("identifiers", "contact_mechanisms"):
        if model == "party.party" and name in row:
            row[name] = row[name][0][1]


def crm() -> Nothing:
    return Nothing({"currency.currency": [{"id": 2, "code": "USD"}], "party.party": []}, as_read)


def parcel(body: Any = None) -> Parcel:
    data = json.dumps(BODY if body is None else body).encode()
    return Parcel("key-1", "alibaba|lead/1|W-7001|0", data, "application/json", "W-7001.json", {"id": "W-7001"})


class TestTryton(AdapterKit):
    adapter = ADAPTER
    parcel = parcel()

    def peer(self, request, number):
        if number == 0:
            self._peer = crm()
        return self._peer.answer(request)


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"company": 1}
    wrong = ({"company": 0}, {"company": "one"})


class TestLeads(DeliverKit):
    adapter = ADAPTER
    parcel = parcel()
    peer = staticmethod(crm)
    refusals = (Refusal(BROKEN_RULE, "not valid"),)


def probed():
    peer = crm()
    peer.rows["company.company"] = [{"id": 1, "party": {"name": "House"}}]
    return peer


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = staticmethod(probed)


class TestStatus(StatusKit):
    adapter = ADAPTER
    reference = "O9"
    states: ClassVar = {"lead": "pending", "opportunity": "processed", "won": "processed", "lost": "processed", "cancelled": "failed"}

    def showing(self, state, request):
        return FakeTryton({"sale.opportunity": [{"id": 9, "number": "O9", "state": state}]}).answer(request)


def test_a_company_that_is_not_there_is_told():
    assert run(ADAPTER.probe(), asked(crm())).outcome == "refused"


class TestLimits(LimitsKit):
    adapter = ADAPTER


OPPORTUNITY = {"id": 1, "company": 1, "reference": "W-7001", "state": "lead", "attachments": [{"name": "tradepost-lead-1.json"}]}


class TestStatuses(PollKit):
    adapter = ADAPTER
    stream = "opportunities"

    def peer(self):
        return Peer("sale.opportunity", OPPORTUNITY, {})

    def key(self, name):
        return f"opportunities/{number(name)}"


def test_a_lead_is_an_opportunity_with_its_source_its_end_and_its_people():
    peer = crm()
    receipt = play(ADAPTER.deliver(parcel()), asked(peer))
    (opportunity,), (party,) = peer.rows["sale.opportunity"], peer.rows["party.party"]

    assert (receipt.outcome, receipt.reference) == ("created", "O1")
    assert (opportunity["party"], opportunity["reference"], opportunity["currency"]) == (party["id"], "W-7001", 2)
    assert opportunity["comment"] == "Samples first.\nSource: alibaba\nAnswer until: 2026-12-01T00:00:00Z"
    assert opportunity["lines"][0][1] == [
        {"quantity": 20000, "description": "Oxford 600D, 20000 m"},
        {"quantity": 3, "description": "Zips, 3 XPK"},
    ]
    assert party["contact_mechanisms"] == [
        {"type": "email", "value": "ouyang@haiyue.example", "name": "Ouyang Xiao", "comment": "purchasing"},
    ]


KNOWN = [
    {"identifiers": [{"code": "91350100M000100Y43"}]},
    {"contact_mechanisms": [{"value": "ouyang@haiyue.example"}]},
]


@pytest.mark.parametrize("known", KNOWN, ids=["its number", "its e-mail address"])
def test_a_company_that_is_there_is_not_made_again(known):
    peer = crm()
    peer.rows["party.party"].append({"id": 7, "name": "Haiyue", **known})
    play(ADAPTER.deliver(parcel()), asked(peer))

    assert len(peer.rows["party.party"]) == 1
    assert peer.rows["sale.opportunity"][0]["party"] == 7


def test_a_lead_of_nobody_is_an_opportunity_without_a_party():
    peer = crm()
    body = {"opportunity": {"tradepost_lead": "W-1", "amount": "5", "currency": "XTS"}}

    assert play(ADAPTER.deliver(parcel(body)), asked(peer)).outcome == "created"
    assert peer.rows["sale.opportunity"][0]["comment"] == "Budget: 5 XTS"
    assert not peer.rows["party.party"]


def test_a_status_comes_again_when_it_says_something_else_and_not_at_every_touch():
    peer = Peer("sale.opportunity", OPPORTUNITY, {})
    peer.add("a", 1_790_000_000)
    told = []
    for state, at in (("lead", 1), ("lead", 2), ("won", 3)):
        peer.change("a", 1_790_000_000 + at)
        peer.rows["sale.opportunity"][0] |= {"state": state, "number": "O1"}
        (found,) = run(ADAPTER.poll("opportunities", "", 10), asked(peer)).parcels
        told.append((found.version, json.loads(found.body)["state"]))

    assert told[0] == told[1]
    assert told[1] != told[2]


def test_a_body_of_another_kind_is_told():
    with pytest.raises(Misconfigured) as held:
        play(ADAPTER.deliver(parcel(copy.deepcopy({"id": "1"}))), asked(crm()))

    assert held.value.rule == "ADP-004"
