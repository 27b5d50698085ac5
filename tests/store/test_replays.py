"""Replay plans in the store: one process at a time under a lease, items in their order, what stopped by what it has in common."""

from __future__ import annotations

from typing import Any

import pytest

from hub.store import replays, stopped
from hub.store.engine import Database
from hub.store.items import Row, Rows
from hub.store.stopped import Wanted
from hub.store.writer import Writer
from hub.testing import stores


def plan_row(plan_id: str, **columns: Any) -> Row:
    row: Row = {
        "id": plan_id, "scope": "", "asked": b"{}", "state": "running", "number": 1, "actor": "ann", "config_digest": "c", "items": 2, "more": 0,
        "owner": "", "lease_until": 0, "created_at": 1,
    }  # fmt: skip
    return row | columns


def item_row(plan_id: str, ordinal: int, message_id: str = "m", **columns: Any) -> Row:
    row: Row = {
        "plan_id": plan_id, "ordinal": ordinal, "kind": "message", "subject": message_id, "message_id": message_id, "forecast": "pass",
        "because": "", "state": "waiting", "result": "", "at": None,
    }  # fmt: skip
    return row | columns


def test_a_plan_is_one_processs_until_its_lease_is_over(database: Database, writer: Writer) -> None:
    writer.submit(Rows({"replay_plan": [plan_row("p2"), plan_row("p1"), plan_row("p0", state="planned")]})).result(10)

    def take(owner: str, now: int) -> str | None:
        with database.write() as connection:
            row = replays.take(connection, owner, now, now + 10)
        return None if row is None else str(row["id"])

    assert [take("a", 1), take("b", 2), take("c", 3), take("a", 4)] == ["p1", "p2", None, "p1"]
    assert [take("c", 13), take("b", 13)] == ["p2", None]


def test_items_are_worked_off_in_order_and_what_became_of_one_is_written_once(database: Database, writer: Writer) -> None:
    writer.submit(
        Rows({"message": [stores.message_row("m")], "replay_plan": [plan_row("p")], "replay_item": [item_row("p", n) for n in (2, 1, 3)]})
    ).result(10)
    with database.read() as connection:
        first, second = replays.waiting(connection, "p", 2)
    writer.submit(Rows(updates=[replays.noted(first, "done", "routed", 7), replays.noted(first, "held", "no", 8)])).result(10)

    with database.read() as connection:
        assert (first["ordinal"], second["ordinal"]) == (1, 2)
        assert [row["ordinal"] for row in replays.waiting(connection, "p", 9)] == [2, 3]
        assert (replays.counts(connection, "p"), replays.forecasts(connection, "p")) == ({"done": 1, "waiting": 2}, {"pass": 3})
        assert replays.items(connection, "p", limit=1)[0]["result"] == "routed"


def owe(writer: Writer, key: str, state: int, system: str = "bolt/erp", **columns: Any) -> None:
    rows = stores.owed(key, f"m-{key}", system_id=system, thread=f"t-{key}")
    (row,) = rows.inserts["delivery"]
    writer.submit(Rows({**rows.inserts, "delivery": [{**row, "state": state, **columns}]})).result(10)


@pytest.mark.parametrize(
    "wanted, scope, found",
    [
        (Wanted(), None, ["held"]),
        (Wanted(states=("held", "dead", "rejected", "delivered")), None, ["held", "dead", "rejected", "other", "copy", "delivered"]),
        (Wanted(states=("dead",), cause="C"), None, ["dead"]),
        (Wanted(states=("dead", "rejected"), system="corax/erp"), None, ["other"]),
        (Wanted(states=("rejected",)), "corax", ["other"]),
        (Wanted(states=("rejected",)), "cora", []),
        (Wanted(states=("dead",), agreement="none"), None, []),
        (Wanted(states=("dead",), since=2), None, []),
        (Wanted(states=("dead",), until=2), None, ["dead"]),
    ],
)
def test_deliveries_are_found_by_what_they_have_in_common(
    database: Database, writer: Writer, wanted: Wanted, scope: str | None, found: list[str]
) -> None:
    for key, state, system in (("held", 3, "bolt/erp"), ("dead", 6, "bolt/erp"), ("rejected", 5, "bolt/erp"), ("other", 5, "corax/erp")):
        owe(writer, key, state, system, cause="C")
    owe(writer, "repeated", 6)
    owe(writer, "copy", 6, replay_of="repeated", message_id="m-repeated")
    owe(writer, "delivered", 4)
    if wanted.cause or "delivered" not in wanted.states:
        found = [key for key in found if key != "copy"]
    with database.read() as connection:
        rows = stopped.deliveries(connection, wanted, scope, 99)

    keys = [row["key"] for row in rows]
    assert [key for key in keys if key != "copy" or "copy" in found] == found
    assert "repeated" not in keys


def test_causes_are_counted_without_what_was_repeated_since(database: Database, writer: Writer) -> None:
    for key in ("a", "b"):
        owe(writer, key, 6, cause="X")
    owe(writer, "copy", 4, replay_of="a", message_id="m-a")
    writer.submit(Rows({"message": [stores.message_row(f"h{n}", state="held", cause="Y", fault="map") for n in range(3)]})).result(10)

    with database.read() as connection:
        (one,) = stopped.causes_of_deliveries(connection, None)
        (two,) = stopped.causes_of_messages(connection, "acme")
        assert (one["cause"], one["state"], one["count"]) == ("X", 6, 1)
        assert (two["cause"], two["count"], two["first"]) == ("Y", 3, "h0")
        assert (stopped.causes_of_messages(connection, "bolt"), stopped.causes_of_deliveries(connection, "acme")) == ([], [])
