"""Rows put together to messages, as the layout says: one per sheet, per row, or per value of a head column.

Holds one message at a time. Example: `Assembly(fit, where).messages(rows)` yields a `Table` for each message.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from hub.formats.tables.fit import Fit
from hub.formats.tables.form import Around, around, is_total
from hub.formats.tables.layout import ROW, SHEET, TableLayout, normalised
from hub.formats.tables.raw import Raw
from hub.formats.tables.tree import Row, Table, Where, distinct
from hub.model.location import Finding, Severity

REMEMBERED = 100_000  # numbers of messages that are over, so that one that comes again is noticed
MOST_FINDINGS = 100  # of one message


@dataclass(slots=True)
class Made:
    """One message, the bytes that its rows stand in, and the number of its last row."""

    table: Table
    start: int
    end: int
    last: int = 0


@dataclass(slots=True)
class Assembly:
    """Puts the rows of one sheet together. `typed`: whether its cells have kinds."""

    fit: Fit
    where: Where
    typed: bool = False
    layout: TableLayout = field(default_factory=TableLayout)
    headings: list[str] = field(default_factory=list)
    _spelt: list[str] = field(default_factory=list)
    _above: Around = field(default_factory=Around)
    _made: Made | None = None
    _heads: tuple[str, ...] = ()
    _head_columns: tuple[int, ...] = ()
    _per_row: tuple[int, ...] = ()
    _group: int = -1
    _key: str = ""
    _last: int = 0
    _over: set[str] = field(default_factory=set)
    _order: deque[str] = field(default_factory=deque)

    def messages(self, looked: Sequence[Raw], rows: Iterable[Raw]) -> Iterator[Made]:
        """The messages of a sheet: of the rows that were looked at, and those that follow."""
        assert self.fit.layout is not None
        self.layout = self.fit.layout
        if not self.layout.across:
            yield from self._whole(list(chain(looked, rows)))
            return
        header = looked[self.fit.header]
        self._begin(header, looked[: self.fit.header])
        self._last = header.ordinal
        for row in chain(looked[self.fit.header + 1 :], rows):
            if row.blank:
                continue
            done = self._row(row, header)
            if done is not None:
                yield done
        if self._made is None and self._above.form:
            self._made = self._new(0)
            self._made.end = header.end
        if self._made is not None:
            yield self._made

    def _whole(self, rows: list[Raw]) -> Iterator[Made]:
        """A sheet without columns: labelled cells only."""
        self._above = around(rows, self.layout, "above")
        made = self._new(rows[0].start if rows else 0)
        made.end, made.last = (rows[-1].end, rows[-1].number) if rows else (0, 0)
        yield made

    def _begin(self, header: Raw, above: Sequence[Raw]) -> None:
        columns = self.fit.columns
        self._spelt, self.headings = header.cells, distinct(header.cells)
        self._above = around(above, self.layout, "above", columns)
        self._head_columns = tuple(columns[key] for key in self.layout.head if key in columns)
        self._per_row = tuple(columns[key] for key in self.layout.per_row if key in columns)
        self._group = columns.get(self.layout.one_per, -1)

    def _row(self, row: Raw, header: Raw) -> Made | None:
        """The message that this row ends, if it does."""
        cells = row.cells
        filled = [bool(cells[column].strip()) if column < len(cells) else False for column in self._per_row]
        if is_total(cells, self.layout, whole=bool(filled) and all(filled)):
            self._loose(row, total=True)
            return None
        if not (any(filled) or self._alone(cells, filled)):
            self._loose(row)
            return None
        if cells == header.cells:
            self._note(self._table(row), "TAB-008", "info", row)
            return None
        return self._line(row)

    def _alone(self, cells: Sequence[str], filled: Sequence[bool]) -> bool:
        """Whether a row that says nothing of its own still is one: it begins a message, or nothing of a row is required."""
        if not filled:
            return True
        keyed = 0 <= self._group < len(cells) and bool(cells[self._group].strip())
        more = any(column != self._group and column < len(cells) and cells[column].strip() for column in self.fit.columns.values())
        return keyed and (more or self._made is None or not self._made.table.rows)

    def _line(self, row: Raw) -> Made | None:
        done = None
        if self._made is None or (self._made.table.rows and self._ends(row)):
            done, self._made = self._made, self._new(row.start if self._made is not None else 0)
        if not self._made.table.rows:  # cells may stand between the headings and the first row
            self._opened(row)
        table = self._made.table
        heads = tuple(row.cells[column] if column < len(row.cells) else "" for column in self._head_columns)
        if heads != self._heads:
            self._compare(heads, row)
        table.rows.append(Row(table, row.cells, row.number, row.start, row.kinds))
        self._made.end, self._made.last, self._last = row.end, row.number, row.ordinal
        return done

    def _ends(self, row: Raw) -> bool:
        """Whether a row begins another message."""
        if self.layout.one_per == SHEET:
            return False
        if self.layout.one_per == ROW:
            return True
        key = self._key_of(row)
        return bool(key) and key != self._key

    def _key_of(self, row: Raw) -> str:
        return row.cells[self._group].strip() if 0 <= self._group < len(row.cells) else ""

    def _opened(self, row: Raw) -> None:
        """What is to be said of a message that begins with this row."""
        assert self._made is not None
        self._heads = tuple(row.cells[column] if column < len(row.cells) else "" for column in self._head_columns)
        if self.layout.one_per in (SHEET, ROW):
            return
        self._remember(self._key)
        self._key = self._key_of(row)
        heading = self.layout.headings[self.layout.one_per][0]
        if not self._key:
            self._note(self._made.table, "TAB-009", "error", row, self._group, heading=heading)
        elif self._key in self._over:
            self._note(self._made.table, "TAB-003", "error", row, self._group, heading=heading, value=self._key)

    def _remember(self, key: str) -> None:
        if key and key not in self._over:
            self._over.add(key)
            self._order.append(key)
            if len(self._order) > REMEMBERED:
                self._over.discard(self._order.popleft())

    def _compare(self, heads: tuple[str, ...], row: Raw) -> None:
        """A head column says the same on every row of a message, or nothing; the first row that says something counts."""
        assert self._made is not None
        table, known = self._made.table, list(self._heads)
        for at, (first, mine) in enumerate(zip(self._heads, heads, strict=True)):
            if mine and not first:
                known[at] = mine
            elif mine and mine != first:
                column = self._head_columns[at]
                table.odd.add((len(table.rows), column))
                self._note(table, "TAB-006", "error", row, column, heading=self.headings[column], first=first, value=mine)
        self._heads = tuple(known)

    def _new(self, start: int) -> Made:
        first = self._made is None
        table = Table(self.layout, dict(self.fit.columns), list(self.headings), self.typed, self.where)
        table.form = {key: replace(cell, taken=False) for key, cell in self._above.form.items()}
        if first:  # what stands above the rows is everybody's by its labels, the rest is told once
            table.loose = list(self._above.loose)
            self._doubts(table)
        return Made(table, start, start)

    def _doubts(self, table: Table) -> None:
        for key, cell in self._above.twice:
            params = {"label": self.layout.headings[key][0], "first": self._above.form[key].text, "value": cell.text}
            table.findings.append(Finding("TAB-010", "warning", self.where(cell.number, cell.start, cell.column), params))
        if self.fit.rivals:
            table.findings.append(Finding("TAB-002", "error", self.where(0, 0, 0), {"messages": ", ".join(self.fit.rivals)}))
        for column, heading in enumerate(self.headings):
            meant = self.layout.keys.get(normalised(self._spelt[column]))
            if meant is not None and self.fit.columns.get(meant) != column:
                table.findings.append(Finding("TAB-004", "warning", self.where(0, 0, column), {"heading": heading}))

    def _table(self, row: Raw) -> Table:
        """The message at hand, begun where there is none yet."""
        if self._made is None:
            self._made = self._new(0)
            self._made.end = row.end
        return self._made.table

    def _loose(self, row: Raw, *, total: bool = False) -> None:
        table = self._table(row)
        found = around([row], self.layout, f"after[{len(table.rows)}]", self.fit.columns, self._last + 1)
        for key, cell in found.form.items():
            table.form.setdefault(key, cell)
        table.loose += found.loose
        if total:
            self._note(table, "TAB-007", "info", row)
        assert self._made is not None
        self._made.end, self._made.last = row.end, row.number

    def _note(self, table: Table, rule: str, severity: Severity, row: Raw, column: int = 0, **params: object) -> None:
        if len(table.findings) < MOST_FINDINGS:
            table.findings.append(Finding(rule, severity, self.where(row.number, row.start, max(column, 0)), {"row": row.number, **params}))
        elif len(table.findings) == MOST_FINDINGS:
            table.findings.append(Finding("TAB-012", severity, self.where(row.number, row.start, 0), {"count": MOST_FINDINGS}))
