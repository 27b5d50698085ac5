"""One row as a format brings it: its cells as texts, and where it stands. Nothing is known of headings yet.

Never shared with maps. Example: `Raw(1, 1, 0, 12, ["Order No", "Qty"])`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Raw:
    """`ordinal` counts rows from 1, empty ones too; `number` is what people call it (a text line, the row of a sheet); bytes of the parcel."""

    ordinal: int
    number: int
    start: int
    end: int
    cells: list[str]
    kinds: list[str] | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)

    def kind(self, column: int) -> str:
        """What a cell was beside text."""
        return self.kinds[column] if self.kinds is not None and column < len(self.kinds) else ""
