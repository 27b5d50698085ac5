"""What may be done again, found by what it has in common: held messages, and deliveries that stopped or ended.

Reads only, the oldest first. `scope`: whose messages and systems, None for all. Example: `held(connection, Wanted(cause="MAP-104|…"), None, 100)`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select, text, true

from hub.store.asking import every
from hub.store.items import Row
from hub.store.tables import delivery, message

# Word for word, so that the partial indexes serve.
_HELD: Final = text("message.state in ('held','rejected') AND message.state = 'held' AND message.parcel_id IS NOT NULL")
_STATES: Final = {
    "held": "delivery.state in (3,5,6) AND delivery.state = 3",
    "rejected": "delivery.state in (3,5,6) AND delivery.state = 5",
    "dead": "delivery.state in (3,5,6) AND delivery.state = 6",
    "delivered": "delivery.state = 4",
}
BEHIND: Final = "RTE-003|"  # the cause of what waits for a held message of its thread


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the things to be done again have in common; empty means anything. Moments in microseconds, `until` excluded."""

    cause: str = ""
    system: str = ""
    agreement: str = ""
    since: int | None = None
    until: int | None = None
    states: tuple[str, ...] = ("held",)


def held(connection: Connection, wanted: Wanted, scope: str | None, limit: int) -> list[Row]:
    """Held messages that are read again."""
    if "held" not in wanted.states:
        return []
    fits = _fits(
        wanted, {"cause": message.c.cause, "system": message.c.system_id, "agreement": message.c.agreement_id, "at": message.c.received_at}
    )
    mine = true() if scope is None else message.c.sender_id == scope
    return every(connection, select(message).where(_HELD, mine, *fits).order_by(message.c.id).limit(limit))


def causes_of_messages(connection: Connection, scope: str | None) -> list[Row]:
    """Why messages are held: cause, fault, count, first (the oldest message's id)."""
    counted = select(message.c.cause, message.c.fault, func.count().label("count"), func.min(message.c.id).label("first"))
    held_ = text("message.state in ('held','rejected') AND message.state = 'held'")
    mine = true() if scope is None else _owned(scope)
    return every(connection, counted.where(held_, mine).group_by(message.c.cause, message.c.fault))


def causes_of_deliveries(connection: Connection, scope: str | None) -> list[Row]:
    """Why deliveries stopped: cause, fault, state, count, first (the oldest one's number). Without those that were repeated since."""
    counted = select(
        delivery.c.cause, delivery.c.fault, delivery.c.state, func.count().label("count"), func.min(delivery.c.id).label("first")
    )
    mine = true() if scope is None else delivery.c.system_id.startswith(f"{scope}/", autoescape=True)
    stopped = counted.where(text("delivery.state in (3,5,6)"), mine, ~_repeated())
    return every(connection, stopped.group_by(delivery.c.cause, delivery.c.fault, delivery.c.state))


def behind(connection: Connection, threads: Collection[str], scope: str | None) -> list[Row]:
    """Held messages that wait only for an earlier one of these threads."""
    mine = true() if scope is None else message.c.sender_id == scope
    waits = message.c.cause.startswith(BEHIND, autoescape=True)
    return every(
        connection, select(message).where(_HELD, mine, waits, message.c.thread.in_([one for one in threads if one])).order_by(message.c.id)
    )


def deliveries(connection: Connection, wanted: Wanted, scope: str | None, limit: int) -> list[Row]:
    """Deliveries that are released, or owed again. Of one that was repeated already, only the newest copy."""
    fits = _fits(
        wanted,
        {"cause": delivery.c.cause, "system": delivery.c.system_id, "agreement": delivery.c.agreement_id, "at": delivery.c.created_at},
    )
    mine = true() if scope is None else delivery.c.system_id.startswith(f"{scope}/", autoescape=True)
    state = or_(*(text(_STATES[one]) for one in wanted.states))
    return every(connection, select(delivery).where(state, mine, ~_repeated(), *fits).order_by(delivery.c.id).limit(limit))


def routed(connection: Connection, limit: int) -> list[Row]:
    """The messages that were routed last, the newest first; those that came in, for only they were read."""
    asked = select(message).where(text("message.state = 'routed' AND message.direction = 'in' AND message.parcel_id IS NOT NULL"))
    return every(connection, asked.order_by(message.c.id.desc()).limit(limit))


def _repeated() -> ColumnElement[bool]:
    copy = delivery.alias()
    return select(literal_column("1")).where(copy.c.message_id == delivery.c.message_id, copy.c.replay_of == delivery.c.key).exists()


def _owned(member: str) -> ColumnElement[bool]:
    """Whose a message is: its sender's; of the hub's own, whoever gets it."""
    return or_(
        and_(message.c.direction == "in", message.c.sender_id == member),
        and_(message.c.direction == "out", message.c.receiver_id == member),
    )


def _fits(wanted: Wanted, columns: dict[str, ColumnElement[str] | ColumnElement[int]]) -> list[ColumnElement[bool]]:
    equal = [
        columns[name] == value
        for name, value in (("cause", wanted.cause), ("system", wanted.system), ("agreement", wanted.agreement))
        if value
    ]
    since = [columns["at"] >= wanted.since] if wanted.since is not None else []
    until = [columns["at"] < wanted.until] if wanted.until is not None else []
    return [*equal, *since, *until]
