"""A table as maps see it: the rows of one message under its columns, the labelled cells around them, and what else stands there.

Never parses or prints. Cells are flat texts and marks are bits, because an object for each cell costs more than parsing it.
Example: `Table(layout, {"no": 0}, ["Order No"]).append().put("no", "4711")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hub.formats.base import Leaf
from hub.formats.tables.layout import TableLayout
from hub.model.location import NOWHERE, Finding, Location

ABSENT = 1 << 30  # a column that no row reaches
Where = Callable[[int, int, int], Location]  # row number, byte, column (from 0) -> place


def nowhere(_number: int, _start: int, _column: int) -> Location:
    """The place of what we made ourselves."""
    return NOWHERE


def letters(column: int) -> str:
    """The letters of a column, from 0: A, B … Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(slots=True)
class Cell:
    """A cell outside of the rows: a labelled value (`key`), or any other. `place` is its path; `number` and `start` tell where it is."""

    place: str
    text: str
    column: int
    number: int = 0
    start: int = 0
    kind: str = ""
    taken: bool = False


class Row:
    """One row: its cells by column, their kinds where the format has any, and a bit for each that a map took."""

    __slots__ = ("cells", "kinds", "number", "start", "table", "taken")

    def __init__(self, table: Table, cells: list[str], number: int = 0, start: int = 0, kinds: list[str] | None = None) -> None:
        self.table = table
        self.cells = cells
        self.number = number
        self.start = start
        self.kinds = kinds
        self.taken = 0

    def text(self, key: str) -> str:
        """The text under a column, empty where there is none."""
        column = self.table.columns.get(key, -1)
        return self.cells[column] if 0 <= column < len(self.cells) else ""

    def put(self, key: str, text: str, kind: str = "") -> None:
        """Set a cell; a column that the table does not have yet is added."""
        column = self.table.column(key)
        if column >= len(self.cells):
            self.cells.extend([""] * (column + 1 - len(self.cells)))
        self.cells[column] = text
        if self.table.typed:
            kinds = self.kinds = self.kinds if self.kinds is not None else []
            kinds.extend([""] * (len(self.cells) - len(kinds)))
            kinds[column] = kind

    def kind(self, column: int) -> str:
        """What a cell was beside text: number, date, boolean."""
        return self.kinds[column] if self.kinds is not None and column < len(self.kinds) else ""


@dataclass(slots=True)
class Table:
    """The tree of one message. `columns`: where each key stands; `headings`: the text over each column. `form`: labelled cells by key;
    `loose`: other cells, with their row: above the headings, or after so many rows. `odd`: cells of head columns that say something
    else than the first row. `typed`: whether cells have kinds.
    """

    layout: TableLayout
    columns: dict[str, int] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    typed: bool = False
    where: Where = nowhere
    rows: list[Row] = field(default_factory=list)
    form: dict[str, Cell] = field(default_factory=dict)
    loose: list[Cell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    odd: set[tuple[int, int]] = field(default_factory=set)
    began: bool = False
    plans: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Itself: rows know their table by the same name."""
        return self

    def column(self, key: str) -> int:
        """The column of a key; a new one at the end, where the table has none."""
        found = self.columns.get(key)
        if found is None:
            spellings = self.layout.headings.get(key)
            found = self.columns[key] = len(self.headings)
            self.headings.append(spellings[0] if spellings else key)
            self.plans.clear()
        return found

    def append(self) -> Row:
        """A new row; the first one may already hold the values of the message."""
        if self.rows and not self.began:
            self.began = True
            return self.rows[0]
        self.began = True
        row = Row(self, [])
        self.rows.append(row)
        return row

    def first(self) -> Row:
        """The first row, made if there is none."""
        if not self.rows:
            self.rows.append(Row(self, []))
        return self.rows[0]

    def lines(self) -> list[Row]:
        """The rows that say more than the head columns."""
        heads = {self.columns[key] for key in self.layout.head if key in self.columns}
        if not heads:
            return self.rows
        return [row for row in self.rows if any(cell and column not in heads for column, cell in enumerate(row.cells))]

    def plan(self, keys: tuple[str, ...]) -> list[int]:
        """The columns of some keys, where they stand in this table; far outside for those that it does not have."""
        found = self.plans.get(keys)
        if found is None:
            found = self.plans[keys] = [self.columns.get(key, ABSENT) for key in keys]
        return found

    def head(self, key: str) -> Row | None:
        """The row that says the value of a head column first."""
        column = self.columns.get(key)
        if column is None:
            return None
        return next((row for row in self.rows if column < len(row.cells) and row.cells[column]), None)

    def set_head(self, key: str, text: str, kind: str = "") -> None:
        """The value of a head column, on the first row; the writer repeats it."""
        row = self.head(key) or self.first()
        row.put(key, text, kind)

    def census(self) -> int:
        """How many filled cells there are; what stands on every row of the message counts once."""
        heads = self._heads()
        filled = sum(1 for row in self.rows for cell in row.cells if cell)
        repeated = sum(1 for row in self.rows for column in heads.values() if column < len(row.cells) and row.cells[column])
        return filled - repeated + len(heads) + len(self.odd) + sum(1 for cell in self._around() if cell.text)

    def untaken(self) -> list[Leaf]:
        """The filled cells that no map took."""
        return [*self._untaken_around(), *self._untaken_heads(), *self._untaken_rows()]

    def _heads(self) -> dict[str, int]:
        """The head columns that say anything."""
        return {key: self.columns[key] for key in self.layout.head if self.head(key) is not None}

    def _around(self) -> Iterator[Cell]:
        yield from self.loose
        yield from self.form.values()

    def _untaken_around(self) -> Iterator[Leaf]:
        for cell in self._around():
            if cell.text and not cell.taken:
                yield Leaf(cell.place + _kind(cell.kind), cell.text, self.where(cell.number, cell.start, cell.column))

    def _untaken_heads(self) -> Iterator[Leaf]:
        for key, column in self._heads().items():
            row = self.head(key)
            if row is not None and key not in self.taken:
                yield Leaf(key + _kind(row.kind(column)), row.cells[column], self.where(row.number, row.start, column))

    def _untaken_rows(self) -> Iterator[Leaf]:
        names, heads = self.names(), self._heads()
        bits = sum(1 << column for column in heads.values())
        for at, row in enumerate(self.rows):
            if row.taken | bits == (1 << len(row.cells)) - 1 and not self.odd:
                continue
            for column, text in enumerate(row.cells):
                held = row.taken >> column & 1 or (bits >> column & 1 and (at, column) not in self.odd)
                if text and not held:
                    yield Leaf(f"rows[{at}]/{names[column]}{_kind(row.kind(column))}", text, self.where(row.number, row.start, column))

    def names(self) -> list[str]:
        """What paths call each column: its key, or its heading in quotes."""
        names = [quoted(heading) for heading in self.headings]
        for key, column in self.columns.items():
            if key in self.layout.headings:
                names[column] = key
        width = max((len(row.cells) for row in self.rows), default=0)
        return names + [quoted(f"column {letters(column)}") for column in range(len(names), width)]


def _kind(kind: str) -> str:
    return f"#{kind}" if kind else ""


def quoted(text: str) -> str:
    """A heading as a path writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def distinct(headings: Sequence[str]) -> list[str]:
    """Headings that can be told apart: one that is missing is named by its letters, a second one alike by a number."""
    seen: dict[str, None] = {}
    for column, heading in enumerate(headings):
        base = name = heading.strip() or f"column {letters(column)}"
        number = 1
        while name in seen:
            number += 1
            name = f"{base} ({number})"
        seen[name] = None
    return list(seen)
