"""A worker: everything wired as in a process, started and stopped."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from hub.queue.doorbell import Doorbell
from hub.queue.states import State
from hub.queue.worker import Worker, run
from hub.testing import stores
from hub.testing.queues import Ground, forever


@pytest.fixture
def ground(sqlite_url):
    database = stores.opened(sqlite_url)
    with Ground(database) as made:
        yield made
    database.close()


def wait(condition, seconds=5.0):
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.005)


def test_a_commit_rings_and_the_work_is_done_long_before_the_sweep(ground):
    bell, closed = Doorbell(), threading.Event()

    async def closing():
        closed.set()

    ground.ring = bell.ring
    worker = Worker(ground.dispatcher(sweep=60), bell, closing)
    worker.start()
    try:
        time.sleep(0.02)  # it has looked and found nothing
        begun = time.monotonic()
        ground.owe("a/erp", "t", 5)
        wait(ground.all_ended)
        took = time.monotonic() - begun
    finally:
        worker.stop()

    assert took < 2
    assert closed.is_set()
    assert bell.sent >= 1


def test_it_stops_within_half_a_second_whatever_runs(ground):
    keys = [ground.owe("a/erp", f"t{lane}", cap=50)[0] for lane in range(20)]
    for key in keys:
        ground.handler.say[key] = [forever]
    worker = Worker(ground.dispatcher(), Doorbell())
    worker.start()
    wait(lambda: len(ground.handler.began) == 20)

    begun = time.monotonic()
    worker.stop(grace=0.1)

    assert time.monotonic() - begun < 0.5
    assert set(ground.states(*keys)) == {State.READY}


def test_stopping_what_never_started_is_harmless(ground):
    Worker(ground.dispatcher(), Doorbell()).stop()


def test_a_coroutine_runs_on_the_fastest_loop_there_is():
    async def main():
        return type(asyncio.get_running_loop()).__module__

    assert run(main()).startswith("uvloop")


def test_without_uvloop_it_runs_as_well(monkeypatch):
    import sys

    async def main():
        return 7

    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert run(main()) == 7
