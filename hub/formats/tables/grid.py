"""Written tables as rows of cells, the way both formats print them: labels, headings, rows, totals.

Never prints. Example: `list(grid([table]))` begins with the row of headings where nothing stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hub.formats.base import Unrepresentable
from hub.formats.tables.layout import ROW, SHEET, TableLayout
from hub.formats.tables.tree import Row, Table

Out = tuple[str, str]  # text, kind
_PLACE = re.compile(r"(?:above|after\[([0-9]+)\])/([A-Z]+)([0-9]+)")
_MOST_ROWS = 1_048_576  # of a sheet; residue beyond it is of no use
NOTHING: Out = ("", "")


def sheets(tables: Sequence[Table]) -> list[list[Table]]:
    """The tables that may stand under each other on one sheet: messages that a reader can tell apart, with the same labels."""
    groups: list[list[Table]] = []
    keys: set[str] = set()  # of the last group
    for table in tables:
        _check(table)
        key = _key(table)
        if not groups or not _together(groups[-1][0], table) or (table.layout.one_per != ROW and (not key or key in keys)):
            groups.append([])
            keys = set()
        groups[-1].append(table)
        keys.add(key)
    return groups


def _check(table: Table) -> None:
    if table.layout.one_per == ROW and len(table.rows) > 1:
        raise Unrepresentable("rows[1]", "a second row")


def _together(first: Table, table: Table) -> bool:
    return table.layout.one_per != SHEET and _labelled(first) == _labelled(table) and not (first.loose or table.loose)


def _labelled(table: Table) -> dict[str, str]:
    return {key: cell.text for key, cell in table.form.items()}


def _key(table: Table) -> str:
    row = table.head(table.layout.one_per)
    return row.text(table.layout.one_per).strip() if row is not None else ""


def grid(tables: Sequence[Table]) -> Iterator[list[Out]]:
    """The rows of one sheet."""
    first = tables[0]
    layout = first.layout
    yield from _above(first)
    names = _names(tables)
    if not names:
        return
    spelt = [layout.headings[name][0] if name in layout.headings else name for name in names]
    yield [(heading, "") for heading in spelt]
    for table in tables:
        yield from _rows(table, names)
    yield from _totals(first, names)


def _names(tables: Sequence[Table]) -> list[str]:
    """The columns: those of the layout that are required or filled, in its order, then the others as they came."""
    layout = tables[0].layout
    used: dict[str, None] = {}
    for table in tables:
        known = {column: key for key, column in table.columns.items()}
        filled = {column for row in table.rows for column, cell in enumerate(row.cells) if cell}
        used.update((known.get(column, table.headings[column]), None) for column in sorted(filled) if column < len(table.headings))
    kept = set(layout.required) | used.keys()
    under = {layout.under[key] for table in tables for key in table.form if key in layout.under}
    return [key for key in layout.across if key in kept | under] + [key for key in used if key not in layout.across]


def _above(table: Table) -> Iterator[list[Out]]:
    layout = table.layout
    block = list(_block(table, ""))
    yield from block
    labelled = [(key, table.form[key]) for key in layout.labels if key in table.form and table.form[key].text]
    for key, cell in labelled:
        yield [(layout.headings[key][0], ""), (cell.text, cell.kind)]
    if (block or labelled) and layout.across:
        yield []


def _block(table: Table, after: str) -> Iterator[list[Out]]:
    """The other cells that stand above the rows, or after so many of them, each where it stood."""
    spots: dict[int, dict[int, Out]] = {}
    for cell in table.loose:
        found = _PLACE.fullmatch(cell.place)
        if found is not None and (found[1] or "") == after and int(found[3]) <= _MOST_ROWS:
            spots.setdefault(int(found[3]), {})[_column(found[2])] = (cell.text, cell.kind)
    for number in range(1, max(spots, default=0) + 1):
        cells = spots.get(number, {})
        yield [cells.get(column, NOTHING) for column in range(max(cells, default=-1) + 1)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _rows(table: Table, names: Sequence[str]) -> Iterator[list[Out]]:
    heads = {key: table.head(key) for key in table.layout.head}
    said = {key: (row.text(key), row.kind(table.columns[key])) for key, row in heads.items() if row is not None}
    places = [(name, _place(table, name)) for name in names]
    blocks = {found[1] or "0" for cell in table.loose if (found := _PLACE.fullmatch(cell.place)) and found[1]}
    if "0" in blocks:
        yield from _block(table, "0")
    for at, row in enumerate(table.rows):
        repeat = at == 0 or table.layout.repeat == "every"
        yield [_cell(row, name, column, said if repeat else {}) for name, column in places]
        if str(at + 1) in blocks:
            yield from _block(table, str(at + 1))


def _place(table: Table, name: str) -> int:
    if name in table.columns:
        return table.columns[name]
    return table.headings.index(name) if name in table.headings else -1


def _cell(row: Row, name: str, column: int, said: dict[str, Out]) -> Out:
    text = row.cells[column] if 0 <= column < len(row.cells) else ""
    return (text, row.kind(column)) if text else said.get(name, NOTHING)


def _totals(table: Table, names: Sequence[str]) -> Iterator[list[Out]]:
    """Rows that add up: one for each label, its values under their columns."""
    layout = table.layout
    rows: dict[str, list[str]] = {}
    for key in layout.totals:
        if key in table.form and table.form[key].text:
            rows.setdefault(layout.headings[key][0], []).append(key)
    for label, keys in rows.items():
        yield _total(table, names, label, keys)


def _total(table: Table, names: Sequence[str], label: str, keys: Iterable[str]) -> list[Out]:
    values = {names.index(table.layout.under[key]): table.form[key] for key in keys if key in table.layout.under}
    others = [table.form[key] for key in keys if key not in table.layout.under]
    at = _label_column(table.layout, names, set(values))
    cells = [NOTHING] * (max((*values, at + len(others))) + 1)
    cells[at] = (label, "")
    for column, cell in [*values.items(), *((at + 1 + number, cell) for number, cell in enumerate(others))]:
        cells[column] = (cell.text, cell.kind)
    return cells


def _label_column(layout: TableLayout, names: Sequence[str], taken: set[int]) -> int:
    """Where the label stands: before its values, and not where it would make a row out of them."""
    free = [column for column in range(len(names)) if column not in taken]
    before = [column for column in free if names[column] not in layout.required]
    return min(before or free, default=len(names))
