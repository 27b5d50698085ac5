"""The writer: what is accepted together is committed together, one bad item falls alone, nobody waits for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import select, text

from hub.errors import TryAgain
from hub.ledger.leaves import leaf
from hub.store import deliveries, failures, leaves, messages, payloads
from hub.store.batch import transact
from hub.store.engine import Database
from hub.store.items import Claim, Conflict, Done, Finish, Finished, Guard, Item, Rows, Update
from hub.store.tables import counter
from hub.store.writer import Writer
from hub.testing import stores

Starter = Callable[..., Writer]


class Gate:
    """Holds the writer before its next transaction, so that what is submitted meanwhile becomes one batch."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        self.points: list[str] = []

    def __call__(self, point: str) -> None:
        self.points.append(point)
        if point == "before-begin":
            self.reached.set()
            assert self.open.wait(10)


def batch(database: Database, *items: Item) -> list[Any]:
    """The answers, or the errors, of items that wait together."""
    gate = Gate()
    with Writer(database, trip=gate) as writer:
        first = writer.submit(Rows())
        assert gate.reached.wait(10)
        futures: list[Future[Any]] = [writer.submit(item) for item in items]  # type: ignore[call-overload]
        gate.open.set()
        first.result(10)
        return [future.exception(10) or future.result(10) for future in futures]


def count(name: str, number: int = 1, **more: Any) -> Rows:
    return Rows({"counter": [{"name": name, "next": number}]}, **more)


def arrived(parcel_id: str, **columns: Any) -> Rows:
    stored = payloads.store_rows("acme", parcel_id.encode(), "", b"s" * 16, 1)
    return Rows({**stored.inserts, "parcel": [stores.parcel_row(parcel_id, stored, **columns)]})


def counters(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return {row.name: row.next for row in connection.execute(select(counter))}


def test_an_answer_comes_after_the_commit(database: Database, writer: Writer) -> None:
    assert writer.submit(count("a")).result(10) == Done()
    assert counters(database) == {"a": 1}


def test_items_that_wait_are_one_transaction(database: Database) -> None:
    gate = Gate()
    gate.open.set()
    with Writer(database, trip=gate) as writer:
        gate.open.clear()
        gate.reached.clear()
        futures = [writer.submit(count(f"n{number}")) for number in range(50)]
        gate.open.set()
        for future in futures:
            future.result(10)

    assert gate.points.count("before-commit") <= 2
    assert len(counters(database)) == 50


def test_one_bad_item_does_not_sink_its_neighbours(database: Database) -> None:
    bad = Rows({"payload_chunk": [{"body_id": "b", "ordinal": 0, "bytes": None}]})

    answers = batch(database, count("a"), bad, count("b"))

    assert [answers[0], answers[2]] == [Done(), Done()]
    assert failures.collided(answers[1])
    assert set(counters(database)) == {"a", "b"}


def test_a_row_without_a_column_is_told_to_its_sender_only(database: Database) -> None:
    answers = batch(database, Rows({"counter": [{"name": "x"}]}), Rows({"nowhere": [{"x": 1}]}), count("a"))

    assert [isinstance(answer, Exception) for answer in answers] == [True, True, False]


def test_an_item_is_written_whole_or_not_at_all(database: Database) -> None:
    torn = Rows({"counter": [{"name": "a", "next": 1}], "payload_chunk": [{"body_id": "b", "ordinal": 0, "bytes": None}]})

    assert failures.collided(batch(database, torn)[0])
    assert counters(database) == {}


def test_of_two_items_with_one_guard_the_first_wins(database: Database) -> None:
    guard = Guard("counter", {"name": "a"})
    first, second = batch(database, count("a", 1, guards=[guard]), count("a", 2, guards=[guard]))

    assert first == Done()
    assert second == Conflict(guard, {"name": "a", "next": 1})
    assert counters(database) == {"a": 1}


def test_a_guard_shows_the_row_that_is_there(database: Database, writer: Writer) -> None:
    writer.submit(stores.owed("k", "m1")).result(10)
    guard = Guard("message", {"document_key": "acme|order/1|m1|0"})

    answer = writer.submit(Rows({"message": [stores.message_row("m2")]}, guards=[guard])).result(10)

    assert isinstance(answer, Conflict)
    with database.read() as connection:
        assert answer.row == messages.one(connection, "m1", None)
        assert messages.one(connection, "m2", None) is None


@pytest.mark.parametrize("values", [{"parcel_id": "p", "ordinal": 1}, {"ordinal": 1, "parcel_id": "p"}])
def test_a_guard_may_have_several_columns_of_several_types(database: Database, writer: Writer, values: dict[str, Any]) -> None:
    stored = stores.payloads.store_rows("acme", b"x", "text/plain", b"s", 1)
    parcel = Rows({**stored.inserts, "parcel": [stores.parcel_row("p", stored)]})
    writer.submit(parcel).result(10)
    writer.submit(Rows({"message": [stores.message_row("m1", parcel_id="p", ordinal=1)]})).result(10)

    taken = writer.submit(Rows(guards=[Guard("message", values)])).result(10)
    free = writer.submit(Rows(guards=[Guard("message", values | {"ordinal": 2})])).result(10)

    assert isinstance(taken, Conflict)
    assert taken.row["id"] == "m1"
    assert free == Done()


def test_a_loser_of_a_guard_writes_nothing_at_all(database: Database, writer: Writer) -> None:
    writer.submit(count("a")).result(10)
    losing = count(
        "b", guards=[Guard("counter", {"name": "a"})], updates=[Update("counter", {"name": "a"}, {"next": 9})], leaves=[leaf("x", 1)]
    )

    assert isinstance(writer.submit(losing).result(10), Conflict)
    assert counters(database) == {"a": 1}
    with database.read() as connection:
        assert leaves.feed(connection) == []


def test_what_stands_behind_a_waiting_parcel_is_not_written_and_told_of_the_oldest(database: Database, writer: Writer) -> None:
    for number in (2, 1):
        writer.submit(arrived(f"p{number}", state="received", received_at=number)).result()
    writer.submit(arrived("p0", state="opened", received_at=0)).result()

    behind, free, unrelated = batch(database, count("a", behind="acme"), count("b", behind="other"), count("c"))

    assert isinstance(behind, Conflict)
    assert (behind.guard.table, behind.row["id"]) == ("parcel", "p1")
    assert (free, unrelated) == (Done(), Done())
    assert set(counters(database)) == {"b", "c"}


def test_a_guard_comes_before_the_turn(database: Database, writer: Writer) -> None:
    """A repetition gets the answer that it got, whatever waits meanwhile."""
    writer.submit(arrived("p1", state="received")).result()
    writer.submit(count("a")).result()

    answer = writer.submit(count("a", guards=[Guard("counter", {"name": "a"})], behind="acme")).result()

    assert isinstance(answer, Conflict)
    assert answer.guard.table == "counter"


def test_a_row_that_another_process_inserts_meanwhile_becomes_a_conflict(postgresql_url: str) -> None:
    # Both guards look before either row is there; the unique key decides, and the loser is told of the winner's row.
    database = stores.opened(postgresql_url)
    guard = Guard("counter", {"name": "a"})
    other = Database.open(postgresql_url)
    meanwhile = other.engine.connect()
    begun = meanwhile.begin()
    meanwhile.execute(text("INSERT INTO counter (name, next) VALUES ('a', 7)"))

    with Writer(database) as writer:
        waiting = writer.submit(count("a", 1, guards=[guard]))
        with pytest.raises(TimeoutError):
            waiting.result(0.2)
        begun.commit()
        assert waiting.result(10) == Conflict(guard, {"name": "a", "next": 7})
    meanwhile.close()
    other.close()
    database.close()


def test_of_two_processes_that_owe_one_message_one_does(postgresql_url: str) -> None:
    """Law 3: no unique index holds the message of a delivery, so the transactions take turns."""
    database = stores.opened(postgresql_url)
    other = Database.open(postgresql_url)
    guard = Guard("delivery", {"message_id": "m1"})

    def owed(key: str) -> Rows:
        row = deliveries.new(key, "m1", "bolt/erp", "t", "json", "orders", now=1)
        return Rows({"delivery": [row]}, lanes={("bolt/erp", "t")}, guards=[guard])

    with Writer(database) as writer:
        writer.submit(Rows({"message": [stores.message_row("m1")]})).result()
        with other.engine.begin() as meanwhile:
            assert isinstance(transact(meanwhile, [owed("k1")]).answers[0], Done)
            waiting = writer.submit(owed("k2"))
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
        answer = waiting.result(10)
    assert isinstance(answer, Conflict)
    assert (answer.guard, answer.row["key"]) == (guard, "k1")
    other.close()
    database.close()


def test_updates_come_after_inserts_and_in_order(database: Database, writer: Writer) -> None:
    updates = [
        Update("counter", {"name": "a"}, {"next": 2}),
        Update("counter", {"name": "a"}, {"next": 3}),
        Update("counter", {"name": "zz"}, {"next": 4}),
    ]

    writer.submit(count("a", updates=updates)).result(10)

    assert counters(database) == {"a": 3}


def test_leaves_are_kept_in_the_order_in_which_they_were_given(database: Database, writer: Writer) -> None:
    given = [leaf("x", number) for number in range(20)]
    writer.submit(Rows(leaves=given)).result(10)

    with database.read() as connection:
        assert [bytes(row.body) for row in connection.execute(text("SELECT body FROM leaf ORDER BY id"))] == [one.body for one in given]


def test_an_event_loop_gets_its_answers(database: Database, writer: Writer) -> None:
    async def many() -> list[Any]:
        return await asyncio.gather(*(writer.commit(count(f"n{number}")) for number in range(100)))

    assert asyncio.run(many()) == [Done()] * 100


def test_a_cancelled_wait_does_not_take_the_item_back(database: Database) -> None:
    gate = Gate()
    with Writer(database, trip=gate) as writer:

        async def impatient() -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(writer.commit(count("a")), 0.05)

        asyncio.run(impatient())
        gate.open.set()

    assert counters(database) == {"a": 1}


def test_a_closed_loop_harms_nobody(database: Database) -> None:
    gate = Gate()
    with Writer(database, trip=gate) as writer:

        async def leaves_at_once() -> None:
            task = asyncio.ensure_future(writer.commit(count("a")))
            await asyncio.sleep(0)
            task.cancel()

        asyncio.run(leaves_at_once())
        later = writer.submit(count("b"))
        gate.open.set()
        later.result(10)

    assert set(counters(database)) == {"a", "b"}


def test_stopping_commits_what_is_queued(database: Database) -> None:
    writer = Writer(database)
    futures = [writer.submit(count(f"n{number}")) for number in range(300)]
    writer.stop()

    assert [future.result(0) for future in futures] == [Done()] * 300
    with pytest.raises(TryAgain) as refused:
        writer.submit(count("late"))
    assert refused.value.rule == "STO-004"


def test_the_bell_rings_for_new_work_only(writer: Writer, rings: list[int]) -> None:
    writer.submit(Rows({"system": [stores.system_row("bolt/erp")]})).result(10)
    writer.submit(count("a")).result(10)
    assert rings == []

    writer.submit(stores.owed("k1", "m1")).result(10)
    writer.submit(Rows()).result(10)
    assert len(rings) == 1

    writer.submit(stores.owed("k2", "m2")).result(10)  # behind the other: nothing to do yet
    writer.submit(Rows()).result(10)
    assert len(rings) == 1


def test_the_bell_rings_when_a_finish_frees_the_lane(writer: Writer, rings: list[int]) -> None:
    writer.submit(Rows({"system": [stores.system_row("bolt/erp")]})).result(10)
    for number in (1, 2):
        writer.submit(stores.owed(f"k{number}", f"m{number}")).result(10)
    (claimed,) = writer.submit(Claim("me", 5, 100, 10)).result(10)
    rings.clear()

    writer.submit(Finish([Finished(claimed.delivery_id, 1, "me", 4, 0, 6)])).result(10)
    writer.submit(Rows()).result(10)

    assert len(rings) == 1


def test_a_system_that_resumes_rings(writer: Writer, rings: list[int]) -> None:
    writer.submit(Rows({"system": [stores.system_row("bolt/erp")]})).result(10)
    writer.submit(stores.paused("bolt/erp")).result(10)
    writer.submit(stores.resumed("bolt/erp")).result(10)
    writer.submit(Rows()).result(10)

    assert len(rings) == 1


def test_the_writer_outlives_a_broken_bell(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError("no broker")

    with Writer(database, broken) as writer:
        writer.submit(stores.owed("k1", "m1")).result(10)
        assert writer.submit(count("a")).result(10) == Done()

    assert "doorbell" in caplog.text


@pytest.mark.parametrize("point, kept", [("before-begin", False), ("before-commit", False), ("after-commit", True)])
def test_a_death_at_a_marked_point_keeps_all_or_nothing(database: Database, point: str, kept: bool) -> None:
    died = threading.Event()

    class Death(BaseException):
        """Ends the thread as a kill would end the process."""

    def trip(at: str) -> None:
        if at == point:
            died.set()
            raise Death

    previous, threading.excepthook = threading.excepthook, lambda _args: None
    try:
        writer = Writer(database, trip=trip)
        waiting = writer.submit(count("a", leaves=[leaf("x", 1)]))
        assert died.wait(10)
        writer._thread.join()
    finally:
        threading.excepthook = previous

    assert not waiting.done()
    assert counters(database) == ({"a": 1} if kept else {})
    with database.read() as connection:
        assert len(connection.execute(text("SELECT id FROM leaf")).all()) == int(kept)


def test_a_lost_connection_is_told_and_made_anew(postgresql_url: str) -> None:
    database = stores.opened(postgresql_url)
    gate = Gate()
    gate.open.set()
    with Writer(database, trip=gate) as writer:
        writer.submit(count("a")).result(10)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        with pytest.raises(TryAgain) as told:
            writer.submit(count("b")).result(10)
        assert writer.submit(count("c")).result(10) == Done()

    assert told.value.rule == "STO-002"
    assert set(counters(database)) == {"a", "c"}
    database.close()


def test_a_server_that_is_not_there_is_try_again() -> None:
    database = Database.open("postgresql://postgres@127.0.0.1:1/nothing")
    with Writer(database) as writer, pytest.raises(TryAgain):
        writer.submit(Rows()).result(10)
    database.close()


def test_a_locked_file_is_try_again(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.store.engine._BUSY_MS", 50)
    database = stores.opened(sqlite_url)
    other = Database.open(sqlite_url)
    with Writer(database) as writer:
        with other.write(), pytest.raises(TryAgain) as told:
            writer.submit(count("a")).result(10)
        assert writer.submit(count("a")).result(10) == Done()
    other.close()
    database.close()

    assert told.value.rule == "STO-002"
