"""Notices: what webhooks named and is still to be fetched. Read by key, by system, by what is held; claimed one at a time.

It decides nothing; how an attempt ends is written by `hub.pipeline.notices`. A notice whose lease is over is claimed again.

>>> claim(connection, "acme/leads", now, now + 60_000_000)   # doctest: +SKIP
{'key': 'meta/lead/444', 'attempt': 1, ...}
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, text, update

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.lead_tables import notice, notice_step

_PENDING = text("state in ('owed', 'fetching')")


def of_keys(connection: Connection, system_id: str, keys: Iterable[str]) -> list[Row]:
    """The notices of a system under these keys."""
    return every(connection, select(notice).where(notice.c.system_id == system_id, notice.c.key.in_(list(keys))))


def of_parcel(connection: Connection, parcel_id: str) -> list[Row]:
    """The notices that a call was the first to name."""
    return every(connection, select(notice).where(notice.c.parcel_id == parcel_id).order_by(notice.c.key))


def due(connection: Connection, now: int) -> list[str]:
    """The systems of which something is due."""
    asked = select(notice.c.system_id).where(_PENDING, notice.c.due_at <= now).distinct().order_by(notice.c.system_id)
    return list(connection.execute(asked).scalars())


def claim(connection: Connection, system_id: str, now: int, lease_until: int) -> Row | None:
    """The notice of a system that is due the longest, now under a lease; its attempt is counted before it runs."""
    mine = notice.c.system_id == system_id
    next_ = select(notice.c.key).where(mine, _PENDING, notice.c.due_at <= now).order_by(notice.c.due_at, notice.c.key).limit(1)
    taken = update(notice).where(mine, notice.c.key == next_.with_for_update(skip_locked=True).scalar_subquery())
    values = {"state": "fetching", "attempt": notice.c.attempt + 1, "due_at": lease_until}
    row = connection.execute(taken.values(values).returning(*notice.c)).mappings().first()
    return dict(row) if row is not None else None


def held(connection: Connection, system_id: str) -> list[Row]:
    """The notices of a system that wait for the operator."""
    return every(connection, select(notice).where(notice.c.system_id == system_id, text("state = 'held'")).order_by(notice.c.key))


def one(connection: Connection, system_id: str, key: str) -> Row | None:
    """A notice as it is now."""
    return first(connection, select(notice).where(notice.c.system_id == system_id, notice.c.key == key))


def steps(connection: Connection, system_id: str, key: str) -> list[Row]:
    """How each attempt at a notice ended, in order."""
    mine = (notice_step.c.system_id == system_id, notice_step.c.key == key)
    return every(connection, select(notice_step).where(*mine).order_by(notice_step.c.number))
