"""Sealing: no gaps, no losses, whoever seals and whenever a leaf commits."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, text

from hub.errors import Misconfigured
from hub.ledger import checkpoint, merkle, proofs
from hub.ledger.leaves import leaf
from hub.ledger.sealer import Sealer, signer
from hub.ledger.verify import verify
from hub.store import leaves
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.tables import checkpoint as checkpoint_table
from hub.store.writer import Writer

NAME = "hub.example/log"


def sealing(database: Database, **options: int) -> Sealer:
    return Sealer(database, signer(database, NAME, 1), NAME, **options)


def record(writer: Writer, start: int, number: int) -> None:
    writer.submit(Rows(leaves=[leaf("x", one) for one in range(start, start + number)])).result(10)


def test_an_empty_store_has_no_problems(database: Database) -> None:
    with database.read() as connection:
        assert list(verify(connection)) == []


def test_a_checkpoint_signs_the_root_of_all_leaves(database: Database, writer: Writer) -> None:
    record(writer, 0, 5)
    sealer = sealing(database)
    head = sealer.seal(10)

    assert head is not None
    assert (head.origin, head.size, head.root) == (NAME, 5, merkle.root(leaf("x", one).hash for one in range(5)))
    assert checkpoint.verify(head.note, NAME, signer(database, NAME, 2).public)
    assert sealer.seal(10**9, force=True) is None  # only the checkpoint's own leaf is new


@pytest.mark.parametrize(
    "new, later, force, signs",
    [(3, 1, False, True), (2, 1, False, False), (2, 50, False, True), (1, 1, True, True), (0, 999, True, False)],
)
def test_a_checkpoint_is_due_after_so_many_leaves_or_so_much_time(
    database: Database, writer: Writer, new: int, later: int, force: bool, signs: bool
) -> None:
    sealer = sealing(database, every=3, interval=50)
    record(writer, 0, 1)
    sealer.seal(100)
    record(writer, 1, new)

    assert (sealer.seal(100 + later, force=force) is not None) == signs
    with database.read() as connection:
        assert len(leaves.feed(connection)) >= 1 + new


def test_sealing_goes_on_over_many_steps(database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.ledger.sealer.STEP", 7)
    record(writer, 0, 50)
    head = sealing(database).seal(10)

    assert head is not None
    assert head.size == 50
    with database.read() as connection:
        assert [row["position"] for row in leaves.feed(connection, limit=50)] == list(range(50))


def test_two_sealers_at_once_and_writers_beside_them_lose_nothing(database: Database) -> None:
    stop = threading.Event()

    def seal(number: int) -> None:
        sealer = sealing(database, every=5, interval=10**12)
        while not stop.is_set():
            sealer.seal(number)

    sealers = [threading.Thread(target=seal, args=(number,)) for number in range(2)]
    for thread in sealers:
        thread.start()
    with Writer(database) as one, Writer(database) as two:
        for number in range(20):
            futures = [
                some.submit(Rows(leaves=[leaf(name, 100 * number + place) for place in range(3)]))
                for name, some in (("a", one), ("b", two))
            ]
            for future in futures:
                future.result(10)
    stop.set()
    for thread in sealers:
        thread.join()
    sealing(database).seal(10**6, force=True)

    with database.read() as connection:
        assert list(verify(connection)) == []
        feed = leaves.feed(connection, limit=1000)
        assert [row["position"] for row in feed] == list(range(len(feed)))
        assert len([row for row in feed if b'"kind":"a"' in row["body"] or b'"kind":"b"' in row["body"]]) == 120


@pytest.mark.services
def test_a_leaf_that_commits_late_is_sealed_late_not_lost(postgresql_url: str) -> None:
    # The early transaction takes the smaller id and commits after the later one was sealed: `id > last` would lose it.
    database = Database.open(postgresql_url)
    database.upgrade()
    sealer = sealing(database)
    early = database.engine.connect()
    begun = early.begin()
    leaves.append(early, [leaf("early", 1)])
    with database.write() as connection:
        leaves.append(connection, [leaf("late", 2)])
    first = sealer.seal(10)
    begun.commit()
    early.close()
    second = sealer.seal(11, force=True)

    assert first is not None
    assert second is not None
    assert (first.size, second.size) == (1, 3)
    with database.read() as connection:
        kinds = [row["body"].decode().partition('"kind":"')[2].partition('"')[0] for row in leaves.feed(connection)]
        assert set(kinds) == {"late", "early", "checkpoint.signed"}
        assert list(verify(connection)) == []
    database.close()


def test_a_rolled_back_leaf_leaves_no_gap(database: Database, writer: Writer) -> None:
    record(writer, 0, 2)
    with database.engine.connect() as connection:
        begun = connection.begin()
        leaves.append(connection, [leaf("x", 99)])
        begun.rollback()
    record(writer, 2, 2)
    head = sealing(database).seal(10)

    assert head is not None
    assert head.size == 4
    with database.read() as connection:
        assert list(verify(connection)) == []


def test_sealing_stops_at_a_gap(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.upgrade()
    with Writer(database) as writer:
        record(writer, 0, 5)
    with database.write() as connection:
        connection.execute(text("DELETE FROM leaf WHERE id = 3"))

    with pytest.raises(Misconfigured) as stopped:
        sealing(database).seal(10)
    database.close()

    assert stopped.value.rule == "LED-020"


def test_the_key_is_made_once_and_wrapped(database: Database) -> None:
    def wrap(private: bytes) -> bytes:
        return private[::-1]

    first = signer(database, NAME, 1, wrap, wrap)
    second = signer(database, NAME, 2, wrap, wrap)

    assert first.private == second.private
    with database.read() as connection:
        row = connection.execute(text("SELECT id, private, public, created_at FROM signing_key")).one()
    assert (row.id, bytes(row.private), bytes(row.public), row.created_at) == (first.key_id.hex(), first.private[::-1], first.public, 1)


def test_proofs_from_the_stored_leaves_verify(database: Database, writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.ledger.proofs._PAGE", 4)
    sealer = sealing(database)
    heads = []
    for number in range(4):
        record(writer, 10 * number, 5)
        heads.append(sealer.seal(10 + number, force=True))

    with database.read() as connection:
        assert connection.execute(select(checkpoint_table.c.size)).scalars().all() == [head.size for head in heads if head]
        feed = leaves.feed(connection)
        for head in heads:
            assert head is not None
            paths = proofs.inclusion(connection, range(head.size), head.size)
            assert all(
                merkle.verify_inclusion(bytes(feed[place]["hash"]), place, head.size, path, head.root) for place, path in paths.items()
            )
            for old in heads:
                assert old is not None
                if old.size <= head.size:
                    path = proofs.consistency(connection, old.size, head.size)
                    assert merkle.verify_consistency(old.size, old.root, head.size, head.root, path)


def test_a_proof_over_leaves_that_are_not_there_is_refused(database: Database, writer: Writer) -> None:
    record(writer, 0, 3)
    sealing(database).seal(10)

    with database.read() as connection, pytest.raises(Misconfigured):
        proofs.inclusion(connection, [0], 900)
