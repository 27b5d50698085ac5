"""A decision on a supplier becomes a category of its party in a real Tryton, once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

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
    return delivered(base, {"decision": {"number": f"D-{code}", "code": code}, "supplier": {"identifiers": [{"code": "SRM-1"}]}})


def delivered(base: str, body: dict[str, Any]) -> str:
    """Deliver a document about a supplier; how it ended."""
    parcel = Parcel("k", "b", json.dumps(body).encode(), "application/json", "d.json", {})

    async def run() -> str:
        client = HttpClient()
        wire = HttpTransport(client, HttpOut(url=f"{base}/buyer/rest", private=True, timeout="120s"), KEY)
        try:
            done = await hand_over(Tryton(TrytonSettings(company=1, parties="create")), parcel, wire, 120.0)
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


def test_a_supplier_that_is_asked_is_made_once_and_a_decision_takes_it_out_again(tryton: str) -> None:
    rpc = Rpc(tryton, "buyer").login()
    asked = rpc.create("party.category", {"name": "Supplier asked to qualify"})
    preferred = rpc.create("party.category", {"name": "Preferred supplier"})
    supplier = {"name": "Cleats Ltd", "identifiers": [{"code": "SRM-2"}], "street": "1 Quay", "city": "Hamburg"}
    request = {"request": {"number": "QR-1", "due": "2026-12-01"}, "supplier": supplier}

    assert [delivered(tryton, request) for _ in range(2)] == ["created", "duplicate"]
    row = rpc.one("party.party", [["identifiers.code", "=", "SRM-2"]], "name", "categories", "addresses")
    assert (row["name"], list(row["categories"]), len(row["addresses"])) == ("Cleats Ltd", [asked], 1)

    assert delivered(tryton, {"decision": {"number": "D-2", "code": "preferred"}, "supplier": supplier}) == "updated"
    assert delivered(tryton, request) == "duplicate"
    assert list(rpc.one("party.party", [["id", "=", row["id"]]], "categories")["categories"]) == [preferred]
