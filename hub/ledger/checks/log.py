"""The log against itself: every hash, no gaps, every signed root, and the facts that the log states of itself.

It reads no business row but the configurations. After a missing leaf no later root can be computed; one problem is
named and the roots behind it are left alone.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, select, text

from hub.ledger.checks.heads import Heads
from hub.ledger.checks.problem import Problem, pages, raw
from hub.ledger.merkle import Frontier, leaf_hash
from hub.store.asking import every
from hub.store.items import Row
from hub.store.tables import configuration, leaf, leaf_pending, leaf_position

_STRAYS = text(
    "SELECT leaf.id FROM leaf LEFT JOIN leaf_position p ON p.leaf_id = leaf.id LEFT JOIN leaf_pending w ON w.leaf_id = leaf.id"
    " WHERE p.leaf_id IS NULL AND w.leaf_id IS NULL OR p.leaf_id IS NOT NULL AND w.leaf_id IS NOT NULL ORDER BY leaf.id"
)
_LOST = text("SELECT w.leaf_id AS id FROM leaf_pending w LEFT JOIN leaf ON leaf.id = w.leaf_id WHERE leaf.id IS NULL ORDER BY w.leaf_id")
_SEALED = text("SELECT size, frontier FROM ledger WHERE id = 1")


def check(connection: Connection) -> Iterator[Problem]:
    """Every disagreement inside the log."""
    heads = Heads(connection)
    stated = _Stated(connection)
    sealed = connection.execute(_SEALED).first()
    frontier, whole = Frontier(), True
    yield from heads.at(frontier)
    for row in _positioned(connection):
        if row["hash"] is None or row["position"] != frontier.size:
            if whole:
                yield _missing(row, frontier.size)
            whole = False
        if row["hash"] is None:
            continue
        yield from _leaf(row)
        yield from stated.take(row, heads)
        frontier.extend([raw(row["hash"])])
        if whole:
            yield from heads.at(frontier)
            if sealed is not None and sealed.size == frontier.size and raw(sealed.frontier) != frontier.hashes():
                yield Problem("LED-015", "ledger", "1", "frontier")
    if whole and (sealed is None or sealed.size > frontier.size):
        yield _missing_tail(frontier.size, sealed.size if sealed else 0) if sealed else Problem("LED-015", "ledger", "1", "missing")
    yield from _unplaced(connection, stated, heads)
    yield from heads.left(frontier.size if whole else None)
    yield from stated.left()


def _leaf(row: Row) -> Iterator[Problem]:
    body = raw(row["body"])
    if leaf_hash(body) != raw(row["hash"]):
        yield Problem("LED-001", "leaf", str(row["id"]), "hash")
    elif _facts(body).get("message") != row["message_id"]:
        yield Problem("LED-001", "leaf", str(row["id"]), "message_id")


def _missing(row: Row, position: int) -> Problem:
    if row["hash"] is None:
        return Problem("LED-002", "leaf", str(row["id"]), f"position {position}")
    until = row["position"] - 1
    return Problem("LED-002", row["table"], _span(position + row["shift"], until + row["shift"]), f"positions {_span(position, until)}")


def _missing_tail(found: int, sealed: int) -> Problem:
    return Problem("LED-002", "leaf", _span(found + 1, sealed), f"sealed up to {sealed}")


def _span(first: int, last: int) -> str:
    return str(first) if first >= last else f"{first}-{last}"


def _positioned(connection: Connection) -> Iterator[Row]:
    """Leaves in the order of their positions; hash None where a position has lost its leaf."""
    if connection.dialect.name == "sqlite":
        for page in pages(connection, select(leaf), leaf.c.id, 2000):
            for row in page:
                yield row | {"position": row["id"] - 1, "table": "leaf", "shift": 1}
        return
    asked = select(leaf_position.c.position, leaf_position.c.leaf_id.label("id"), leaf.c.hash, leaf.c.body, leaf.c.message_id)
    asked = asked.select_from(leaf_position.outerjoin(leaf, leaf.c.id == leaf_position.c.leaf_id))
    for page in pages(connection, asked, leaf_position.c.position, 2000):
        for row in page:
            yield row | {"table": "leaf_position", "shift": 0}


def _unplaced(connection: Connection, stated: _Stated, heads: Heads) -> Iterator[Problem]:
    """PostgreSQL: leaves that wait for the sealer are checked like the others; one that does not wait was slipped in."""
    if connection.dialect.name == "sqlite":
        return
    for page in pages(connection, select(leaf).join(leaf_pending, leaf_pending.c.leaf_id == leaf.c.id), leaf.c.id, 2000):
        for row in page:
            yield from _leaf(row)
            yield from stated.take(row, heads)
    for stray in connection.execute(_STRAYS).scalars():
        yield Problem("LED-003", "leaf", str(stray))
    for lost in connection.execute(_LOST).scalars():
        yield Problem("LED-002", "leaf", str(lost), "pending")


class _Stated:
    """What leaves say of checkpoints and configurations, against their rows."""

    def __init__(self, connection: Connection) -> None:
        self._configurations = {row["digest"]: False for row in every(connection, select(configuration.c.digest))}

    def take(self, row: Row, heads: Heads) -> Iterator[Problem]:
        """Hold one leaf against the row that it speaks of."""
        if row["message_id"]:
            return
        facts = _facts(raw(row["body"]))
        if facts.get("kind") == "checkpoint.signed":
            yield from heads.stated(facts)
        elif facts.get("kind") == "configuration.applied":
            digest = facts.get("digest")
            if digest not in self._configurations:
                yield Problem("LED-010", "configuration", str(digest))
            self._configurations[digest] = True

    def left(self) -> Iterator[Problem]:
        """Configurations that no leaf speaks of."""
        for digest, stated in self._configurations.items():
            if not stated:
                yield Problem("LED-008", "configuration", str(digest))


def _facts(body: bytes) -> dict[str, Any]:
    try:
        facts = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return facts if isinstance(facts, dict) else {}
