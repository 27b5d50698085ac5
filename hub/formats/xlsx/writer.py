"""Rows of cells to a workbook: texts as texts, numbers exactly, dates as dates; no formula, no link, the same bytes every time.

Never writes a number that a spreadsheet would round: it becomes a text. Example: `printed([("Order", [[("007", "")]])])`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from hub.formats.base import Unrepresentable
from hub.formats.tables.tree import letters
from hub.formats.xlsx.numbers import DIGITS, serial

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767  # of a sheet and of a cell (Excel specifications and limits)
_NUMBER = re.compile(r"(?:-(?!0(?:\.0*)?$))?(?:0|[1-9][0-9]*)(?:\.([0-9]{1,10}))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?")
_FORBIDDEN = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # of every workbook: a retry writes the same bytes
_OPTIONS = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
_WIDEST = 60

Out = tuple[str, str]


def printed(sheets: Sequence[tuple[str, Iterable[Sequence[Out]]]]) -> bytes:
    """The bytes of a workbook with these sheets."""
    data = io.BytesIO()
    book = Workbook(data, _OPTIONS)
    book.set_properties({"created": _MADE, "title": "", "author": ""})
    formats = _Formats(book)
    taken: set[str] = set()
    for name, rows in sheets:
        _sheet(book.add_worksheet(_free(name, taken)), rows, formats)
    book.close()
    return data.getvalue()


def _free(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other one has."""
    base = _NAME.sub(" ", name)[:28].strip() or "Sheet"
    free, number = base, 1
    while free.casefold() in taken:
        number += 1
        free = f"{base[:24]} {number}"
    taken.add(free.casefold())
    return free


class _Formats:
    """Cell formats by number format, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __call__(self, code: str) -> Any:
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def _sheet(sheet: Any, rows: Iterable[Sequence[Out]], formats: _Formats) -> None:
    widths: dict[int, int] = {}
    for at, row in enumerate(rows):
        if at >= MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Unrepresentable(f"row {at + 1}", "a row or column beyond the sheet")
        for column, (text, kind) in enumerate(row):
            if text:
                _cell(sheet, at, column, text, kind, formats)
                widths[column] = min(_WIDEST, max(widths.get(column, 8), sum(2 if one > "\u2e80" else 1 for one in text[:_WIDEST])))
    for column, width in widths.items():
        sheet.set_column(column, column, width + 1)


def _cell(sheet: Any, row: int, column: int, text: str, kind: str, formats: _Formats) -> None:
    number = _NUMBER.fullmatch(text) if kind == "number" else None
    if number is not None and sum(map(str.isdigit, text.lstrip("-0."))) <= DIGITS:
        sheet.write_number(row, column, Decimal(text), formats("0." + "0" * len(number[1]) if number[1] else "0"))
        return
    found = _DATE.fullmatch(text) if kind == "date" else None
    days = serial(text) if found is not None else None
    if found is not None and days is not None:
        sheet.write_number(row, column, days, formats("yyyy-mm-dd hh:mm:ss" if found[1] else "yyyy-mm-dd"))
    elif kind == "boolean" and text in {"true", "false"}:
        sheet.write_boolean(row, column, text == "true")
    else:
        _text(sheet, row, column, text)


def _text(sheet: Any, row: int, column: int, text: str) -> None:
    place = f"{letters(column)}{row + 1}"
    if bad := _FORBIDDEN.search(text):
        raise Unrepresentable(place, bad.group())
    if len(text) > MOST_CHARACTERS:
        raise Unrepresentable(place, f"more than {MOST_CHARACTERS} characters")
    sheet.write_string(row, column, text)
