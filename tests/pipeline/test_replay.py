"""Doing again what stopped: once, under today's rules, with its past kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hub.adapters.base import Response
from hub.errors import Refused
from tests.pipeline.hands import House, a_set, interchange, only, order

ERP = "nordkran/erp"
TEST = ("    carries: [order]\n", "    carries: [order]\n    test: true\n")


def held(house: House, data: bytes | None = None) -> dict[str, Any]:
    """A message that is held because its agreement is for tests; afterwards the agreement is for everything."""
    house.configure(TEST)
    row = house.message(only(house.send(data or order())).message_id)
    assert row["state"] == "held"
    house.configure()
    return row


def test_a_held_message_keeps_its_id_and_its_past(house: House) -> None:
    row = held(house)

    assert house.hub.replayer.message(row) == "routed"
    house.run()

    kinds = [one.body for one in house.rows("SELECT body FROM leaf WHERE message_id = :id ORDER BY id", id=row["id"])]
    assert [b'"kind":"message.held"' in kinds[0], b'"kind":"message.routed"' in kinds[1]] == [True, True]
    assert house.message(row["id"])["config_digest"] == house.hub.rules.digest != row["config_digest"]
    assert len(house.box("erp").taken) == 1


def test_two_people_who_replay_one_message_owe_it_once(house: House) -> None:
    row = held(house)

    def replay(_: int) -> str:
        try:
            return house.hub.replayer.message(row)
        except Refused as refused:
            return refused.rule

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(replay, range(4)))
    house.run()

    assert found == ["RPL-001"] * 3 + ["routed"]
    assert len(house.owed(row["id"])) == 2
    assert len(house.box("erp").taken) == 1


def test_what_was_routed_is_not_routed_again(house: House) -> None:
    row = house.message(only(house.send(order())).message_id)

    with pytest.raises(Refused, match="RPL-001"):
        house.hub.replayer.message(row)


def test_what_is_still_wrong_stays_held(house: House) -> None:
    house.configure(TEST)
    row = house.message(only(house.send(order())).message_id)

    assert house.hub.replayer.message(row) == "held"
    assert house.owed(row["id"]) == []


def test_one_message_of_a_parcel_is_replayed_without_its_neighbours(house: House) -> None:
    house.configure(TEST)
    first, second = (house.message(one.message_id) for one in house.send(interchange(a_set("PO-1", 1), a_set("PO-2", 2))).outcomes)
    house.configure()

    assert house.hub.replayer.message(second) == "routed"

    assert [house.message(one["id"])["state"] for one in (first, second)] == ["held", "routed"]
    assert house.hub.replayer.message(first) == "routed"
    house.run()
    assert len(house.box("erp").taken) == 2


def test_a_held_duplicate_stays_held_when_it_is_replayed(house: House) -> None:
    house.send(order("PO-1", control=1))
    other = house.message(only(house.send(order("PO-1", control=2, quantity=3))).message_id)

    assert house.hub.replayer.message(other) == "held"


def test_a_parcel_that_is_not_held_is_not_opened_again(house: House) -> None:
    accepted = house.send(order())

    with pytest.raises(Refused, match="RPL-002"):
        house.hub.replayer.parcel(house.parcel(accepted.parcel_id))


def test_a_held_delivery_goes_on_under_its_key_and_a_rejected_one_under_a_new_one(house: House) -> None:
    house.box("erp").script(Response(401, {}, b""), Response(422, {}, b"no"))
    message_id = only(house.send(order())).message_id
    house.run()
    key = house.delivery(message_id, ERP)["key"]

    assert house.hub.replayer.deliveries([house.delivery(message_id, ERP)], "ann") == 1
    house.run()
    assert (house.delivery(message_id, ERP)["state"], house.delivery(message_id, ERP)["key"]) == (5, key)

    assert house.hub.replayer.deliveries([house.delivery(message_id, ERP)], "ann") == 1
    house.run()
    again = house.delivery(message_id, ERP)
    assert (again["state"], again["replay_of"]) == (4, key)


def test_what_arrived_is_not_sent_again(house: House) -> None:
    message_id = only(house.send(order())).message_id
    house.run()

    assert house.hub.replayer.deliveries([house.delivery(message_id, ERP)], "ann") == 0
    assert house.run() == 0


def test_two_people_who_replay_one_dead_letter_owe_it_once(house: House) -> None:
    house.box("erp").script(Response(422, {}, b"no"))
    message_id = only(house.send(order())).message_id
    house.run()
    row = house.delivery(message_id, ERP)

    made = [house.hub.replayer.deliveries([row], name) for name in ("ann", "bob")]
    house.run()

    assert made == [1, 0]
    assert len(house.box("erp").taken) == 1


def test_a_message_that_is_read_otherwise_today_keeps_the_ledger_whole(house: House) -> None:
    house.configure(TEST)
    data = interchange(a_set()).replace(b"CUR*BY*EUR~\n", b"").replace(b"SE*7*", b"SE*6*")
    row = house.message(only(house.send(data)).message_id)
    before = house.document(row["id"])
    house.configure(("    carries: [order]\n", "    carries: [order]\n    assume: {currency: SEK}\n"))

    assert house.hub.replayer.message(row) == "routed"

    assert house.document(row["id"]) != before
    assert house.verified() == []
