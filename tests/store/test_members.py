"""Tokens, configuration, remembered answers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from hub.model.config import Pace
from hub.store import members, systems
from hub.store.engine import Database
from hub.store.items import Conflict, Done, Rows
from hub.store.writer import Writer
from hub.testing import stores

TOKEN: dict[str, Any] = {
    "id": "t1", "digest": members.token_digest("secret"), "name": "erp", "member_id": "acme", "system_id": "acme/erp", "scopes": "send",
    "created_at": 1, "expires_at": None, "revoked_at": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "expires, revoked, alive", [(None, None, True), (11, None, True), (10, None, False), (None, 10, False), (None, 11, True)]
)
def test_a_token_lives_until_it_expires_or_is_revoked(
    database: Database, writer: Writer, expires: int | None, revoked: int | None, alive: bool
) -> None:
    writer.submit(Rows({"token": [TOKEN | {"expires_at": expires, "revoked_at": revoked}]})).result(10)

    with database.read() as connection:
        assert (members.token(connection, members.token_digest("secret"), 10) is not None) == alive
        assert members.token(connection, members.token_digest("other"), 10) is None


def test_a_list_of_tokens_has_no_digests(database: Database, writer: Writer) -> None:
    writer.submit(Rows({"token": [TOKEN]})).result(10)
    writer.submit(members.revoke("t1", 5)).result(10)

    with database.read() as connection:
        (row,) = members.tokens(connection, "acme")
        assert "digest" not in row
        assert row["revoked_at"] == 5
        assert members.tokens(connection, "bolt") == []


def apply(database: Database, writer: Writer, digest: str, caps: dict[str, int], now: int = 1) -> None:
    with database.read() as connection:
        rows = members.apply(
            connection, digest, digest.encode(), now, "ann", {name: Pace(in_flight=cap, per_minute=60) for name, cap in caps.items()}
        )
    assert writer.submit(rows).result(10) == Done()


def test_one_configuration_is_active_and_an_old_one_can_be_again(database: Database, writer: Writer) -> None:
    for now, digest in enumerate(["d1", "d2", "d1", "d1"]):
        apply(database, writer, digest, {}, now)
        with database.read() as connection:
            active = members.active(connection)
            assert active is not None
            assert (active["digest"], active["applied_at"]) == (digest, now)

    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM configuration")).scalar() == 2
        assert members.configuration(connection, "d3") is None


def test_applying_keeps_the_pause_of_a_system_and_changes_its_cap(database: Database, writer: Writer) -> None:
    apply(database, writer, "d1", {"s1": 2, "s2": 2})
    writer.submit(stores.paused("s1")).result(10)
    apply(database, writer, "d2", {"s1": 5, "s3": 1})

    with database.read() as connection:
        assert {row["id"]: (row["cap"], row["open"], row["per_minute"]) for row in systems.every_one(connection)} == {
            "s1": (5, 0, 60),
            "s2": (2, 1, 60),
            "s3": (1, 1, 60),
        }
        assert systems.one(connection, "s9") is None


def test_a_repeated_idempotency_key_gets_the_row_of_the_first(database: Database, writer: Writer) -> None:
    def send(answer: bytes) -> Done | Conflict:
        guard, row = members.remember("t1", "k", "d", 202, answer, 5)
        return writer.submit(Rows({"idempotency": [row]}, guards=[guard])).result(10)

    assert send(b"first") == Done()
    again = send(b"second")

    assert isinstance(again, Conflict)
    assert again.row["answer"] == b"first"
    with database.read() as connection:
        assert members.remembered(connection, "t1", "k") == again.row
        assert members.remembered(connection, "t2", "k") is None
