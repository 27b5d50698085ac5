"""Leaves in the order of their positions, whichever database gives them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from hub.ledger.leaves import leaf
from hub.store import leaves
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.writer import Writer

MADE = [leaf("a", 1, "m1"), leaf("b", 2), leaf("c", 3, "m1"), leaf("d", 4, "m2"), leaf("e", 5)]
HASHES = [(position, one.hash) for position, one in enumerate(MADE)]


@pytest.fixture
def recorded(database: Database, writer: Writer) -> Database:
    """Five leaves that nobody has put in place yet."""
    writer.submit(Rows(leaves=MADE)).result(10)
    return database


@pytest.fixture
def placed(recorded: Database) -> Database:
    """The same, in place."""
    with recorded.write() as connection:
        leaves.place(connection, 0, 10)
    return recorded


def lose_position(database: Database, position: int) -> None:
    """Remove what stands at this position."""
    with database.write() as connection:
        table, shift = leaves.numbered_by(connection)
        key = "id" if table == "leaf" else "position"
        assert connection.execute(text(f"DELETE FROM {table} WHERE {key} = {position + shift}")).rowcount == 1


def test_leaves_are_placed_in_steps_without_gaps(recorded: Database) -> None:
    steps = []
    for size in (0, 2, 4):
        with recorded.write() as connection:
            steps.append(leaves.place(connection, size, 2))

    assert steps == [HASHES[:2], HASHES[2:4], HASHES[4:]]
    with recorded.write() as connection:
        assert leaves.place(connection, 5, 2) == []


def test_leaves_wait_on_postgresql_until_they_are_placed(recorded: Database) -> None:
    waiting = [] if recorded.dialect == "sqlite" else [one.hash for one in MADE]
    with recorded.write() as connection:
        assert [bytes(row["hash"]) for row in leaves.pending(connection)] == waiting
        leaves.place(connection, 0, 10)
        assert list(leaves.pending(connection)) == []


def test_the_ledgers_row_goes_forward(database: Database) -> None:
    with database.write() as connection:
        assert leaves.lock(connection) == {"size": 0, "frontier": b""}
        leaves.advance(connection, 3, b"f")
    with database.read() as connection:
        assert leaves.sealed(connection) == {"size": 3, "frontier": b"f"}


def test_a_ledger_without_its_row_is_said_to_be_so(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("DELETE FROM ledger"))
        assert leaves.sealed(connection) is None


@pytest.mark.parametrize("start, limit", [(0, 10), (0, 2), (3, 1), (4, 9), (5, 1)])
def test_hashes_are_read_from_any_position(placed: Database, start: int, limit: int) -> None:
    with placed.read() as connection:
        assert leaves.hashes(connection, start, limit) == HASHES[start : start + limit]


def test_a_gap_shows_in_the_positions(placed: Database) -> None:
    lose_position(placed, 2)

    with placed.read() as connection:
        assert [position for position, _ in leaves.hashes(connection, 1, 3)] == [1, 3, 4]
        assert [row["position"] for row in leaves.in_order(connection)] == [0, 1, 3, 4]


@pytest.mark.parametrize("after, limit, found", [(-1, 9, [0, 1, 2, 3, 4]), (1, 2, [2, 3]), (4, 9, [])])
def test_the_feed_goes_on_after_a_position(placed: Database, after: int, limit: int, found: list[int]) -> None:
    with placed.read() as connection:
        rows = leaves.feed(connection, after, limit)

    assert [row["position"] for row in rows] == found
    assert [(bytes(row["body"]), row["message_id"]) for row in rows] == [(MADE[place].body, MADE[place].message_id) for place in found]


@pytest.mark.parametrize("page", [1, 2, 100])
def test_leaves_come_in_order_whatever_the_page(placed: Database, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    monkeypatch.setattr("hub.store.leaves._PAGE", page)
    with placed.read() as connection:
        rows = list(leaves.in_order(connection))

    assert [(row["position"], bytes(row["hash"])) for row in rows] == HASHES
    assert [(row["id"], bytes(row["body"]), row["message_id"]) for row in rows] == [
        (place, one.body, one.message_id) for place, one in enumerate(MADE, 1)
    ]


def test_the_events_of_a_subject_stand_in_order(placed: Database) -> None:
    with placed.read() as connection:
        events = leaves.events(connection, "m1")
        assert [(row["id"], row["position"], bytes(row["hash"])) for row in events] == [(1, 0, MADE[0].hash), (3, 2, MADE[2].hash)]
        assert leaves.events(connection, "m3") == []


def test_an_event_that_waits_has_no_position(recorded: Database) -> None:
    with recorded.read() as connection:
        positions = [row["position"] for row in leaves.events(connection, "m1")]

    assert positions == ([0, 2] if recorded.dialect == "sqlite" else [None, None])


def test_leaves_about_several_subjects_stand_in_order(recorded: Database) -> None:
    with recorded.read() as connection:
        about = leaves.about(connection, ["m2", "m1"])

    assert [(row["id"], row["message_id"]) for row in about] == [(1, "m1"), (3, "m1"), (4, "m2")]
