"""Law 4: a lane has one head, the oldest that is not over; and no lane with work is ever without one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from hub.store import lanes
from hub.store.engine import Database
from hub.store.items import Again, Claim, Finish, Finished, Move, Moves, Replay, Rows
from hub.store.writer import Writer
from hub.testing import stores

SYSTEMS = ("s1", "s2")
THREADS = ("a", "b")


def states(connection: Connection) -> list[tuple[str, int]]:
    return [(row.key, row.state) for row in connection.execute(text("SELECT key, state FROM delivery ORDER BY id"))]


def stranded(connection: Connection) -> list[str]:
    """Deliveries that wait in a lane that has no head."""
    query = "SELECT key FROM delivery d WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM delivery h WHERE h.system_id = d.system_id AND h.thread = d.thread AND h.state in (1,2,3))"
    return [row.key for row in connection.execute(text(query))]


def overtakers(connection: Connection) -> list[str]:
    """Heads in front of which an older delivery of their lane waits."""
    query = "SELECT h.key FROM delivery h JOIN delivery d ON d.system_id = h.system_id AND d.thread = h.thread AND d.id < h.id WHERE h.state in (1,2,3) AND d.state = 0"
    return [row.key for row in connection.execute(text(query))]


def test_the_first_of_a_lane_is_ready_and_the_others_wait(database: Database, writer: Writer) -> None:
    for number in range(3):
        writer.submit(stores.owed(f"k{number}", f"m{number}")).result(10)
    writer.submit(stores.owed("other", "m9", thread="u")).result(10)

    with database.read() as connection:
        assert states(connection) == [("k0", 1), ("k1", 0), ("k2", 0), ("other", 1)]


@pytest.mark.parametrize("state, behind", [(1, 0), (3, 0), (4, 1), (5, 1), (6, 1)])
def test_only_an_end_lets_the_next_one_on(database: Database, writer: Writer, state: int, behind: int) -> None:
    writer.submit(Rows({"system": [stores.system_row("bolt/erp")]})).result(10)
    for number in range(2):
        writer.submit(stores.owed(f"k{number}", f"m{number}")).result(10)
    (claimed,) = writer.submit(Claim("me", 5, 100, 10)).result(10)
    writer.submit(Finish([Finished(claimed.delivery_id, 1, "me", state, 50, 6)])).result(10)

    with database.read() as connection:
        assert states(connection) == [("k0", state), ("k1", behind)]


def test_the_database_itself_refuses_a_second_head(database: Database, writer: Writer) -> None:
    for number in range(2):
        writer.submit(stores.owed(f"k{number}", f"m{number}")).result(10)

    error = writer.submit(Moves([Move(2, [0], 1, 5, 5)])).exception(10)

    assert error is not None
    with database.read() as connection:
        assert states(connection) == [("k0", 1), ("k1", 0)]


def test_a_lane_has_the_same_lock_in_every_process() -> None:
    # Another number would let two versions of the hub that share a database miss each other.
    assert lanes.lane_lock(("bolt/erp", "t1")) == -7422726134611402745


class Holding:
    """Stops a writer before its commit until it is let go."""

    def __init__(self) -> None:
        self.active = False
        self.reached = threading.Event()
        self.go = threading.Event()

    def __call__(self, point: str) -> None:
        if self.active and point == "before-commit":
            self.reached.set()
            assert self.go.wait(10)


@pytest.mark.services
@pytest.mark.parametrize("first", ["accept", "finish"])
def test_an_accept_and_a_finish_that_do_not_see_each_other_leave_no_lane_stranded(postgresql_url: str, first: str) -> None:
    database, other = stores.opened(postgresql_url), Database.open(postgresql_url)
    holding = Holding()
    with Writer(database, trip=holding) as one, Writer(other) as two:
        one.submit(Rows({"system": [stores.system_row("bolt/erp")]})).result(10)
        one.submit(stores.owed("k1", "m1")).result(10)
        (claimed,) = one.submit(Claim("me", 5, 100, 10)).result(10)
        accept, finish = stores.owed("k2", "m2"), Finish([Finished(claimed.delivery_id, 1, "me", 4, 0, 6)])
        items = (accept, finish) if first == "accept" else (finish, accept)

        holding.active = True
        early = one.submit(items[0])
        assert holding.reached.wait(10)
        late = two.submit(items[1])
        with pytest.raises(TimeoutError):
            late.result(0.2)
        holding.go.set()
        early.result(10)
        late.result(10)

        with database.read() as connection:
            assert states(connection) == [("k1", 4), ("k2", 1)]
    other.close()
    database.close()


@pytest.fixture(scope="module")
def shared(module_database_url: str) -> Iterator[Database]:
    database = stores.opened(module_database_url)
    yield database
    database.close()


_lane = st.tuples(st.sampled_from(SYSTEMS), st.sampled_from(THREADS))
_step = st.one_of(
    st.tuples(st.just("accept"), st.lists(_lane, min_size=1, max_size=3)),
    st.tuples(st.just("claim"), st.integers(1, 4)),
    st.tuples(st.just("finish"), st.tuples(st.integers(0, 5), st.sampled_from([1, 3, 4, 5, 6]))),
    st.tuples(st.just("late"), st.integers(0, 5)),
    st.tuples(st.just("move"), st.tuples(st.integers(0, 9), st.sampled_from([(3, 1), (3, 6), (0, 6), (1, 6)]))),
    st.tuples(st.just("replay"), st.integers(0, 9)),
    st.tuples(st.just("expire"), st.none()),
)


@given(steps=st.lists(_step, min_size=1, max_size=25))
def test_no_sequence_of_steps_strands_a_lane_or_lets_one_overtake(shared: Database, steps: list[tuple[str, object]]) -> None:
    with shared.write() as connection:
        for table in ("delivery", "message", "system"):
            connection.execute(text(f"DELETE FROM {table}"))
    with Writer(shared) as writer:
        Journey(shared, writer).take(steps)


class Journey:
    """Takes the steps one after another and holds the law against the table after each."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self.database = database
        self.writer = writer
        self.made = 0
        self.now = 0
        self.running: list[tuple[int, int, str]] = []
        self.lost: list[tuple[int, int, str]] = []
        writer.submit(Rows({"system": [stores.system_row(name, 1 + place) for place, name in enumerate(SYSTEMS)]})).result(10)

    def take(self, steps: list[tuple[str, object]]) -> None:
        for name, argument in steps:
            self.now += 10
            getattr(self, name)(argument)
            with self.database.read() as connection:
                assert stranded(connection) == []
                assert overtakers(connection) == []
                over = connection.execute(
                    text(
                        "SELECT 1 FROM delivery d JOIN system s ON s.id = d.system_id WHERE d.state = 2 GROUP BY s.id, s.cap HAVING count(*) > s.cap"
                    )
                )
                assert over.all() == []

    def accept(self, wanted: list[tuple[str, str]]) -> None:
        for system_id, thread in wanted:
            self.made += 1
            self.writer.submit(stores.owed(f"k{self.made}", f"m{self.made}", system_id=system_id, thread=thread, now=self.now)).result(10)

    def claim(self, limit: int) -> None:
        owner = f"o{self.now}"
        claimed = self.writer.submit(Claim(owner, self.now, self.now + 35, limit)).result(10)
        again = {one.delivery_id for one in claimed if one.resuming}
        self.lost += [one for one in self.running if one[0] in again]
        self.running = [one for one in self.running if one[0] not in again] + [(one.delivery_id, one.attempt, owner) for one in claimed]

    def finish(self, which: tuple[int, int]) -> None:
        if which[0] < len(self.running):
            delivery_id, attempt, owner = self.running.pop(which[0])
            assert self.writer.submit(Finish([Finished(delivery_id, attempt, owner, which[1], self.now, self.now)])).result(10) == [
                delivery_id
            ]

    def late(self, which: int) -> None:
        if which < len(self.lost):
            delivery_id, attempt, owner = self.lost[which]
            assert self.writer.submit(Finish([Finished(delivery_id, attempt, owner, 4, self.now, self.now)])).result(10) == []

    def move(self, what: tuple[int, tuple[int, int]]) -> None:
        offset, (expected, state) = what
        with self.database.read() as connection:
            ids = connection.execute(text("SELECT id FROM delivery ORDER BY id")).scalars().all()
        if offset < len(ids):
            self.writer.submit(Moves([Move(ids[offset], [expected], state, self.now, self.now)])).result(10)

    def replay(self, offset: int) -> None:
        with self.database.read() as connection:
            ids = connection.execute(text("SELECT id FROM delivery ORDER BY id")).scalars().all()
        if offset < len(ids):
            self.made += 1
            self.writer.submit(Replay([Again(ids[offset], f"k{self.made}", self.now)])).result(10)

    def expire(self, _nothing: None) -> None:
        self.now += 100
