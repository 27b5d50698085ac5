"""LISTEN and NOTIFY as a line: heard by every listener of the database, whatever becomes of a connection."""

from __future__ import annotations

import time
from contextlib import closing

import psycopg
import pytest

from hub.store.engine import Database
from hub.store.notifications import CHANNEL, Notifications


@pytest.fixture
def database(postgresql_url: str):
    opened = Database.open(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture
def line(database: Database):
    made = Notifications(database)
    yield made
    made.hang_up()


def listening(database: Database) -> list[int]:
    """The processes of the server that listen in this database."""
    with database.read() as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        return [row[0] for row in connection.exec_driver_sql(asked)]


def gone(database: Database) -> bool:
    """Whether nobody listens any more; a server takes a moment to end a process whose client has left."""
    until = time.monotonic() + 5
    while listening(database) and time.monotonic() < until:
        time.sleep(0.02)
    return listening(database) == []


def end(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.services
def test_every_listener_hears(line: Notifications) -> None:
    with closing(line.listen()) as one, closing(line.listen()) as other:
        assert (next(one), next(other)) == (False, False)  # they listen from here on

        line.send()

        assert (next(one), next(other)) == (True, True)
        assert next(one) is False  # a tick without a ring


@pytest.mark.services
def test_closing_gives_the_connection_back(line: Notifications, database: Database) -> None:
    with closing(line.listen()) as heard:
        next(heard)
        assert len(listening(database)) == 1

    assert gone(database)


@pytest.mark.services
def test_a_connection_that_was_ended_is_an_error_and_the_next_try_is_a_new_one(line: Notifications, database: Database) -> None:
    line.send()
    with closing(line.listen()) as heard:
        next(heard)
        end(database)

        with pytest.raises(psycopg.OperationalError):
            next(heard)
    with pytest.raises(psycopg.OperationalError):
        line.send()

    with closing(line.listen()) as heard:
        next(heard)
        line.send()
        assert next(heard) is True


@pytest.mark.services
def test_another_database_of_the_server_is_not_woken(line: Notifications, postgresql_server: str) -> None:
    with psycopg.connect(postgresql_server, autocommit=True) as elsewhere:
        elsewhere.execute(f"LISTEN {CHANNEL}")
        line.send()

        assert list(elsewhere.notifies(timeout=0.2)) == []
