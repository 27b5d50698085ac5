"""Heads of the log as they are kept, and the ledger in figures."""

from __future__ import annotations

from hub.ledger.leaves import leaf
from hub.store import checkpoints
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.writer import Writer


def test_a_ledger_without_heads_says_so(database: Database) -> None:
    with database.read() as connection:
        assert checkpoints.latest(connection) is None
        assert checkpoints.heads(connection) == []
        assert checkpoints.figures(connection) == {"leaves": 0, "checkpoints": 0, "signed": 0, "signed_at": 0}


def test_the_latest_head_is_over_the_most_leaves(database: Database, writer: Writer) -> None:
    writer.submit(Rows(leaves=[leaf("x", one) for one in range(4)])).result(10)
    with database.write() as connection:
        for size in (3, 1):
            checkpoints.add(connection, size, b"root", b"note", 10 + size)

    with database.read() as connection:
        assert checkpoints.latest(connection) == {"size": 3, "root": b"root", "note": b"note", "signed_at": 13}
        assert [row["size"] for row in checkpoints.heads(connection)] == [1, 3]
        assert checkpoints.figures(connection) == {"leaves": 4, "checkpoints": 2, "signed": 3, "signed_at": 13}
