"""Tryton as an SRM: the public kits, and what a decision changes at a supplier's party."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from hub.adapters.base import Parcel, Response
from hub.adapters.srm.tryton.adapter import Tryton
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.errors import Misconfigured
from hub.testing.adapters import AdapterKit, DeliverKit, LimitsKit, ProbeKit, Refusal, SettingsKit, asked, play
from tests.adapters.tryton.fake import FakeTryton

ADAPTER = Tryton(TrytonSettings(company=1))
BODY: dict[str, Any] = {"decision": {"number": "D-7", "code": "qualified"}, "supplier": {"identifiers": [{"code": "NK-1", "scheme": "92"}]}}
BROKEN_RULE = Response(400, {}, b'{"status": 400, "message": "You are not allowed to modify Party.", "description": ""}')


class Srm(FakeTryton):
    """What is recorded of decisions: the newest change of categories, and the attachments."""

    def held(self) -> object:
        said = [(row["name"], row["categories"]) for row in self.rows["party.party"] if "categories" in row]
        return [*said, *({row["name"] for row in self.rows.get("ir.attachment", [])})]


def srm() -> Srm:
    names = {3: "Qualified supplier", 4: "Suspended supplier", 5: "Supplier asked to qualify"}
    categories = [{"id": number, "name": name} for number, name in names.items()]
    supplier = {"id": 7, "code": "S7", "name": "Nordkran", "identifiers": [{"id": 1, "code": "NK-1"}]}
    return Srm(
        {"party.party": [supplier], "party.category": categories, "company.company": [{"id": 1, "party": {"name": "House"}}]}, as_read
    )


def as_read(_peer: FakeTryton, model: str, row: dict[str, Any]) -> None:
    """What a creation sends, as the server shows it afterwards."""
    if model == "party.party":
        row["code"] = f"S{row['id']}"
        row["identifiers"] = [{"id": at, **one} for at, one in enumerate(row["identifiers"][0][1], 1)]


def parcel(body: Any = None) -> Parcel:
    data = json.dumps(BODY if body is None else body).encode()
    return Parcel("key-1", "acme|qualification_decision/1|D-7|0", data, "application/json", "D-7.json", {"id": "D-7"})


class TestTryton(AdapterKit):
    adapter = ADAPTER
    parcel = parcel()

    def peer(self, request, number):
        if number == 0:
            self._peer = srm()
        return self._peer.answer(request)


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"company": 1}
    wrong = ({"company": 0}, {"categories": {}}, {"parties": "guess"}, {"asked": ""})


class TestDecisions(DeliverKit):
    adapter = ADAPTER
    parcel = parcel()
    peer = staticmethod(srm)
    refusals = (Refusal(BROKEN_RULE, "not allowed"),)


REQUEST: dict[str, Any] = {"request": {"number": "QR-7"}, "supplier": BODY["supplier"]}
NEW: dict[str, Any] = {
    "request": {"number": "QR-8"},
    "supplier": {"name": "Hooks", "tax_id": "DE1", "city": "Kiel", "identifiers": [{"code": "H-1"}]},
}
MAKING = Tryton(TrytonSettings(company=1, parties="create"))


class TestRequests(DeliverKit):
    adapter = ADAPTER
    parcel = parcel(REQUEST)
    peer = staticmethod(srm)
    refusals = (Refusal(BROKEN_RULE, "not allowed"),)


class TestRequestsForTheUnknown(DeliverKit):
    adapter = MAKING
    parcel = parcel(NEW)
    peer = staticmethod(srm)
    refusals = (Refusal(BROKEN_RULE, "not allowed"),)


class TestProbe(ProbeKit):
    adapter = ADAPTER
    peer = staticmethod(srm)


class TestLimits(LimitsKit):
    adapter = ADAPTER


def test_a_decision_is_one_category_and_no_other():
    peer = srm()
    receipt = play(ADAPTER.deliver(parcel()), asked(peer))

    assert (receipt.outcome, receipt.reference) == ("updated", "S7")
    assert peer.rows["party.party"][0]["categories"] == [["remove", [4, 5]], ["add", [3]]]
    assert peer.rows["ir.attachment"][0]["resource"] == "party.party,7"


@pytest.mark.parametrize(
    "body, value",
    [
        ({**BODY, "supplier": {"identifiers": [{"code": "X", "scheme": "92"}]}}, "X (92)"),
        ({**BODY, "decision": {"code": "preferred"}}, "Preferred supplier"),
        ({**BODY, "decision": {"code": "x:odd"}}, "x:odd"),
    ],
    ids=["supplier", "category", "decision"],
)
def test_what_tryton_does_not_know_holds_the_decision(body, value):
    with pytest.raises(Misconfigured) as held:
        play(ADAPTER.deliver(parcel(body)), asked(srm()))

    assert (held.value.rule, held.value.params["value"]) == ("ADP-001", value)


def test_who_is_asked_keeps_what_was_decided_before():
    peer = srm()

    assert play(ADAPTER.deliver(parcel(REQUEST)), asked(peer)).outcome == "updated"
    assert peer.rows["party.party"][0]["categories"] == [["add", [5]]]


def test_a_supplier_that_nobody_knows_is_made_with_its_numbers_once():
    peer = srm()
    receipts = [play(MAKING.deliver(parcel(NEW)), asked(peer)) for _ in range(2)]
    made = peer.rows["party.party"][1]

    assert [one.outcome for one in receipts] == ["created", "duplicate"]
    assert (made["name"], [one["code"] for one in made["identifiers"]]) == ("Hooks", ["H-1", "DE1"])
    assert made["addresses"] == [["create", [{"city": "Kiel"}]]]


@pytest.mark.parametrize(
    ("adapter", "body"),
    [
        (ADAPTER, NEW),
        (MAKING, {**NEW, "supplier": {"name": "Hooks", "account": "S99"}}),
        (MAKING, {**NEW, "supplier": {"identifiers": [{"code": "H-1"}]}}),
    ],
    ids=["not agreed", "a number that we gave", "no name"],
)
def test_a_supplier_that_is_not_to_be_made_holds_the_request(adapter, body):
    peer = srm()
    with pytest.raises(Misconfigured, match="ADP-001"):
        play(adapter.deliver(parcel(body)), asked(peer))

    assert peer.held() == []


def test_a_body_of_another_kind_is_told():
    with pytest.raises(Misconfigured, match="ADP-004"):
        play(ADAPTER.deliver(parcel({"id": "1"})), asked(srm()))
