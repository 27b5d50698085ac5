"""The cells of one sheet, row by row, as texts with their kinds; and what in them is not what it seems.

Never computes: a formula counts for the value that was stored with it. Holds one row at a time. Example: `Cells(workbook, sheet).rows()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from hub.formats.tables.raw import Raw
from hub.formats.tables.tree import letters
from hub.formats.xlsx.numbers import Shown, moment, number
from hub.formats.xlsx.package import Element, Refused, parsed
from hub.formats.xlsx.workbook import Sheet, Workbook, clear, text_of, unescaped
from hub.model.location import Finding, Location

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
MOST_GAPS = 2_000_000  # empty cells between filled ones that are far apart, on one sheet
FAR = 256
MOST_TOLD = 100
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_USUAL = Shown()


@dataclass(frozen=True, slots=True)
class _Tags:
    """The names of elements in the namespace of this workbook."""

    cell: str = ""
    value: str = ""
    formula: str = ""
    inline: str = ""

    @staticmethod
    def beside(row: str) -> _Tags:
        space = row.removesuffix("row")
        return _Tags(space + "c", space + "v", space + "f", space + "is")


@cache
def _number_of(letters_: str) -> int:
    number_ = 0
    for letter in letters_:
        number_ = number_ * 26 + ord(letter) - 64
    return number_ - 1


def _column(reference: str | None, after: int) -> int:
    """The column of a cell; where it does not say, the next one."""
    if reference is None or _REFERENCE.fullmatch(reference) is None:
        return after
    return _number_of(reference.rstrip("0123456789"))


@dataclass(slots=True)
class Cells:
    """The rows of a sheet. `findings`: what is wrong with single cells, in order; `seen` is complete when the rows are."""

    workbook: Workbook
    sheet: Sheet
    findings: list[Finding] = field(default_factory=list)
    formulas: int = 0
    hidden: int = 0
    merged: int = 0
    gaps: int = 0
    first: dict[str, str] = field(default_factory=dict)
    _tags: _Tags = field(default_factory=_Tags)

    def rows(self) -> Iterator[Raw]:
        """Every row that has cells."""
        ordinal = 0
        for name, element in parsed(self.workbook.package.part(self.sheet.part), "row", "mergeCell", "col"):
            if name == "row":
                ordinal = self._ordinal(element, ordinal)
                if ordinal > MOST_ROWS:
                    raise Refused("XLS-003", what=f"a row {ordinal}", limit=f"{MOST_ROWS} rows")
                row = self._row(element, ordinal)
                if element.get("hidden") in ("1", "true") and not row.blank:
                    self._note("hidden", f"row {ordinal}")
                    self.hidden += 1
                clear(element)
                yield row
            elif name == "mergeCell":
                self._merge(element.get("ref", ""))
            elif element.get("hidden") in ("1", "true"):
                self._note("hidden", f"column {element.get('min')}")
                self.hidden += 1

    def seen(self) -> list[Finding]:
        """What is to be said of the sheet as a whole."""
        rules = (("formulas", "XLS-006", self.formulas), ("hidden", "XLS-007", self.hidden), ("merged", "XLS-008", self.merged))
        return [
            Finding(rule, "warning", self.where(0, 0, 0), {"sheet": self.sheet.name, "count": count, "first": self.first[kind]})
            for kind, rule, count in rules
            if count
        ]

    def where(self, number: int, _start: int, column: int) -> Location:
        """The place of a cell: sheet, row, and its name as the spreadsheet shows it."""
        if not number:
            return Location(segment=self.sheet.name)
        return Location(segment=self.sheet.name, line=number, element=column + 1, path=f"{letters(column)}{number}")

    def _note(self, kind: str, place: str) -> None:
        self.first.setdefault(kind, place)

    def _merge(self, reference: str) -> None:
        """Only areas over several rows are told: in them, the lower rows look as if they said what only the first does."""
        found = re.fullmatch(r"[A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})", reference)
        if found is not None and found[1] != found[2]:
            self.merged += 1
            self._note("merged", reference)

    def _ordinal(self, element: Element, before: int) -> int:
        stated = element.get("r", "")
        return int(stated) if stated.isdecimal() and len(stated) < 10 and int(stated) > before else before + 1

    def _row(self, element: Element, ordinal: int) -> Raw:
        cells: list[str] = []
        kinds: list[str] = []
        tags = self._tags = self._tags if self._tags.cell else _Tags.beside(element.tag)
        for child in element.iterchildren(tags.cell):
            column = _column(child.get("r"), len(cells))
            if column >= MOST_COLUMNS:
                raise Refused("XLS-003", what=f"a column {column + 1} in row {ordinal}", limit=f"{MOST_COLUMNS} columns")
            text, kind = self._value(child, ordinal, column)
            if column < len(cells):  # a cell given twice: the last counts, as in a spreadsheet
                cells[column], kinds[column] = text, kind
                continue
            if column > len(cells):
                self._gap(column - len(cells))
                cells.extend([""] * (column - len(cells)))
                kinds.extend([""] * (column - len(kinds)))
            cells.append(text)
            kinds.append(kind)
        return Raw(ordinal, ordinal, 0, 0, cells, kinds)

    def _gap(self, width: int) -> None:
        """Few bytes can name the last cell of each of many rows; what lies before it is filled up, and bounded."""
        self.gaps += width if width > FAR else 0
        if self.gaps > MOST_GAPS:
            raise Refused("XLS-003", what=f"more than {MOST_GAPS} empty cells before others", limit=f"{MOST_GAPS} cells")

    def _value(self, cell: Element, row: int, column: int) -> tuple[str, str]:
        value, formula, inline = None, False, None
        tags = self._tags
        for child in cell:
            tag = child.tag
            if tag == tags.value:
                value = child.text
            elif tag == tags.formula:
                formula = True
            elif tag == tags.inline:
                inline = child
        if formula:
            if value is None:
                self._tell("XLS-009", "error", row, column)
                return "", ""
            self.formulas += 1
            self._note("formulas", f"{letters(column)}{row}")
        if inline is not None:
            return text_of(inline), ""
        return self._typed(cell, value, row, column) if value is not None else ("", "")

    def _typed(self, cell: Element, value: str, row: int, column: int) -> tuple[str, str]:
        kind = cell.get("t", "n")
        if kind == "n":
            return self._number(cell, value.strip(), row, column)
        if kind == "s":
            texts = self.workbook.texts
            at = int(value) if value.strip().isdecimal() and len(value) < 12 else len(texts)
            if at < len(texts):
                return texts[at], ""
            self._tell("XLS-010", "error", row, column, value=value)
            return "", ""
        if kind == "b":
            return ("true" if value.strip() == "1" else "false"), "boolean"
        if kind == "e":
            self._tell("XLS-011", "error", row, column, value=value)
            return value, ""
        if kind == "d":
            return value.removesuffix("T00:00:00"), "date"
        return unescaped(value), ""

    def _number(self, cell: Element, value: str, row: int, column: int) -> tuple[str, str]:
        style = cell.get("s", "0")
        formats = self.workbook.formats
        at = int(style) if style.isdecimal() and len(style) < 8 else len(formats)
        format_ = formats[at] if at < len(formats) else _USUAL
        if format_.date or format_.time:
            said = moment(value, format_, since_1904=self.workbook.since_1904)
            if said is not None:
                return said, "date"
            self._tell("XLS-012", "warning", row, column, value=value)
            format_ = _USUAL
        read = number(value, format_)
        if read is None:
            self._tell("XLS-010", "error", row, column, value=value[:50])
            return "", ""
        if not read[1]:
            self._tell("XLS-013", "error", row, column, value=read[0][:50])
        return read[0], "number"

    def _tell(self, rule: str, severity: str, row: int, column: int, **params: object) -> None:
        if len(self.findings) < MOST_TOLD:
            where = self.where(row, 0, column)
            self.findings.append(Finding(rule, "error" if severity == "error" else "warning", where, {"cell": where.path, **params}))
