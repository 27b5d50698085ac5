"""The log's signing keys, by the name of the log.

It keeps the private part as it is given; wrapping it is the caller's. Example: `private(connection, "hub.example")`.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, text

from hub.store.asking import every
from hub.store.items import Row
from hub.store.tables import signing_key

_TURN = text("SELECT pg_advisory_xact_lock(9)")


def turn(connection: Connection) -> None:
    """Until the end of the transaction nobody else makes a key. SQLite has one writer as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(_TURN)


def private(connection: Connection, name: str) -> bytes | None:
    """The private part of the newest key of this name, as it was kept; None where there is none in use."""
    used = select(signing_key.c.private).where(signing_key.c.name == name, signing_key.c.retired_at.is_(None))
    kept = connection.execute(used.order_by(signing_key.c.created_at.desc()).limit(1)).scalar()
    return None if kept is None else bytes(kept)


def public(connection: Connection) -> list[Row]:
    """The public part of every key, in use or retired: name, public."""
    return every(connection, select(signing_key.c.name, signing_key.c.public))


def add(connection: Connection, key_id: str, name: str, private: bytes, public: bytes, now: int) -> None:
    """Keep a new key."""
    row = {"id": key_id, "name": name, "private": private, "public": public, "created_at": now, "retired_at": None}
    connection.execute(insert(signing_key), row)
