"""How the read modules run a query: rows come back as plain dicts.

Nothing here builds a query.

>>> first.__name__
'first'
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select

from hub.store.items import Row


def first(connection: Connection, asked: Select[Any]) -> Row | None:
    """The first row, or None."""
    row = connection.execute(asked).mappings().first()
    return None if row is None else dict(row)


def every(connection: Connection, asked: Select[Any]) -> list[Row]:
    """All rows, in the query's order."""
    return [dict(row) for row in connection.execute(asked).mappings()]
