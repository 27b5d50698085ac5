"""A house for each test of the pipeline. After every test the ledger agrees with every row (law 5), whatever the test was about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.testing.fakes import FrozenClock
from tests.pipeline.hands import House, Trips, opened


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was upgraded and configured once; copying it is cheaper than doing that again."""
    file = tmp_path_factory.mktemp("template") / "hub.db"
    house = opened(f"sqlite:///{file}", FrozenClock(), Trips(), file.parent)
    house.configure()
    house.hub.stop()
    return file


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[House]:
    """A hub of this test's own under the rules of `tests/journeys/world.py`."""
    shutil.copy(template, tmp_path / "hub.db")
    one = opened(f"sqlite:///{tmp_path / 'hub.db'}", FrozenClock(1_700_000_100_000_000), Trips(), tmp_path)
    try:
        yield one
        assert one.verified() == []
    finally:
        one.hub.stop()
