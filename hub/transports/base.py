"""What a transport is: one request out, one response back, within a deadline.

It decides nothing about the delivery and never tries twice. `exchange` raises `WireError` when the wire failed
(`sent=False` only when certainly nothing reached the other side), `Misconfigured` when the operator has to act.

>>> digest(b"")[:8]
'e3b0c442'
"""

from __future__ import annotations

import hashlib
from typing import Final, Protocol

from hub.adapters.base import Request, Response

LARGEST_ANSWER: Final = 1 << 20  # more than this is not read from the wire
KEPT_ANSWER: Final = 50 * 1024  # of this much an excerpt is stored with the attempt


class Transport(Protocol):
    """Bytes over one wire to one system. Shared by many conversations at a time."""

    async def exchange(self, request: Request, deadline: float) -> Response:
        """Send one request and return what came back; `deadline` is the number of seconds that are left."""
        ...


def digest(body: bytes) -> str:
    """The hex SHA-256 under which sent bytes are recorded."""
    return hashlib.sha256(body).hexdigest()
