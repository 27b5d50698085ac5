"""A house for each test of the pipeline. After every test the ledger agrees with every row (law 5), whatever the test was about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from hub import compose
from hub.configuration.active import ActiveConfiguration
from hub.configuration.known import Known
from hub.configuration.tree import Tree
from hub.model.canonical_json import canonical_json
from hub.store.engine import Database
from hub.testing.fakes import FrozenClock
from tests.pipeline.hands import House, Trips, opened


class Remembered(ActiveConfiguration):
    """Configurations are immutable, and compiling their maps is most of what a small test would do: each tree is read once."""

    _known: ClassVar[dict[bytes, ActiveConfiguration]] = {}

    @classmethod
    def from_tree(cls, stored: Tree, *, known: Known | None = None) -> ActiveConfiguration:
        key = canonical_json(stored)
        if key not in cls._known:
            cls._known[key] = ActiveConfiguration.from_tree(stored, known=known)
        return cls._known[key]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that was upgraded and configured once; copying it is cheaper than doing that again."""
    file = tmp_path_factory.mktemp("template") / "hub.db"
    database = Database.open(f"sqlite:///{file}")
    database.upgrade()
    database.close()
    house = opened(f"sqlite:///{file}", FrozenClock(), Trips(), file.parent)
    house.configure()
    house.hub.stop()
    return file


@pytest.fixture
def house(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A hub of this test's own under the rules of `tests/journeys/world.py`."""
    monkeypatch.setattr(compose, "ActiveConfiguration", Remembered)
    shutil.copy(template, tmp_path / "hub.db")
    one = opened(f"sqlite:///{tmp_path / 'hub.db'}", FrozenClock(1_700_000_100_000_000), Trips(), tmp_path)
    try:
        yield one
        assert one.verified() == []
    finally:
        one.hub.stop()
