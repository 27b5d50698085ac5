"""One row that does not agree, and bytes as they were found.

Values only; the rules are in the catalogue under LED.

>>> Problem("LED-001", "leaf", "7").table
'leaf'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that does not agree: where it stands (or should), and what is wrong with it."""

    rule: str
    table: str
    key: str
    detail: str = ""


def raw(value: Any) -> bytes:
    """A column of bytes as bytes, even where SQLite was made to keep something else in it."""
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
