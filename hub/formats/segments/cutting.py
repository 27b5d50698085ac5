r"""The text of one message cut into segments, each with the byte where it starts.

Knows the terminator only, and that blanks and line ends may stand after it. Example: `cut(Raw("BEG*00~\nPO1*1~"), "~")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

BLANKS = " \t\r\n\x00\x0b\x0c\x1a\xa0\ufeff"  # between segments; \x1a ends files that came through CP/M habits


@dataclass(slots=True)
class Raw:
    """What a reader cut for one message: its text, the byte where that starts, and how wide text is."""

    text: str = ""
    offset: int = 0
    width: Callable[[str], int] = len
    wide: bool = False
    damaged: bool = False
    end: int | None = None  # the byte where the trailer of the message starts


def cut(raw: Raw, terminator: str) -> tuple[Sequence[str], Iterable[int]]:
    """The segments without the blanks around them, and the byte where each starts."""
    text = raw.text.lstrip(BLANKS)
    offset = raw.offset + raw.width(raw.text[: len(raw.text) - len(text)])
    text = text.rstrip("\r\n" if terminator in BLANKS else BLANKS).removesuffix(terminator)
    mark = _gap(text, terminator)
    if raw.wide or _gaps(mark).search(text):
        return _cut_slowly(text, offset, raw.width, mark)
    pieces = text.split(mark) if text else []
    size = len(mark)
    return pieces, accumulate(map(size.__add__, map(len, pieces)), initial=offset)  # counted when asked for: many readers never do


def _cut_slowly(text: str, offset: int, width: Callable[[str], int], mark: str) -> tuple[list[str], list[int]]:
    texts, starts, size = [], [], width(mark)
    trailing = "\r" if mark == "\n" else ""
    for piece in text.split(mark):
        segment = piece.lstrip(BLANKS)
        if segment:
            texts.append(segment.rstrip(trailing) if trailing else segment)
            starts.append(offset + width(piece[: len(piece) - len(segment)]))
        offset += width(piece) + size
    return texts, starts


@lru_cache(maxsize=64)
def _gaps(mark: str) -> re.Pattern[str]:
    """Anything between two segments beside the mark. One search, because a look for each blank takes twenty times as long."""
    return re.compile(f"{re.escape(mark)}(?:[{re.escape(BLANKS)}]|{re.escape(mark)})")


def _gap(text: str, terminator: str) -> str:
    """The terminator with the line end that goes with it, when all segments have the same."""
    if "\r" not in text and ("\n" not in text or terminator == "\n"):
        return terminator
    marks = text.count(terminator)
    candidates = ("\r\n",) if terminator == "\n" else (terminator + "\r\n", terminator + "\n", terminator + "\r")
    return next((mark for mark in candidates if text.count(mark) == marks), terminator) if marks else terminator
