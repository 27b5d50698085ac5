"""Opening databases: which addresses are understood, and the settings that durability needs."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.errors import Misconfigured
from hub.store.engine import Database


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name", "hub.db", "", "postgresql+asyncpg://host/name"])
def test_an_address_that_cannot_hold_the_records_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        Database.open(url)

    assert refused.value.rule == "STO-001"


def test_a_password_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(Misconfigured) as refused:
        Database.open("mysql://ann:secret@host/name")

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("pragma, value", [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)])
def test_sqlite_writes_with_the_settings_that_durability_needs(sqlite_url: str, pragma: str, value: object) -> None:
    database = Database.open(sqlite_url)
    with database.write() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    database.close()


def test_a_reading_connection_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as connection:
        connection.execute(text("INSERT INTO counter (name, next) VALUES ('x', 1)"))


def test_what_a_reader_sees_does_not_move(database: Database) -> None:
    count = text("SELECT count(*) FROM counter")
    with database.read() as reader:
        before = reader.execute(count).scalar()
        with database.write() as connection:
            connection.execute(text("INSERT INTO counter (name, next) VALUES ('x', 1)"))
        assert reader.execute(count).scalar() == before == 0
    with database.read() as reader:
        assert reader.execute(count).scalar() == 1


def test_writers_of_one_process_take_turns(database: Database) -> None:
    def add(name: str) -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO counter (name, next) VALUES (:name, 1)"), {"name": name})

    threads = [threading.Thread(target=add, args=(f"n{number}",)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as reader:
        assert reader.execute(text("SELECT count(*) FROM counter")).scalar() == 20


@pytest.mark.parametrize("more, seconds", [("", "5"), ("connect_timeout=9", "9")])
def test_a_connection_notices_that_the_server_is_gone_unless_the_address_says_otherwise(
    postgresql_url: str, more: str, seconds: str
) -> None:
    database = Database.open(f"{postgresql_url}{'&' if '?' in postgresql_url else '?'}{more}" if more else postgresql_url)
    with database.read() as connection:
        told = connection.connection.driver_connection.info.get_parameters()
    database.close()

    assert (told["connect_timeout"], told["keepalives_idle"], told["tcp_user_timeout"]) == (seconds, "10", "25000")
