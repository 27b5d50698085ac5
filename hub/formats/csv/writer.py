r"""Rows of cells to CSV: RFC 4180 quotes, and never a cell that a spreadsheet would run as a formula.

Never rounds or reformats. Example: `printed([["=1+1"]], ",", "utf-8")` is `b"'=1+1\r\n"`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from hub.formats.base import Unrepresentable

_FORMULA = re.compile("'*[=+\\-@\t\r\\uff1d\\uff0b\\uff0d\\uff20]")
_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; plain negative numbers stay numbers."""
    return "'" + text if text[:1] in _FIRST and _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


_FIRST = frozenset("'=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def printed(rows: Iterable[Sequence[str]], delimiter: str, charset: str) -> bytes:
    """The bytes of a table; Unrepresentable names the row and the character that the charset does not have."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for number, row in enumerate(rows, 1):
        nul = next((cell for cell in row if "\0" in cell), None)
        if nul is not None:
            raise Unrepresentable(f"row {number}", "\0")
        writer.writerow([guarded(cell) for cell in row])
    try:
        return text.getvalue().encode(charset)
    except UnicodeEncodeError as error:
        number = str(error.object).count("\n", 0, error.start) + 1
        raise Unrepresentable(f"line {number}", str(error.object)[error.start]) from None
