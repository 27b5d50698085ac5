"""Replay plans and their items: read, counted, and taken by one process at a time.

What an item becomes is written with what was done; a plan moves through `hub.queue.plans`. Example: `take(connection, "me", now, until)`.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select, text, true, update

from hub.store.asking import every, first
from hub.store.items import Row, Update
from hub.store.operating_tables import replay_item, replay_plan, replay_step

_WAITING = text("state = 'waiting'")
_RUNNING = text("state = 'running'")


def one(connection: Connection, plan_id: str, scope: str | None) -> Row | None:
    """One plan: every column. `scope`: the reader's member, None for all."""
    mine = true() if scope is None else replay_plan.c.scope == scope
    return first(connection, select(replay_plan).where(replay_plan.c.id == plan_id, mine))


def page(connection: Connection, scope: str | None, after: str = "", limit: int = 50) -> list[Row]:
    """The newest plans first, those with an id below `after`."""
    mine = true() if scope is None else replay_plan.c.scope == scope
    older = replay_plan.c.id < after if after else true()
    return every(connection, select(replay_plan).where(mine, older).order_by(replay_plan.c.id.desc()).limit(limit))


def steps(connection: Connection, plan_id: str) -> list[Row]:
    """What happened to a plan, in order."""
    return every(connection, select(replay_step).where(replay_step.c.plan_id == plan_id).order_by(replay_step.c.number))


def items(connection: Connection, plan_id: str, after: int = 0, limit: int = 200) -> list[Row]:
    """The items of a plan in their order, those behind `after`."""
    mine = select(replay_item).where(replay_item.c.plan_id == plan_id, replay_item.c.ordinal > after)
    return every(connection, mine.order_by(replay_item.c.ordinal).limit(limit))


def waiting(connection: Connection, plan_id: str, limit: int) -> list[Row]:
    """The items that are to be done next, in order."""
    mine = select(replay_item).where(replay_item.c.plan_id == plan_id, _WAITING)
    return every(connection, mine.order_by(replay_item.c.ordinal).limit(limit))


def counts(connection: Connection, plan_id: str) -> dict[str, int]:
    """How many items are in which state."""
    counted = select(replay_item.c.state, func.count().label("items")).where(replay_item.c.plan_id == plan_id)
    return {row["state"]: row["items"] for row in every(connection, counted.group_by(replay_item.c.state))}


def forecasts(connection: Connection, plan_id: str) -> dict[str, int]:
    """How many items were forecast to do what; "" where nobody looked."""
    counted = select(replay_item.c.forecast, func.count().label("items")).where(replay_item.c.plan_id == plan_id)
    return {row["forecast"]: row["items"] for row in every(connection, counted.group_by(replay_item.c.forecast))}


def take(connection: Connection, owner: str, now: int, until: int) -> Row | None:
    """The oldest running plan that nobody else works at, ours until `until`."""
    free = or_(replay_plan.c.lease_until < now, replay_plan.c.owner == owner)
    next_ = select(replay_plan.c.id).where(_RUNNING, free).order_by(replay_plan.c.id).limit(1).with_for_update(skip_locked=True)
    taken = update(replay_plan).where(replay_plan.c.id == next_.scalar_subquery(), _RUNNING)
    row = connection.execute(taken.values(owner=owner, lease_until=until).returning(*replay_plan.c)).mappings().first()
    return dict(row) if row is not None else None


def noted(item: Row, state: str, result: str, now: int) -> Update:
    """What became of an item that waited."""
    key = {"plan_id": item["plan_id"], "ordinal": item["ordinal"], "state": "waiting"}
    return Update("replay_item", key, {"state": state, "result": result[:500], "at": now})
