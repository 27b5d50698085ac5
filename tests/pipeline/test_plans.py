"""Replay by plan: what is told first, what is done then, where it may be stopped or die, and that nothing is done twice."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from typing import Any

import pytest

from hub.adapters.base import Response
from hub.errors import Refused
from hub.store import deliveries, replays
from hub.store.items import Row
from hub.store.stopped import Wanted
from tests.journeys.test_trade import change
from tests.pipeline.hands import Crashed, House, a_set, interchange, only, order, outage

ERP = "nordkran/erp"
TEST = ("    carries: [order]\n", "    carries: [order]\n    test: true\n")
CHANGES = ("    carries: [order]\n", "    carries: [order, order_change]\n")
TEST_CHANGES = ("    carries: [order]\n", "    carries: [order, order_change]\n    test: true\n")


def plan(house: House, plan_id: str) -> Row:
    with house.hub.database.read() as connection:
        row = replays.one(connection, plan_id, None)
    assert row is not None
    return row


def items(house: House, plan_id: str) -> list[Row]:
    with house.hub.database.read() as connection:
        return replays.items(connection, plan_id)


def facts(house: House, plan_id: str) -> list[tuple[str, str, str, str]]:
    return [(one["kind"], one["forecast"], one["state"], one["result"]) for one in items(house, plan_id)]


def held(house: House, count: int = 3) -> list[Row]:
    """Messages that were held because their agreement was for tests; now it is for everything."""
    house.configure(TEST)
    rows = [house.message(one.message_id) for one in house.send(interchange(*(a_set(f"PO-{n}", n) for n in range(1, count + 1)))).outcomes]
    assert {row["state"] for row in rows} == {"held"}
    return rows


def rejected(house: House, count: int = 3) -> list[str]:
    """Deliveries that the receiver refused."""
    house.box("erp").script(*(Response(422, {}, b"no") for _ in range(count)))
    sent = [only(house.send(order(f"PO-{n}", control=n))).message_id for n in range(1, count + 1)]
    house.run()
    return [house.delivery(one, ERP)["key"] for one in sent]


def make(house: House, **wanted: Any) -> str:
    return house.hub.plans.make(Wanted(**wanted), "", "ann")


def test_a_plan_tells_and_does_nothing(house: House) -> None:
    rows = held(house)
    before = make(house, cause=rows[0]["cause"])
    house.configure()
    after = make(house, cause=rows[0]["cause"])

    assert facts(house, before) == [("message", "hold", "waiting", "")] * 3
    assert facts(house, after) == [("message", "pass", "waiting", "")] * 3
    assert house.hub.replaying.work() == 0
    assert {house.message(row["id"])["state"] for row in rows} == {"held"}
    assert '"rule"' in items(house, before)[0]["because"]


def test_what_was_planned_is_done_once_and_in_order(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")

    assert house.hub.replaying.work() == 3
    assert house.hub.replaying.work() == 0
    house.run()

    assert (plan(house, plan_id)["state"], facts(house, plan_id)) == ("ended", [("message", "pass", "done", "routed")] * 3)
    assert [b"PO-1" in one.body for one in house.box("erp").taken] == [True, False, False]
    kinds = [one.body for one in house.rows("SELECT body FROM leaf WHERE message_id = '' ORDER BY id")]
    assert [b'"kind":"replay.running"' in "".join(map(str, kinds)).encode(), b'"actor":"hub"' in kinds[-1]] == [True, True]


def test_a_change_that_waits_behind_its_order_is_part_of_the_plan_and_of_its_forecast(house: House) -> None:
    house.configure(TEST_CHANGES)
    first = house.message(only(house.send(order("PO-1", control=1))).message_id)
    house.configure(CHANGES)
    second = house.message(only(house.send(change("PO-1", control=2))).message_id)
    assert (first["state"], second["cause"][:7]) == ("held", "RTE-003")
    plan_id = make(house, cause=first["cause"])

    assert [(one["subject"], one["forecast"]) for one in items(house, plan_id)] == [(first["id"], "pass"), (second["id"], "pass")]
    house.hub.plans.start(plan_id, None, "ann")
    house.hub.replaying.work()
    house.run()

    assert [house.message(one["id"])["state"] for one in (first, second)] == ["routed", "routed"]
    assert [b"order_change" in one.body for one in house.box("erp").taken] == [False, True]


def test_rejected_deliveries_are_owed_again_each_naming_the_one_it_repeats(house: House) -> None:
    keys = rejected(house)
    plan_id = make(house, system=ERP, states=("rejected",))
    house.hub.plans.start(plan_id, None, "ann")
    house.hub.replaying.work()
    house.run()

    assert [one["subject"] for one in items(house, plan_id)] == keys
    copies = [one["result"] for one in items(house, plan_id)]
    with house.hub.database.read() as connection:
        rows = [deliveries.one(connection, key, None) for key in copies]
    assert [(row["replay_of"], row["state"]) for row in rows if row] == [(key, 4) for key in keys]
    with pytest.raises(Refused, match="RPL-012"):
        make(house, system=ERP, states=("rejected",))


def test_delivered_ones_are_compared_with_what_was_sent(house: House) -> None:
    sent = [only(house.send(order(f"PO-{n}", control=n))).message_id for n in (1, 2)]
    house.run()
    house.clock.advance(10)
    same = make(house, system=ERP, states=("delivered",))
    house.configure(("{to: nordkran/erp, as: json}", "{to: nordkran/erp, as: x12/850}"))
    still = make(house, system=ERP, states=("delivered",))

    assert [one[1] for one in facts(house, same)] == ["same", "same"]
    assert [one[1] for one in facts(house, still)] == ["same", "same"], "a delivery keeps the format that it was owed in"
    house.hub.plans.start(same, None, "ann")
    house.hub.replaying.work()
    house.run()
    assert len(house.box("erp").taken) == 4
    assert [len([row for row in house.owed(one) if row["system_id"] == ERP]) for one in sent] == [2, 2]


@pytest.mark.parametrize("step", ["before-item", "after-item", "after-delivery"])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("what", ["held", "rejected"])
def test_a_process_that_dies_anywhere_leaves_nothing_out_and_doubles_nothing(house: House, what: str, step: str, count: int) -> None:
    if step == "after-delivery" and what == "held":
        what = "held-deliveries"
    wanted = _stopped(house, what)
    plan_id = make(house, **wanted)
    house.hub.plans.start(plan_id, None, "ann")
    house.trips.at(step, count, _crash)

    with pytest.raises(Crashed):
        house.hub.replaying.work()
    house.clock.advance(61)
    assert house.hub.replaying.work() <= 3
    house.run()

    assert (plan(house, plan_id)["state"], {one["state"] for one in items(house, plan_id)}) == ("ended", {"done"})
    assert len(house.box("erp").taken) == 3
    assert len({one.key for one in house.box("erp").taken}) == 3


def _crash() -> None:
    raise Crashed


def _stopped(house: House, what: str) -> dict[str, Any]:
    if what == "held":
        rows = held(house)
        house.configure()
        return {"cause": rows[0]["cause"]}
    if what == "rejected":
        rejected(house)
        return {"states": ("rejected",)}
    house.box("erp").script(*(Response(401, {}, b"") for _ in range(3)))
    for number in range(1, 4):
        house.send(order(f"PO-{number}", control=number))
    house.run()
    return {"states": ("held",)}


def test_while_one_process_works_at_a_plan_no_other_does(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")
    now = house.clock()
    with house.hub.database.write() as connection:
        assert replays.take(connection, "another", now, now + 60_000_000) is not None

    assert house.hub.replaying.work() == 0
    house.clock.advance(61)
    assert house.hub.replaying.work() == 3


def test_what_is_cancelled_is_not_done_and_what_was_done_stays(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")
    house.trips.at("after-item", 1, lambda: house.hub.plans.cancel(plan_id, None, "bob"))
    house.hub.replaying.work()

    assert plan(house, plan_id)["state"] == "cancelled"
    assert [one["state"] for one in items(house, plan_id)] == ["done", "waiting", "waiting"]
    assert [house.message(row["id"])["state"] for row in rows] == ["routed", "held", "held"]
    with pytest.raises(Refused, match="RPL-011"):
        house.hub.plans.start(plan_id, None, "ann")


def test_what_goes_on_meanwhile_is_left_alone(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")
    house.hub.replayer.message(house.message(rows[1]["id"]))
    house.hub.replaying.work()

    assert [one["state"] for one in items(house, plan_id)] == ["done", "left", "done"]


def test_what_is_still_wrong_stops_again_and_is_counted(house: House) -> None:
    rows = held(house)
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")
    house.hub.replaying.work()

    assert facts(house, plan_id) == [("message", "hold", "held", "held")] * 3


def test_a_member_plans_only_its_own(house: House) -> None:
    rows = held(house)
    house.configure()
    for scope in ("nordkran", "rival"):
        with pytest.raises(Refused, match="RPL-012"):
            house.hub.plans.make(Wanted(cause=rows[0]["cause"]), scope, "ann")
    mine = house.hub.plans.make(Wanted(cause=rows[0]["cause"]), "lanmei", "ann")
    for scope in ("nordkran", "rival"):
        with pytest.raises(Refused, match="RPL-010"):
            house.hub.plans.start(mine, scope, "ann")


def test_a_plan_holds_so_many_and_looks_at_so_many(house: House) -> None:
    rows = held(house, 5)
    house.configure()
    plan_id = house.hub.plans.make(Wanted(cause=rows[0]["cause"]), "", "ann", sample=2, most=3)

    assert (plan(house, plan_id)["more"], [one["forecast"] for one in items(house, plan_id)]) == (1, ["pass", "pass", ""])


@pytest.mark.parametrize(
    "wanted, count",
    [
        ({"system": "lanmei/srm"}, 3),
        ({"system": ERP}, 0),
        ({"agreement": "orders"}, 0),
        ({"since": 0}, 3),
        ({"since": 1 << 60}, 0),
        ({"until": 0}, 0),
        ({"states": ("dead", "rejected")}, 0),
    ],
)
def test_a_filter_finds_what_fits(house: House, wanted: dict[str, Any], count: int) -> None:
    held(house)
    if count:
        assert len(items(house, make(house, **wanted))) == count
    else:
        with pytest.raises(Refused, match="RPL-012"):
            make(house, **wanted)


def test_an_outage_of_the_database_is_no_ending_of_an_item(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")

    def cut() -> None:
        stack.enter_context(outage(house))

    with ExitStack() as stack:
        house.trips.at("before-item", 2, cut)
        with pytest.raises(sqlite3.OperationalError):
            house.hub.replaying.work()
    assert [one["state"] for one in items(house, plan_id)] == ["done", "waiting", "waiting"]

    house.hub.replaying.work()
    assert [one["state"] for one in items(house, plan_id)] == ["done"] * 3


def test_a_process_that_stops_leaves_the_rest_of_a_plan_to_the_next(house: House) -> None:
    rows = held(house)
    house.configure()
    plan_id = make(house, cause=rows[0]["cause"])
    house.hub.plans.start(plan_id, None, "ann")
    house.trips.at("after-item", 1, house.hub._ending.set)

    assert house.hub.replaying.work() == 1
    house.hub._ending.clear()
    assert house.hub.replaying.work() == 2
    assert (plan(house, plan_id)["state"], [one["state"] for one in items(house, plan_id)]) == ("ended", ["done"] * 3)
