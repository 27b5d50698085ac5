"""The doctor hears from the database itself whether a commit lasts, and what time it is there."""

from __future__ import annotations

import time

from hub.store import durability
from hub.store.engine import Database


def test_what_a_commit_is_worth_is_told(database: Database) -> None:
    with database.read() as connection:
        told = durability.promises(connection)

    assert set(told) == ({"journal_mode"} if database.dialect == "sqlite" else set(durability.SETTINGS))
    assert all(told.values())


def test_only_a_server_has_a_clock_of_its_own(database: Database) -> None:
    with database.read() as connection:
        theirs = durability.clock(connection)

    assert theirs is None if database.dialect == "sqlite" else theirs is not None and abs(theirs - time.time()) < 60


def test_a_server_tells_how_large_the_database_is(database: Database) -> None:
    with database.read() as connection:
        assert database.dialect == "sqlite" or durability.size(connection) > 1_000_000
