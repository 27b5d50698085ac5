"""The dispatcher on real stores: the public kit, and its borders to a database and a bell that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from hub.adapters.base import Receipt
from hub.errors import Misconfigured
from hub.queue.dispatcher import Dispatcher
from hub.queue.states import State
from hub.store.items import Claim, Finish
from hub.testing import stores
from hub.testing.queue_kit import QueueKit
from hub.testing.queues import Ground, forever, raising


@pytest.fixture
def ground(database_url: str) -> Iterator[Ground]:
    database = stores.opened(database_url)
    with Ground(database) as made:
        yield made
    database.close()


class TestQueue(QueueKit):
    """Once on SQLite, once on PostgreSQL."""


class Flaky:
    """A writer whose first answers are failures."""

    def __init__(self, writer, **failures):
        self.writer = writer
        self.failures = failures
        self.asked = []

    async def commit(self, item):
        self.asked.append(item)
        name = type(item).__name__
        if self.failures.get(name, 0):
            self.failures[name] -= 1
            raise OSError("the database is away")
        return await self.writer.commit(item)


def test_an_outage_of_the_database_does_not_end_the_loop(ground):
    ground.owe("a/erp", "t", 2)

    asyncio.run(ground.until(ground.all_ended, ground.dispatcher(writer=Flaky(ground.writer, Claim=3))))

    assert set(ground.states()) == {State.DELIVERED}


def test_an_end_that_cannot_be_committed_is_tried_again_and_not_delivered_twice(ground):
    (key,) = ground.owe("a/erp", "t")

    asyncio.run(ground.until(ground.all_ended, ground.dispatcher(writer=Flaky(ground.writer, Finish=1))))

    assert ground.handler.attempts(key) == [(1, False)]


def test_an_end_that_is_never_committed_is_left_to_the_lease(ground, monkeypatch):
    (key,) = ground.owe("a/erp", "t")
    flaky = Flaky(ground.writer, Finish=3)
    monkeypatch.setattr("hub.queue.dispatcher.PAUSES", (0.001, 0.001))

    asyncio.run(ground.until(lambda: flaky.failures["Finish"] == 0, ground.dispatcher(writer=flaky)))

    assert ground.states(key) == [State.RUNNING]
    ground.clock.advance(100)
    asyncio.run(ground.until(ground.all_ended))
    assert ground.handler.attempts(key) == [(1, False), (2, True)]


def test_whose_lease_ended_meanwhile_loses_silently(ground):
    (key,) = ground.owe("a/erp", "t")

    async def overtaken(_claimed):
        ground.clock.advance(1000)
        await asyncio.to_thread(ground.claim, "other")
        return Receipt("created")

    ground.handler.say[key] = [overtaken]
    flaky = Flaky(ground.writer)

    asyncio.run(ground.until(lambda: any(isinstance(item, Finish) for item in flaky.asked), ground.dispatcher(writer=flaky)))

    row = ground.rows()[key]
    assert (State(row["state"]), row["owner"], row["attempt"]) == (State.RUNNING, "other", 2)


def test_an_error_of_ours_from_the_handler_is_judged_by_its_class(ground):
    (key,) = ground.owe("a/erp", "t")
    ground.handler.say[key] = [raising(Misconfigured("NET-010", status=401))]

    asyncio.run(ground.until(lambda: ground.states(key) == [State.HELD]))

    assert ground.rows()[key]["fault"] == "hub"


def test_a_timeout_of_the_handlers_own_is_a_bug_and_not_the_deadline(ground):
    (key,) = ground.owe("a/erp", "t")
    ground.handler.say[key] = [raising(TimeoutError())]

    asyncio.run(ground.until(lambda: ground.rows()[key]["cause"] != ""))

    assert ground.rows()[key]["cause"].startswith("QUE-002")


def test_a_claim_asks_for_free_slots_only_and_for_128_at_most(ground):
    for lane in range(6):
        key = ground.owe("a/erp", f"t{lane}", cap=100)[0]
        ground.handler.say[key] = [forever]
    flaky = Flaky(ground.writer)

    asyncio.run(ground.until(lambda: len(ground.handler.began) == 6, ground.dispatcher(writer=flaky, slots=200), grace=0))

    limits = [item.limit for item in flaky.asked if isinstance(item, Claim)]
    assert limits[0] == 128
    assert all(limit <= 200 for limit in limits)
    assert all(isinstance(item, Claim | Finish) for item in flaky.asked)


def test_a_lost_ring_is_found_by_the_sweep(ground):
    """Nobody rings here at all: `ground.ring` does nothing."""

    async def run():
        owing = asyncio.get_running_loop().run_in_executor(None, ground.owe, "a/erp", "t")
        await ground.until(lambda: owing.done() and ground.all_ended(), ground.dispatcher(sweep=0.05))
        await owing

    asyncio.run(run())


def test_a_ring_wakes_it_at_once(ground):
    async def run():
        dispatcher = ground.dispatcher(sweep=60)
        ground.ring = dispatcher.wake
        owing = asyncio.get_running_loop().run_in_executor(None, ground.owe, "a/erp", "t", 3)
        await ground.until(lambda: owing.done() and ground.all_ended(), dispatcher)
        await owing

    asyncio.run(run())


def test_a_lease_that_ends_before_the_deadline_is_refused(ground):
    with pytest.raises(ValueError, match="lease"):
        Dispatcher(ground.writer, ground.handler, "me", ground.clock, deadline=10, lease=10)


def test_waking_and_stopping_before_it_runs_are_harmless(ground):
    async def run():
        dispatcher = ground.dispatcher()
        dispatcher.wake()
        await dispatcher.stop()
        await dispatcher.run()
        dispatcher.wake()

    asyncio.run(run())
