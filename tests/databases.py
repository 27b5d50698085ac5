"""Fixtures of whatever stands on the store: a database of each kind with all tables and no rows, and a writer on it.

One database serves a module and is emptied before each test, which is much quicker than making one for each. Nothing
here is faked. Example: `def test_x(writer: Writer) -> None: ...`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.store.engine import Database
from hub.store.writer import Writer
from hub.testing import stores


@pytest.fixture(scope="module")
def furniture(module_database_url: str) -> Iterator[Database]:
    """The module's database, whatever is in it."""
    opened = stores.opened(module_database_url)
    yield opened
    opened.close()


@pytest.fixture
def database(furniture: Database) -> Database:
    """All tables, no rows, every counter at its start."""
    stores.emptied(furniture)
    return furniture


@pytest.fixture
def rings() -> list[int]:
    """How often the doorbell rang: one entry each time."""
    return []


@pytest.fixture
def writer(database: Database, rings: list[int]) -> Iterator[Writer]:
    """A writer that notes its rings."""
    with Writer(database, lambda: rings.append(1)) as running:
        yield running
