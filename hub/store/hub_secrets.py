"""Secrets that the hub makes for itself, once, by name. They are known to nobody and belong to this database.

It never shows them to a face, and keeps none that others gave us: those stay behind references (`env:NAME`).
Example: `kept(connection, "lead keys", os.urandom(32), now)` gives the one that is kept, whoever came first.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from hub.store.tables import hub_secret

_ONCE = text("INSERT INTO hub_secret (name, value, created_at) VALUES (:name, :value, :now) ON CONFLICT DO NOTHING")


def kept(connection: Connection, name: str, fresh: bytes, now: int) -> bytes:
    """The secret of this name; `fresh` becomes it where there is none. Two processes that start at once agree on one."""
    connection.execute(_ONCE, {"name": name, "value": fresh, "now": now})
    return bytes(connection.execute(select(hub_secret.c.value).where(hub_secret.c.name == name)).scalar_one())
