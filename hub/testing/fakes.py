"""Stand-ins for what tests must not depend on: a clock that stands still, ids that count, a loopback peer with a script.

Nothing of the product imports it. For receivers inside the process use `hub.transports.memory`.

>>> clock = FrozenClock(5); clock.advance(1.5); clock()
1500005
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from hub.adapters.base import Request, Response, WireError


class FrozenClock:
    """Microseconds since 1970 that move only when told."""

    def __init__(self, now: int = 1_700_000_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1_000_000)


class CountingIds:
    """Ids of the shape of UUIDv7 that count up from 1, the same in every run."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        """The next id."""
        self._last += 1
        return f"01900000-0000-7000-8000-{self._last:012x}"


class ScriptedTransport:
    """Answers requests from a list, in order; remembers what it was asked. Runs out: an AssertionError names the request."""

    def __init__(self, *answers: Response | WireError) -> None:
        self.asked: list[Request] = []
        self._answers = deque(answers)

    async def exchange(self, request: Request, deadline: float) -> Response:
        del deadline
        self.asked.append(request)
        assert self._answers, f"nothing is scripted for {request}"
        answer = self._answers.popleft()
        if isinstance(answer, WireError):
            raise answer
        return answer


@dataclass
class Heard:
    """One HTTP request as a peer received it; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """An HTTP server on loopback whose port the kernel chose. `play` gets every request and the stream to answer on.

    Raw on purpose: it can drip, break off or talk nonsense. Use it as an async context manager.
    """

    play: Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        if self._serving:
            await asyncio.wait(self._serving)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            while (heard := await _read(reader)) is not None:
                self.heard.append(heard)
                await self.play(heard, writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side left, or the test is over
        finally:
            self._serving.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Heard | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ", 2)
    return Heard(method, path, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def answering(status: int, body: bytes = b"", **headers: str) -> Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]:
    """A peer's play: the same answer to every request."""

    async def play(_heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer(status, body, **headers))

    return play


def http_answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of an HTTP/1.1 answer; `_` in header names stands for `-`."""
    lines = [
        f"HTTP/1.1 {status} X",
        f"content-length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
