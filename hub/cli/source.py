"""Files on the command line, read in chunks: a parcel of any size takes the memory of one chunk.

Nothing here looks into the bytes. What cannot be read is CLI-001 and what cannot be written CLI-010, with the reason of the operating system.
Example: `for chunk in chunks("-"): ...` reads standard input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from hub.errors import Misconfigured

CHUNK = 256 * 1024
STDIN = "-"


class Unreadable(Misconfigured):
    """A file named on the command line that cannot be read: the command line is wrong."""


def chunks(name: str) -> Iterator[bytes]:
    """The bytes of a file, or of standard input for `-`; the file is opened when the first chunk is asked for."""
    if name == STDIN:
        yield from _blocks(sys.stdin.buffer)
        return
    try:
        with Path(name).open("rb") as stream:
            yield from _blocks(stream)
    except OSError as problem:
        raise Unreadable("CLI-001", file=name, reason=problem.strerror or str(problem)) from problem


def label(name: str) -> str:
    """What a file is called in messages."""
    return "stdin" if name == STDIN else name


def excerpt(name: str, offset: int, length: int = 120) -> bytes:
    """A few bytes at an offset, for showing what stood there; empty where that cannot be had again."""
    if name == STDIN:
        return b""
    try:
        with Path(name).open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)
    except OSError:
        return b""


def write(file: Path, data: bytes) -> None:
    """Write a file that the command line names."""
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise Misconfigured("CLI-010", file=file, reason=problem.strerror or str(problem)) from problem


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(CHUNK):
        yield block
