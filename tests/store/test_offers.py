"""Offers are found by their lead, by the message that carries them and by the time that ran out; keys by their newest row."""

from __future__ import annotations

import pytest

from hub.store import offers
from hub.store.engine import Database
from hub.store.items import Conflict, Guard, Row, Rows
from hub.store.writer import Writer
from hub.testing import stores


@pytest.fixture
def world(database: Database, writer: Writer) -> Database:
    for number, until in (("m1", 9), ("m2", 5)):
        writer.submit(stores.owed(f"k-{number}", number)).result(10)
        rows = stores.offered(number, until)
        rows["lead_key"] = [rows["lead_key"][0] | {"value": f"emailHash|{number}"}]
        writer.submit(Rows(rows)).result(10)
    return database


def test_the_offers_of_a_lead_come_in_their_order(world: Database) -> None:
    with world.read() as connection:
        assert [one["member_id"] for one in offers.of_lead(connection, "m1")] == ["bolt", "cog"]
        assert [(one["lead_id"], one["ordinal"]) for one in offers.of_leads(connection, ["m2", "m1"])] == [
            ("m1", 1),
            ("m1", 2),
            ("m2", 1),
            ("m2", 2),
        ]
        assert [one["event"] for one in offers.steps(connection, "m1")] == ["offer"]
        assert (offers.offering_of(connection, "m1") or {})["offer_id"] == "leads"
        assert offers.offering_of(connection, "nothing") is None


def test_an_offer_is_known_by_the_message_that_carries_it(world: Database) -> None:
    with world.read() as connection:
        assert (offers.by_message(connection, "m1") or {})["member_id"] == "bolt"
        assert offers.by_message(connection, "") is None
        assert [one["lead_id"] for one in offers.by_messages(connection, ["m1", "m2", "m3"])] == ["m1", "m2"]


@pytest.mark.parametrize(("now", "found"), [(4, []), (5, ["m2"]), (9, ["m2", "m1"])])
def test_what_is_overdue_comes_with_the_longest_first(world: Database, now: int, found: list[str]) -> None:
    with world.read() as connection:
        assert offers.overdue(connection, now) == found
        assert sorted(one["message_id"] for one in offers.undelivered(connection, now)) == sorted(found)


def test_the_newest_row_under_a_key_counts_and_nobody_adds_the_same_one_twice(world: Database, writer: Writer) -> None:
    def add(number: int) -> object:
        row: Row = {"scope": "from|acme", "value": "emailHash|m1", "number": number, "message_id": "m2", "at": 7}
        guard = Guard("lead_key", {name: row[name] for name in ("scope", "value", "number")})
        return writer.submit(Rows({"lead_key": [row]}, guards=[guard])).result(10)

    assert isinstance(add(1), Conflict)
    add(2)

    with world.read() as connection:
        found = offers.keys(connection, "from|acme", ["emailHash|m1", "emailHash|m2", "emailHash|m3"])
    assert sorted((row["value"], row["number"]) for row in found) == [("emailHash|m1", 2), ("emailHash|m2", 1)]
