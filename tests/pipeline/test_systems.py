"""Pausing and resuming: once each, with a reason, as leaves of the ledger."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.errors import Refused
from hub.store import systems
from tests.pipeline.hands import House, order

ERP = "nordkran/erp"


def test_a_pause_holds_and_a_resumption_delivers_in_order(house: House) -> None:
    house.hub.switch.pause(ERP, "ann", " stock taking ")
    for number in range(1, 4):
        house.send(order(f"PO-{number}", control=number))
    house.run()
    assert house.box("erp").taken == []

    house.hub.switch.resume(ERP, "bob")
    house.run()
    assert len(house.box("erp").taken) == 3
    with house.hub.database.read() as connection:
        steps = [(one["event"], one["actor"], one["reason"]) for one in systems.steps(connection, ERP)]
    assert steps == [("resumed", "bob", ""), ("paused", "ann", "stock taking")]
    bodies = [bytes(row.body) for row in house.rows("SELECT body FROM leaf WHERE message_id = '' ORDER BY id")]
    assert sum(b'"kind":"system.paused"' in body or b'"kind":"system.resumed"' in body for body in bodies) == 2


def test_of_several_who_pause_one_does(house: House) -> None:
    def pause(name: int) -> str:
        try:
            house.hub.switch.pause(ERP, str(name), "why")
        except Refused as refused:
            return refused.rule
        return "paused"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(pause, range(4))) == ["QUE-030"] * 3 + ["paused"]


@pytest.mark.parametrize("system, reason, rule", [(ERP, " ", "QUE-032"), ("nobody/erp", "x", "QUE-033")])
def test_what_cannot_be_paused_is_said(house: House, system: str, reason: str, rule: str) -> None:
    with pytest.raises(Refused, match=rule):
        house.hub.switch.pause(system, "ann", reason)
    with pytest.raises(Refused):
        house.hub.switch.resume(system, "ann")


def test_an_apply_opens_nothing(house: House) -> None:
    house.hub.switch.pause(ERP, "ann", "why")
    house.configure()
    with house.hub.database.read() as connection:
        row = systems.one(connection, ERP)
    assert row is not None
    assert row["open"] == 0
