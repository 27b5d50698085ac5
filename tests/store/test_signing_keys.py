"""Signing keys: the newest of a name that is in use; the public parts of all."""

from __future__ import annotations

from sqlalchemy import text

from hub.store import signing_keys
from hub.store.engine import Database


def keep(database: Database, *keys: tuple[str, str, int]) -> None:
    with database.write() as connection:
        signing_keys.turn(connection)
        for key, name, now in keys:
            signing_keys.add(connection, key, name, f"private {key}".encode(), f"public {key}".encode(), now)


def test_the_newest_key_of_a_name_is_used(database: Database) -> None:
    keep(database, ("k1", "a", 1), ("k3", "a", 3), ("k2", "a", 2), ("k4", "b", 4))

    with database.read() as connection:
        assert signing_keys.private(connection, "a") == b"private k3"
        assert signing_keys.private(connection, "b") == b"private k4"
        assert signing_keys.private(connection, "c") is None


def test_a_retired_key_signs_no_more_and_is_still_known(database: Database) -> None:
    keep(database, ("k1", "a", 1))
    with database.write() as connection:
        connection.execute(text("UPDATE signing_key SET retired_at = 2"))

    with database.read() as connection:
        assert signing_keys.private(connection, "a") is None
        assert signing_keys.public(connection) == [{"name": "a", "public": b"public k1"}]
