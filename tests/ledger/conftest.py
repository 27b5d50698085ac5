"""Fixtures of the store's tests: an upgraded database of each kind, and a writer on it.

Nothing here is faked: every test meets a real database. Example: `def test_x(writer: Writer) -> None: ...`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.store.engine import Database
from hub.store.writer import Writer
from hub.testing import stores


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """All tables, no rows."""
    opened = stores.opened(database_url)
    yield opened
    opened.close()


@pytest.fixture
def rings() -> list[int]:
    """How often the doorbell rang: one entry each time."""
    return []


@pytest.fixture
def writer(database: Database, rings: list[int]) -> Iterator[Writer]:
    """A writer that notes its rings."""
    with Writer(database, lambda: rings.append(1)) as running:
        yield running
