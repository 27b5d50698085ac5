"""The hub's HTTP interface in a process of its own, with its store or with the commits taken out; counts and verifies at its end.

It serves through the same function as `hub serve`. Example: `python -m benchmarks.intake_server '{"store": true}'`, then SIGTERM.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import func, select

from benchmarks import house
from benchmarks.children import answer, request
from hub.api.server import serve
from hub.compose import Hub, settle
from hub.store.items import Done, Rows
from hub.store.tables import message


class NoStore:
    """Stands where the writer stands: everything is accepted, nothing is kept."""

    async def commit(self, item: Rows) -> Done:  # noqa: ARG002
        return Done()


def orders(hub: Hub) -> int:
    """How many orders were routed."""
    asked = select(func.count()).select_from(message).where(message.c.direction == "in", message.c.state == "routed")
    with hub.database.read() as connection:
        return int(connection.execute(asked).scalar_one())


def main() -> None:
    store = request()["store"]
    with house.opened(house.configuration()) as hub:
        token, _ = hub.new_token("benchmark", "lanmei", house.SENDER, ["send"], None)
        if not store:
            hub.reception = dataclasses.replace(hub.reception, writer=NoStore())
        hub.start(deliver=False, receive=False)
        settle()  # as `hub serve` does
        serve(hub, "127.0.0.1", 0, lambda port: answer({"port": port, "token": token}))
        if store:
            answer({"orders": orders(hub), "damages": house.damages(hub)})


if __name__ == "__main__":
    main()
