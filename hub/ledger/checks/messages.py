"""Messages, documents, deliveries and attempts against the leaves that sealed them, both ways.

A row must be what its newest leaf says, and every row that a leaf speaks of must be there.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hub.ledger.checks.about import Event, Subjects, agrees
from hub.ledger.checks.deliveries import Queue
from hub.ledger.checks.problem import Problem, raw
from hub.ledger.leaves import message_recorded
from hub.store import audit, deliveries, messages
from hub.store.items import Row
from hub.store.payloads import commitment

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every row that does not agree with its leaves."""
    for page in audit.messages(connection):
        ids = [row["id"] for row in page]
        subjects = Subjects(connection, ids)
        documents = {row["message_id"]: row for row in messages.documents(connection, ids)}
        queue = Queue(connection, deliveries.of_messages(connection, ids))
        for row in page:
            yield from _message(row, documents.get(row["id"]), subjects.events(row["id"]))
            yield from queue.check(row["id"], subjects.of_delivery(row["id"]))
    yield from _subjects(connection)
    yield from _orphans(connection)


def _message(row: Row, found: Row | None, events: Sequence[Event]) -> Iterator[Problem]:
    if row["payload_id"] and row["digest"] is None:
        yield Problem("LED-010", "payload", row["payload_id"], f"message {row['id']}")
        yield Problem("LED-009", "message", row["id"], "payload_id")
        return
    if found is not None and hashlib.sha256(raw(found["body"])).hexdigest() != found["digest"]:
        yield Problem("LED-014", "document", row["id"], "body")
        return
    recorded = [event for event in events if event.kind == f"message.{event.facts.get('state')}"]
    if not recorded:
        yield Problem("LED-008", "message", row["id"])
        return
    newest = recorded[-1]
    if agrees(newest, lambda: message_recorded(row, found, newest.at, row["digest"] or "")):
        return
    stated = newest.facts.get("document", "")
    if stated != _commitment(found):
        rule = "LED-010" if found is None else "LED-009" if stated else "LED-008"
        yield Problem(rule, "document", row["id"])
    else:
        yield Problem("LED-009", "message", row["id"])


def _commitment(found: Row | None) -> str:
    return commitment(raw(found["salt"]), found["digest"]) if found is not None else ""


def _subjects(connection: Connection) -> Iterator[Problem]:
    for row in audit.lost_subjects(connection):
        event = Event(row["id"], raw(row["body"]))
        yield Problem("LED-010", "parcel" if event.kind.startswith("parcel.") else "message", row["message_id"])


def _orphans(connection: Connection) -> Iterator[Problem]:
    for table, key in audit.orphans(connection):
        yield Problem("LED-008", table, key)
