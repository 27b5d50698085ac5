"""Signed heads of the log: kept and read; and the ledger in figures.

Signs and verifies nothing. Example: `latest(connection)["note"]` is the C2SP signed note.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.tables import checkpoint, leaf


def add(connection: Connection, size: int, root: bytes, note: bytes, signed_at: int) -> None:
    """Keep a new head."""
    connection.execute(insert(checkpoint), {"size": size, "root": root, "note": note, "signed_at": signed_at})


def heads(connection: Connection) -> list[Row]:
    """Every checkpoint, that over the fewest leaves first. There are few: one in many leaves."""
    return every(connection, select(checkpoint).order_by(checkpoint.c.size))


def latest(connection: Connection) -> Row | None:
    """The checkpoint over the most leaves: size, root, note, signed_at; None before the first."""
    return first(connection, select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1))


def figures(connection: Connection) -> dict[str, int]:
    """`leaves`, `checkpoints`, `signed` (leaves under the newest checkpoint) and `signed_at` (0 before the first)."""
    head = latest(connection)
    return {
        "leaves": connection.execute(select(func.count()).select_from(leaf)).scalar_one(),
        "checkpoints": connection.execute(select(func.count()).select_from(checkpoint)).scalar_one(),
        "signed": head["size"] if head else 0,
        "signed_at": head["signed_at"] if head else 0,
    }
