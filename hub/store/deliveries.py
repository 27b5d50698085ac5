"""Deliveries and their attempts, read; and the rows of a new one.

Changing a delivery is the writer's business (Finish, Claim, Moves, Replay). Scope as in `messages`.

>>> new("k1", "m1", "acme/erp", "t1", "json", "orders", now=5)["state"]
0
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select, text

from hub.store.asking import every, first
from hub.store.items import Row
from hub.store.messages import visible
from hub.store.tables import attempt, delivery, message

# States are literals: a bound state keeps PostgreSQL's generic plans from the partial indexes.
_STOPPED = {state: text(f"delivery.state in (3,5,6) AND delivery.state = {state}") for state in (3, 5, 6)}


def new(
    key: str,
    message_id: str,
    system_id: str,
    thread: str,
    target: str,
    agreement_id: str,
    *,
    now: int,
    due_at: int | None = None,
    promised_at: int | None = None,
    control_number: int = 0,
    replay_of: str = "",
) -> Row:
    """The row of a new delivery; remember its lane (system_id, thread) in `Rows.lanes`."""
    return {
        "key": key, "message_id": message_id, "system_id": system_id, "thread": thread, "target": target, "agreement_id": agreement_id,
        "state": 0, "attempt": 0, "control_number": control_number, "owner": "", "lease_until": 0, "resuming": 0, "cause": "", "fault": "",
        "receipt": b"", "acknowledged": "", "replay_of": replay_of, "due_at": now if due_at is None else due_at, "created_at": now,
        "promised_at": promised_at, "ended_at": None,
    }  # fmt: skip


def one(connection: Connection, key: str, member: str | None) -> Row | None:
    """One delivery by its key: every column."""
    return first(connection, _scoped(member).where(delivery.c.key == key))


def by_id(connection: Connection, delivery_id: int) -> Row | None:
    """One delivery by its number. Not scoped."""
    return first(connection, select(delivery).where(delivery.c.id == delivery_id))


def of_message(connection: Connection, message_id: str, member: str | None) -> list[Row]:
    """The deliveries of a message, oldest first."""
    return every(connection, _scoped(member).where(delivery.c.message_id == message_id).order_by(delivery.c.id))


def of_messages(connection: Connection, message_ids: Iterable[str]) -> list[Row]:
    """The deliveries of several messages, for lists. Not scoped."""
    return every(connection, select(delivery).where(delivery.c.message_id.in_(list(message_ids))).order_by(delivery.c.id))


def attempts(connection: Connection, delivery_id: int) -> list[Row]:
    """The attempts of a delivery in order. Not scoped: ask `one` first."""
    return every(connection, select(attempt).where(attempt.c.delivery_id == delivery_id).order_by(attempt.c.ordinal))


def copy_of(connection: Connection, row: Row) -> Row | None:
    """The newest delivery that repeats this one. Not scoped."""
    same = (delivery.c.message_id == row["message_id"], delivery.c.replay_of == row["key"])
    return first(connection, select(delivery).where(*same).order_by(delivery.c.id.desc()).limit(1))


def last_sent(connection: Connection, delivery_ids: Iterable[int]) -> dict[int, str]:
    """By delivery the digest of what was last sent, where anything was. Not scoped."""
    asked = select(attempt.c.delivery_id, attempt.c.sent_digest).where(
        attempt.c.delivery_id.in_(list(delivery_ids)), attempt.c.sent_digest != ""
    )
    return {row["delivery_id"]: row["sent_digest"] for row in every(connection, asked.order_by(attempt.c.ordinal))}


def by_control(connection: Connection, system_id: str, control_number: int) -> Row | None:
    """The newest delivery that went out to a system under this control number: what an acknowledgement answers."""
    sent = and_(delivery.c.system_id == system_id, delivery.c.control_number == control_number, text("control_number > 0"))
    return first(connection, select(delivery).where(sent).order_by(delivery.c.id.desc()).limit(1))


def stopped(
    connection: Connection, member: str | None, *, states: Iterable[int] = (3, 5, 6), cause: str = "", after: int = 0, limit: int = 200
) -> list[Row]:
    """Held (3), rejected (5) and dead (6) deliveries, oldest first, each with its message's sender_id and receiver_id."""
    asked = select(delivery, message.c.sender_id, message.c.receiver_id).join(message, message.c.id == delivery.c.message_id)
    asked = asked.where(or_(*(_STOPPED[state] for state in states)), delivery.c.id > after, visible(member))
    if cause:
        asked = asked.where(delivery.c.cause == cause)
    return every(connection, asked.order_by(delivery.c.id).limit(limit))


def late(connection: Connection, now: int, limit: int = 200) -> list[Row]:
    """Deliveries whose promise is broken: not over, or not delivered, after `promised_at`."""
    broken = and_(text("promised_at IS NOT NULL AND state in (0,1,2,3)"), delivery.c.promised_at < now)
    return every(connection, select(delivery).where(broken).order_by(delivery.c.promised_at).limit(limit))


def backlog(connection: Connection) -> list[Row]:
    """Per system and state (0 to 3): system_id, state, deliveries, oldest (created_at)."""
    counted = select(
        delivery.c.system_id, delivery.c.state, func.count().label("deliveries"), func.min(delivery.c.created_at).label("oldest")
    )
    parts = [
        every(connection, counted.where(text(f"state {which}")).group_by(delivery.c.system_id, delivery.c.state))
        for which in ("= 0", "in (1,2,3)")
    ]
    return sorted((row for part in parts for row in part), key=lambda row: (row["system_id"], row["state"]))


def next_due(connection: Connection, now: int) -> int | None:
    """The next moment after `now` at which a waiting delivery becomes due or a lease ends; None if there is none."""
    due = select(func.min(delivery.c.due_at)).where(text("state = 1"), delivery.c.due_at > now)
    ends = select(func.min(delivery.c.lease_until)).where(text("state = 2"), delivery.c.lease_until > now)
    moments = [moment for asked in (due, ends) if (moment := connection.execute(asked).scalar()) is not None]
    return min(moments, default=None)


def _scoped(member: str | None) -> Select[Any]:
    if member is None:
        return select(delivery)
    return select(delivery).join(message, message.c.id == delivery.c.message_id).where(visible(member))
