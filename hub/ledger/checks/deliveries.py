"""Deliveries and attempts of one page of messages against their leaves.

Where a delivery stands while it waits or runs is the queue's own affair; that it was created, how each attempt ended,
where it came to rest and what the partner said of it is sealed.

>>> sorted(_REST)
['delivery.ended', 'delivery.held', 'delivery.released']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hub.ledger import leaves
from hub.ledger.checks.about import Event, agrees, last, named
from hub.ledger.checks.problem import Problem, raw
from hub.store import audit
from hub.store.items import LeafRow, Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

_REST = (leaves.HELD, leaves.ENDED, leaves.RELEASED)


class Queue:
    """The deliveries of some messages, with their attempts."""

    def __init__(self, connection: Connection, rows: Sequence[Row]) -> None:
        self._rows: dict[str, list[Row]] = {}
        for row in rows:
            self._rows.setdefault(row["message_id"], []).append(row)
        self._attempts: dict[int, list[Row]] = {}
        for row in audit.attempts(connection, [row["id"] for row in rows]):
            self._attempts.setdefault(row["delivery_id"], []).append(row)

    def check(self, message_id: str, events: dict[str, list[Event]]) -> Iterator[Problem]:
        """The deliveries of one message; `events` by delivery key."""
        rows = self._rows.get(message_id, [])
        for row in rows:
            about = events.get(row["key"], [])
            yield from _delivery(row, about)
            yield from _attempts(row, self._attempts.get(row["id"], []), about)
        for key in events.keys() - {row["key"] for row in rows}:
            yield Problem("LED-010", "delivery", key)


def _delivery(row: Row, events: Sequence[Event]) -> Iterator[Problem]:
    created = next(named(events, "delivery.created"), None)
    if created is None:
        yield Problem("LED-008", "delivery", row["key"])
    elif not agrees(created, lambda: leaves.delivery_created(row)):
        yield Problem("LED-009", "delivery", row["key"], "created")
    elif not _rests_as_recorded(row, last(events, _REST)):
        yield Problem("LED-009", "delivery", row["key"], "state")
    elif row["acknowledged"] != _acknowledged(events):
        yield Problem("LED-009", "delivery", row["key"], "acknowledged")


def _rests_as_recorded(row: Row, event: Event | None) -> bool:
    if row["state"] < 3:
        return event is None or event.kind == leaves.RELEASED
    if event is None or (row["ended_at"] or 0) != (event.at if row["state"] > 3 else 0):
        return False
    at = event.at
    return agrees(event, lambda: _rest(row, at))


def _rest(row: Row, at: int) -> LeafRow:
    return leaves.delivery_ended(
        row["message_id"], row["key"], state=row["state"], attempt=row["attempt"], cause=row["cause"], fault=row["fault"],
        receipt=raw(row["receipt"]), control_number=row["control_number"], at=at,
    )  # fmt: skip


def _attempt_agrees(row: Row, one: Row, event: Event) -> bool:
    return agrees(event, lambda: leaves.attempt_ended(row["message_id"], row["key"], one["ordinal"], one))


def _acknowledged(events: Sequence[Event]) -> str:
    event = last(events, ("acknowledgement.matched",))
    return "" if event is None else str(event.facts.get("acknowledged", ""))


def _attempts(row: Row, attempts: Sequence[Row], events: Sequence[Event]) -> Iterator[Problem]:
    recorded = {event.facts.get("ordinal"): event for event in named(events, "attempt.ended")}
    for one in attempts:
        key = f"{row['key']}/{one['ordinal']}"
        event = recorded.pop(one["ordinal"], None)
        if event is None:
            yield Problem("LED-008", "attempt", key)
        elif not _attempt_agrees(row, one, event):
            yield Problem("LED-009", "attempt", key)
        elif one["sent_payload_id"] and one["digest"] is None:
            yield Problem("LED-010", "payload", one["sent_payload_id"], f"attempt {key}")
            yield Problem("LED-009", "attempt", key, "sent_payload_id")
        elif one["sent_payload_id"] and one["digest"] != one["sent_digest"]:
            yield Problem("LED-009", "attempt", key, "sent_payload_id")
    for ordinal in recorded:
        yield Problem("LED-010", "attempt", f"{row['key']}/{ordinal}")
