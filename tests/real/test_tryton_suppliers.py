"""A decision on a supplier becomes a category of its party in a real Tryton, once."""

from __future__ import annotations

import asyncio
import json

import pytest

from hub.adapters.base import Parcel
from hub.adapters.srm.tryton.adapter import Tryton
from hub.adapters.srm.tryton.settings import TrytonSettings
from hub.model.config import HttpOut
from hub.transports.converse import hand_over
from hub.transports.http import HttpClient, HttpTransport
from tests.real.tryton.company import KEY
from tests.real.tryton.rpc import Rpc
from tests.real.tryton.shop import party

pytestmark = [pytest.mark.services, pytest.mark.slow]


def decided(base: str, code: str) -> str:
    """Deliver a decision; how it ended."""
    body = {"decision": {"number": f"D-{code}", "code": code}, "supplier": {"identifiers": [{"code": "SRM-1"}]}}
    parcel = Parcel("k", "b", json.dumps(body).encode(), "application/json", "d.json", {})

    async def run() -> str:
        client = HttpClient()
        wire = HttpTransport(client, HttpOut(url=f"{base}/buyer/rest", private=True, timeout="120s"), KEY)
        try:
            done = await hand_over(Tryton(TrytonSettings(company=1)), parcel, wire, 120.0)
        finally:
            await client.close()
        assert done.error is None, done.error
        return done.receipt.outcome

    return asyncio.run(run())


def test_each_decision_replaces_the_one_before_and_is_attached_once(tryton: str) -> None:
    rpc = Rpc(tryton, "buyer").login()
    supplier = party(rpc, "Hooks Ltd", "SRM-1")
    names = ("Qualified supplier", "Suspended supplier", "Wholesale")
    categories = {name: rpc.create("party.category", {"name": name}) for name in names}
    rpc.write("party.party", [supplier], {"categories": [["add", [categories["Wholesale"]]]]})

    outcomes = [decided(tryton, code) for code in ("qualified", "qualified", "suspended")]
    row = rpc.one("party.party", [["id", "=", supplier]], "categories")
    attached = rpc.find("ir.attachment", [["resource", "=", f"party.party,{supplier}"]], ("name",))

    assert outcomes == ["updated", "duplicate", "updated"]
    assert set(row["categories"]) == {categories["Suspended supplier"], categories["Wholesale"]}
    assert len(attached) == 2
