"""A folder that the hub watches: complete files are handed over, and moved away once they are committed.

It reads no content and decides nothing; a file that is still being written is left for the next look.
Example: `for file in inbox.poll(): accept(file.name, file.chunks()); inbox.take(file)`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.errors import Misconfigured
from hub.model.config import FolderIn

CHUNK: Final = 1 << 18
# How programs name a file that is not complete yet.
_DRAFTS: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A complete file. `stamp` is what it looked like twice in a row: inode, size and time of the last change."""

    name: str
    path: Path
    stamp: tuple[int, int, int]

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self.stamp[1]

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece. A link put in the file's place is not followed."""
        handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


class FolderInbox:
    """One watched folder. `poll` and `take` do file I/O: call them from a thread."""

    def __init__(self, config: FolderIn) -> None:
        self._folder = Path(config.path)
        self._taken = Path(config.taken)
        self._seen: dict[str, tuple[int, int, int]] = {}

    def poll(self) -> list[Arrived]:
        """The files that did not change since the last look, oldest first (law 4: an order before its change)."""
        before, self._seen = self._seen, dict(self._look())
        ready = [Arrived(name, self._folder / name, stamp) for name, stamp in self._seen.items() if before.get(name) == stamp]
        return sorted(ready, key=lambda file: (file.stamp[2], file.name))

    def _look(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        try:
            entries = list(os.scandir(self._folder))
        except OSError as problem:
            raise Misconfigured("NET-008", path=str(self._folder), reason=problem.strerror or str(problem)) from problem
        for entry in entries:
            stamp = None if _draft(entry.name) else _stamp(entry)
            if stamp is not None:
                yield entry.name, stamp

    def take(self, file: Arrived) -> Path:
        """Move a committed file away, never over another one. To be called after the commit."""
        self._seen.pop(file.name, None)
        try:
            self._taken.mkdir(parents=True, exist_ok=True)
            return _moved(file.path, self._taken, file.name)
        except OSError as problem:
            raise Misconfigured(
                "NET-009", path=str(file.path), taken=str(self._taken), reason=problem.strerror or str(problem)
            ) from problem


def _draft(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(_DRAFTS)


def _stamp(entry: os.DirEntry[str]) -> tuple[int, int, int] | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # taken away since the folder was listed
    return (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _moved(source: Path, folder: Path, name: str) -> Path:
    target = _free(folder, name)
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return _moved(source, folder, name)  # another process took the name
    except OSError:
        source.rename(target)  # no hard links here; across file systems this fails, for half a move loses a file
    else:
        source.unlink()
    return target


def _free(folder: Path, name: str) -> Path:
    return next(target for target in _names(folder, name) if not target.exists())


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    ordinal = 1
    while True:
        yield folder / f"{name}.{ordinal}"
        ordinal += 1
