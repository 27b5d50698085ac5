"""Law 5 as a table: every single row changed, removed or slipped in is named by its table and key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from hub.ledger import leaves
from hub.ledger.checkpoint import Checkpoint, Signer
from hub.ledger.sealer import Sealer, signer
from hub.ledger.verify import Problem, verify
from hub.store import deliveries, payloads
from hub.store.columns import metadata
from hub.store.engine import Database
from hub.store.items import Claim, Finish, Finished, LeafRow, Row, Rows, Update
from hub.store.writer import Writer
from hub.testing import stores

NAME = "hub.example/log"
BIG = payloads.store_rows("acme", bytes(range(256)) * 1200, "application/edi-x12", b"salt of parcel p", 1)  # two chunks
SENT = payloads.store_rows("bolt", b"{}", "application/json", b"salt of attempt!", 1)
OWN = payloads.store_rows("acme", b"ISA*997", "application/edi-x12", b"salt of message!", 1)
ENDS = {"delivered": 4, "held": 3, "dead": 6}


def furnish(database: Database) -> None:
    """A parcel with three messages and their deliveries in every kind of rest, an answer of our own, two checkpoints."""
    sealer = Sealer(database, signer(database, NAME, 1), NAME)
    with Writer(database) as writer:
        config = {"digest": "c0", "tree": b"{}", "applied_at": 1, "actor": "ann", "active": 1}
        writer.submit(
            Rows(
                {"configuration": [config], "system": [stores.system_row("bolt/erp", 9)]},
                leaves=[leaves.configuration_applied("c0", "ann", 1)],
            )
        ).result(10)
        writer.submit(_arrival()).result(10)
        sealer.seal(50, force=True)
        for one in writer.submit(Claim("me", 5, 100, 10)).result(10):
            if one.key in ENDS:
                writer.submit(Finish([_end(one.delivery_id, one.key, ENDS[one.key])])).result(10)
        acknowledged = leaves.acknowledgement_matched("m-delivered", "delivered", "accepted", "m-ack", 9)
        writer.submit(Rows(updates=[Update("delivery", {"key": "delivered"}, {"acknowledged": "accepted"})], leaves=[acknowledged])).result(
            10
        )
    sealer.seal(60, force=True)


def _arrival() -> Rows:
    parcel = stores.parcel_row("p", BIG)
    inserts: dict[str, list[Row]] = {name: list(rows) for name, rows in BIG.inserts.items()}
    inserts |= {"parcel": [parcel], "message": [], "document": [], "delivery": []}
    made: list[LeafRow] = [leaves.parcel_received(parcel, BIG.digest)]
    for ordinal, key in enumerate((*ENDS, "waiting")):
        message = stores.message_row(f"m-{key}", parcel_id="p", ordinal=ordinal)
        document = stores.document_row(f"m-{key}", f'{{"id":"{key}"}}'.encode())
        delivery = deliveries.new(key, f"m-{key}", "bolt/erp", key, "json", "orders", now=2)
        inserts["message"].append(message)
        inserts["document"].append(document)
        inserts["delivery"].append(delivery)
        made += [leaves.message_recorded(message, document, 2), leaves.delivery_created(delivery)]
    answer = stores.message_row("m-answer", direction="out", payload_id=OWN.payload_id, payload_salt=OWN.salt)
    inserts["message"].append(answer)
    made.append(leaves.message_recorded(answer, None, 3, OWN.digest))
    for name, rows in OWN.inserts.items():
        inserts[name] += rows
    return Rows(inserts, lanes={("bolt/erp", key) for key in (*ENDS, "waiting")}, leaves=made)


def _end(delivery_id: int, key: str, state: int) -> Finished:
    attempt: Row = {
        "outcome": "created", "rule": "", "reason": "", "reference": "4711", "status": 201, "sent_digest": SENT.digest,
        "sent_payload_id": SENT.payload_id, "sent_salt": SENT.salt, "answer": b"ok", "calls": b'[{"method":"POST"}]', "started_at": 6, "ended_at": 8,
    }  # fmt: skip
    receipt = b'{"outcome":"created"}'
    made = [
        leaves.attempt_ended(f"m-{key}", key, 1, attempt),
        leaves.delivery_ended(f"m-{key}", key, state=state, attempt=1, cause="", fault="", receipt=receipt, control_number=0, at=8),
    ]
    return Finished(delivery_id, 1, "me", state, 8, 8, receipt=receipt, attempt_row=attempt, inserts=SENT.inserts, leaves=made)


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[Database]:
    database = stores.opened(module_database_url)
    furnish(database)
    yield database
    database.close()


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """A transaction without foreign keys that is never committed."""
    with database.turn(), database.engine.connect() as connection:
        begun = connection.begin()
        lift = "PRAGMA defer_foreign_keys = ON" if database.dialect == "sqlite" else "SET LOCAL session_replication_role = replica"
        connection.exec_driver_sql(lift)
        yield connection
        begun.rollback()


def run(connection: Connection, statement: str, **values: Any) -> None:
    assert connection.execute(text(statement), values).rowcount == 1


def named(connection: Connection) -> set[tuple[str, str]]:
    return {(problem.table, problem.key) for problem in verify(connection)}


def test_an_untouched_store_has_no_problems(world: Database) -> None:
    with world.read() as connection:
        assert list(verify(connection)) == []


# Columns that say nothing about what happened: leases and due times, and descriptions that the parcel's leaf holds too.
FREE = {
    "payload": {"media_type", "stored_at"},
    "delivery": {"owner", "lease_until", "resuming", "due_at"},
    "leaf": set(),
    "payload_chunk": set(),
    "document": set(),
    "attempt": set(),
    "checkpoint": set(),
    "message": {"payload_salt"},  # of nothing, where the message has no bytes of its own; see below where it has
    "parcel": {"state", "findings", "opened"},
}
# table, which row, and the key under which it is named; where a column is the key itself, the row is missed under it.
ROWS = [
    ("leaf", "id = 4", "4"),
    ("payload", f"id = '{BIG.payload_id}'", BIG.payload_id),
    ("payload_chunk", f"body_id = '{BIG.payload_id}' AND ordinal = 1", BIG.payload_id),
    ("document", "message_id = 'm-held'", "m-held"),
    ("message", "id = 'm-held'", "m-held"),
    ("message", "id = 'm-answer'", "m-answer"),
    ("parcel", "id = 'p'", "p"),
    ("delivery", "key = 'delivered'", "delivered"),
    ("delivery", "key = 'held'", "held"),
    ("delivery", "key = 'dead'", "dead"),
    ("attempt", "delivery_id = (SELECT id FROM delivery WHERE key = 'delivered')", "delivered/1"),
    ("checkpoint", "size = (SELECT min(size) FROM checkpoint)", ""),
    ("checkpoint", "size = (SELECT max(size) FROM checkpoint)", ""),
]
# What is changed together with the row that it stands in: a delivery's number is also that of its attempts.
ELSEWHERE = {("delivery", "id"): "attempt"}


def other(value: Any) -> str:
    if value is None:
        return "'x'"
    if isinstance(value, int):
        return str(value + 1000)
    return "'x'" if isinstance(value, str) else "CAST('x' AS BLOB)"


CHANGES = [
    (table, where, key, column.name) for table, where, key in ROWS for column in metadata.tables[table].c if column.name not in FREE[table]
]


@pytest.mark.parametrize("table, where, key, column", CHANGES, ids=[f"{one[0]}.{one[3]}:{one[2][:9]}" for one in CHANGES])
def test_no_sealed_column_changes_unnoticed(world: Database, table: str, where: str, key: str, column: str) -> None:
    with tampering(world) as connection:
        row = connection.execute(text(f"SELECT * FROM {table} WHERE {where}")).mappings().one()
        value = bytes(row[column]) if isinstance(row[column], memoryview) else row[column]
        kind = metadata.tables[table].c[column].type.python_type
        changed = other(value if value is not None or kind is str else 1 if kind is int else b"")
        if world.dialect == "postgresql":
            changed = changed.replace("CAST('x' AS BLOB)", "convert_to('x', 'UTF8')")
        run(connection, f'UPDATE {table} SET "{column}" = {changed} WHERE {where}')

        problems = named(connection)

    assert (ELSEWHERE.get((table, column), table), key or str(row["size"])) in problems or (ELSEWHERE.get((table, column)) and problems)


@pytest.mark.parametrize("table, where, key", ROWS, ids=[f"{one[0]}:{one[2][:9]}" for one in ROWS])
def test_no_row_vanishes_unnoticed(world: Database, table: str, where: str, key: str) -> None:
    with tampering(world) as connection:
        row = connection.execute(text(f"SELECT * FROM {table} WHERE {where}")).mappings().one()
        run(connection, f"DELETE FROM {table} WHERE {where}")

        assert (table, key or str(row["size"])) in named(connection)


def test_every_leaf_is_missed(world: Database) -> None:
    with world.read() as connection:
        ids = connection.execute(text("SELECT id FROM leaf ORDER BY id")).scalars().all()
        last = connection.execute(text("SELECT max(size) FROM checkpoint")).scalar_one()
    for leaf_id in ids[:last]:
        with tampering(world) as connection:
            run(connection, "DELETE FROM leaf WHERE id = :id", id=leaf_id)
            assert ("leaf", str(leaf_id)) in named(connection), leaf_id


FORGED = leaves.leaf("attempt.ended", 9, "m-held", delivery="held", ordinal=2)
LOOSE = payloads.store_rows("acme", b"slipped in", "text/plain", b"s", 1)
SLIPPED: list[tuple[str, dict[str, Any], str]] = [
    ("payload", LOOSE.inserts["payload"][0], LOOSE.payload_id),
    ("payload_chunk", {"body_id": BIG.payload_id, "ordinal": 2, "bytes": b"x"}, BIG.payload_id),
    ("payload_chunk", {"body_id": BIG.payload_id, "ordinal": 9, "bytes": b"x"}, BIG.payload_id),
    ("payload_chunk", LOOSE.inserts["payload_chunk"][0], LOOSE.payload_id),
    ("document", stores.document_row("m-answer"), "m-answer"),
    ("document", stores.document_row("nobody"), "nobody"),
    ("message", stores.message_row("m-new"), "m-new"),
    ("parcel", stores.parcel_row("p2", BIG), "p2"),
    ("delivery", deliveries.new("new", "m-held", "bolt/erp", "new", "json", "orders", now=2), "new"),
    ("delivery", deliveries.new("new", "nobody", "bolt/erp", "new", "json", "orders", now=2), "new"),
    ("configuration", {"digest": "c1", "tree": b"{}", "applied_at": 1, "actor": "eve", "active": 0}, "c1"),
]


@pytest.mark.parametrize("table, row, key", SLIPPED, ids=[f"{one[0]}:{one[2][:9]}" for one in SLIPPED])
def test_no_row_is_slipped_in_unnoticed(world: Database, table: str, row: dict[str, Any], key: str) -> None:
    with tampering(world) as connection:
        connection.execute(insert(metadata.tables[table]), row)

        assert (table, key) in named(connection)


def test_an_attempt_that_never_was_is_named(world: Database) -> None:
    with tampering(world) as connection:
        run(
            connection,
            "INSERT INTO attempt (delivery_id, ordinal, outcome, rule, reason, reference, status, sent_digest, sent_payload_id, sent_salt, answer, started_at, ended_at)"
            " SELECT delivery_id, 2, outcome, rule, reason, reference, status, sent_digest, sent_payload_id, sent_salt, answer, started_at, ended_at"
            " FROM attempt WHERE delivery_id = (SELECT id FROM delivery WHERE key = 'delivered')",
        )

        assert ("attempt", "delivered/2") in named(connection)


def test_a_leaf_of_something_that_never_was_is_named(world: Database) -> None:
    with tampering(world) as connection:
        top = connection.execute(text("SELECT max(id) FROM leaf")).scalar_one()
        row = {"id": top + 1, "hash": FORGED.hash, "body": FORGED.body, "message_id": FORGED.message_id}
        connection.execute(insert(metadata.tables["leaf"]), row)

        problems = named(connection)

    assert ("attempt", "held/2") in problems
    assert ("leaf", str(top + 1)) in problems or world.dialect == "sqlite"  # there the last id is a position like any other


def test_a_checkpoint_with_another_key_is_named(world: Database) -> None:
    with tampering(world) as connection:
        head = Checkpoint(NAME, 3, hashlib.sha256(b"x").digest())
        connection.execute(
            insert(metadata.tables["checkpoint"]), {"size": 3, "root": head.root, "note": Signer.generate(NAME).sign(head), "signed_at": 1}
        )

        assert ("checkpoint", "3") in named(connection)


def test_a_checkpoint_that_the_log_does_not_know_is_named_even_if_well_signed(world: Database) -> None:
    with world.read() as connection:
        hashes = [bytes(value) for value in connection.execute(text("SELECT hash FROM leaf ORDER BY id LIMIT 3")).scalars()]
    key = signer(world, NAME, 1)
    with tampering(world) as connection:
        head = Checkpoint(NAME, 3, leaves_root(hashes))
        connection.execute(insert(metadata.tables["checkpoint"]), {"size": 3, "root": head.root, "note": key.sign(head), "signed_at": 1})

        assert Problem("LED-007", "checkpoint", "3") in list(verify(connection))


def leaves_root(hashes: list[bytes]) -> bytes:
    from hub.ledger.merkle import root

    return root(hashes)


def test_a_leaf_rewritten_with_its_hash_is_found_by_the_signed_root(world: Database) -> None:
    forged = leaves.configuration_applied("c0", "eve", 1)
    with tampering(world) as connection:
        run(connection, "UPDATE leaf SET hash = :hash, body = :body WHERE id = 1", hash=forged.hash, body=forged.body)
        problems = list(verify(connection))
        first = connection.execute(text("SELECT min(size) FROM checkpoint")).scalar_one()

    assert Problem("LED-004", "leaf", f"0-{first - 1}", f"checkpoint {first}") in problems


def test_a_leaf_that_names_no_text_as_its_configuration_does_not_stop_the_check(world: Database) -> None:
    forged = leaves.leaf("configuration.applied", 1, digest=["c0"], actor="eve")
    with tampering(world) as connection:
        run(connection, "UPDATE leaf SET hash = :hash, body = :body WHERE id = 1", hash=forged.hash, body=forged.body)

        assert {("configuration", "['c0']"), ("configuration", "c0")} <= named(connection)


def test_two_leaves_that_change_places_are_found_by_the_signed_root(world: Database) -> None:
    with tampering(world) as connection:
        if world.dialect == "sqlite":
            for old, new in ((2, 9002), (3, 2), (9002, 3)):
                run(connection, "UPDATE leaf SET id = :new WHERE id = :old", old=old, new=new)
        else:
            for old, new in ((1, 9001), (2, 1), (9001, 2)):
                run(connection, "UPDATE leaf_position SET position = :new WHERE position = :old", old=old, new=new)

        assert "LED-004" in {problem.rule for problem in verify(connection)}


@pytest.mark.parametrize("column, value", [("size", 3), ("size", 9999)])
def test_the_ledgers_own_row_is_checked(world: Database, column: str, value: int) -> None:
    with tampering(world) as connection:
        run(connection, f"UPDATE ledger SET {column} = :value", value=value)

        assert named(connection) & {("ledger", "1"), ("leaf", f"{_count(connection) + 1}-{value}")}


def _count(connection: Connection) -> int:
    table = "leaf" if connection.dialect.name == "sqlite" else "leaf_position"
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("key, state", [("delivered", 1), ("delivered", 6), ("dead", 4), ("held", 1), ("waiting", 4), ("waiting", 3)])
def test_no_delivery_is_set_to_another_state_unnoticed(world: Database, key: str, state: int) -> None:
    with tampering(world) as connection:
        run(connection, "UPDATE delivery SET state = :state WHERE key = :key", key=key, state=state)

        assert ("delivery", key) in named(connection)


@pytest.mark.parametrize(
    "table, column", [("delivery", "receipt"), ("leaf", "body"), ("document", "body"), ("attempt", "answer"), ("message", "findings")]
)
def test_a_value_of_the_wrong_type_is_named_and_does_not_stop_the_check(world: Database, table: str, column: str) -> None:
    if world.dialect == "postgresql":
        return  # it keeps the types of its columns by itself
    with tampering(world) as connection:
        row = connection.execute(text(f"SELECT rowid FROM {table} LIMIT 1")).scalar_one()
        run(connection, f"UPDATE {table} SET {column} = 'text' WHERE rowid = :row", row=row)

        assert table in {name for name, _ in named(connection)}


def test_the_salt_of_a_messages_own_bytes_is_sealed(world: Database) -> None:
    with tampering(world) as connection:
        run(connection, "UPDATE message SET payload_salt = :salt WHERE id = 'm-answer'", salt=b"x")

        assert ("message", "m-answer") in named(connection)


def test_verifying_reads_page_by_page(world: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in ("audit._PAGE", "audit._MESSAGES", "leaves._PAGE"):
        monkeypatch.setattr(f"hub.store.{size}", 1)
    with world.read() as connection:
        assert list(verify(connection)) == []
