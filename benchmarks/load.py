"""The sender's side of the intake benchmark: orders over HTTP from a number of connections, each waiting for its answer.

Measures only; it knows nothing of the hub but its address. Orders are made before the clock starts.
Example: `ask("load", {"port": 8060, "token": "…", "connections": 32, "requests": 4000, "first": 1})`.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import cast

import uvloop

from benchmarks import generate
from benchmarks.children import answer, request


@dataclass(slots=True)
class Tally:
    """What is still to be sent, and what came back."""

    waiting: deque[bytes]
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    other: str = ""  # an answer that was not 202, for whoever has to find out why


class Sender(asyncio.Protocol):
    """One connection: sends the next order when the answer to the one before is complete."""

    def __init__(self, tally: Tally, done: asyncio.Future[None]) -> None:
        self.tally, self.done = tally, done
        self.buffer = b""
        self.started = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class, of the same shape
        self._next()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, end, body = self.buffer.partition(b"\r\n\r\n")
        if not end or len(body) < content_length(head):
            return
        self.tally.waits.append(time.perf_counter() - self.started)
        status = int(head[9:12])
        self.tally.statuses[status] += 1
        if status != 202:
            self.tally.other = body.decode("utf-8", "replace")[:500]
        self.buffer = b""
        self._next()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(problem or ConnectionError("the server closed a connection"))

    def _next(self) -> None:
        assert self.transport is not None
        if not self.tally.waiting:
            self.done.done() or self.done.set_result(None)
            self.transport.close()
            return
        self.started = time.perf_counter()
        self.transport.write(self.tally.waiting.popleft())


def content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")


def post(port: int, token: str, number: int, body: bytes) -> bytes:
    lines = [
        "POST /v1/messages HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: benchmark-{number}",
        "Content-Type: application/edi-x12",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def send(port: int, connections: int, tally: Tally) -> float:
    """All of them; how long it took."""
    loop = asyncio.get_running_loop()
    dones: list[asyncio.Future[None]] = [loop.create_future() for _ in range(connections)]
    start = time.perf_counter()
    for done in dones:
        await loop.create_connection(lambda done=done: Sender(tally, done), "127.0.0.1", port)
    await asyncio.gather(*dones)
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def main() -> None:
    asked = request()
    first, count = asked["first"], asked["requests"]
    numbers = range(first, first + count)
    tally = Tally(deque(post(asked["port"], asked["token"], number, generate.order(number)) for number in numbers))
    taken = uvloop.run(send(asked["port"], asked["connections"], tally))
    answer(
        {
            "seconds": taken,
            "statuses": {str(status): many for status, many in tally.statuses.items()},
            "other": tally.other,
            "p50_ms": percentile(tally.waits, 0.5) * 1000,
            "p99_ms": percentile(tally.waits, 0.99) * 1000,
        }
    )


if __name__ == "__main__":
    main()
