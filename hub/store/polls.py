"""Polling: whose turn it is, the cursor of each stream, and what was taken before.

It decides nothing; how a turn ends is written by `hub.pipeline.poll`. A turn whose lease is over is begun again.

>>> identity("acme/erp", "sale/7", "2") == identity("acme/erp", "sale/7", "2") != identity("acme/erp", "sale/72", "")
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.asking import every
from hub.store.items import Guard, Row, Update
from hub.store.poll_tables import poll, polled


def identity(system_id: str, key: str, version: str) -> str:
    """What names one state of one record of a system."""
    return hashlib.sha256(orjson.dumps([system_id, key, version])).hexdigest()


def missing(connection: Connection, streams: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Those of the streams that have no row yet."""
    known = {tuple(row) for row in connection.execute(select(poll.c.system_id, poll.c.stream))}
    return [(system_id, stream) for system_id, names in streams.items() for stream in names if (system_id, stream) not in known]


def begin(connection: Connection, streams: Iterable[tuple[str, str]], now: int) -> None:
    """A row for each stream, due now; one that somebody else has begun stays as it is."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    if rows := [_first(system_id, stream, now) for system_id, stream in streams]:
        connection.execute(insert(poll).on_conflict_do_nothing(), rows)


def _first(system_id: str, stream: str, now: int) -> Row:
    return {
        "system_id": system_id, "stream": stream, "cursor": "", "number": 0, "attempt": 0, "rule": "", "reason": "", "due_at": now, "polled_at": None,
    }  # fmt: skip


def due(connection: Connection, now: int) -> list[tuple[str, str]]:
    """The streams whose turn it is, those that waited longest first."""
    asked = select(poll.c.system_id, poll.c.stream).where(poll.c.due_at <= now).order_by(poll.c.due_at, poll.c.system_id, poll.c.stream)
    return [(system_id, stream) for system_id, stream in connection.execute(asked)]


def claim(connection: Connection, system_id: str, stream: str, now: int, lease_until: int) -> Row | None:
    """The stream for one turn under a lease, or None where somebody else has it."""
    mine = (poll.c.system_id == system_id, poll.c.stream == stream, poll.c.due_at <= now)
    values = {"number": poll.c.number + 1, "due_at": lease_until}
    row = connection.execute(update(poll).where(*mine).values(values).returning(*poll.c)).mappings().first()
    return dict(row) if row is not None else None


def moved(row: Row, **values: object) -> Update:
    """The end of a turn; a turn that was overtaken changes nothing."""
    return Update("poll", {name: row[name] for name in ("system_id", "stream", "number")}, values)


def taken(connection: Connection, identities: Iterable[str]) -> set[str]:
    """Those of the identities that were taken before."""
    return set(connection.execute(select(polled.c.id).where(polled.c.id.in_(list(identities)))).scalars())


def once(identity_: str) -> Guard:
    """That nobody has taken it."""
    return Guard("polled", {"id": identity_})


def all_of(connection: Connection, system_id: str | None = None) -> list[Row]:
    """Every stream as it stands, or those of one system."""
    asked = select(poll).order_by(poll.c.system_id, poll.c.stream)
    return every(connection, asked if system_id is None else asked.where(poll.c.system_id == system_id))
