"""The newest signed head of the ledger, for whoever wants to keep a copy of it.

Reads one row; signs and verifies nothing. Example: `latest(connection)["note"]` is the C2SP signed note.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from hub.store.asking import first
from hub.store.items import Row
from hub.store.tables import checkpoint


def latest(connection: Connection) -> Row | None:
    """The checkpoint over the most leaves: size, root, note, signed_at; None before the first."""
    return first(connection, select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1))
