"""The systems of the queue: how hard they may be driven, whether they are paused or broken, and what happened to them.

Reads only; what happens to a system is written through `hub.queue.systems`. Not scoped: ask whose system it is first.

>>> one(connection, "acme/erp")["open"]   # doctest: +SKIP
1
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, select, text

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.operating_tables import pace_use, system_step
from hub.store.tables import delivery
from hub.store.tables import system as system_table


def one(connection: Connection, system_id: str) -> Row | None:
    """One system: every column."""
    return first(connection, select(system_table).where(system_table.c.id == system_id))


def every_one(connection: Connection) -> list[Row]:
    """Every system, also those that no configuration names any more."""
    return every(connection, select(system_table).order_by(system_table.c.id))


def uneasy(connection: Connection) -> list[str]:
    """The systems that did not answer lately."""
    return list(connection.execute(select(system_table.c.id).where(system_table.c.breaker != "")).scalars())


def steps(connection: Connection, system_id: str, limit: int = 20) -> list[Row]:
    """What happened to a system, the newest first."""
    mine = select(system_step).where(system_step.c.system_id == system_id)
    return every(connection, mine.order_by(system_step.c.number.desc()).limit(limit))


def last(connection: Connection, system_ids: Iterable[str], event: str) -> dict[str, Row]:
    """The newest step of one kind of each system that ever took one."""
    wanted = [system_step.c.system_id.in_(list(system_ids)), system_step.c.event == event]
    newest = select(system_step.c.system_id, func.max(system_step.c.number).label("number")).where(*wanted)
    found = newest.group_by(system_step.c.system_id).subquery()
    asked = select(system_step).join(found, (found.c.system_id == system_step.c.system_id) & (found.c.number == system_step.c.number))
    return {row["system_id"]: row for row in every(connection, asked)}


def oldest_due(connection: Connection) -> dict[str, int]:
    """By system the moment since when its oldest ready delivery is due."""
    asked = select(delivery.c.system_id, func.min(delivery.c.due_at).label("due_at")).where(text("state = 1"))
    return {row["system_id"]: row["due_at"] for row in every(connection, asked.group_by(delivery.c.system_id))}


def used(connection: Connection, now: int) -> dict[str, int]:
    """By paced system how many requests of its minute are taken."""
    asked = select(pace_use.c.system_id, func.sum(pace_use.c.weight).label("weight")).where(pace_use.c.free_at > now)
    return {row["system_id"]: int(row["weight"]) for row in every(connection, asked.group_by(pace_use.c.system_id))}
