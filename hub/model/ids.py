"""Public ids (UUIDv7) and the keys by which a document is known.

Nothing here keeps a clock or a random source of its own; both are handed in.

>>> document_key("acme", "order/1", "4711")
'acme|order/1|4711|0'
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from threading import Lock

ORIGINAL = "0"
_COUNTER_BITS = 12
_RANDOM_BITS = 62
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Ids:
    """A source of UUIDv7 (RFC 9562, section 5.7) whose text sorts in the order of issue.

    `clock` gives microseconds since 1970 UTC, `random` that many random bytes. Within one millisecond the twelve
    bits of rand_a count up (section 6.2, method 1); when they run out, or the clock steps back, the time of the
    last id is moved on instead, so that a list paged by id never misses one.
    """

    def __init__(self, clock: Callable[[], int], random: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random = random
        self._lock = Lock()
        self._millisecond = -1
        self._counter = 0

    def uuid(self) -> uuid.UUID:
        """The next id."""
        with self._lock:
            millisecond, counter = self._next()
        tail = int.from_bytes(self._random(8), "big") & ((1 << _RANDOM_BITS) - 1)
        return uuid.UUID(int=millisecond << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | tail)

    def new(self) -> str:
        """The next id as text."""
        return str(self.uuid())

    def _next(self) -> tuple[int, int]:
        now = self._clock() // 1000
        if now > self._millisecond:
            # Half of the counter's room is left for ids of the same millisecond.
            self._millisecond, self._counter = now, int.from_bytes(self._random(2), "big") & 0x7FF
        elif self._counter + 1 < 1 << _COUNTER_BITS:
            self._counter += 1
        else:
            self._millisecond, self._counter = self._millisecond + 1, 0
        return self._millisecond, self._counter


def is_id(text: str) -> bool:
    """Whether a text can be one of our public ids; what cannot be is not looked up."""
    return _ID.fullmatch(text) is not None


def issued_at(public_id: str) -> int:
    """Microseconds since 1970 of the moment a UUIDv7 was issued, to the millisecond."""
    return (uuid.UUID(public_id).int >> 80) * 1000


def document_key(sender: str, document_type: str, document_id: str, revision: str | None = None) -> str:
    """What makes a document the same document: who sent it, what it is, its number and its revision."""
    parts = (sender, document_type, document_id, revision or ORIGINAL)
    return "|".join(part.replace("%", "%25").replace("|", "%7C") for part in parts)
