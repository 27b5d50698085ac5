"""Reads a request's body in bounded memory: small ones whole, large ones spooled into the store while they arrive.

It stops reading at the limit, whatever the headers promised. Nothing here looks at what the bytes mean.
Example: `async for part in limited(request, 64 * MEGABYTE): ...`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi import Request

from hub.errors import Refused
from hub.store.payloads import CHUNK, PayloadStream

_PLAIN: Final = frozenset(("", "identity"))


async def limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """The parts of the body as they arrive; Refused as soon as they are more than `limit` bytes."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN:
        raise Refused("API-017", encoding=encoding[:40])
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        raise Refused("API-009", limit=limit)
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise Refused("API-009", limit=limit)
        if part:
            yield part


async def whole(request: Request, limit: int) -> bytes:
    """The body at once; Refused where it is empty."""
    body = b"".join([part async for part in limited(request, limit)])
    if not body:
        raise Refused("API-010")
    return body


class Spool:
    """A body on its way: whole in `data` while it is small, in `stream` from the moment it is not."""

    def __init__(self, inline: int, open_stream: Callable[[], PayloadStream]) -> None:
        self._inline = inline
        self._open = open_stream
        self._parts: list[bytes] = []
        self._size = 0
        self.stream: PayloadStream | None = None

    @property
    def data(self) -> bytes:
        """The body, if it stayed small."""
        return b"".join(self._parts)

    async def take(self, parts: AsyncIterator[bytes]) -> None:
        """All parts. Bytes are handed to the store a chunk at a time, in a thread."""
        async for part in parts:
            self._parts.append(part)
            self._size += len(part)
            if self.stream is None and self._size > self._inline:
                self.stream = self._open()
            if self.stream is not None and self._size >= CHUNK:
                await self._flush(self.stream)
        if self.stream is not None:
            await self._flush(self.stream)

    async def _flush(self, stream: PayloadStream) -> None:
        part = self.data
        self._parts, self._size = [], 0
        await asyncio.to_thread(stream.write, part)

    async def drop(self) -> None:
        """Give back what nobody came to own: after a failure, or when the same bytes were there before."""
        if self.stream is not None:
            await asyncio.to_thread(self.stream.abandon)
