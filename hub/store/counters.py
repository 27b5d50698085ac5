"""Control numbers, handed out from blocks reserved in the database: a crash leaves a gap, never a repetition.

Numbers run from 1 to the maximum and start again after it.

>>> Numbers(database).next("x12|acme|bolt")   # doctest: +SKIP
1
"""

from __future__ import annotations

import threading

from sqlalchemy import text

from hub.store.engine import Database

MAXIMUM = 999_999_999  # nine digits, which every envelope has room for

# The row counts for ever; only what is handed out starts again, so that rolling over needs no special case.
_RESERVE = text(
    "INSERT INTO counter (name, next) VALUES (:name, :block + 1)"
    " ON CONFLICT (name) DO UPDATE SET next = counter.next + :block RETURNING next"
)


class Numbers:
    """Thread-safe; several processes may count the same name."""

    def __init__(self, database: Database, *, block: int = 100) -> None:
        self._database = database
        self._block = block
        self._left: dict[str, range] = {}
        self._lock = threading.Lock()

    def next(self, name: str, maximum: int = MAXIMUM) -> int:
        """The next number of a name; always ask a name with the same maximum."""
        with self._lock:
            left = self._left.get(name) or self._reserve(name)
            self._left[name] = left[1:]
            return (left[0] - 1) % maximum + 1

    def _reserve(self, name: str) -> range:
        with self._database.write() as connection:
            end: int = connection.execute(_RESERVE, {"name": name, "block": self._block}).scalar_one()
        return range(end - self._block, end)
