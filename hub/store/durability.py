"""What the database itself promises of a commit, its clock and its size: asked by the doctor, never on the way of a message.

It judges nothing. Example: `promises(connection)` gives `{"journal_mode": "wal"}` on SQLite.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

# PostgreSQL: what has to be on for a commit that was answered to survive a power cut.
SETTINGS = ("synchronous_commit", "fsync", "full_page_writes")


def promises(connection: Connection) -> Mapping[str, str]:
    """The settings that decide whether a commit lasts, as the database states them."""
    if connection.dialect.name == "sqlite":
        return {"journal_mode": str(connection.execute(text("PRAGMA journal_mode")).scalar())}
    return {name: str(connection.execute(text(f"SHOW {name}")).scalar()) for name in SETTINGS}


def clock(connection: Connection) -> float | None:
    """Seconds since 1970 UTC as the server says; None where the database is a file of this machine."""
    if connection.dialect.name == "sqlite":
        return None
    return float(connection.execute(text("SELECT extract(epoch from clock_timestamp())")).scalar_one())


def size(connection: Connection) -> int:
    """Bytes that the database of a PostgreSQL server takes up."""
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
