"""Lines to rows of cells: quotes with line breaks inside, lost quotes, and the escape of what spreadsheets take for formulas.

Never knows headings. Example: `[row.cells for row in Records(lines, ",").rows()]`.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.formats.csv.lines import Line
from hub.formats.tables.raw import Raw
from hub.model.location import Finding, Location

MOST_LINES = 1000  # of one quoted cell, before its quote is taken for a lost one
MOST_CELLS = 16_384  # of one row, as in a workbook
FEWEST_LINES = 10  # of one quoted cell, where many quotes were lost: looking far ahead for each would take for ever
MOST_TOLD = 20
DELIMITERS = (",", ";", "\t", "|")
# What a spreadsheet takes for a formula (and its full-width forms, which East Asian input turns into it): our writer puts ' before
# it, and every reader here takes one off again, so that any text comes back as it was.
GUARDED = re.compile("'+[=+\\-@\t\r\\uff1d\\uff0b\\uff0d\\uff20]")

csv.field_size_limit(16 * 1024 * 1024)


@dataclass(slots=True)
class _Feed:
    """Hands lines to the reader of the standard library and remembers those of the row at hand."""

    lines: Iterator[Line]
    taken: list[Line] = field(default_factory=list)
    again: deque[Line] = field(default_factory=deque)  # before `lines`: what was looked at ahead of a quote that did not close
    most: int = MOST_LINES
    overrun: bool = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self.most:
            self.overrun = True
            raise StopIteration
        line = self.again.popleft() if self.again else next(self.lines)
        self.taken.append(line)
        return line.text


@dataclass(slots=True)
class Records:
    """Rows of cells. `number` of a row is its text line; `doubts` are told as they are met."""

    lines: Iterable[Line]
    delimiter: str
    doubts: list[Finding] = field(default_factory=list)
    _told: int = 0

    def rows(self) -> Iterator[Raw]:
        """Every row, empty ones too."""
        feed = _Feed(iter(self.lines))
        reader = self._reader(feed)
        ordinal, number = 0, 1
        while True:
            feed.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                if not feed.taken:
                    return
                cells = None
            except csv.Error:
                cells = None
            if cells is None or feed.overrun:
                cells = self._recovered(feed, number)
                most = max(MOST_LINES >> min(self._told, 16), FEWEST_LINES)
                feed.again.extendleft(reversed(feed.taken[1:]))
                feed = _Feed(feed.lines, feed.taken[:1], feed.again, most)
                reader = self._reader(feed)
            ordinal += 1
            if len(cells) <= MOST_CELLS:
                yield Raw(ordinal, number, feed.taken[0].start, feed.taken[-1].end, [_plain(cell) for cell in cells])
            else:
                where = Location(byte=feed.taken[0].start, line=number)
                self.doubts.append(Finding("CSV-012", "error", where, {"count": len(cells), "limit": MOST_CELLS}))
            number += len(feed.taken)

    def _reader(self, feed: _Feed) -> Iterator[list[str]]:
        return csv.reader(feed, delimiter=self.delimiter, strict=True)

    def _recovered(self, feed: _Feed, number: int) -> list[str]:
        """A row whose quotes do not close: its first line is read without them, the others again from there on."""
        self._told += 1
        line = feed.taken[0]
        if self._told <= MOST_TOLD:
            column = line.text.find('"') + 1
            where = Location(byte=line.start, line=number, element=line.text.count(self.delimiter, 0, max(column, 0)) + 1)
            self.doubts.append(Finding("CSV-010", "error", where))
        return line.text.rstrip("\r\n").split(self.delimiter)


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and GUARDED.match(cell) else cell
