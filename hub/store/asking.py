"""How the read modules run a query: rows come back as plain dicts, a long result page by page.

Nothing here builds a query.

>>> first.__name__
'first'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select

from hub.store.items import Row


def first(connection: Connection, asked: Select[Any]) -> Row | None:
    """The first row, or None."""
    row = connection.execute(asked).mappings().first()
    return None if row is None else dict(row)


def every(connection: Connection, asked: Select[Any]) -> list[Row]:
    """All rows, in the query's order."""
    return [dict(row) for row in connection.execute(asked).mappings()]


def pages(connection: Connection, asked: Select[Any], by: Column[Any], size: int) -> Iterator[list[Row]]:
    """The rows in the order of a unique column that is among them, page by page, so that memory holds one page."""
    ordered = asked.order_by(by).limit(size)
    page = every(connection, ordered)
    while page:
        yield page
        page = every(connection, ordered.where(by > page[-1][by.name]))


def stream(connection: Connection, asked: Select[Any], by: Column[Any], size: int) -> Iterator[Row]:
    """The same row by row; `size` are read at a time."""
    for page in pages(connection, asked, by, size):
        yield from page
