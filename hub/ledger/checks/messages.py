"""Messages, documents, deliveries and attempts against the leaves that sealed them, both ways.

A row must be what its newest leaf says, and every row that a leaf speaks of must be there.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, select, text

from hub.ledger.checks import deliveries
from hub.ledger.checks.about import Event, Subjects, agrees
from hub.ledger.checks.problem import Problem, pages, raw
from hub.ledger.leaves import message_recorded
from hub.store.asking import every
from hub.store.items import Row
from hub.store.payloads import commitment
from hub.store.tables import delivery, document, message, payload

_PAGE = 200
_SUBJECTS = text(
    "SELECT message_id, MIN(id) AS id FROM leaf WHERE message_id <> '' AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = leaf.message_id)"
    " AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.id = leaf.message_id) GROUP BY message_id ORDER BY message_id"
)
_LEAF = text("SELECT body FROM leaf WHERE id = :id")
# Rows whose owner is gone; foreign keys forbid them, but whoever alters a database can lift those first.
_ORPHANS = {
    "document": text("SELECT message_id AS key FROM document d WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = d.message_id)"),
    "delivery": text("SELECT key FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = d.message_id)"),
    "attempt": text("SELECT delivery_id AS key FROM attempt a WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = a.delivery_id)"),
}


def check(connection: Connection) -> Iterator[Problem]:
    """Every row that does not agree with its leaves."""
    asked = select(message, payload.c.digest).select_from(message.outerjoin(payload, payload.c.id == message.c.payload_id))
    for page in pages(connection, asked, message.c.id, _PAGE):
        ids = [row["id"] for row in page]
        subjects = Subjects(connection, ids)
        documents = {row["message_id"]: row for row in _of(connection, document, ids)}
        queue = deliveries.Queue(connection, _of(connection, delivery, ids))
        for row in page:
            yield from _message(row, documents.get(row["id"]), subjects.events(row["id"]))
            yield from queue.check(row["id"], subjects.of_delivery(row["id"]))
    yield from _subjects(connection)
    yield from _orphans(connection)


def _of(connection: Connection, table: Table, ids: Sequence[str]) -> list[Row]:
    return every(connection, select(table).where(table.c.message_id.in_(ids)))


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
    for row in connection.execute(_SUBJECTS):
        event = Event(row.id, raw(connection.execute(_LEAF, {"id": row.id}).scalar_one()))
        yield Problem("LED-010", "parcel" if event.kind.startswith("parcel.") else "message", row.message_id)


def _orphans(connection: Connection) -> Iterator[Problem]:
    for table, asked in _ORPHANS.items():
        for row in connection.execute(asked):
            yield Problem("LED-008", table, str(row.key))
