"""Offers whose time is over move on once, whichever process looks, and whenever one dies."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.pipeline.overdue import Overdue
from hub.testing import stores
from hub.testing.fakes import FrozenClock
from tests.pipeline.hands import House, Trips, only, opened
from tests.pipeline.leads import lead, leads, market, states, status, told

HOUR = 3600.0


@pytest.fixture
def houses(database_url: str, tmp_path: Path) -> Iterator[list[House]]:
    """Two processes on one database, on the same clock."""
    stores.opened(database_url).close()
    clock = FrozenClock(1_700_000_100_000_000)
    both = [opened(database_url, clock, Trips(), tmp_path) for _ in range(2)]
    market(both[0])
    both[1].hub.reload()
    yield both
    assert both[0].verified() == []
    for one in both:
        one.hub.stop()


def test_two_processes_that_look_at_once_ask_the_next_seller_once(houses: list[House]) -> None:
    sent = [only(houses[0].send(lead(f"L-{number}"), system="portal/web")) for number in range(5)]
    houses[0].run()
    houses[0].clock.advance(2 * HOUR)

    with ThreadPoolExecutor(2) as both:
        moved = list(both.map(lambda house: house.hub.overdue.work(), houses))

    assert sum(moved) == 5
    assert [states(houses[1], one.message_id) for one in sent] == [["expired", "open", "waiting"]] * 5
    assert sorted(leads(houses[0], "beta")) == [f"L-{number}" for number in range(5)]


def test_an_answer_and_the_end_of_its_time_do_not_both_count(houses: list[House]) -> None:
    one, other = houses
    sent = only(one.send(lead(), system="portal/web"))
    one.run()
    one.clock.advance(2 * HOUR)

    with ThreadPoolExecutor(2) as both:
        answer = both.submit(one.send, status("accepted"), system="alpha/crm")
        round_ = both.submit(other.hub.overdue.work)
        late = only(answer.result())
        round_.result()

    assert late.state == "done"
    assert states(one, sent.message_id) == ["expired", "open", "waiting"]
    assert (leads(one, "beta"), told(one, "portal")) == (["L-1"], [])


def test_a_process_that_dies_after_it_took_back_a_delivery_leaves_the_rest_to_the_next(houses: list[House]) -> None:
    one, other = houses
    sent = only(one.send(lead(), system="portal/web"))
    one.clock.advance(2 * HOUR)
    one.hub.overdue._park()

    assert states(other, sent.message_id) == ["open", "waiting", "waiting"]
    assert other.hub.overdue.work() == 1
    assert states(one, sent.message_id) == ["expired", "open", "waiting"]
    assert (leads(other, "alpha"), leads(other, "beta")) == ([], ["L-1"])


def test_nothing_moves_before_its_time(houses: list[House]) -> None:
    sent = only(houses[0].send(lead(), system="portal/web"))
    houses[0].clock.advance(2 * HOUR - 1)

    assert [house.hub.overdue.work() for house in houses] == [0, 0]
    assert (states(houses[0], sent.message_id), leads(houses[0], "alpha")) == (["open", "waiting", "waiting"], ["L-1"])


def test_a_lead_that_fails_at_each_turn_stops_no_other(houses: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [only(houses[0].send(lead(f"L-{number}"), system="portal/web")) for number in range(3)]
    houses[0].run()
    houses[0].clock.advance(2 * HOUR)
    move_on = Overdue._move_on

    def broken(self: Overdue, lead_id: str) -> bool:
        if lead_id == sent[0].message_id:
            raise KeyError(lead_id)
        return move_on(self, lead_id)

    monkeypatch.setattr(Overdue, "_move_on", broken)
    assert houses[0].hub.overdue.work() == 2
    assert [states(houses[0], one.message_id)[0] for one in sent] == ["open", "expired", "expired"]
