"""Rings by LISTEN and NOTIFY of PostgreSQL: where several processes share a database and there is no broker.

A line for `hub.queue.distant`, on connections of its own, outside of every transaction of the writer: NOTIFY inside of one would let
committing processes wait for each other. Example: `DistantDoorbell(Notifications(database))`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import psycopg

from hub.store.engine import WATCHFUL, Database

# Heard within one database only, so two hubs on one server do not wake each other.
CHANNEL: Final = "hub_doorbell"
TICK: Final = 0.2  # seconds after which a listener that heard nothing says so


class Notifications:
    """The line of one database. It needs sessions of its own: behind a pooler that shares them, nothing is heard."""

    name = "postgresql"

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._sending: psycopg.Connection[Any] | None = None

    def send(self) -> None:
        """Notify every listener."""
        if self._sending is None:
            self._sending = self._connected()
        try:
            self._sending.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        except Exception:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        """Give back the connection that notified."""
        connection, self._sending = self._sending, None
        if connection is not None:
            connection.close()

    def listen(self) -> Generator[bool]:
        """Whether a notification came, tick after tick."""
        with self._connected() as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            yield False
            while True:
                yield bool(list(connection.notifies(timeout=TICK, stop_after=1)))

    def _connected(self) -> psycopg.Connection[Any]:
        _, told = self._engine.dialect.create_connect_args(self._engine.url)
        return psycopg.connect(autocommit=True, **{**WATCHFUL, **told})
