"""Reading messages: page by page, by thread, by cause; and nothing for those whom it does not concern."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from hub.store import deliveries, messages, payloads
from hub.store.engine import Database
from hub.store.items import Rows
from hub.store.writer import Writer
from hub.testing import stores


@pytest.fixture
def furnished(database: Database, writer: Writer) -> Database:
    """Six messages between acme, bolt and cobalt; m4 and m5 are held; m1 has a document and a delivery."""
    stored = payloads.store_rows("acme", b"ISA*", "application/edi-x12", b"s", 1)
    rows = [
        stores.message_row("m1", parcel_id="p1", ordinal=0, thread="t"),
        stores.message_row("m2", parcel_id="p1", ordinal=1, receiver_id="cobalt", thread="t"),
        stores.message_row("m3", sender_id="bolt", receiver_id="acme", thread="t"),
        stores.message_row("m4", state="held", cause="c1", fault="map"),
        stores.message_row("m5", state="held", cause="c2", fault="hub", receiver_id="cobalt"),
        stores.message_row("m6", state="rejected", cause="c1", sender_id="cobalt", receiver_id="bolt", document_key=""),
    ]
    delivery = deliveries.new("k1", "m1", "bolt/erp", "t", "json", "orders", now=1, promised_at=50)
    inserts = {
        "parcel": [stores.parcel_row("p1", stored, state="received")],
        "message": rows[:2],
        "document": [stores.document_row("m1")],
        "delivery": [delivery],
    }
    writer.submit(Rows(stored.inserts | inserts, lanes={("bolt/erp", "t")})).result(10)
    writer.submit(Rows({"message": rows[2:]})).result(10)
    return database


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


READS: list[tuple[str, Callable[[Connection, str | None], list[dict[str, Any]]], dict[str | None, list[str]]]] = [
    (
        "page",
        messages.page,
        {None: ["m6", "m5", "m4", "m3", "m2", "m1"], "acme": ["m5", "m4", "m3", "m2", "m1"], "cobalt": ["m6", "m2"], "eve": []},
    ),
    (
        "next page",
        lambda c, m: messages.page(c, m, after="m3", limit=1),
        {None: ["m2"], "acme": ["m2"], "bolt": ["m1"], "cobalt": ["m2"], "eve": []},
    ),
    ("thread", lambda c, m: messages.thread(c, "t", m), {None: ["m1", "m2", "m3"], "bolt": ["m1", "m3"], "cobalt": ["m2"], "eve": []}),
    ("parcel", lambda c, m: messages.of_parcel(c, "p1", m), {None: ["m1", "m2"], "acme": ["m1", "m2"], "bolt": ["m1"], "eve": []}),
    ("held", messages.held, {None: ["m4", "m5"], "acme": ["m4", "m5"], "bolt": [], "cobalt": [], "eve": []}),
    ("held by cause", lambda c, m: messages.held(c, m, "c1"), {None: ["m4"], "acme": ["m4"], "cobalt": [], "eve": []}),
    ("held after", lambda c, m: messages.held(c, m, after="m4"), {None: ["m5"], "acme": ["m5"], "bolt": []}),
]


@pytest.mark.parametrize("read, member, found", [(read, member, found) for _, read, table in READS for member, found in table.items()])
def test_lists_hold_what_the_reader_may_see(
    furnished: Database, read: Callable[..., list[dict[str, Any]]], member: str | None, found: list[str]
) -> None:
    with furnished.read() as connection:
        assert ids(read(connection, member)) == found


@pytest.mark.parametrize("member, seen", [(None, True), ("acme", True), ("bolt", True), ("cobalt", False), ("eve", False), ("", False)])
def test_a_foreign_message_does_not_exist(furnished: Database, member: str | None, seen: bool) -> None:
    with furnished.read() as connection:
        assert (messages.one(connection, "m1", member) is not None) == seen
        assert (messages.document(connection, "m1", member) is not None) == seen
        assert bool(deliveries.of_message(connection, "m1", member)) == seen
        assert (deliveries.one(connection, "k1", member) is not None) == seen
        assert messages.one(connection, "nothing", member) is None


@pytest.mark.parametrize("member, seen", [(None, True), ("acme", True), ("bolt", False), ("eve", False)])
def test_a_parcel_is_its_senders_own(furnished: Database, member: str | None, seen: bool) -> None:
    with furnished.read() as connection:
        assert (messages.parcel(connection, "p1", member) is not None) == seen


def test_waiting_parcels_are_found(furnished: Database) -> None:
    with furnished.read() as connection:
        assert ids(messages.waiting(connection)) == ["p1"]


def test_a_document_is_found_by_its_key(furnished: Database) -> None:
    with furnished.read() as connection:
        found = messages.by_document(connection, "acme|order/1|m1|0")
        assert found is not None
        assert found["id"] == "m1"
        assert messages.by_document(connection, "") is None


@pytest.mark.parametrize("asked, found", [(["m1", "m2"], ["m1"]), (["m2"], []), ([], [])])
def test_documents_are_found_for_several_messages(furnished: Database, asked: list[str], found: list[str]) -> None:
    with furnished.read() as connection:
        assert [row["message_id"] for row in messages.documents(connection, asked)] == found


def test_a_broken_promise_is_late(furnished: Database) -> None:
    with furnished.read() as connection:
        assert [row["key"] for row in deliveries.late(connection, 51)] == ["k1"]
        assert deliveries.late(connection, 50) == []


@pytest.mark.parametrize("number, found", [(7, True), (8, False), (0, False)])
def test_a_delivery_is_found_by_its_control_number(database: Database, writer: Writer, number: int, found: bool) -> None:
    writer.submit(stores.owed("k1", "m1", control_number=7)).result(10)

    with database.read() as connection:
        assert (deliveries.by_control(connection, "bolt/erp", number) is not None) == found
        assert deliveries.by_control(connection, "other", number) is None


@pytest.mark.parametrize("member, found", [(None, ["k1"]), ("acme", ["k1"]), ("bolt", ["k1"]), ("eve", [])])
def test_stopped_deliveries_are_listed_for_their_parties(database: Database, writer: Writer, member: str | None, found: list[str]) -> None:
    from hub.store.items import Move, Moves

    writer.submit(stores.owed("k1", "m1")).result(10)
    writer.submit(stores.owed("k2", "m2")).result(10)
    writer.submit(Moves([Move(1, [1], 6, 5, 5, cause="c")])).result(10)

    with database.read() as connection:
        assert [row["key"] for row in deliveries.stopped(connection, member)] == found
        assert [row["key"] for row in deliveries.stopped(connection, member, states=[3])] == []
        assert [row["key"] for row in deliveries.stopped(connection, member, cause="c")] == found
        assert [row["key"] for row in deliveries.stopped(connection, member, cause="d")] == []
