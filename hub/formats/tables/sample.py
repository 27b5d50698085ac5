"""The headings and first rows of a table that no layout describes yet, for whoever drafts one.

A guess, never a reading: messages are read by layouts alone. Example: `sample(rows).headings` is `["Order No", "Qty"]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hub.formats.tables.fit import LOOK
from hub.formats.tables.layout import normalised
from hub.formats.tables.raw import Raw

_NO_WORD = re.compile(r"[\d\s.,:/%+\-年月日]*")


@dataclass(frozen=True, slots=True)
class Sample:
    """`headings` as they are spelt, each once; `rows`: what stands under them, as text and kind (`5`, `number`)."""

    headings: list[str]
    rows: list[list[tuple[str, str]]]


def sample(rows: Sequence[Raw]) -> Sample | None:
    """What looks like headings, the row with most words, and what stands below; None where no row has two."""
    looked = rows[:LOOK]
    best = max(looked, key=lambda row: (len(_words(row)), -row.ordinal), default=None)
    if best is None or len(_words(best)) < 2 or not all(_readable(best.cells[column]) for column in _words(best)):
        return None
    columns = _words(best)
    below = [row for row in looked if row.ordinal > best.ordinal and not row.blank]
    return Sample(
        [best.cells[column].strip() for column in columns],
        [[(row.cells[at].strip(), row.kind(at)) if at < len(row.cells) else ("", "") for at in columns] for row in below],
    )


def _readable(heading: str) -> bool:
    """Whether people wrote it; bytes that are no text hold control characters in no time. Headings may be broken into lines."""
    return "".join(heading.split()).isprintable()


def _words(row: Raw) -> list[int]:
    """The columns whose cells could be headings: no numbers, no dates, none that stood before."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row.cells):
        if normalised(cell) and not _NO_WORD.fullmatch(cell) and not row.kind(column):
            found.setdefault(normalised(cell), column)
    return list(found.values())
