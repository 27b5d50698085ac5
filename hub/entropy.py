"""Random bytes of the operating system, fetched a page at a time: a dozen ids and salts for one message cost one system call, not a dozen.

Every system call lets another thread run first, which costs more than the bytes. Secrets (tokens, keys) do not come from here.
Example: `Ids(clock, Entropy())`.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import Final

PAGE: Final = 1024


class Entropy:
    """Called with a number of bytes; gives that many, each of them once. From any thread, and in a forked process too."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._page = b""
        self._at = 0
        self._process = 0

    def __call__(self, size: int) -> bytes:
        with self._lock:
            if self._at + size > len(self._page) or self._process != os.getpid():
                self._page, self._at, self._process = os.urandom(max(PAGE, size)), 0, os.getpid()
            start, self._at = self._at, self._at + size
            return self._page[start : self._at]
