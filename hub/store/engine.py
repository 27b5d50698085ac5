"""Opens a database, SQLite or PostgreSQL, with the settings that durability needs.

It never creates a table by itself (that is `upgrade`) and never runs a business statement.

>>> database = Database.open("sqlite:///hub.db")   # doctest: +SKIP
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from hub.errors import Misconfigured

Dialect = Literal["sqlite", "postgresql"]
_BUSY_MS = 10_000
# PostgreSQL: seconds and probes after which a connection notices that the other machine is gone. Without them whoever waits for an answer,
# the one writer above all, would wait as long as the kernel does: a quarter of an hour, or for ever.
WATCHFUL: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


class Database:
    """One database. `engine` writes; `read()` gives a connection that only reads."""

    def __init__(self, url: str, dialect: Dialect, engine: Engine, reading: Engine) -> None:
        self.url = url
        self.dialect: Dialect = dialect
        self.engine = engine
        self._reading = reading
        # SQLite has one writer: queue for it here, fairly, instead of polling the file lock.
        self._writing = threading.RLock()

    @classmethod
    def open(cls, url: str) -> Database:
        """`sqlite:///path` or `postgresql://...` (psycopg 3)."""
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise Misconfigured("STO-001", url=url if "@" not in url else "") from error  # it may hold a password
        if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
            return cls(url, "sqlite", _sqlite(url, writes=True), _sqlite(url, writes=False))
        if parsed.drivername == "postgresql+psycopg":
            limits = {name: value for name, value in WATCHFUL.items() if name not in parsed.query}  # what the URL says counts
            engine = create_engine(url, connect_args=limits, hide_parameters=True, pool_pre_ping=False, pool_size=8, max_overflow=24)
            # One snapshot for the whole transaction, as SQLite gives it: what a reader sees must not move under it.
            return cls(url, "postgresql", engine, engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ"))
        raise Misconfigured("STO-001", url=parsed.render_as_string(hide_password=True))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection inside one read transaction: what it sees does not move."""
        with self._reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection inside one write transaction, committed at the end. Business rows go through the writer."""
        with self.turn(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn to write: held around every write transaction of this process."""
        if self.dialect != "sqlite":
            yield
            return
        with self._writing:
            yield

    def upgrade(self, revision: str = "head") -> None:
        """Bring the tables to a revision of `hub/store/migrations`."""
        from hub.store import migrations  # noqa: PLC0415  # Alembic is slow to import and seldom needed

        migrations.upgrade(self, revision)

    def downgrade(self, revision: str) -> None:
        """Take the tables back to an earlier revision; `base` removes them."""
        from hub.store import migrations  # noqa: PLC0415

        migrations.downgrade(self, revision)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        self._reading.dispose()


def _sqlite(url: str, *, writes: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        cursor = connection.cursor()
        for pragma in _pragmas(writes=writes):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns writer in the middle fails with "locked" at once, without waiting.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _pragmas(*, writes: bool) -> list[str]:
    common = [f"busy_timeout = {_BUSY_MS}", "foreign_keys = ON", "temp_store = MEMORY", "cache_size = -32768"]
    return [*common, "journal_mode = WAL", "synchronous = FULL"] if writes else [*common, "query_only = ON"]
