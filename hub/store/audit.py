"""What verification walks: whole tables as streams, each row with the digest of the bytes it names; and rows without a home.

It compares nothing, is scoped to nobody, and holds one page in memory.

>>> list(audit.orphans(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, TextClause, select, text

from hub.store.asking import every, pages, stream
from hub.store.items import Row
from hub.store.lead_tables import offering
from hub.store.tables import attempt, message, parcel, payload

_PAGE = 500
_MESSAGES = 200  # with all that belongs to them
_UNUSED = text(
    "SELECT id FROM payload EXCEPT SELECT payload_id FROM parcel EXCEPT SELECT payload_id FROM message EXCEPT SELECT sent_payload_id FROM attempt"
)
# A body named by a UUID may be a parcel that is still coming in; one named by a hash was written with its payload row.
_LOOSE = text(
    "SELECT DISTINCT body_id FROM payload_chunk c WHERE body_id NOT LIKE '%-%' AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.body_id = c.body_id)"
)
_SUBJECTS = text(
    "SELECT message_id, MIN(id) AS id FROM leaf WHERE message_id <> '' AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = leaf.message_id)"
    " AND NOT EXISTS (SELECT 1 FROM parcel p WHERE p.id = leaf.message_id) GROUP BY message_id ORDER BY message_id"
)
_BODY = text("SELECT body FROM leaf WHERE id = :id")
# Foreign keys forbid orphans, but whoever alters a database can lift those first.
_ORPHANS = {
    "document": text("SELECT message_id AS key FROM document d WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = d.message_id)"),
    "delivery": text("SELECT key FROM delivery d WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.id = d.message_id)"),
    "attempt": text("SELECT delivery_id AS key FROM attempt a WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = a.delivery_id)"),
}
_STRAYS = text(
    "SELECT leaf.id FROM leaf LEFT JOIN leaf_position p ON p.leaf_id = leaf.id LEFT JOIN leaf_pending w ON w.leaf_id = leaf.id"
    " WHERE p.leaf_id IS NULL AND w.leaf_id IS NULL OR p.leaf_id IS NOT NULL AND w.leaf_id IS NOT NULL ORDER BY leaf.id"
)
_LOST = text("SELECT w.leaf_id FROM leaf_pending w LEFT JOIN leaf ON leaf.id = w.leaf_id WHERE leaf.id IS NULL ORDER BY w.leaf_id")


# ── rows, each with the `digest` of the payload that it names: None where that is gone ──────────────────────
def messages(connection: Connection) -> Iterator[list[Row]]:
    """Every message, page by page."""
    asked = select(message, payload.c.digest).select_from(message.outerjoin(payload, payload.c.id == message.c.payload_id))
    return pages(connection, asked, message.c.id, _MESSAGES)


def attempts(connection: Connection, delivery_ids: Iterable[int]) -> list[Row]:
    """The attempts of these deliveries, in order."""
    asked = select(attempt, payload.c.digest).select_from(attempt.outerjoin(payload, payload.c.id == attempt.c.sent_payload_id))
    return every(connection, asked.where(attempt.c.delivery_id.in_(list(delivery_ids))).order_by(attempt.c.ordinal))


def parcels(connection: Connection) -> Iterator[list[Row]]:
    """Every parcel, page by page."""
    asked = select(parcel, payload.c.digest).select_from(parcel.outerjoin(payload, payload.c.id == parcel.c.payload_id))
    return pages(connection, asked, parcel.c.id, _PAGE)


def payloads(connection: Connection) -> Iterator[Row]:
    """Every payload, without its bytes."""
    return stream(connection, select(payload), payload.c.id, _PAGE)


def offerings(connection: Connection) -> Iterator[list[Row]]:
    """Every offering, page by page."""
    return pages(connection, select(offering), offering.c.lead_id, _MESSAGES)


def unoffered(connection: Connection) -> Iterator[list[Row]]:
    """The ids of leads that have no offering, page by page."""
    offered = select(offering.c.lead_id).where(offering.c.lead_id == message.c.id)
    return pages(connection, select(message.c.id).where(message.c.document_type.like("lead/%"), ~offered.exists()), message.c.id, _PAGE)


def calls(connection: Connection) -> Iterator[list[Row]]:
    """The ids of the parcels that webhooks brought, page by page."""
    return pages(connection, select(parcel.c.id).where(parcel.c.transport == "webhook"), parcel.c.id, _PAGE)


# ── rows without a home ─────────────────────────────────────────────────────────────────────────────────────
def unused_payloads(connection: Connection) -> Iterator[str]:
    """The ids of payloads that no parcel, message or attempt names."""
    yield from connection.execute(_UNUSED).scalars()


def loose_bodies(connection: Connection) -> Iterator[str]:
    """The ids of bodies whose chunks belong to no payload."""
    yield from connection.execute(_LOOSE).scalars()


def lost_subjects(connection: Connection) -> Iterator[Row]:
    """The first leaf of everything that leaves are about and that is not there: id, message_id, body."""
    for found in connection.execute(_SUBJECTS):
        yield {"id": found.id, "message_id": found.message_id, "body": connection.execute(_BODY, {"id": found.id}).scalar_one()}


def orphans(connection: Connection) -> Iterator[tuple[str, str]]:
    """Documents, deliveries and attempts whose owner is gone: table and key."""
    for table, asked in _ORPHANS.items():
        for key in connection.execute(asked).scalars():
            yield table, str(key)


def stray_leaves(connection: Connection) -> Iterator[int]:
    """The ids of leaves that neither have a position nor wait for one, or both. On SQLite every leaf stands in its own."""
    yield from _of_sealing(connection, _STRAYS)


def lost_leaves(connection: Connection) -> Iterator[int]:
    """The ids of leaves that are said to wait and are not there."""
    yield from _of_sealing(connection, _LOST)


def _of_sealing(connection: Connection, asked: TextClause) -> Iterable[int]:
    return () if connection.dialect.name == "sqlite" else connection.execute(asked).scalars()
