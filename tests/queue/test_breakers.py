"""Breakers in the rows: fed by how attempts end, seen by every process, kept over a restart; no delivery pays for them."""

from __future__ import annotations

import asyncio
import json

import pytest

from hub.adapters.base import Receipt
from hub.queue.breaker import Limits
from hub.queue.breakers import Breakers, hearing, stored
from hub.queue.states import State
from hub.store import leaves, systems
from hub.store.engine import Database
from hub.store.items import Finished
from hub.testing.queues import Ground

LIMITS = Limits(failures=3, pause=30, longest=120)
DOWN = Receipt("deferred", rule="NET-103", reason="refused")


def ended(outcome: str, rule: str = "", status: int = 0, requests: int | None = 1) -> Finished:
    row = {"outcome": outcome, "rule": rule, "status": status}
    return Finished(1, 1, "me", 1, 1, 1, attempt_row=row, requests=requests)


@pytest.mark.parametrize(
    "ending, told",
    [
        (ended("created", status=201), "answered"),
        (ended("created"), "answered"),
        (ended("rejected", "NET-101", 422), "answered"),
        (ended("rejected", "CRM-001"), "answered"),
        (ended("deferred", "NET-102", 429), "answered"),
        (ended("deferred", "NET-102", 503), "silent"),
        (ended("unknown", "", 502), "silent"),
        (ended("deferred", "NET-103"), "silent"),
        (ended("unknown", "NET-104", 200), "silent"),
        (ended("unknown", "QUE-004", requests=None), "silent"),
        (ended("unknown", "", requests=1), "silent"),
        (ended("created", status=500), "answered"),
        (ended("deferred", "DLV-004", requests=0), "untold"),
        (ended("unknown", "QUE-006", requests=None), "untold"),
        (ended("unknown", "QUE-002", requests=None), "untold"),
    ],
)
def test_only_silence_counts(ending: Finished, told: str) -> None:
    assert hearing(ending) == told


@pytest.fixture
def ground(database: Database):
    with Ground(database) as one:
        yield one


def breakers(ground: Ground) -> Breakers:
    one = Breakers(ground.database, ground.writer, lambda _: LIMITS, ground.clock)
    one.look()
    return one


def run(ground: Ground, condition, **options) -> None:
    asyncio.run(ground.until(condition, ground.dispatcher(heard=breakers(ground).heard, **options)))


def row(ground: Ground, system_id: str = "a/erp") -> dict:
    with ground.database.read() as connection:
        return systems.one(connection, system_id) or {}


def kinds(ground: Ground) -> list[str]:
    with ground.database.read() as connection:
        return [json.loads(one["body"])["kind"] for one in leaves.about(connection, [""])]


def silent(ground: Ground, lanes: int, cap: int = 1) -> list[str]:
    keys = [key for lane in range(lanes) for key in ground.owe("a/erp", f"t{lane}", cap=cap)]
    for key in keys:
        ground.handler.say[key] = [lambda _: DOWN] * 9
    return keys


def idle(ground: Ground) -> None:
    """Run until nothing more begins."""

    async def settled() -> None:
        dispatcher = ground.dispatcher(heard=breakers(ground).heard)
        running = asyncio.create_task(dispatcher.run())
        quiet, seen = 0, -1
        while quiet < 3:
            quiet = 0 if seen != len(ground.handler.began) or dispatcher.running else quiet + 1
            seen = len(ground.handler.began)
            await asyncio.sleep(0.1)
        await dispatcher.stop()
        await running

    asyncio.run(settled())


def test_after_so_many_failures_in_a_row_nothing_knocks_and_nothing_is_lost(ground: Ground) -> None:
    keys = silent(ground, 8)

    idle(ground)

    assert len(ground.handler.began) == 3
    assert stored(row(ground)).state == "open"
    assert row(ground)["shut_until"] == ground.clock() + 30_000_000
    attempts = [one["attempt"] for one in ground.rows().values()]
    assert sorted(attempts) == [0] * 5 + [1] * 3, "who waits for the breaker loses no attempt"
    assert set(ground.states(*keys)) == {State.READY}
    assert "system.broken" in kinds(ground)


def test_another_process_sees_it_and_a_restart_keeps_it(ground: Ground) -> None:
    silent(ground, 8)
    idle(ground)
    ground.handler.say.clear()

    assert ground.claim("another process") == []
    idle(ground)  # a new dispatcher with breakers of its own
    assert len(ground.handler.began) == 3


def test_then_one_tries_and_its_answer_opens_the_door(ground: Ground) -> None:
    silent(ground, 6)
    idle(ground)
    ground.handler.say.clear()
    ground.clock.advance(31)

    (probe,) = ground.claim("probe", 100)
    assert probe.probe
    assert ground.claim("second", 100) == [], "one probe at a time, over all processes"

    ground.clock.advance(100)  # its process died
    run(ground, ground.all_ended)

    assert ground.handler.most["a/erp"] == 1
    assert (row(ground)["breaker"], row(ground)["shut_until"]) == ("", 0)
    assert [kind for kind in kinds(ground) if kind.startswith("system.")] == ["system.broken", "system.mended"]


def test_a_probe_that_hears_nothing_doubles_the_pause(ground: Ground) -> None:
    silent(ground, 6)
    pauses = []
    for _ in range(4):
        idle(ground)
        pauses.append((row(ground)["shut_until"] - ground.clock()) // 1_000_000)
        ground.clock.advance(pauses[-1] + 0.001)

    assert pauses == [30, 60, 120, 120]
    assert len(ground.handler.began) == 3 + 3


def test_failures_that_are_not_in_a_row_open_nothing(ground: Ground) -> None:
    for lane in range(6):
        (key,) = ground.owe("a/erp", f"t{lane}", cap=1)
        if lane % 2:
            ground.handler.say[key] = [lambda _: DOWN]

    idle(ground)

    assert stored(row(ground)).state == "closed"
    assert len(ground.handler.began) == 6


def test_failures_heard_at_the_same_time_are_all_counted(ground: Ground) -> None:
    silent(ground, 3, cap=3)

    idle(ground)

    assert (stored(row(ground)).state, stored(row(ground)).failures) == ("open", 3)


def test_a_broken_system_does_not_hold_up_another(ground: Ground) -> None:
    silent(ground, 6)
    others = [key for lane in range(4) for key in ground.owe("b/crm", f"t{lane}")]

    run(ground, lambda: set(ground.states(*others)) == {State.DELIVERED})


def test_a_database_that_does_not_answer_costs_no_delivery(ground: Ground) -> None:
    class Broken(Breakers):
        async def _note(self, *_args: object, **_more: object) -> None:
            raise OSError("gone")

    (key,) = silent(ground, 1)
    ground.handler.say[key] = [lambda _: DOWN]
    broken = Broken(ground.database, ground.writer, lambda _: LIMITS, ground.clock)

    asyncio.run(
        ground.until(
            lambda: ground.rows()[key]["attempt"] == 1 and ground.states(key) == [State.READY], ground.dispatcher(heard=broken.heard)
        )
    )
