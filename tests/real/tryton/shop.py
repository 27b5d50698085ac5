"""A hub between members whose systems are real Tryton databases, with hands as in the pipeline's tests; and the goods that they trade.

The hub's clock stands still. Example: `with shop(folder, base, text) as house: house.send(order)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hub.compose import secret
from hub.configuration.read import load
from hub.store.engine import Database
from hub.testing.fakes import FrozenClock
from hub.transports.http import HttpClient
from hub.transports.wires import Wires
from tests.pipeline.hands import House, Trips, opened
from tests.real.tryton.rpc import Rpc

PATIENCE = 120.0  # of one attempt: the machine may be busy


@contextmanager
def shop(folder: Path, text: str, files: Mapping[str, str] | None = None, now: int = 1_700_000_100_000_000) -> Iterator[House]:
    """A hub under this configuration; at the end its ledger agrees with every row."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'hub.db'}"
    database = Database.open(url)
    database.upgrade()
    database.close()
    house = opened(url, FrozenClock(now), Trips(), folder)
    house.deadline = PATIENCE
    try:
        apply(house, text, files)
        yield house
        assert house.verified() == []
    finally:
        house.hub.stop()


def apply(house: House, text: str, files: Mapping[str, str] | None = None) -> None:
    """Other rules from now on."""
    loaded = load(text, "hub.yaml", (files or {}).get)
    assert loaded.tree is not None, loaded.problems
    house.clock.advance(1)
    house.hub.apply(loaded.tree, "test")


def ask_all(house: House) -> int:
    """Let time pass and ask every system that is polled what is new, then deliver; how many records that brought."""

    async def turns() -> int:
        client = HttpClient()
        wires = Wires(client, house.hub.boxes, secret)
        poller = replace(house.hub.poller, deadline=PATIENCE, lease=2 * PATIENCE)
        try:
            return sum([await poller.turn(*key, lambda name, system, adapter: wires.to(name, system.out, adapter)) for key in poller.due()])
        finally:
            await client.close()

    house.clock.advance(61)
    brought = asyncio.run(turns())
    house.run()
    return brought


def party(rpc: Rpc, name: str, *numbers: str, address: Mapping[str, str] | None = None, **more: Any) -> int:
    """A company with its numbers and an address."""
    values: dict[str, Any] = {"name": name, "identifiers": [["create", [{"code": number} for number in numbers]]]}
    values["addresses"] = [["create", [dict(address or {"street": "1 Main St", "postal_code": "1000", "city": "Town"})]]]
    return rpc.create("party.party", {**values, **more})


def product(rpc: Rpc, code: str, unit: str = "u", price: str = "10.00", **more: Any) -> int:
    """Something that is bought and sold, by its code."""
    unit_id = rpc.one("product.uom", [["symbol", "=", unit]])["id"]
    category = rpc.one("product.category", [["name", "=", "Goods"]])["id"]
    values = {"name": f"Goods {code}", "type": "goods", "default_uom": unit_id, "list_price": Decimal(price), "account_category": category}
    values |= {"salable": True, "sale_uom": unit_id, "purchasable": True, "purchase_uom": unit_id}
    template = rpc.create("product.template", {**values, "products": [["create", [{"suffix_code": code}]]], **more})
    return int(rpc.one("product.product", [["template", "=", template]])["id"])


def sales(rpc: Rpc, reference: str) -> list[dict[str, Any]]:
    """Every sale under a customer's number, with its lines."""
    fields = ("number", "state", "party.name", "currency.code", "untaxed_amount", "shipment_address.street", "shipment_party.name")
    rows = rpc.find("sale.sale", [["reference", "=", reference]], fields)
    lines = ("sequence", "product.code", "quantity", "unit.symbol", "unit_price", "description")
    return [{**row, "lines": rpc.find("sale.line", [["sale", "=", row["id"]]], lines, [["sequence", "ASC"]])} for row in rows]
