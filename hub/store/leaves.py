"""Leaves: recorded with the fact that they state, put in their positions, read by subject or in order.

It knows nothing of hashing or signing: a hash is bytes to it. A position counts from 0; `LeafRow` is made by the ledger.

>>> leaves.hashes(connection, 0, 1)   # doctest: +SKIP
[(0, b'...')]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, FromClause, Select, insert, select, text, update

from hub.store.asking import every, first, stream
from hub.store.items import LeafRow, Row
from hub.store.statements import Statement
from hub.store.tables import leaf, leaf_pending, leaf_position, ledger

_PAGE = 2000
# PostgreSQL: the sealer positions what stands in leaf_pending, so both are written or neither.
_APPEND_PENDING = Statement(
    text(
        "WITH made AS (INSERT INTO leaf (hash, body, message_id)"
        " SELECT hash, body, message_id FROM unnest(CAST(:hashes AS bytea[]), CAST(:bodies AS bytea[]), CAST(:subjects AS text[]))"
        " WITH ORDINALITY AS given(hash, body, message_id, ordinal) ORDER BY ordinal RETURNING id)"
        " INSERT INTO leaf_pending (leaf_id) SELECT id FROM made"
    )
)
_APPEND_IN_PLACE = Statement(insert(leaf).inline(), ("hash", "body", "message_id"))
_TAKE_PENDING = text(
    "WITH taken AS (DELETE FROM leaf_pending WHERE leaf_id IN (SELECT leaf_id FROM leaf_pending ORDER BY leaf_id LIMIT :limit) RETURNING leaf_id)"
    " SELECT leaf.id, leaf.hash FROM taken JOIN leaf ON leaf.id = taken.leaf_id ORDER BY leaf.id"
)
_POSITION = text(
    "INSERT INTO leaf_position (position, leaf_id)"
    " SELECT :size + ordinal - 1, id FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS given(id, ordinal)"
)
_SEALED = select(ledger.c.size, ledger.c.frontier).where(ledger.c.id == 1)


# ── recorded and put in order ───────────────────────────────────────────────────────────────────────────────
def append(connection: Connection, leaves: Sequence[LeafRow]) -> None:
    """Record facts in this transaction: on SQLite in their final order, on PostgreSQL for the sealer to order."""
    if not leaves:
        return
    if connection.dialect.name == "sqlite":
        _APPEND_IN_PLACE.many(connection, [{"hash": row.hash, "body": row.body, "message_id": row.message_id} for row in leaves])
        return
    hashes, bodies = [row.hash for row in leaves], [row.body for row in leaves]
    _APPEND_PENDING.count(connection, {"hashes": hashes, "bodies": bodies, "subjects": [row.message_id for row in leaves]})


def sealed(connection: Connection) -> Row | None:
    """How far the log is sealed: `size` and `frontier`; None where the ledger's row is gone."""
    return first(connection, _SEALED)


def lock(connection: Connection) -> Row:
    """The same for whoever is about to seal: until the end of the transaction nobody else positions a leaf."""
    return dict(connection.execute(_SEALED.with_for_update()).mappings().one())


def place(connection: Connection, size: int, limit: int) -> list[tuple[int, bytes]]:
    """Up to `limit` leaves after the first `size`, whose places are settled with this: (position, hash), in order.

    SQLite has one writer, so a row id is a position from the start. PostgreSQL takes ids before the commit, so only
    what is pending now may have its position now.
    """
    if connection.dialect.name == "sqlite":
        return hashes(connection, size, limit)
    rows = connection.execute(_TAKE_PENDING, {"limit": limit}).all()
    if rows:
        connection.execute(_POSITION, {"size": size, "ids": [row.id for row in rows]})
    return [(size + ordinal, bytes(row.hash)) for ordinal, row in enumerate(rows)]


def advance(connection: Connection, size: int, frontier: bytes) -> None:
    """The log is sealed up to `size` now."""
    connection.execute(update(ledger), {"size": size, "frontier": frontier})


# ── read ────────────────────────────────────────────────────────────────────────────────────────────────────
def events(connection: Connection, subject_id: str) -> list[Row]:
    """The leaves about one message or parcel, in order: id, position (None while unsealed on PostgreSQL), hash, body.

    Not scoped: ask `messages.one` first.
    """
    key, shift, source = _positioned(connection)
    asked = select(leaf.c.id, (key - shift).label("position"), leaf.c.hash, leaf.c.body).select_from(source)
    return every(connection, asked.where(leaf.c.message_id == subject_id).order_by(leaf.c.id))


def about(connection: Connection, subject_ids: Sequence[str]) -> list[Row]:
    """The leaves about several messages or parcels, oldest first: id, message_id, body. Not scoped."""
    asked = select(leaf.c.id, leaf.c.message_id, leaf.c.body).where(leaf.c.message_id.in_(subject_ids))
    return every(connection, asked.order_by(leaf.c.id))


def feed(connection: Connection, after: int = -1, limit: int = 200) -> list[Row]:
    """Leaves with a position above `after`, in order: position, hash, body, message_id. A late commit is never passed over."""
    return every(connection, _from(connection, after + 1, limit, leaf.c.hash, leaf.c.body, leaf.c.message_id))


def hashes(connection: Connection, start: int, limit: int) -> list[tuple[int, bytes]]:
    """(position, hash) of up to `limit` leaves from position `start` on, in order; a gap shows in the positions."""
    return [(position, bytes(hashed)) for position, hashed in connection.execute(_from(connection, start, limit, leaf.c.hash))]


def in_order(connection: Connection) -> Iterator[Row]:
    """Every leaf that has a position, as a stream: position, id, hash, body, message_id; hash None where the leaf is gone."""
    key, shift, _ = _positioned(connection)
    columns = ((key - shift).label("position"), leaf.c.hash, leaf.c.body, leaf.c.message_id)
    if connection.dialect.name == "sqlite":
        asked = select(leaf.c.id, *columns)
    else:
        asked = select(leaf_position.c.leaf_id.label("id"), *columns).select_from(leaf_position.outerjoin(leaf))
    return stream(connection, asked, key, _PAGE)


def numbered_by(connection: Connection) -> tuple[str, int]:
    """The table whose keys give the positions, and how much a key is above its position."""
    key, shift, _ = _positioned(connection)
    return key.table.name, shift


def pending(connection: Connection) -> Iterator[Row]:
    """PostgreSQL: every leaf that waits for the sealer, as a stream: id, hash, body, message_id. On SQLite none waits."""
    return stream(connection, select(leaf).join(leaf_pending, leaf_pending.c.leaf_id == leaf.c.id), leaf.c.id, _PAGE)


def _from(connection: Connection, start: int, limit: int, *columns: Column[Any]) -> Select[Any]:
    key, shift, source = _positioned(connection)
    # Compared and ordered by the key itself, so that its index serves.
    return select((key - shift).label("position"), *columns).select_from(source).where(key >= start + shift).order_by(key).limit(limit)


def _positioned(connection: Connection) -> tuple[Column[int], int, FromClause]:
    """The key that orders leaves, how much it is above the position, and what to select from."""
    # SQLite has one writer, so row ids are gap-free in the order of commits and, counted from 0, the positions.
    if connection.dialect.name == "sqlite":
        return leaf.c.id, 1, leaf
    return leaf_position.c.position, 0, leaf.outerjoin(leaf_position, leaf_position.c.leaf_id == leaf.c.id)
