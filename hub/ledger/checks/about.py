"""The leaves about some messages or parcels, read together and parted by subject.

Holds the leaves of one page of subjects, no more.

>>> Event(1, b'{"at":1,"kind":"x"}').kind
'x'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from hub.ledger.checks.problem import raw
from hub.store import leaves
from hub.store.items import LeafRow

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Event:
    """One leaf: its body as stored, and its facts."""

    __slots__ = ("body", "facts", "id")

    def __init__(self, leaf_id: int, body: bytes) -> None:
        self.id = leaf_id
        self.body = body
        self.facts: dict[str, Any] = _facts(body)

    @property
    def kind(self) -> str:
        """What happened."""
        return str(self.facts.get("kind", ""))

    @property
    def at(self) -> int:
        """When."""
        at = self.facts.get("at", 0)
        return at if isinstance(at, int) else 0


class Subjects:
    """The events of a page of messages or parcels."""

    def __init__(self, connection: Connection, ids: Sequence[str]) -> None:
        self._events: dict[str, list[Event]] = {}
        for row in leaves.about(connection, ids):
            self._events.setdefault(row["message_id"], []).append(Event(row["id"], raw(row["body"])))

    def events(self, subject: str) -> Sequence[Event]:
        """In the order in which they were recorded."""
        return self._events.get(subject, ())

    def of_delivery(self, subject: str) -> dict[str, list[Event]]:
        """Those about deliveries, by delivery key."""
        parted: dict[str, list[Event]] = {}
        for event in self.events(subject):
            key = event.facts.get("delivery")
            if isinstance(key, str):
                parted.setdefault(key, []).append(event)
        return parted


def last(events: Sequence[Event], kinds: Sequence[str]) -> Event | None:
    """The newest event of these kinds."""
    return next((event for event in reversed(events) if event.kind in kinds), None)


def named(events: Sequence[Event], kind: str) -> Iterator[Event]:
    """The events of one kind."""
    return (event for event in events if event.kind == kind)


def agrees(event: Event, recomputed: Callable[[], LeafRow]) -> bool:
    """Whether the leaf says what the row says now. A row that no leaf could be made of does not agree."""
    try:
        return recomputed().body == event.body
    except (TypeError, ValueError, AttributeError):
        return False


def _facts(body: bytes) -> dict[str, Any]:
    try:
        facts = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return facts if isinstance(facts, dict) else {}
