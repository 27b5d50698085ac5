"""A platform and three sellers for the tests of leads: the configuration, leads, statuses, and what everybody got.

Example: `market(house)`, then `house.send(lead("L-1"), system="portal/web")`.
"""

from __future__ import annotations

import json
from typing import Any

from hub.configuration.read import load
from hub.pipeline.offering import Offering
from tests.pipeline.hands import House

SELLERS = ("alpha", "beta", "gamma")
HEAD = """
apiVersion: hub/v1
members:
  portal: {name: {en: Sourcing portal, zh: 采购门户}}
  fair: {name: {en: Trade fair}}
  alpha: {name: {en: Alpha Pumps, zh: 阿尔法泵业}}
  beta: {name: {en: Beta Pumps}}
  gamma: {name: {en: Gamma Pumps}}
systems:
  portal/web: {adapter: erp/document, out: {memory: portal}}
  fair/web: {adapter: erp/document, out: {memory: fair}}
"""
SELLER = """  NAME/crm: {adapter: erp/document, out: {memory: NAME}}
  NAME/test: {adapter: erp/document, out: {memory: NAME-test}}
"""
AGREEMENT = """  FROM-NAME:
    from: FROM/web
    to: NAME
    carries: [lead]
    deliver: [{to: NAME/crm, within: 30s}]
    replies: [{document: lead_status, from: NAME/crm, deliver: [{to: FROM/web}], within: 1d}]
    tell: [{to: NAME/crm}]
"""
OFFERS = """
offers:
  leads: {to: [portal-alpha, portal-beta, portal-gamma], accept_by: 2h}
"""


def tree(*changes: tuple[str, str]) -> str:
    systems = "".join(SELLER.replace("NAME", name) for name in SELLERS)
    rows = [AGREEMENT.replace("FROM", "portal").replace("NAME", name) for name in SELLERS]
    rows.append(AGREEMENT.replace("FROM", "fair").replace("NAME", "alpha"))
    text = HEAD + systems + "agreements:\n" + "".join(rows) + OFFERS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def market(house: House, *changes: tuple[str, str]) -> None:
    """Apply the configuration with parts of its text replaced."""
    loaded = load(tree(*changes), "hub.yaml", lambda _: None)
    assert loaded.tree is not None, loaded.problems
    house.clock.advance(1)
    house.hub.apply(loaded.tree, "test")


CONSENT = [{"purposeCode": "share", "givenIndicator": True, "legalBasisCode": "consent"}]


def lead(number: str = "L-1", **more: Any) -> bytes:
    """A lead that may be shared. `more`: other values; None takes one away."""
    values = {
        "$schema": "https://tradepost.example/schemas/lead/1.0",
        "schemaVersion": "1.0",
        "id": number,
        "sourceLeadID": f"src-{number}",
        "testIndicator": False,
        "buyer": {"partyName": "Elbe GmbH", "postalAddress": {"countryCode": "DE"}},
        "consent": CONSENT,
        "interest": [{"subject": "离心泵", "quantity": {"value": "12", "unitCode": "C62"}}],
        "dedupeKey": [{"kindCode": "emailHash", "value": f"hash-{number}"}],
    }
    return json.dumps({name: value for name, value in (values | more).items() if value is not None}).encode()


def status(code: str, number: str = "L-1", **more: Any) -> bytes:
    values = {
        "$schema": "https://tradepost.example/schemas/lead_status/1.0",
        "schemaVersion": "1.0",
        "leadReference": {"id": number},
        "statusCode": code,
        "at": "2026-11-22T08:00:00Z",
    }
    return json.dumps(values | more).encode()


def got(house: House, box: str) -> list[dict[str, Any]]:
    """The documents that a system has taken, after everything due was delivered."""
    house.run()
    return [json.loads(one.body) for one in house.box(box).taken]


def leads(house: House, seller: str) -> list[str]:
    """The leads that a seller got."""
    return [one["id"] for one in got(house, seller) if "statusCode" not in one]


def told(house: House, box: str) -> list[tuple[str, str]]:
    """The statuses that somebody got, as (code, reason)."""
    return [(one["statusCode"], one.get("reason", [{}])[0].get("code", "")) for one in got(house, box) if "statusCode" in one]


def offering(house: House, message_id: str) -> Offering:
    found = house.hub.stored.offering(message_id)
    assert found is not None
    return found


def states(house: House, message_id: str) -> list[str]:
    """How the offers of a lead stand, in the order of the candidates."""
    return [one.state for one in offering(house, message_id).candidates]
