"""One row that does not agree, and the pages in which rows are walked.

Values and one loop; the rules are in the catalogue under LED.

>>> Problem("LED-001", "leaf", "7").table
'leaf'
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Select

from hub.store.asking import every
from hub.store.items import Row


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


def pages(connection: Connection, asked: Select[Any], by: Column[Any], size: int = 500) -> Iterator[list[Row]]:
    """The rows in the order of a unique column, page by page, so that memory holds one page."""
    ordered = asked.order_by(by).limit(size)
    page = every(connection, ordered)
    while page:
        yield page
        page = every(connection, ordered.where(by > page[-1][by.name]))
