"""The ledger in figures: the newest signed head, how many leaves there are, and how many of them are signed.

Reads only; signs and verifies nothing. Example: `latest(connection)["note"]` is the C2SP signed note.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from hub.store.asking import first
from hub.store.items import Row
from hub.store.tables import checkpoint, leaf


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
