"""Checkpoints against the tree: note and row say the same, the signature is good, the root is that of the leaves.

Keys are those of the database; who keeps a key elsewhere verifies the notes with it.

>>> list(Heads(connection).left(0))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hub.ledger import checkpoint as notes
from hub.ledger.checks.problem import Problem, raw
from hub.ledger.merkle import Frontier
from hub.store import checkpoints, signing_keys
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Heads:
    """The checkpoints, in order of size. There are few of them: one in many leaves."""

    def __init__(self, connection: Connection) -> None:
        self._rows: dict[int, Row] = {row["size"]: row for row in checkpoints.heads(connection)}
        self._keys = [(row["name"], raw(row["public"])) for row in signing_keys.public(connection)]
        self._bad = {size for size, row in self._rows.items() if self._fault(row)}
        self._stated: set[int] = set()
        self._agreed = 0
        self._parted = False

    def at(self, frontier: Frontier) -> Iterator[Problem]:
        """Compare the checkpoint of this size, if there is one."""
        row = self._rows.get(frontier.size)
        if row is None or frontier.size in self._bad:
            return
        if frontier.root() == raw(row["root"]):
            self._agreed = frontier.size
        elif not self._parted:
            # The signature is good, so it is the leaves that differ; every later root differs with them.
            self._parted = True
            yield Problem("LED-004", "leaf", f"{self._agreed}-{frontier.size - 1}", f"checkpoint {frontier.size}")

    def stated(self, facts: dict[str, Any]) -> Iterator[Problem]:
        """Hold a leaf `checkpoint.signed` against its row."""
        size = facts.get("size")
        row = self._rows.get(size) if isinstance(size, int) else None
        if row is None:
            yield Problem("LED-006", "checkpoint", str(size))
            return
        self._stated.add(row["size"])
        head = None if row["size"] in self._bad else notes.read(raw(row["note"]))
        if head is not None and (head.root.hex(), head.origin, row["signed_at"]) != (
            facts.get("root"),
            facts.get("origin"),
            facts.get("at"),
        ):
            yield Problem("LED-005", "checkpoint", str(size), "leaf")

    def left(self, size: int | None) -> Iterator[Problem]:
        """Checkpoints that are wrong in themselves, that no leaf speaks of, or that speak of leaves which are not there."""
        for key, row in self._rows.items():
            if key in self._bad:
                yield Problem("LED-005", "checkpoint", str(key), self._fault(row))
            elif key not in self._stated:
                yield Problem("LED-007", "checkpoint", str(key))
            elif size is not None and key > size:
                yield Problem("LED-002", "leaf", f"{size + 1}-{key}", f"checkpoint {key}")

    def _fault(self, row: Row) -> str:
        note = raw(row["note"])
        try:
            head = notes.read(note)
        except ValueError:
            return "note"
        if (head.size, head.root) != (row["size"], raw(row["root"])):
            return "root"
        return "" if any(notes.verify(note, name, public) for name, public in self._keys) else "signature"
