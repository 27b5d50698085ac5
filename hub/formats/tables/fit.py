"""Which layout the first rows of a table are of, and where its headings stand.

Never reads on: the format brings the rows to look at. Example: `fit(rows, layouts).layout` is None when no layout fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.formats.layouts import chosen, nearest
from hub.formats.tables.layout import TableLayout, normalised
from hub.formats.tables.raw import Raw

LOOK = 100  # rows in which headings are looked for


@dataclass(slots=True)
class Fit:
    """The layout of a table. `header`: the index of the row of headings, -1 where the layout has no columns; `columns`: where each key
    stands. `rivals`: types that fit as well. Where none fits, `type` and `missing` tell what the nearest lacks, `found` what is there.
    """

    layout: TableLayout | None = None
    header: int = -1
    columns: dict[str, int] = field(default_factory=dict)
    rivals: list[str] = field(default_factory=list)
    type: str = ""
    missing: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    @property
    def score(self) -> tuple[int, int, int]:
        """How well it fits, to compare: any layout, fewer lacks, more columns."""
        return (self.layout is not None, -len(self.missing), len(self.columns))


def fit(rows: Sequence[Raw], layouts: Mapping[str, TableLayout]) -> Fit:
    """The layout that the rows meet."""
    folded = [[normalised(cell) for cell in row.cells] for row in rows]
    headers = {name: _header(folded[:LOOK], layout) for name, layout in layouts.items()}
    met = {name: _met(folded, layouts[name], *headers[name]) for name in layouts}
    required = {name: layout.required for name, layout in layouts.items()}
    names = chosen(required, met)
    if names:
        return Fit(layouts[names[0]], *headers[names[0]], rivals=names if len(names) > 1 else [])
    name, missing = nearest(required, met)
    at, columns = headers.get(name, (-1, {}))
    likely = rows[at] if at >= 0 else next((row for row in rows if not row.blank), None)
    spelt = [layouts[name].headings[key][0] for key in missing] if name else []
    found = [cell.strip() for cell in likely.cells if cell.strip()] if likely is not None else []
    return Fit(None, at, columns, type=name, missing=spelt, found=found)


def _header(folded: Sequence[Sequence[str]], layout: TableLayout) -> tuple[int, dict[str, int]]:
    """The row that has most of the headings, those required above all; the first of equals."""
    best: tuple[int, dict[str, int]] = (-1, {})
    score = (0, 0)
    wanted = frozenset(layout.required) & frozenset(layout.across)
    for at, cells in enumerate(folded):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            key = layout.keys.get(cell)
            if key is not None:
                columns.setdefault(key, column)
        mine = (len(wanted & columns.keys()), len(columns))
        if mine > score:
            best, score = (at, columns), mine
    return best


def _met(folded: Sequence[Sequence[str]], layout: TableLayout, header: int, columns: Mapping[str, int]) -> set[str]:
    """The required keys that are there: columns in the row of headings, labels above it (anywhere, where there are no columns)."""
    labels = {key for key in layout.required if key not in layout.across}
    if not labels:
        return set(columns)
    spelt = {spelling for spelling, keys in layout.marks.items() if labels & set(keys)}
    above = folded[:header] if layout.across and header >= 0 else folded
    said = {cell for cells in above for cell in cells if cell in spelt}
    # `label: value` in one cell.
    said |= {spelling for cells in above for cell in cells for spelling in spelt if cell.startswith(spelling + ":")}
    return set(columns) | {key for spelling in said for key in layout.marks[spelling]}
