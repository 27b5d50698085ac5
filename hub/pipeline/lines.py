"""Which text line a byte of a parcel stands in, while the parcel streams by.

Keeps only the last stretch of bytes, so that memory does not grow; an earlier byte has no line any more.
Example: `lines = Lines(chunks)`, read `lines` to the end, then `lines.of(169)` gives 4.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator

KEPT = 16 * 1024 * 1024


class Lines:
    """The chunks of a parcel, passed on as they are, remembered for a while."""

    def __init__(self, chunks: Iterable[bytes], kept: int = KEPT) -> None:
        self._chunks = iter(chunks)
        self._most = kept
        self._kept = 0
        self._next = (0, 1)  # the offset and the line of the next chunk
        self._seen: deque[tuple[int, int, bytes]] = deque()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._remember(chunk)
            yield chunk

    def of(self, byte: int) -> int | None:
        """The line of a byte, from 1; None when it has gone by too long ago, or has not come yet."""
        at = bisect_right(self._seen, byte, key=lambda seen: seen[0]) - 1
        if at < 0:
            return None
        offset, line, chunk = self._seen[at]
        within = byte - offset
        return line + chunk.count(b"\n", 0, within) if within < len(chunk) else None

    def _remember(self, chunk: bytes) -> None:
        offset, line = self._next
        self._seen.append((offset, line, chunk))
        self._next = (offset + len(chunk), line + chunk.count(b"\n"))
        self._kept += len(chunk)
        while self._kept > self._most and len(self._seen) > 1:
            self._kept -= len(self._seen.popleft()[2])
