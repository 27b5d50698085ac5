"""Long results come page by page, every row once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hub.store import asking
from hub.store.engine import Database
from hub.store.tables import counter


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_a_long_result_comes_page_by_page(database: Database, rows: int, size: int) -> None:
    names = [f"c{number}" for number in range(rows)]
    with database.write() as connection:
        for name in reversed(names):
            connection.execute(counter.insert(), {"name": name, "next": 1})

    with database.read() as connection:
        pages = list(asking.pages(connection, select(counter), counter.c.name, size))
        flat = [row["name"] for row in asking.stream(connection, select(counter), counter.c.name, size)]

    assert [[row["name"] for row in page] for page in pages] == [names[start : start + size] for start in range(0, rows, size)]
    assert flat == names
