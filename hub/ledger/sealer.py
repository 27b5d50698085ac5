"""Gives leaves their positions, without gaps, and signs checkpoints.

It never changes a leaf. Two sealers at once, and leaves that commit late, do no harm: whoever holds the ledger's row
takes what is pending now, and what commits later is pending for the next.

>>> Sealer(database, signer, "hub.example").seal(now)   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from hub.errors import Misconfigured
from hub.ledger.checkpoint import Checkpoint, Signer
from hub.ledger.leaves import checkpoint_signed
from hub.ledger.merkle import Frontier
from hub.store.engine import Database
from hub.store.inserts import append_leaves
from hub.store.tables import checkpoint, leaf, ledger, signing_key

STEP = 2000
_LEDGER = text("SELECT size, frontier FROM ledger WHERE id = 1")
_LEDGER_LOCKED = text("SELECT size, frontier FROM ledger WHERE id = 1 FOR UPDATE")
_NEXT = select(leaf.c.id, leaf.c.hash).where(leaf.c.id > bindparam("size")).order_by(leaf.c.id).limit(STEP)
_PENDING = text(
    "WITH taken AS (DELETE FROM leaf_pending WHERE leaf_id IN (SELECT leaf_id FROM leaf_pending ORDER BY leaf_id LIMIT :step) RETURNING leaf_id)"
    " SELECT leaf.id, leaf.hash FROM taken JOIN leaf ON leaf.id = taken.leaf_id ORDER BY leaf.id"
)
_POSITION = text(
    "INSERT INTO leaf_position (position, leaf_id)"
    " SELECT :size + ordinal - 1, id FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY AS given(id, ordinal)"
)
_KEY_TURN = text("SELECT pg_advisory_xact_lock(9)")
_Hashes = list[bytes]


class Sealer:
    """`seal` positions what waits; it signs after `every` new leaves or `interval` microseconds, or when forced."""

    def __init__(self, database: Database, signer: Signer, name: str, *, every: int = 1000, interval: int = 10_000_000) -> None:
        self._database = database
        self._signer = signer
        self._name = name
        self._every = every
        self._interval = interval

    def seal(self, now: int, *, force: bool = False) -> Checkpoint | None:
        """The new checkpoint, or None when none was due."""
        while True:
            with self._database.write() as connection:
                frontier, taken = _advance(connection)
                if taken < STEP:
                    return self._sign(connection, frontier, now, force=force)

    def _sign(self, connection: Connection, frontier: Frontier, now: int, *, force: bool) -> Checkpoint | None:
        last = connection.execute(select(checkpoint.c.size, checkpoint.c.signed_at).order_by(checkpoint.c.size.desc()).limit(1)).first()
        # The last checkpoint left a leaf of its own; that one alone is not worth another.
        fresh = frontier.size - last.size - 1 if last else frontier.size
        since = now - last.signed_at if last else self._interval
        if fresh <= 0 or not (force or fresh >= self._every or since >= self._interval):
            return None
        head = Checkpoint(self._name, frontier.size, frontier.root(), signed_at=now)
        head = replace(head, note=self._signer.sign(head))
        connection.execute(insert(checkpoint), {"size": head.size, "root": head.root, "note": head.note, "signed_at": now})
        append_leaves(connection, [checkpoint_signed(head.origin, head.size, head.root, self._signer.key_id.hex(), now)])
        return head


def _advance(connection: Connection) -> tuple[Frontier, int]:
    on_sqlite = connection.dialect.name == "sqlite"
    row = connection.execute(_LEDGER if on_sqlite else _LEDGER_LOCKED).one()
    frontier = Frontier(row.size, bytes(row.frontier))
    hashes = _next_in_place(connection, row.size) if on_sqlite else _next_pending(connection, row.size)
    if hashes:
        frontier.extend(hashes)
        connection.execute(update(ledger), {"size": frontier.size, "frontier": frontier.hashes()})
    return frontier, len(hashes)


def _next_in_place(connection: Connection, size: int) -> _Hashes:
    """SQLite: one writer at a time, so row ids are positions (from 1) in the order of commits."""
    rows = connection.execute(_NEXT, {"size": size}).all()
    if rows and rows[-1].id != size + len(rows):
        raise Misconfigured("LED-020", position=size)
    return [bytes(row.hash) for row in rows]


def _next_pending(connection: Connection, size: int) -> _Hashes:
    """PostgreSQL: ids are taken before the commit, so only what is pending now may have its position now."""
    rows = connection.execute(_PENDING, {"step": STEP}).all()
    if rows:
        connection.execute(_POSITION, {"size": size, "ids": [row.id for row in rows]})
    return [bytes(row.hash) for row in rows]


def signer(
    database: Database, name: str, now: int, wrap: Callable[[bytes], bytes] = bytes, unwrap: Callable[[bytes], bytes] = bytes
) -> Signer:
    """The log's signing key, made on first use.

    `wrap` encrypts the private key before it is stored and `unwrap` takes it back; without them it is stored as it is,
    and whoever can read the database can sign.
    """
    with database.write() as connection:
        if database.dialect == "postgresql":
            connection.execute(_KEY_TURN)
        kept = select(signing_key.c.private).where(signing_key.c.name == name, signing_key.c.retired_at.is_(None))
        private: Any = connection.execute(kept.order_by(signing_key.c.created_at.desc()).limit(1)).scalar()
        if private is not None:
            return Signer(name, unwrap(bytes(private)))
        made = Signer.generate(name)
        row = {
            "id": made.key_id.hex(),
            "name": name,
            "private": wrap(made.private),
            "public": made.public,
            "created_at": now,
            "retired_at": None,
        }
        connection.execute(insert(signing_key), row)
        return made
