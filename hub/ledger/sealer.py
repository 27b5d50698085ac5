"""Gives leaves their positions, without gaps, and signs checkpoints.

It never changes a leaf. Two sealers at once, and leaves that commit late, do no harm: whoever holds the ledger's row
takes what is pending now, and what commits later is pending for the next.

>>> Sealer(database, signer, "hub.example").seal(now)   # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.errors import Misconfigured
from hub.ledger.checkpoint import Checkpoint, Signer
from hub.ledger.leaves import checkpoint_signed
from hub.ledger.merkle import Frontier
from hub.store import checkpoints, leaves, signing_keys
from hub.store.engine import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEP = 2000


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
        last = checkpoints.latest(connection)
        # The last checkpoint left a leaf of its own; that one alone is not worth another.
        fresh = frontier.size - last["size"] - 1 if last else frontier.size
        since = now - last["signed_at"] if last else self._interval
        if fresh <= 0 or not (force or fresh >= self._every or since >= self._interval):
            return None
        head = Checkpoint(self._name, frontier.size, frontier.root(), signed_at=now)
        head = replace(head, note=self._signer.sign(head))
        checkpoints.add(connection, head.size, head.root, head.note, now)
        leaves.append(connection, [checkpoint_signed(head.origin, head.size, head.root, self._signer.key_id.hex(), now)])
        return head


def _advance(connection: Connection) -> tuple[Frontier, int]:
    sealed = leaves.lock(connection)
    frontier = Frontier(sealed["size"], bytes(sealed["frontier"]))
    placed = leaves.place(connection, frontier.size, STEP)
    if placed:
        frontier.extend(_without_gap(placed, frontier.size))
        leaves.advance(connection, frontier.size, frontier.hashes())
    return frontier, len(placed)


def _without_gap(placed: Sequence[tuple[int, bytes]], size: int) -> list[bytes]:
    """The hashes, if they stand in the positions that follow the first `size`."""
    if placed[-1][0] != size + len(placed) - 1:
        raise Misconfigured("LED-020", position=size)
    return [hashed for _, hashed in placed]


def signer(
    database: Database, name: str, now: int, wrap: Callable[[bytes], bytes] = bytes, unwrap: Callable[[bytes], bytes] = bytes
) -> Signer:
    """The log's signing key, made on first use.

    `wrap` encrypts the private key before it is stored and `unwrap` takes it back; without them it is stored as it is,
    and whoever can read the database can sign.
    """
    with database.write() as connection:
        signing_keys.turn(connection)
        private = signing_keys.private(connection, name)
        if private is not None:
            return Signer(name, unwrap(private))
        made = Signer.generate(name)
        signing_keys.add(connection, made.key_id.hex(), name, wrap(made.private), made.public, now)
        return made
