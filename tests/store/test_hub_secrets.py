"""The hub's own secrets: made once for each name, and kept."""

from __future__ import annotations

from hub.store import hub_secrets
from hub.store.engine import Database


def test_whoever_comes_first_makes_it_and_all_others_get_it(database: Database) -> None:
    for name, fresh, expected in (("a", b"first", b"first"), ("a", b"second", b"first"), ("b", b"third", b"third")):
        with database.write() as connection:
            assert hub_secrets.kept(connection, name, fresh, 1) == expected
