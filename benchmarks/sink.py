"""The receivers' side of the delivery benchmark: hundreds of systems in one process, some of which take their time.

Each system has a loopback address of its own, as different companies have. Never looks into what it is given.
Example: `running("sink", {"slow_ms": 300})` gives its port; `http://127.0.1.7:port/fast` answers at once, `/slow` later.
"""

from __future__ import annotations

import asyncio
import json
import signal
from typing import cast

import uvloop

from benchmarks.children import answer, request

ACCEPTED = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n" + b'{"id":"n1"}'


class Receiver(asyncio.Protocol):
    """One connection of one sender: counts keys, answers in its own time."""

    def __init__(self, pause: float, keys: dict[bytes, int]) -> None:
        self.pause, self.keys = pause, keys
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own class, of the same shape

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            headers = header_values(bytes(self.buffer[:end]))
            size = end + 4 + int(headers.get(b"content-length", b"0"))
            if len(self.buffer) < size:
                return
            path = self.buffer.split(b" ", 2)[1]
            del self.buffer[:size]
            self._take(bytes(path), headers.get(b"idempotency-key", b""))

    def _take(self, path: bytes, key: bytes) -> None:
        if path == b"/tally":
            self._say(tally(self.keys))
        elif path.startswith(b"/slow"):
            self.keys[key] = self.keys.get(key, 0) + 1
            asyncio.get_running_loop().call_later(self.pause, self._say, ACCEPTED)
        else:
            self.keys[key] = self.keys.get(key, 0) + 1
            self._say(ACCEPTED)

    def _say(self, what: bytes) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(what)


def header_values(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def tally(keys: dict[bytes, int]) -> bytes:
    """How many different deliveries came, and how many came more than once."""
    body = json.dumps({"received": len(keys), "twice": sum(1 for many in keys.values() if many > 1)}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def serve(pause: float) -> None:
    loop = asyncio.get_running_loop()
    keys: dict[bytes, int] = {}
    server = await loop.create_server(lambda: Receiver(pause, keys), "0.0.0.0", 0, backlog=1024)
    answer({"port": server.sockets[0].getsockname()[1]})
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    uvloop.run(serve(request()["slow_ms"] / 1000))
