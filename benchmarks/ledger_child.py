"""One run of the ledger benchmark: orders through the pipeline into the store, the ledger on or taken out.

Taking out means: no leaf is built, none is written, nothing is sealed. Example: `python -m benchmarks.ledger_child '{"mode": "off", "count": 500}'`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks import generate, house
from benchmarks.children import answer, request
from benchmarks.measure import seconds
from hub.compose import Hub
from hub.ledger import leaves
from hub.store import inserts
from hub.store.items import LeafRow

NOTHING = LeafRow(b"", b"", "")


def take_out() -> None:
    """Every maker of leaves gives the same nothing, and nothing is written."""

    def none(*_: Any, **__: Any) -> LeafRow:
        return NOTHING

    for name in ("leaf", "parcel_received", "message_recorded", "delivery_created"):
        setattr(leaves, name, none)
    inserts.append_leaves = lambda _connection, _leaves: None


async def accepted(hub: Hub, orders: dict[int, bytes], tasks: int = 32) -> None:
    """All orders, so many at a time."""
    waiting = iter(orders.items())

    async def sender() -> None:
        for number, order in waiting:
            house.routed(await hub.reception.accept(house.arrival(hub, number), order))

    await asyncio.gather(*(sender() for _ in range(tasks)))


def main() -> None:
    asked = request()
    ledger = asked["mode"] == "on"
    with house.opened(house.configuration()) as hub:
        asyncio.run(accepted(hub, {number: generate.order(number) for number in range(1, 33)}))  # compiles maps, warms caches
        hub.seal(force=True)
        if not ledger:
            take_out()
        orders = {number: generate.order(number) for number in range(100, 100 + asked["count"])}

        def work() -> None:
            asyncio.run(accepted(hub, orders))
            if ledger:
                hub.seal(force=True)

        taken = seconds(work)
        answer({"seconds": taken, "damages": house.damages(hub) if ledger else []})


if __name__ == "__main__":
    main()
