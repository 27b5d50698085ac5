"""The cursor of a stream is moved by the turn that began last and by no other; what was taken is known again by name and version."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hub.store import payloads, polls
from hub.store.engine import Database
from hub.store.items import Conflict, Done, Row, Rows
from hub.store.writer import Writer
from hub.testing import stores

STREAM = ("acme/erp", "sales")


def begun(database: Database, now: int = 10) -> None:
    with database.write() as connection:
        polls.begin(connection, polls.missing(connection, {"acme/erp": ["sales"]}), now)


def claimed(database: Database, now: int, lease: int = 100) -> Row | None:
    with database.write() as connection:
        return polls.claim(connection, *STREAM, now, now + lease)


def stands(database: Database) -> Row:
    with database.read() as connection:
        (row,) = polls.all_of(connection, "acme/erp")
    return row


def test_a_stream_is_begun_once_and_due_at_once(database: Database) -> None:
    begun(database)
    begun(database, 99)

    with database.read() as connection:
        assert polls.missing(connection, {"acme/erp": ["sales", "invoices"]}) == [("acme/erp", "invoices")]
        assert (polls.due(connection, 9), polls.due(connection, 10)) == ([], [STREAM])


def test_one_turn_at_a_time_until_its_lease_is_over(database: Database) -> None:
    begun(database)
    first = claimed(database, 20)

    assert first is not None
    assert (first["number"], first["cursor"]) == (1, "")
    assert claimed(database, 119) is None
    second = claimed(database, 120)
    assert second is not None
    assert second["number"] == 2


def test_a_turn_that_was_overtaken_moves_nothing(writer: Writer, database: Database) -> None:
    begun(database)
    first, second = claimed(database, 20), claimed(database, 120)
    assert first is not None
    assert second is not None
    for row, cursor in ((second, "new"), (first, "old")):
        writer.submit(Rows(updates=[polls.moved(row, cursor=cursor, due_at=500, polled_at=130)])).result()

    assert (stands(database)["cursor"], stands(database)["due_at"]) == ("new", 500)


def test_one_state_of_a_record_is_taken_once(writer: Writer, database: Database) -> None:
    stored = payloads.store_rows("acme", b"x", "text/plain", b"s" * 16, 1)
    writer.submit(Rows({**stored.inserts, "parcel": [stores.parcel_row("p", stored)]})).result()
    name = polls.identity("acme/erp", "sale/7", "2")
    item = Rows({"polled": [{"id": name, "parcel_id": "p", "at": 1}]}, guards=[polls.once(name)])

    assert isinstance(writer.submit(item).result(), Done)
    assert isinstance(writer.submit(item).result(), Conflict)
    with database.read() as connection:
        assert polls.taken(connection, [name, polls.identity("acme/erp", "sale/7", "3")]) == {name}


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)), unique=True, max_size=6))
def test_no_two_names_are_one(named: list[tuple[str, str, str]]) -> None:
    for one, other in itertools.combinations(named, 2):
        assert polls.identity(*one) != polls.identity(*other)
