"""Law 5 for notices: what a webhook named, and how every attempt at it ended."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hub.ledger import leaves
from hub.ledger.checks.notices import check
from hub.store import payloads
from hub.store.engine import Database
from hub.store.items import Row, Rows
from hub.store.writer import Writer
from hub.testing import stores

KEY = {"system_id": "acme/leads", "key": "meta/lead/1"}
NOTICE: Row = {**KEY, "names": b"{}", "parcel_id": "p", "state": "owed", "number": 1, "attempt": 1, "due_at": 9, "created_at": 1}
STEP: Row = {**KEY, "number": 1, "event": "wait", "state": "owed", "attempt": 1, "rule": "NET-102", "reason": "429", "at": 5}


@pytest.fixture
def world(database: Database) -> Database:
    stored = payloads.store_rows("acme", b"x", "text/plain", b"s" * 16, 1)
    told = [leaves.notice_owed(NOTICE), leaves.notice_moved(STEP, "p", [])]
    inserts = {**stored.inserts, "parcel": [stores.parcel_row("p", stored, transport="webhook")], "notice": [NOTICE], "notice_step": [STEP]}
    with Writer(database) as writer:
        writer.submit(Rows(inserts, leaves=told)).result(10)
    return database


def problems(database: Database, *changes: str) -> list[tuple[str, str]]:
    with database.write() as connection:
        for change in changes:
            connection.execute(text(change))
    with database.read() as connection:
        return [(problem.rule, problem.table) for problem in check(connection)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([], []),
        (["UPDATE notice SET state = 'fetching', attempt = 2, due_at = 99"], []),
        (["UPDATE notice SET state = 'gone'"], [("LED-009", "notice")]),
        (["UPDATE notice SET created_at = 2"], [("LED-009", "notice")]),
        (["UPDATE notice_step SET rule = 'NET-110'"], [("LED-009", "notice_step")]),
        (["DELETE FROM notice_step"], [("LED-010", "notice_step"), ("LED-009", "notice")]),
        (["DELETE FROM notice_step", "DELETE FROM notice"], [("LED-010", "notice")]),
    ],
)
def test_what_was_changed_is_named(world: Database, changes: list[str], found: list[tuple[str, str]]) -> None:
    assert problems(world, *changes) == found
