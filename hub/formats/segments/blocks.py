"""Bytes in blocks of one size, marks at their beginning, and whether text reads as Chinese: what decoders of these formats share.

Decides no charset: that is the format's. Example: `list(rechunk([b"ISA", b"*00"], 4))` is `[(b"ISA*", False), (b"00", True)]`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

BLOCK = 1 << 16  # all input is cut into blocks of this size, so that how it arrived cannot change what is read
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Block:
    """Decoded text and the byte at which it starts."""

    text: str
    offset: int


def rechunk(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of exactly `size`, the last one shorter and marked True."""
    held = bytearray()
    for chunk in chunks:
        view = memoryview(chunk)
        start = 0
        if held:
            start = min(size - len(held), len(view))
            held += view[:start]
            if len(held) < size:
                continue
            yield bytes(held), False
            held.clear()
        while len(view) - start >= size:
            yield bytes(view[start : start + size]), False
            start += size
        held += view[start:]
    yield bytes(held), True


@cache
def _common_chinese() -> frozenset[str]:
    # GB 2312 rows 1-9 are punctuation and signs, rows 16-55 the 3,755 characters of level one.
    rows = [*range(0xA1, 0xAA), *range(0xB0, 0xD8)]
    return frozenset(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))


def plausible_chinese(text: str) -> bool:
    """Whether most wide characters are common: wrong decodings are strict too, but full of rare ones."""
    wide = [character for character in text if character > "\x7f"]
    common = _common_chinese()
    return bool(wide) and sum(character in common for character in wide) * 10 >= len(wide) * 6


def clean(text: str) -> str:
    """`text` with every escaped byte as the Latin-1 character of that byte."""
    return ESCAPED.sub(lambda match: chr(ord(match[0]) - 0xDC00), text)
