"""Notices are claimed one at a time, the longest due first; a lease that is over gives one back."""

from __future__ import annotations

from hub.store import notices, payloads
from hub.store.engine import Database
from hub.store.items import Row, Rows
from hub.store.writer import Writer
from hub.testing import stores


def named(key: str, due_at: int, state: str = "owed") -> Row:
    own = {"system_id": "acme/leads", "key": key, "state": state, "due_at": due_at}
    return {**own, "names": b"{}", "parcel_id": "p", "number": 0, "attempt": 0, "created_at": 1}


def claimed(database: Database, now: int) -> tuple[str, int] | None:
    with database.write() as connection:
        row = notices.claim(connection, "acme/leads", now, now + 100)
    return (row["key"], row["attempt"]) if row is not None else None


def test_what_is_due_the_longest_is_claimed_first_and_again_when_its_lease_is_over(database: Database) -> None:
    stored = payloads.store_rows("acme", b"x", "text/plain", b"s" * 16, 1)
    rows = [named("a", 7), named("b", 5), named("c", 50), named("d", 1, "held"), named("e", 1, "gone")]
    with Writer(database) as writer:
        writer.submit(Rows({**stored.inserts, "parcel": [stores.parcel_row("p", stored)], "notice": rows})).result()

    assert [claimed(database, 10) for _ in range(3)] == [("b", 1), ("a", 1), None]
    assert [claimed(database, 110) for _ in range(3)] == [("c", 1), ("a", 2), ("b", 2)]
    with database.read() as connection:
        assert (notices.due(connection, 110), notices.due(connection, 210)) == ([], ["acme/leads"])
        assert [row["key"] for row in notices.held(connection, "acme/leads")] == ["d"]
