"""The path language of tables: `order_no`, `rows` (after `each:`), `rows[kind=item]/qty#number`, `discount{1..3}`.

Never knows a file. Example: `TablePaths(layout).place("order_no").get(table)` is the value of that head column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from hub.formats.base import PathError, Place
from hub.formats.tables.layout import TableLayout
from hub.formats.tables.path_text import Condition, Path, parse
from hub.formats.tables.tree import Cell, Row, Table
from hub.model.location import NOWHERE, Location

Node = Any  # Table, Row or One


@dataclass(slots=True)
class One:
    """One cell as a node: an item of numbered columns."""

    row: Row
    key: str

    @property
    def table(self) -> Table:
        return self.row.table


def row_of(node: Node) -> Row | None:
    """The row of a node; of a table, its first."""
    if type(node) is Row:
        return node
    if type(node) is One:
        return node.row
    return node.rows[0] if node.rows else None


def meets(row: Row, conditions: Sequence[Condition]) -> bool:
    """Whether a row meets conditions when reading."""
    return all(one.op == ":=" or (row.text(one.key).strip() in one.values) is (one.op == "=") for one in conditions)


def take_conditions(row: Row, conditions: Sequence[Condition]) -> None:
    """Mark the conditions that writing would set again to what stands there."""
    for one in conditions:
        if one.op != "!=" and row.text(one.key) == one.values[0]:
            row.taken |= 1 << row.table.columns[one.key]


def made(table: Table, conditions: Sequence[Condition]) -> Row:
    """A new row with the constants of its conditions."""
    row = table.append()
    for one in conditions:
        if one.op != "!=":
            row.put(one.key, one.values[0])
    return row


class RowPlace:
    """A column of a row; `way` leads to the row when the node is the table."""

    __slots__ = ("conditions", "key", "kind", "text", "way")

    def __init__(self, path: Path) -> None:
        self.text, self.key, self.kind = path.text, path.key, path.kind
        self.way, self.conditions = path.rows, path.conditions

    def _row(self, node: Node) -> Row | None:
        if not self.way:
            return row_of(node)
        return next((row for row in node.table.rows if meets(row, self.conditions) and row.text(self.key)), None)

    def get(self, node: Node) -> str | None:
        row = self._row(node)
        text = row.text(self.key) if row is not None else ""
        if not text or row is None:
            return None
        row.taken |= 1 << row.table.columns[self.key]
        if self.way:
            take_conditions(row, self.conditions)
        return text

    def put(self, node: Node, value: str) -> None:
        table: Table = node.table
        row = self._made(table) if self.way else row_of(node) or table.first()
        row.put(self.key, value, self.kind)

    def _made(self, table: Table) -> Row:
        wanted = [one for one in self.conditions if one.op != "!="]
        held = next((row for row in table.rows if wanted and all(row.text(one.key) == one.values[0] for one in wanted)), None)
        return held or made(table, self.conditions)

    def locate(self, node: Node) -> Location:
        row = self._row(node)
        if row is None or self.key not in row.table.columns:
            return NOWHERE
        return row.table.where(row.number, row.start, row.table.columns[self.key])

    def release(self, node: Node) -> None:
        row = self._row(node)
        column = row.table.columns.get(self.key) if row is not None else None
        if row is None or column is None:
            return
        row.taken &= ~(1 << column)
        if self.way and not row.taken & ~_bits(row, self.conditions):
            row.taken = 0


def _bits(row: Row, conditions: Sequence[Condition]) -> int:
    return sum(1 << row.table.columns[key] for key in {one.key for one in conditions} if key in row.table.columns)


class HeadPlace:
    """A column that says the same on every row of a message."""

    __slots__ = ("key", "kind", "text")

    def __init__(self, path: Path) -> None:
        self.text, self.key, self.kind = path.text, path.key, path.kind

    def get(self, node: Node) -> str | None:
        table: Table = node.table
        row = table.head(self.key)
        if row is None:
            return None
        table.taken.add(self.key)
        return row.text(self.key)

    def put(self, node: Node, value: str) -> None:
        node.table.set_head(self.key, value, self.kind)

    def locate(self, node: Node) -> Location:
        row = node.table.head(self.key)
        return row.table.where(row.number, row.start, row.table.columns[self.key]) if row is not None else NOWHERE

    def release(self, node: Node) -> None:
        node.table.taken.discard(self.key)


class LabelPlace:
    """A cell with a label before it."""

    __slots__ = ("key", "kind", "text")

    def __init__(self, path: Path) -> None:
        self.text, self.key, self.kind = path.text, path.key, path.kind

    def get(self, node: Node) -> str | None:
        cell = node.table.form.get(self.key)
        if cell is None or not cell.text:
            return None
        cell.taken = True
        return str(cell.text)

    def put(self, node: Node, value: str) -> None:
        node.table.form[self.key] = Cell(self.key, value, 0, kind=self.kind if node.table.typed else "")

    def locate(self, node: Node) -> Location:
        cell = node.table.form.get(self.key)
        return node.table.where(cell.number, cell.start, cell.column) if cell is not None else NOWHERE

    def release(self, node: Node) -> None:
        if self.key in node.table.form:
            node.table.form[self.key].taken = False


class OnePlace:
    """`.`: the cell that the node is."""

    __slots__ = ("kind", "text")

    def __init__(self, path: Path) -> None:
        self.text, self.kind = path.text, path.kind

    def _cell(self, node: Node) -> RowPlace | None:
        return RowPlace(Path(node.key, node.key, kind=self.kind)) if type(node) is One else None

    def get(self, node: Node) -> str | None:
        cell = self._cell(node)
        return cell.get(node) if cell is not None else None

    def put(self, node: Node, value: str) -> None:
        if (cell := self._cell(node)) is not None:
            cell.put(node, value)

    def locate(self, node: Node) -> Location:
        cell = self._cell(node)
        return cell.locate(node) if cell is not None else NOWHERE

    def release(self, node: Node) -> None:
        if (cell := self._cell(node)) is not None:
            cell.release(node)


class RowEach:
    """The rows that meet the conditions; with `[*]`, those that nobody else took anything from."""

    __slots__ = ("conditions", "rest", "text")

    def __init__(self, path: Path) -> None:
        self.text, self.conditions, self.rest = path.text, path.conditions, path.rest

    def iterate(self, node: Node) -> Iterable[Row]:
        table: Table = node.table
        rows = table.lines()
        if self.rest:
            return [row for row in rows if not row.taken]
        return [row for row in rows if meets(row, self.conditions)] if self.conditions else rows

    def append(self, node: Node) -> Row:
        return made(node.table, self.conditions)

    def take(self, node: Row) -> None:
        take_conditions(node, self.conditions)

    def close(self, node: Row) -> None:
        """Everything written stands in the row already."""


class NumberedEach:
    """Numbered columns as a list of their filled cells."""

    __slots__ = ("keys", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.keys = [f"{path.key}{number}" for number in range(path.first, path.last + 1)]

    def iterate(self, node: Node) -> Iterable[One]:
        row = row_of(node)
        return [One(row, key) for key in self.keys if row.text(key)] if row is not None else []

    def append(self, node: Node) -> One | None:
        row = row_of(node) or node.table.first()
        free = next((key for key in self.keys if not row.text(key)), None)
        return One(row, free) if free is not None else None

    def take(self, node: One) -> None:
        """A single cell has no conditions."""

    def close(self, node: One) -> None:
        """Everything written stands in the cell already."""


class SelfEach:
    """`at: .`: the node itself, for a group that exists only if something in it does."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text = "."

    def iterate(self, node: Node) -> Iterable[Node]:
        return (node,)

    def append(self, node: Node) -> Node:
        return node

    def take(self, node: Node) -> None:
        """It has no conditions."""

    def close(self, node: Node) -> None:
        """Everything written stands there already."""


@dataclass(frozen=True, slots=True)
class TablePaths:
    """The language object under one layout; without one, every name is a column of a row."""

    layout: TableLayout | None = None

    def place(self, text: str) -> Place:
        path = parse(text)
        if path.first:
            raise PathError(text, text.index("{") + 1, "one value: numbered columns stand only after each:")
        if path.cell or path.at is not None or (path.rows and not path.key):
            raise PathError(text, 1, "a column or a label of the layout")
        if not path.key:
            return OnePlace(path)
        self._known(path)
        return self.named(path)

    def named(self, path: Path) -> Place:
        """The place of a key by the part of the layout that it stands in."""
        if self.layout is not None and not path.rows:
            if path.key in self.layout.head:
                return HeadPlace(path)
            if path.key in self.layout.labels or path.key in self.layout.totals:
                return LabelPlace(path)
        return RowPlace(path)

    def each(self, text: str) -> RowEach | NumberedEach | SelfEach:
        path = parse(text)
        if text == ".":
            return SelfEach()
        if path.first and not path.rows:
            for key in (f"{path.key}{number}" for number in range(path.first, path.last + 1)):
                self._known(Path(text, key))
            return NumberedEach(path)
        if not path.rows or path.key or path.kind:
            raise PathError(text, 1, "rows, rows[kind=item], or numbered columns such as discount{1..3}")
        self._known(path)
        return RowEach(path)

    def beside(self, text: str, neighbour: str) -> str:
        """`rows[kind=x]/price` and `.currency` make `rows[kind=x]/currency`: a column of the same row."""
        path = parse(text)
        if not path.key or not neighbour.startswith("."):
            raise PathError(text, 1, "a place that has neighbours")
        return text[: path.key_at] + neighbour[1:]

    def reader(self, places: Sequence[Place]) -> Callable[[Node], list[str | None]]:
        """All places at once. A scope of plain columns is read by their numbers, which are looked up once for each table."""
        if not all(type(place) is RowPlace and not place.way for place in places):
            gets = [place.get for place in places]
            return lambda node: [get(node) for get in gets]
        keys = tuple(place.key for place in places if isinstance(place, RowPlace))

        def read(node: Node) -> list[str | None]:
            row = row_of(node)
            if row is None:
                return [None] * len(keys)
            cells, taken = row.cells, row.taken
            count = len(cells)
            values: list[str | None] = []
            for column in row.table.plan(keys):
                text = cells[column] if column < count else ""
                if text:
                    taken |= 1 << column
                    values.append(text)
                else:
                    values.append(None)
            row.taken = taken
            return values

        return read

    def _known(self, path: Path) -> None:
        if self.layout is None:
            return
        named = [(path.key, path.key_at)] if path.key else []
        for key, at in [*named, *((one.key, path.text.find(one.key)) for one in path.conditions)]:
            if key not in self.layout.headings:
                near = get_close_matches(key, self.layout.headings, 1)
                known = near[0] if near else ", ".join(self.layout.headings)
                raise PathError(path.text, at + 1, f"a column or a label of the layout: {known}")
