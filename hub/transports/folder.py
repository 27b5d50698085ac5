"""A folder that the partner reads: every file appears whole, once, under a name made from the delivery's key.

It never overwrites and never makes the folder (it may be a mount that is missing). The same key with the same bytes
again changes nothing; with other bytes it is refused. Example: `FolderTransport("/srv/out/acme")`.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import tempfile
from pathlib import Path
from typing import Final

from hub.adapters.base import Request, Response, Send, WireError
from hub.errors import Misconfigured

_KEY: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}")
# File systems without hard links (FAT, many SMB shares) say so in one of these ways.
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


class FolderTransport:
    """Writes documents into one folder."""

    def __init__(self, path: str | Path) -> None:
        self._folder = Path(path)

    async def exchange(self, request: Request, deadline: float) -> Response:
        if not isinstance(request, Send):
            raise Misconfigured("NET-005", wire="folder")
        name = file_name(request.key, request.name)
        try:
            async with asyncio.timeout(deadline):
                # The thread runs on if time is up; that is harmless, for the name stays the same.
                new = await asyncio.to_thread(put, self._folder, name, request.body)
        except TimeoutError as problem:
            raise WireError("the folder did not answer in time", sent=True) from problem
        return Response(201 if new else 200, {"location": name}, b"")


def file_name(key: str, name: str) -> str:
    """The name in the folder: the key, which is stable for ever, and the kind of file that `name` says."""
    if not _KEY.fullmatch(key):
        raise Misconfigured("NET-006", name=key[:200])
    if not plain(name):
        raise Misconfigured("NET-006", name=name[:200])
    if key in name:
        return name  # it says more, and is as stable as the key
    suffix = Path(name).suffix
    return key + (suffix if _SUFFIX.fullmatch(suffix) else "")


def plain(name: str) -> bool:
    """Whether this is the name of a file and nothing else: no way to another folder, no control characters."""
    return name not in ("", ".", "..") and len(name.encode("utf-8", "replace")) <= 255 and not re.search(r"[/\\\x00-\x1f\x7f]", name)


def put(folder: Path, name: str, body: bytes) -> bool:
    """Make the file appear whole; True if it is new, False if the same bytes were there already."""
    try:
        draft = _draft(folder, name, body)
    except OSError as problem:
        # Without its final name the file means nothing to the partner.
        raise WireError(_said(problem), sent=False) from problem
    try:
        new = _appear(draft, folder / name, body)
        _sync(folder)
    except OSError as problem:
        raise WireError(_said(problem), sent=True) from problem
    finally:
        draft.unlink(missing_ok=True)
    return new


def _draft(folder: Path, name: str, body: bytes) -> Path:
    # A name of its own for each try: an attempt that lost its lease may still be writing.
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fchmod(file.fileno(), 0o640)  # mkstemp allows only ourselves; the partner's group has to read
            os.fsync(file.fileno())
    except OSError:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path)


def _appear(draft: Path, final: Path, body: bytes) -> bool:
    try:
        os.link(draft, final)  # fails where the name is taken; rename would overwrite
    except FileExistsError:
        return _same(final, body)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        return _renamed(draft, final, body)
    return True


def _renamed(draft: Path, final: Path, body: bytes) -> bool:
    # One delivery has one lease, so nobody else makes this very name between the look and the rename.
    if final.exists():
        return _same(final, body)
    draft.rename(final)
    return True


def _same(final: Path, body: bytes) -> bool:
    if final.read_bytes() != body:
        raise Misconfigured("NET-007", name=final.name)
    return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _said(problem: OSError) -> str:
    return f"{type(problem).__name__}: {problem.strerror or problem}"
