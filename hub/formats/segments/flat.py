"""A message whose segments all stand directly below its header, for messages that no grammar explains and for looking at envelopes.

Never splits anything itself: it is given lists of text, and makes segments of them when somebody asks for the children, because
most readers of such messages never do. Example: `FlatTree("UNH", ["UNH", "1"], 0, [["BGM", "220"]], [12]).children[0].tag` is `"BGM"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hub.formats.segments import Field, Segment


class FlatTree(Segment):
    """The header of such a message; `rows` are the fields of its segments, `starts` the byte where each begins."""

    __slots__ = ("_made", "_rows", "_starts")

    def __init__(self, tag: str, fields: list[Field], offset: int, rows: Sequence[list[Any]], starts: Iterable[int]) -> None:
        self._rows: Sequence[list[Any]] = ()
        self._starts: Iterable[int] = ()
        self._made: list[Segment] = []
        super().__init__(tag, fields, 1, offset)
        self._rows, self._starts = rows, starts

    @property
    def children(self) -> list[Segment]:  # an attribute there, made on demand here
        """The segments, made when first asked for."""
        if self._rows:
            rows, self._rows = self._rows, ()
            self._made = [Segment(row[0], row, at, start) for at, (row, start) in enumerate(zip(rows, self._starts, strict=False), 2)]
        return self._made

    @children.setter
    def children(self, made: list[Segment]) -> None:
        self._rows, self._made = (), made
