r"""Residue put back into a written table: cells of rows, labelled cells, and cells around the rows.

Never invents a row that the document does not have, but for the next one. Example: `restored(table, [("rows[0]/\"Remark\"", "urgent")])`
is empty: everything fitted.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.formats.base import PathError
from hub.formats.tables.path_text import Path, parse
from hub.formats.tables.tree import Cell, Table


def restored(table: Table, leaves: Sequence[tuple[str, str]]) -> list[str]:
    """The paths that did not fit."""
    return [path for path, value in leaves if not _restored(table, path, value)]


def _restored(table: Table, text: str, value: str) -> bool:
    try:
        path = parse(text)
    except PathError:
        return False
    kind = path.kind if table.typed else ""
    if path.cell:
        return _around(table, path.cell, value, kind)
    if path.at is not None:
        return _row(table, path, value, kind)
    if path.rows or not path.key or path.quoted:
        return False
    if path.key in table.layout.head:
        held = table.head(path.key)
        table.set_head(path.key, value, kind)
        return held is None
    if path.key in table.layout.labels or path.key in table.layout.totals:
        free = path.key not in table.form
        table.form.setdefault(path.key, Cell(path.key, value, 0, kind=kind))
        return free
    return False


def _around(table: Table, place: str, value: str, kind: str) -> bool:
    if any(cell.place == place for cell in table.loose):
        return False
    table.loose.append(Cell(place, value, 0, kind=kind))
    return True


def _row(table: Table, path: Path, value: str, kind: str) -> bool:
    assert path.at is not None
    while path.at == len(table.rows):
        table.began = bool(table.rows)
        table.append()
    if path.at >= len(table.rows):
        return False
    row = table.rows[path.at]
    if row.text(path.key):
        return path.key in table.layout.head and row.text(path.key) == value
    row.put(path.key, value, kind)
    if path.key in table.layout.head and path.at:
        table.odd.add((path.at, table.columns[path.key]))
    return True
