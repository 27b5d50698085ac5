"""A hub of one's own for a benchmark: a fresh database in a temporary folder, members and an agreement, and the rows of real orders.

Uses the hub as its own composition does; changes nothing in it. Example: `with opened(configuration()) as hub: ...`.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from benchmarks import generate
from hub.compose import Hub, no_trip
from hub.configuration.tree import tree
from hub.ledger.verify import verify
from hub.model.config import Configuration
from hub.model.member import member_of
from hub.pipeline.accept import Accepted, Reception
from hub.pipeline.context import Arrival
from hub.settings import Settings
from hub.store.items import Done, Rows

SENDER = "lanmei/srm"


def configuration(deliver: Iterable[dict[str, Any]] = ({"to": "nordkran/erp", "as": "json"},), **systems: dict[str, Any]) -> Configuration:
    """A buyer, a seller, and one agreement about orders. Keys of `systems` are names below the seller."""
    own: dict[str, Any] = {
        SENDER: {"adapter": "erp/document", "out": {"memory": "lanmei"}},
        "nordkran/erp": {"adapter": "erp/document", "out": {"memory": "nordkran"}},
    }
    more = {f"nordkran/{name}": system for name, system in systems.items()}
    tree_ = {
        "apiVersion": "hub/v1",
        "members": {
            "lanmei": {"name": {"en": "Lanmei Pumps"}, "ids": {"x12": f"ZZ:{generate.BUYER}"}},
            "nordkran": {"name": {"en": "Nordkran AB"}, "ids": {"x12": f"ZZ:{generate.SELLER}"}},
        },
        "systems": own | more,
        "agreements": {"orders": {"from": SENDER, "to": "nordkran", "carries": ["order"], "deliver": list(deliver)}},
    }
    return Configuration.model_validate(tree_)


@contextmanager
def opened(rules: Configuration, **settings: Any) -> Iterator[Hub]:
    """A hub on a fresh SQLite file, with these rules in force; nothing runs in it yet but its writer."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        hub = Hub.open(Settings(database=f"sqlite:///{folder}/hub.db", **settings))
        stored = tree(rules, {})
        hub.apply(stored, "benchmark")
        try:
            yield hub
        finally:
            hub.stop()


def arrival(hub: Hub, number: int, system: str = SENDER) -> Arrival:
    """Who brought an order: a system with its token, over HTTP."""
    return Arrival(
        parcel_id=hub.ids.new(),
        member_id=member_of(system),
        system_id=system,
        transport="http",
        peer="127.0.0.1",
        name=f"{number}.x12",
        media_type="application/edi-x12",
        received_at=hub.clock(),
        headers={"content-type": "application/edi-x12"},
    )


class Notebook:
    """Stands where the writer stands and keeps what it was asked to commit."""

    def __init__(self) -> None:
        self.rows: list[Rows] = []

    async def commit(self, item: Rows) -> Done:
        self.rows.append(item)
        return Done()


def captured(hub: Hub, numbers: Iterable[int]) -> list[Rows]:
    """What accepting these orders would commit: the real rows, guards and leaves of one order each."""
    notebook = Notebook()
    reception = Reception(hub.context, notebook, hub.stored, orjson.dumps, no_trip)
    for number in numbers:
        routed(asyncio.run(reception.accept(arrival(hub, number), generate.order(number))))
    return notebook.rows


def routed(accepted: Accepted) -> Accepted:
    """The same, provided that the order went through; a benchmark of refused orders would be quick and worthless."""
    states = [outcome.state for outcome in accepted.outcomes]
    if accepted.state != "opened" or states != ["routed"]:
        raise AssertionError(f"the order was not routed: {accepted.as_dict()}")
    return accepted


def damages(hub: Hub) -> list[str]:
    """What the ledger's own check has to say about everything that was written: nothing, or the run is void."""
    hub.seal(force=True)
    with hub.database.read() as connection:
        return [str(problem) for problem in verify(connection)]
