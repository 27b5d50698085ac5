"""Law 5 for offers: on which terms a lead was offered, to whom, and every step of it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hub.ledger import leaves
from hub.ledger.checks.offers import check
from hub.store.columns import metadata
from hub.store.engine import Database
from hub.store.items import Row, Rows
from hub.store.writer import Writer
from hub.testing import stores

OFFERING: Row = {
    "lead_id": "l", "offer_id": "leads", "places": 1, "at_once": 1, "each": 5, "until": 90, "state": "granted", "number": 2, "created_at": 1,
}  # fmt: skip


def candidate(ordinal: int, **columns: object) -> Row:
    row: Row = {
        "lead_id": "l", "ordinal": ordinal, "agreement_id": f"a{ordinal}", "member_id": f"m{ordinal}", "state": "waiting", "message_id": "",
        "sequence": "", "status": "", "offered_at": None, "until": None, "ended_at": None,
    }  # fmt: skip
    return row | columns


FIRST = candidate(1, state="accepted", message_id="x", sequence="1", status="accepted", offered_at=1, until=6, ended_at=3)
SECOND = candidate(2)
STEPS: list[Row] = [
    {"lead_id": "l", "number": 1, "ordinal": 1, "event": "offer", "state": "open", "by_message": "", "at": 1},
    {"lead_id": "l", "number": 2, "ordinal": 1, "event": "accept", "state": "accepted", "by_message": "s", "at": 3},
]
# The key under which a changed row is named: the key itself is part of what may be changed.
TABLES = {"offering": "lead_id = 'l'", "offer": "ordinal = 1", "offer_step": "number = 2"}
CHANGES = [
    (table, column.name)
    for table in TABLES
    for column in metadata.tables[table].c
    if not column.foreign_keys and column.name != "created_at"
]


@pytest.fixture
def world(database: Database) -> Database:
    opened = candidate(1, state="open", message_id="x", offered_at=1, until=6)
    told = [
        leaves.offering_begun(OFFERING, [FIRST, SECOND]),
        leaves.offer_moved(STEPS[0], opened, "open"),
        leaves.offer_moved(STEPS[1], FIRST, "granted"),
    ]
    inserts = {
        "message": [stores.message_row("l", document_type="lead/1")],
        "offering": [OFFERING],
        "offer": [FIRST, SECOND],
        "offer_step": STEPS,
    }
    with Writer(database) as writer:
        writer.submit(Rows(inserts, leaves=told)).result(10)
    return database


def named(database: Database) -> set[str]:
    with database.read() as connection:
        return {problem.table for problem in check(connection)}


def test_what_nobody_touched_agrees(world: Database) -> None:
    assert named(world) == set()


@pytest.mark.parametrize(("table", "column"), CHANGES)
def test_no_column_changes_unnoticed(world: Database, table: str, column: str) -> None:
    kind = metadata.tables[table].c[column].type.python_type
    with world.write() as connection:
        connection.execute(text(f'UPDATE {table} SET "{column}" = {7 if kind is int else chr(39) + "z" + chr(39)} WHERE {TABLES[table]}'))

    assert named(world)


@pytest.mark.parametrize("table", ["offer", "offer_step", "offering"])
def test_no_row_vanishes_unnoticed(world: Database, table: str) -> None:
    with world.write() as connection:
        for one in ("offer_step", "offer", "offering"):
            if table in (one, "offering"):
                connection.execute(text(f"DELETE FROM {one} WHERE {TABLES[one] if table != 'offering' else '1 = 1'}"))

    assert named(world)


def test_a_step_that_nobody_recorded_is_named(world: Database) -> None:
    forged = STEPS[1] | {"number": 3, "event": "refuse", "state": "refused"}
    with Writer(world) as writer:
        writer.submit(Rows({"offer_step": [forged]})).result(10)

    assert named(world) == {"offer_step"}
