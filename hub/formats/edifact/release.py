"""The release character: what it protects is put out of the way before anything is split, and back after.

Keeps every width: a released character becomes two, a mark and a stand-in, so that offsets need no second count. Lone
surrogates stand in, which no decoder gives. Example: `fields("FTX+AAI+++10 ?+ 2'"[:-1], Delimiters())[4]` is `"10 + 2"`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hub.formats.edifact.delimiters import Delimiters
from hub.formats.segments import Field

MARK = "\ud800"
_FIRST = 0xD801


class Release:
    """The release character of one interchange."""

    __slots__ = ("_original", "_pairs", "_plain", "_splits", "_wrapped", "character")

    def __init__(self, delimiters: Delimiters) -> None:
        self.character = delimiters.release
        marks = list(dict.fromkeys(delimiters.separators)) if self.character else []
        standing = {mark: chr(_FIRST + number) for number, mark in enumerate(marks)}
        # The release of a release comes first: in a run of them, they belong together in pairs from the left.
        self._pairs = [(self.character + mark, MARK + other) for mark, other in standing.items()]
        self._plain = {ord(MARK): None, **{ord(other): mark for mark, other in standing.items()}}
        self._original = {**self._plain, ord(MARK): self.character}
        self._splits = re.compile(f"{re.escape(self.character)}[{re.escape(delimiters.segment)}\r\n]") if self.character else None
        self._wrapped = re.compile(re.escape(self.character) + r"([\r\n]+)") if self.character else None

    def splits(self, text: str) -> bool:
        """Whether a terminator or line end is released, so that `text` cannot be cut before it is protected."""
        return self._splits is not None and self._splits.search(text) is not None

    def protect(self, text: str) -> str:
        """`text` with every released character out of the way of the separators; the same when there is none."""
        if not self.character or self.character not in text:
            return text
        text = text.replace(*self._pairs[0])
        if self._wrapped is not None and ("\n" in text or "\r" in text):
            text = self._wrapped.sub(lambda match: match[1] + self.character, text)  # the line was broken after a release
        for released, standing in self._pairs[1:]:
            text = text.replace(released, standing)
        return text.replace(self.character, MARK)  # it released nothing that needed it

    def plain(self, text: str) -> str:
        """Protected text as the values that it means."""
        return text.translate(self._plain)

    def original(self, text: str) -> str:
        """Protected text as it was sent."""
        return text.translate(self._original) if MARK in text else text


@lru_cache(maxsize=64)
def release(delimiters: Delimiters) -> Release:
    """The release character of a set of delimiters."""
    return Release(delimiters)


def fields(text: str, delimiters: Delimiters) -> list[Field]:
    """The fields of one segment, split and plain: strings, components, or repetitions of components."""
    of, component = release(delimiters), delimiters.component
    if not delimiters.repetition and (not of.character or of.character not in text):
        return [part.split(component) if component in part else part for part in text.split(delimiters.element)]
    return [_field(part, delimiters, of) for part in of.protect(text).split(delimiters.element)]


def _field(text: str, delimiters: Delimiters, of: Release) -> Field:
    text = text.replace(MARK, "")
    repetition, component = delimiters.repetition, delimiters.component
    if repetition and repetition in text:
        return [[of.plain(part) for part in row.split(component)] for row in text.split(repetition)]
    if component in text:
        return [of.plain(part) for part in text.split(component)]
    return of.plain(text)


def ends(text: str, at: int, character: str) -> bool:
    """Whether the character at `at` is not released: an even number of release characters stands before it."""
    if not character:
        return True
    start = at
    while start and text[start - 1] == character:
        start -= 1
    return (at - start) % 2 == 0
