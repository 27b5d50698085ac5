"""Large parcels: opened one message at a time, and whatever stops that in the middle, each message comes out exactly once."""

from __future__ import annotations

import json
import threading

import pytest

from hub.errors import TryAgain
from hub.pipeline.accept import KeyUsed
from hub.pipeline.backlog import arrival_of
from hub.testing.fakes import FrozenClock
from tests.pipeline.hands import Crashed, House, Trips, a_set, element, interchange, once, opened, order, response, segments, word

MANY = 5
LARGE = interchange(*(a_set(f"PO-{number}", number) for number in range(1, MANY + 1)))


def orders(house: House) -> list[str]:
    """The order numbers that the receiver has, as often as it got them."""
    return sorted(json.loads(one.body)["id"].removeprefix("PO-") for one in house.box("erp").taken)


def assert_once(house: House) -> None:
    house.run()
    assert orders(house) == [str(number) for number in range(1, MANY + 1)]
    (answer,) = house.box("lanmei").taken
    assert [one[2] for one in segments(answer.body) if one[0] == "AK2"] == [f"{number:04d}" for number in range(1, MANY + 1)]
    assert element(answer.body, "AK9", 1) == "A"


def test_a_large_parcel_is_received_first_and_opened_message_by_message(house: House) -> None:
    accepted = house.send_large(LARGE)
    assert (accepted.state, house.parcel(accepted.parcel_id)["state"], house.messages()) == ("received", "received", [])
    house.trips.seen.clear()

    assert house.hub.backlog.work() == 1

    assert house.trips.seen.count("before-accept") == MANY + 2  # the interchange, each message, its answer
    assert house.parcel(accepted.parcel_id)["opened"] == MANY
    assert_once(house)


# Steps: 1 the interchange, 2 to 6 the messages, 7 the answer, 8 the parcel's end.
@pytest.mark.parametrize("point", ["before-accept", "before-commit", "after-commit"])
@pytest.mark.parametrize("count", range(1, 8))
def test_after_a_failure_at_any_step_the_rest_is_opened_once(house: House, point: str, count: int) -> None:
    accepted = house.send_large(LARGE)

    def fail() -> None:
        raise OSError("the disk is full")

    house.trips.at(point if point != "after-commit" else "before-accept", count + (point == "after-commit"), fail)
    house.hub.backlog.work()
    if house.parcel(accepted.parcel_id)["state"] == "held":
        assert house.hub.replayer.parcel(house.parcel(accepted.parcel_id)) == "opened"

    assert house.parcel(accepted.parcel_id)["opened"] == MANY
    assert_once(house)


@pytest.mark.parametrize("count", range(1, 8))
def test_after_the_end_of_the_process_the_next_one_goes_on(house: House, count: int) -> None:
    accepted = house.send_large(LARGE)

    def end() -> None:
        raise Crashed

    house.trips.at("before-accept", count, end)
    with pytest.raises(Crashed):
        house.hub.backlog.work()
    assert house.parcel(accepted.parcel_id)["state"] == "received"

    house.hub.backlog.work()

    assert_once(house)


def test_orders_that_came_before_are_done_and_the_others_routed(house: House) -> None:
    for number in (2, 4):
        house.send(interchange(a_set(f"PO-{number}"), control=100 + number))
    accepted = house.send_large(LARGE)

    house.hub.backlog.work()
    house.run()

    with house.hub.database.read() as connection:
        from hub.store import messages

        states = [row["state"] for row in messages.of_parcel(connection, accepted.parcel_id, None)]
    assert states == ["routed", "done", "routed", "done", "routed"]
    assert orders(house) == ["1", "2", "3", "4", "5"]


def test_the_same_order_twice_in_a_large_parcel_is_taken_once(house: House) -> None:
    house.send_large(interchange(a_set("PO-1", 1), a_set("PO-2", 2), a_set("PO-1", 3)))

    house.hub.backlog.work()
    house.run()

    assert orders(house) == ["1", "2"]


def test_a_large_parcel_that_came_before_gets_the_same_answer_and_nothing_else(house: House) -> None:
    house.send_large(LARGE)
    house.send_large(LARGE)

    house.hub.backlog.work()
    house.run()

    assert len(house.box("erp").taken) == MANY
    assert len({one.body for one in house.box("lanmei").taken}) == 1


def test_what_nobody_can_read_is_held_and_the_next_parcel_is_opened(house: House) -> None:
    first = house.send_large(b"nothing" * 1000)
    second = house.send_large(LARGE)

    assert house.hub.backlog.work() == 2

    assert (house.parcel(first.parcel_id)["state"], house.parcel(second.parcel_id)["state"]) == ("held", "opened")


def test_a_fault_of_ours_in_the_middle_keeps_what_was_done(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.pipeline import open as opening

    real, calls = opening.message_step, []

    def failing(case: object, known: object) -> object:
        calls.append(case)
        if len(calls) == 3:
            raise ZeroDivisionError
        return real(case, known)

    accepted = house.send_large(LARGE)
    monkeypatch.setattr(opening, "message_step", failing)
    house.hub.backlog.work()
    assert (house.parcel(accepted.parcel_id)["state"], house.parcel(accepted.parcel_id)["opened"]) == ("held", 2)
    monkeypatch.undo()

    assert house.hub.replayer.parcel(house.parcel(accepted.parcel_id)) == "opened"

    assert_once(house)


def test_a_parcel_that_is_done_again_is_not_taken_by_the_round_as_well(house: House) -> None:
    accepted = house.send_large(b"nothing" * 1000)
    house.hub.backlog.work()
    seen: list[int] = []
    house.trips.at("before-commit", 1, lambda: seen.append(len(house.rows("SELECT id FROM parcel WHERE state = 'received'"))))

    house.hub.replayer.parcel(house.parcel(accepted.parcel_id))

    assert seen == [0]


def test_two_processes_at_work_at_the_same_time_open_every_parcel_once(house: House) -> None:
    other = opened(f"sqlite:///{house.folder / 'hub.db'}", FrozenClock(house.clock()), Trips(), house.folder)
    parcels = [
        house.send_large(interchange(*(a_set(f"{at}-{part}", at) for at in range(1, 5)), control=part)).parcel_id for part in range(1, 5)
    ]
    working = [threading.Thread(target=one.hub.backlog.work) for one in (house, other)]
    for one in working:
        one.start()
    for one in working:
        one.join()
    other.hub.stop()

    assert [(house.parcel(one)["state"], house.parcel(one)["opened"]) for one in parcels] == [("opened", 4)] * 4
    assert [row["state"] for row in house.messages() if row["direction"] == "in"] == ["routed"] * 16
    house.run()
    assert (len(house.box("erp").taken), len(house.box("lanmei").taken)) == (16, 4)


def test_the_key_of_a_large_parcel_is_remembered(house: House) -> None:
    house.send_large(LARGE, once=once("k1"))

    with pytest.raises(KeyUsed):
        house.send_large(LARGE, once=once("k1"))


def test_a_stored_parcel_tells_its_arrival(house: House) -> None:
    accepted = house.send(order(), name="po.x12", headers={"user-agent": "x"}, test=True)

    arrival = arrival_of(house.parcel(accepted.parcel_id))

    assert (arrival.name, arrival.headers, arrival.test, arrival.system_id) == ("po.x12", {"user-agent": "x"}, True, "lanmei/srm")


def test_two_processes_that_open_the_same_parcel_do_it_once_together(house: House) -> None:
    accepted = house.send_large(LARGE)
    seen_by_both = house.parcel(accepted.parcel_id)

    house.hub.backlog.open(seen_by_both)
    house.hub.backlog.open(seen_by_both)

    assert house.parcel(accepted.parcel_id)["state"] == "opened"
    assert_once(house)


# ── whose turn it is (law 4) ────────────────────────────────────────────────────────────────────────────────
CHANGED = ("    carries: [order]\n", "    carries: [order, order_change]\n")


def change(number: str, of: str) -> bytes:
    """A change of an order, as canonical JSON."""
    values = {"id": number, "issueDate": "2026-11-22", "orderReference": {"id": of}}
    return json.dumps({"$schema": "https://tradepost.example/schemas/order_change/1.0", "schemaVersion": "1.0", **values}).encode()


def test_a_small_parcel_waits_for_a_large_one_that_its_sender_brought_before(house: House) -> None:
    house.configure(CHANGED)
    large = house.send_large(LARGE)
    house.clock.advance(1)
    small = house.send(change("C-1", of="PO-5"))
    assert (small.state, small.outcomes, house.messages()) == ("received", [], [])
    house.clock.advance(1)
    assert house.send(change("C-2", of="PO-1")).state == "received"

    assert house.hub.backlog.work() == 3
    house.run()
    house.run()

    assert house.parcel(large.parcel_id)["state"] == house.parcel(small.parcel_id)["state"] == "opened"
    taken = [json.loads(one.body)["id"] for one in house.box("erp").taken]
    assert taken.index("PO-5") < taken.index("C-1")
    assert taken.index("PO-1") < taken.index("C-2")


def test_the_parcels_of_others_do_not_wait_for_it(house: House) -> None:
    house.send(order("PO-0"))
    house.run()
    house.send_large(LARGE)

    assert house.send(response("PO-0"), system="nordkran/erp").state == "opened"


def test_a_parcel_that_waited_is_opened_once_though_its_key_comes_again(house: House) -> None:
    house.send_large(LARGE)
    first = house.send(order("PO-9", control=9), once=once("k9"))
    assert first.state == "received"
    with pytest.raises(KeyUsed):
        house.send(order("PO-9", control=9), once=once("k9"))

    house.hub.backlog.work()
    with pytest.raises(KeyUsed):
        house.send(order("PO-9", control=9), once=once("k9"))
    house.run()

    assert orders(house) == ["1", "2", "3", "4", "5", "9"]


def test_a_change_does_not_pass_its_order_in_a_parcel_that_is_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.pipeline import open as opening

    house.configure(CHANGED)
    monkeypatch.setattr(opening, "message_step", _fails)
    large = house.send_large(LARGE)
    house.hub.backlog.work()
    monkeypatch.undo()
    house.clock.advance(1)

    (held,) = house.send(change("C-1", of="PO-5")).outcomes
    assert (held.state, [finding.rule for finding in held.findings if finding.severity == "error"]) == ("held", ["RTE-004"])
    assert house.hub.replayer.message(house.message(held.message_id)) == "held"

    assert house.hub.replayer.parcel(house.parcel(large.parcel_id)) == "opened"
    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"
    house.run()
    house.run()
    taken = [json.loads(one.body)["id"] for one in house.box("erp").taken]
    assert taken.index("PO-5") < taken.index("C-1")


def test_a_parcel_that_nobody_can_open_stops_no_change_of_an_order_that_came(house: House) -> None:
    house.configure(CHANGED)
    house.send(b"nothing at all")
    assert house.send(order("PO-1")).outcomes[0].state == "routed"

    assert house.send(change("C-1", of="PO-1")).outcomes[0].state == "routed"


def _fails(*_: object) -> None:
    raise ZeroDivisionError


def test_an_outage_of_the_database_leaves_a_parcel_waiting_and_it_goes_on_from_there(house: House) -> None:
    accepted = house.send_large(LARGE)
    other = house.send_large(word(1), "nordkran/archive")

    def fail() -> None:
        raise TryAgain("STO-002")

    house.trips.at("before-accept", 3, fail)
    assert house.hub.backlog.work() == 1  # the other member does not wait for it
    assert (house.parcel(accepted.parcel_id)["state"], house.parcel(accepted.parcel_id)["opened"]) == ("received", 1)
    assert house.parcel(other.parcel_id)["state"] != "received"

    assert house.hub.backlog.work() == 1
    house.run()
    assert orders(house) == [str(number) for number in range(1, MANY + 1)]


def test_a_process_that_stops_leaves_a_large_parcel_after_the_message_at_hand(house: House) -> None:
    accepted = house.send_large(LARGE)
    house.trips.at("before-accept", 3, house.hub._ending.set)

    assert house.hub.backlog.work() == 0
    assert (house.parcel(accepted.parcel_id)["state"], house.parcel(accepted.parcel_id)["opened"]) == ("received", 2)

    house.hub._ending.clear()
    house.hub.backlog.work()
    assert_once(house)
