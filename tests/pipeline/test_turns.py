"""Turns go on beside each other: none waits for another, none is begun twice, and a stop ends them all."""

from __future__ import annotations

import asyncio
import threading

from hub.pipeline.turns import Turns


def wait(event: threading.Event) -> None:
    assert event.wait(10)


def test_a_slow_turn_delays_no_other_and_is_not_begun_again():
    begun: list[str] = []
    fast_again = threading.Event()

    async def turn(key: str) -> None:
        begun.append(key)
        if key == "slow":
            await asyncio.sleep(60)
        if begun.count("fast") > 3:
            fast_again.set()

    turns = Turns(lambda: ["slow", "fast"], turn, every=0.01)
    turns.start()
    wait(fast_again)
    turns.stop()

    assert begun.count("slow") == 1


def test_a_stop_cancels_what_runs_and_closes_in_the_loop():
    ended: list[str] = []
    begun = threading.Event()

    async def turn(_key: str) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    async def closing() -> None:
        ended.append("closed")

    turns = Turns(lambda: ["a"], turn, closing)
    turns.start()
    wait(begun)
    turns.stop()

    assert ended == ["cancelled", "closed"]


def test_a_turn_that_fails_and_a_look_that_fails_end_nothing():
    looks: list[int] = []
    good = threading.Event()

    def due() -> list[int]:
        looks.append(1)
        if len(looks) == 1:
            raise OSError
        return [len(looks)]

    async def turn(key: int) -> None:
        if key == 2:
            raise ValueError
        good.set()

    turns = Turns(due, turn, every=0.01)
    turns.start()
    wait(good)
    turns.stop()

    assert len(looks) >= 3


def test_hurry_looks_at_once():
    again = threading.Event()
    looks: list[int] = []

    def due() -> list[int]:
        looks.append(1)
        if len(looks) > 1:
            again.set()
        return []

    async def turn(_key: int) -> None: ...

    turns = Turns(due, turn, every=60.0)
    turns.start()
    for _ in range(200):
        turns.hurry()
        if again.wait(0.05):
            break
    turns.stop()

    assert again.is_set()


def test_a_stop_before_the_start_is_nothing():
    async def turn(_key: int) -> None: ...

    Turns(list, turn).stop()
