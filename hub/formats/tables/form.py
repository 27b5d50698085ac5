"""Cells outside of the rows: a label with its value beside or below it, and whatever else stands there.

Never guesses a label: only the spellings of the layout count. Example: `around(rows, layout, "above")` gives the labelled cells by key
and the other cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.formats.tables.layout import TOTALS, TableLayout, normalised
from hub.formats.tables.raw import Raw
from hub.formats.tables.tree import Cell, letters

Spot = tuple[int, int]  # row of those at hand, column


@dataclass(slots=True)
class Around:
    """What was found: labelled cells by key, other cells, and labels that came twice with different values."""

    form: dict[str, Cell] = field(default_factory=dict)
    loose: list[Cell] = field(default_factory=list)
    twice: list[tuple[str, Cell]] = field(default_factory=list)


def around(rows: Sequence[Raw], layout: TableLayout, within: str, columns: Mapping[str, int] | None = None, first: int = 1) -> Around:
    """The cells of some rows. `within` is how their paths begin; `first` the ordinal of the row that the paths call 1."""
    finder = _Finder(rows, layout, columns or {})
    finder.find()
    found = Around()
    for key, (at, column), text in finder.values:
        cell = _cell(rows[at], column, key, text)
        if key in found.form and found.form[key].text != text:
            found.twice.append((key, cell))
        elif key not in found.form:
            found.form[key] = cell
            continue
        finder.used.discard((at, column))
    for at, row in enumerate(rows):
        for column, text in enumerate(row.cells):
            if text and (at, column) not in finder.used:
                found.loose.append(_cell(row, column, f"{within}/{letters(column)}{row.ordinal - first + 1}", text))
    return found


def is_total(cells: Sequence[str], layout: TableLayout, *, whole: bool) -> bool:
    """Whether a row begins like one that adds up others. A `whole` row does only if the layout knows such rows."""
    if whole and not layout.totals:
        return False
    first = normalised(next((cell for cell in cells if cell.strip()), ""))
    return (not whole and first in TOTALS) or any(key in layout.totals for key in layout.marks.get(first, ()))


def _cell(row: Raw, column: int, place: str, text: str) -> Cell:
    return Cell(place, text, column, row.number, row.start, row.kind(column))


@dataclass(slots=True)
class _Finder:
    rows: Sequence[Raw]
    layout: TableLayout
    columns: Mapping[str, int]
    used: set[Spot] = field(default_factory=set)  # labels and their values
    values: list[tuple[str, Spot, str]] = field(default_factory=list)

    def find(self) -> None:
        if not self.layout.marks:
            return
        for at, row in enumerate(self.rows):
            for column, text in enumerate(row.cells):
                if text and (at, column) not in self.used:
                    self._label((at, column), text)

    def _keys(self, text: str) -> tuple[str, ...]:
        return self.layout.marks.get(normalised(text), ()) if text else ()

    def _label(self, spot: Spot, text: str) -> None:
        keys = self._keys(text)
        for key in keys:
            under = self.columns.get(self.layout.under.get(key, ""))
            value = (spot[0], under) if under is not None else self._beside(spot)
            if value is not None and self._text(value):
                self.used |= {spot, value}
                self.values.append((key, value, self._text(value)))
        if not keys:
            self._both(spot, text)

    def _both(self, spot: Spot, text: str) -> None:
        """`label: value` in one cell."""
        for mark in (":", "："):
            label, found, value = text.partition(mark)
            if found and value.strip():
                for key in self._keys(label)[:1]:
                    self.used.add(spot)
                    self.values.append((key, spot, value.strip()))
                    return

    def _beside(self, spot: Spot) -> Spot | None:
        """The next filled cell to the right; where there is none or it is a label, the cell below."""
        at, column = spot
        right = next(((at, other) for other in range(column + 1, len(self.rows[at].cells)) if self._text((at, other))), None)
        if right is not None and not self._keys(self._text(right)):
            return right
        below = (at + 1, column)
        return below if self._text(below) and not self._keys(self._text(below)) else None

    def _text(self, spot: Spot) -> str:
        at, column = spot
        cells = self.rows[at].cells if at < len(self.rows) else []
        return cells[column] if column < len(cells) else ""
