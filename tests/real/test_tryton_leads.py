"""A lead of a platform becomes an opportunity in a real Tryton, once, and what becomes of it is told to the platform."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.pipeline.hands import House, only
from tests.pipeline.leads import lead
from tests.real.tryton.company import KEY
from tests.real.tryton.cut import door
from tests.real.tryton.rpc import Rpc
from tests.real.tryton.shop import apply, ask_all, shop

pytestmark = [pytest.mark.services, pytest.mark.slow]

TREE = """
apiVersion: hub/v1
members:
  portal: {name: {en: Sourcing portal}}
  acme: {name: {en: Acme Bags}}
systems:
  portal/web: {adapter: erp/document, out: {memory: portal}}
  acme/crm:
    adapter: crm/tryton
    settings: {company: 1}
    out: {http: {url: "BASE/crm/rest", token: "env:HUB_TEST_TRYTON", private: true, timeout: 120s}}
    in: {poll: {}}
    maps: {json/tryton-lead-status: []}
agreements:
  leads:
    from: portal/web
    to: acme
    carries: [lead]
    deliver: [{to: acme/crm, as: json/tryton-lead}]
    replies: [{document: lead_status, from: acme/crm, deliver: [{to: portal/web, as: json}]}]
    retry: {waits: [1s, 1s, 1s, 1s], jitter: 0}
"""
PERSON = {"name": {"full": "Ouyang Xiao"}, "roleCode": "purchasing", "email": [{"value": "ouyang@haiyue.example"}]}
WANTED = [{"item": {"name": "Oxford 600D"}, "quantity": {"value": "20000", "unitCode": "MTR"}}]
MORE = {
    "contact": [PERSON],
    "buyer": {"partyName": "Haiyue Bags", "postalAddress": {"cityName": "Ningbo"}},
    "source": {"platform": "alibaba"},
    "expiresAt": "2026-12-01T00:00:00Z",
    "interest": WANTED,
    "budget": {"maximumAmount": {"value": "30000", "currencyID": "USD"}},
}
CRM = "acme/crm"


@pytest.fixture(scope="module")
def rpc(tryton: str) -> Rpc:
    return Rpc(tryton, "crm").login()


@pytest.fixture
def house(tryton: str, rpc: Rpc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    assert rpc.uid
    monkeypatch.setenv("HUB_TEST_TRYTON", KEY)
    with shop(tmp_path / "hub", TREE.replace("BASE", tryton)) as one:
        yield one


def statuses(house: House, number: str) -> list[str]:
    """What the platform was told of the opportunity of a lead, in order; the hub's own word that nobody is left comes beside it."""
    found = [json.loads(taken.body) for taken in house.box("portal").taken]
    return [one["statusCode"] for one in found if one["leadReference"]["id"] == number and "recordID" in one]


def test_a_lead_becomes_an_opportunity_and_its_fate_comes_back_with_states_skipped(house: House, rpc: Rpc) -> None:
    message = only(house.send(lead("W-1", **MORE), "portal/web")).message_id
    house.run()
    row = rpc.one("sale.opportunity", [["reference", "=", "W-1"]], "number", "state", "party.name", "amount", "currency.code", "comment")
    (line,) = rpc.find("sale.opportunity.line", [["opportunity", "=", row["id"]]], ("quantity", "description"))
    (mail,) = rpc.find("party.contact_mechanism", [["value", "=", "ouyang@haiyue.example"]], ("name", "comment", "party.name"))

    assert (row["party."]["name"], row["amount"], row["currency."]["code"]) == ("Haiyue Bags", Decimal(30000), "USD")
    assert row["comment"] == "Source: alibaba\nAnswer until: 2026-12-01T00:00:00Z"
    assert (line["quantity"], line["description"]) == (20000.0, "Oxford 600D, 20000 m")
    assert (mail["name"], mail["comment"], mail["party."]["name"]) == ("Ouyang Xiao", "purchasing", "Haiyue Bags")
    assert message in house.found(row["number"])

    ask_all(house)
    rpc.press("sale.opportunity", "lost", row["id"])
    ask_all(house)
    assert ask_all(house) == 0
    assert statuses(house, "W-1") == ["received", "lost"]


@pytest.mark.parametrize(
    ("method", "ending"),
    [("POST", "model/sale.opportunity"), ("POST", "model/party.party"), ("PUT", "")],
    ids=["opportunity", "party", "both together"],
)
def test_a_line_cut_after_the_server_has_done_it_makes_nothing_twice(house: House, tryton: str, rpc: Rpc, method: str, ending: str) -> None:
    number = f"W-{method}{len(ending)}"
    person = {**PERSON, "email": [{"value": f"{number.lower()}@cut.example"}]}
    with door(tryton) as cut:
        apply(house, TREE.replace("BASE", cut.url))
        cut.next(method, ending)
        message = only(house.send(lead(number, **{**MORE, "contact": [person]}), "portal/web")).message_id
        house.run()
        for _ in range(4):
            house.later(2)

    (delivery,) = [row for row in house.owed(message) if row["system_id"] == CRM]
    outcomes = [attempt["outcome"] for attempt in house.attempts(delivery)]
    row = rpc.one("sale.opportunity", [["reference", "=", number]], "party")
    assert row["party"]
    assert len(rpc.find("party.contact_mechanism", [["value", "=", person["email"][0]["value"]]])) == 1
    assert (outcomes[0], outcomes[-1] in ("created", "duplicate")) == ("unknown", True)
