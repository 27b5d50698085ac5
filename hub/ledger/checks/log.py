"""The log against itself: every hash, no gaps, every signed root, and the facts that the log states of itself.

It reads no business row but the configurations. After a missing leaf no later root can be computed; one problem is
named and the roots behind it are left alone.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from hub.ledger.checks.heads import Heads
from hub.ledger.checks.problem import Problem, raw
from hub.ledger.merkle import Frontier, leaf_hash
from hub.store import audit, leaves, members
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every disagreement inside the log."""
    heads = Heads(connection)
    stated = _Stated(connection)
    sealed = leaves.sealed(connection)
    frontier, whole = Frontier(), True
    yield from heads.at(frontier)
    for row in leaves.in_order(connection):
        if row["hash"] is None or row["position"] != frontier.size:
            if whole:
                yield _missing(connection, row, frontier.size)
            whole = False
        if row["hash"] is None:
            continue
        yield from _leaf(row)
        yield from stated.take(row, heads)
        frontier.extend([raw(row["hash"])])
        if whole:
            yield from heads.at(frontier)
            if sealed is not None and sealed["size"] == frontier.size and raw(sealed["frontier"]) != frontier.hashes():
                yield Problem("LED-015", "ledger", "1", "frontier")
    if whole and (sealed is None or sealed["size"] > frontier.size):
        yield _missing_tail(frontier.size, sealed["size"] if sealed else 0) if sealed else Problem("LED-015", "ledger", "1", "missing")
    yield from _unplaced(connection, stated, heads)
    yield from heads.left(frontier.size if whole else None)
    yield from stated.left()


def _leaf(row: Row) -> Iterator[Problem]:
    body = raw(row["body"])
    if leaf_hash(body) != raw(row["hash"]):
        yield Problem("LED-001", "leaf", str(row["id"]), "hash")
    elif _facts(body).get("message") != row["message_id"]:
        yield Problem("LED-001", "leaf", str(row["id"]), "message_id")


def _missing(connection: Connection, row: Row, position: int) -> Problem:
    if row["hash"] is None:
        return Problem("LED-002", "leaf", str(row["id"]), f"position {position}")
    until = row["position"] - 1
    table, shift = leaves.numbered_by(connection)
    return Problem("LED-002", table, _span(position + shift, until + shift), f"positions {_span(position, until)}")


def _missing_tail(found: int, sealed: int) -> Problem:
    return Problem("LED-002", "leaf", _span(found + 1, sealed), f"sealed up to {sealed}")


def _span(first: int, last: int) -> str:
    return str(first) if first >= last else f"{first}-{last}"


def _unplaced(connection: Connection, stated: _Stated, heads: Heads) -> Iterator[Problem]:
    """Leaves that wait for the sealer are checked like the others; one that does not wait was slipped in."""
    for row in leaves.pending(connection):
        yield from _leaf(row)
        yield from stated.take(row, heads)
    for stray in audit.stray_leaves(connection):
        yield Problem("LED-003", "leaf", str(stray))
    for lost in audit.lost_leaves(connection):
        yield Problem("LED-002", "leaf", str(lost), "pending")


class _Stated:
    """What leaves say of checkpoints and configurations, against their rows."""

    def __init__(self, connection: Connection) -> None:
        self._configurations = dict.fromkeys(members.configurations(connection), False)

    def take(self, row: Row, heads: Heads) -> Iterator[Problem]:
        """Hold one leaf against the row that it speaks of."""
        if row["message_id"]:
            return
        facts = _facts(raw(row["body"]))
        if facts.get("kind") == "checkpoint.signed":
            yield from heads.stated(facts)
        elif facts.get("kind") == "configuration.applied":
            digest = str(facts.get("digest"))
            if digest not in self._configurations:
                yield Problem("LED-010", "configuration", digest)
            self._configurations[digest] = True

    def left(self) -> Iterator[Problem]:
        """Configurations that no leaf speaks of."""
        for digest, stated in self._configurations.items():
            if not stated:
                yield Problem("LED-008", "configuration", digest)


def _facts(body: bytes) -> dict[str, Any]:
    try:
        facts = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return facts if isinstance(facts, dict) else {}
