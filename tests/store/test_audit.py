"""What verification walks: every row once, whatever the page, and every row without a home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from hub.ledger.leaves import leaf
from hub.store import audit, payloads
from hub.store.engine import Database
from hub.store.items import Claim, Finish, Finished, Rows
from hub.store.writer import Writer
from hub.testing import stores

ARRIVED = payloads.store_rows("acme", b"ISA*", "application/edi-x12", b"salt", 1)
SENT = payloads.store_rows("bolt", b"{}", "application/json", b"salt", 1)
MESSAGES = ["m0", "m1", "m2"]


@pytest.fixture
def furnished(database: Database, writer: Writer) -> Database:
    """A parcel, three messages of which the first was delivered, and leaves about the first and about the parcel."""
    parcel = stores.parcel_row("p", ARRIVED)
    writer.submit(Rows(ARRIVED.inserts | {"parcel": [parcel]}, leaves=[leaf("parcel.received", 1, "p"), leaf("x", 2)])).result(10)
    for name in MESSAGES:
        writer.submit(stores.owed(f"k-{name}", name, thread=name)).result(10)
    writer.submit(Rows({"document": [stores.document_row("m0")]}, leaves=[leaf("message.routed", 3, "m0")])).result(10)
    writer.submit(Rows({"system": [stores.system_row("bolt/erp", 1)]})).result(10)
    (claimed,) = writer.submit(Claim("me", 5, 9, 1)).result(10)
    attempt = {"sent_payload_id": SENT.payload_id, "sent_digest": SENT.digest}
    writer.submit(Finish([Finished(claimed.delivery_id, 1, "me", 4, 8, 8, attempt_row=attempt, inserts=SENT.inserts)])).result(10)
    return database


@contextmanager
def without(database: Database, *statements: str) -> Iterator[Connection]:
    """A transaction that is never committed, without foreign keys, after these statements."""
    with database.turn(), database.engine.connect() as connection:
        begun = connection.begin()
        lift = "PRAGMA defer_foreign_keys = ON" if database.dialect == "sqlite" else "SET LOCAL session_replication_role = replica"
        for statement in (lift, *statements):
            connection.exec_driver_sql(statement)
        yield connection
        begun.rollback()


@pytest.mark.parametrize("size", [1, 2, 100])
def test_every_row_is_walked_once(furnished: Database, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for name in ("_PAGE", "_MESSAGES"):
        monkeypatch.setattr(audit, name, size)
    with furnished.read() as connection:
        assert [[row["id"] for row in page] for page in audit.messages(connection)] == [
            MESSAGES[start : start + size] for start in range(0, len(MESSAGES), size)
        ]
        assert [row["id"] for page in audit.parcels(connection) for row in page] == ["p"]
        assert [row["id"] for row in audit.payloads(connection)] == sorted([ARRIVED.payload_id, SENT.payload_id])


def test_a_row_tells_the_digest_of_the_bytes_it_names(furnished: Database) -> None:
    with furnished.read() as connection:
        ids = connection.execute(text("SELECT delivery_id FROM attempt")).scalars().all()
        assert [row["digest"] for row in audit.attempts(connection, ids)] == [SENT.digest]
        assert [row["digest"] for page in audit.parcels(connection) for row in page] == [ARRIVED.digest]
        assert [row["digest"] for page in audit.messages(connection) for row in page] == [None] * 3
    with without(furnished, "DELETE FROM payload") as connection:
        assert [row["digest"] for row in audit.attempts(connection, ids)] == [None]
        assert [row["digest"] for page in audit.parcels(connection) for row in page] == [None]


def homeless(connection: Connection) -> dict[str, list[object]]:
    return {
        "payloads": list(audit.unused_payloads(connection)),
        "bodies": list(audit.loose_bodies(connection)),
        "subjects": [(row["message_id"], bytes(row["body"])[:11]) for row in audit.lost_subjects(connection)],
        "orphans": list(audit.orphans(connection)),
        "strays": list(audit.stray_leaves(connection)),
        "lost": list(audit.lost_leaves(connection)),
    }


AT_HOME: dict[str, list[object]] = {"payloads": [], "bodies": [], "subjects": [], "orphans": [], "strays": [], "lost": []}


def test_every_row_has_a_home(furnished: Database) -> None:
    with furnished.read() as connection:
        assert homeless(connection) == AT_HOME


@pytest.mark.parametrize(
    "statement, found",
    [
        ("DELETE FROM parcel", {"payloads": [ARRIVED.payload_id], "subjects": [("p", b'{"at":1,"ki')]}),
        (f"DELETE FROM payload WHERE id = '{SENT.payload_id}'", {"bodies": [SENT.payload_id]}),
        (
            "DELETE FROM message WHERE id = 'm0'",
            {"subjects": [("m0", b'{"at":3,"ki')], "orphans": [("document", "m0"), ("delivery", "k-m0")]},
        ),
        ("DELETE FROM delivery WHERE key = 'k-m0'", {"orphans": [("attempt", "1")]}),
    ],
)
def test_a_row_without_a_home_is_found(furnished: Database, statement: str, found: dict[str, list[object]]) -> None:
    with without(furnished, statement) as connection:
        assert homeless(connection) == AT_HOME | found


@pytest.mark.parametrize(
    "statement, found",
    [
        ("DELETE FROM leaf_pending WHERE leaf_id = 2", {"strays": [2]}),
        ("INSERT INTO leaf_position (position, leaf_id) VALUES (0, 3)", {"strays": [3]}),
        ("INSERT INTO leaf_pending (leaf_id) VALUES (77)", {"lost": [77]}),
    ],
)
def test_a_leaf_that_neither_has_a_place_nor_waits_is_found(furnished: Database, statement: str, found: dict[str, list[object]]) -> None:
    with without(furnished, statement) as connection:
        assert homeless(connection) == (AT_HOME if furnished.dialect == "sqlite" else AT_HOME | found)
