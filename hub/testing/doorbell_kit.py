"""What every doorbell has to show, as tests: subclass `DoorbellKit` with a pytest fixture `pair`, two ends of one bell.

`pair` gives the bell that rings and the one that listens, as two processes would have them; within one process they are the same.
Example: `class TestOverRedis(DoorbellKit): ...`.
"""

from __future__ import annotations

import threading
import time

from hub.queue.doorbell import Bell

PATIENCE = 10.0
Pair = tuple[Bell, Bell]


class DoorbellKit:
    """Behaviours of a doorbell. That a lost ring is found by the sweep is the queue's to show."""

    def test_a_ring_wakes(self, pair: Pair) -> None:
        bell, listener = pair
        woken = _listening(listener)

        bell.ring()

        assert woken.acquire(timeout=PATIENCE)

    def test_every_ring_of_a_quiet_hour_wakes(self, pair: Pair) -> None:
        bell, listener = pair
        woken = _listening(listener)
        for _ in range(5):
            bell.ring()
            assert woken.acquire(timeout=PATIENCE)
            _drain(woken)

    def test_thousands_of_rings_are_quick_and_become_few(self, pair: Pair) -> None:
        bell, listener = pair
        woken = _listening(listener)

        begun = time.monotonic()
        for _ in range(8038):
            bell.ring()
        took = time.monotonic() - begun

        assert woken.acquire(timeout=PATIENCE)
        assert took < 2.0
        assert _drain(woken) < 800

    def test_a_ring_during_the_look_is_heard_again(self, pair: Pair) -> None:
        bell, listener = pair
        looks: list[int] = []
        woken = threading.Semaphore(0)

        def look() -> None:
            looks.append(1)
            if len(looks) == 2:  # the first look may be that of the beginning
                bell.ring()  # somebody commits while the dispatcher looks
            woken.release()

        listener.start(look)
        bell.ring()
        for _ in range(3):
            if not woken.acquire(timeout=0.5):
                bell.ring()
                assert woken.acquire(timeout=PATIENCE)

        assert len(looks) >= 3

    def test_what_was_rung_before_anybody_listened_is_looked_for(self, pair: Pair) -> None:
        bell, listener = pair
        bell.ring()

        woken = threading.Semaphore(0)
        listener.start(woken.release)

        assert woken.acquire(timeout=PATIENCE)

    def test_rings_that_nobody_hears_are_harmless(self, pair: Pair) -> None:
        bell, _ = pair
        for _ in range(100):
            bell.ring()

        bell.stop()

    def test_it_wakes_whoever_began_to_listen_last(self, pair: Pair) -> None:
        bell, listener = pair
        first = _listening(listener)
        woken = threading.Semaphore(0)
        listener.start(woken.release)
        _drain(first)

        bell.ring()

        assert woken.acquire(timeout=PATIENCE)
        assert not first.acquire(blocking=False)

    def test_it_stops_soon_and_stopping_twice_is_harmless(self, pair: Pair) -> None:
        bell, listener = pair
        _listening(listener)

        begun = time.monotonic()
        for one in (listener, listener, bell):
            one.stop()
        bell.ring()

        assert time.monotonic() - begun < 2.0


def _listening(bell: Bell) -> threading.Semaphore:
    """One release for each time the bell woke, from when it is surely heard; what it woke for at its beginning is taken away."""
    woken = threading.Semaphore(0)
    bell.start(woken.release)
    woken.acquire(timeout=0.5)  # a distant one looks once when it begins to hear
    _drain(woken)
    return woken


def _drain(woken: threading.Semaphore) -> int:
    """Wait until it is quiet; how many came."""
    count = 0
    while woken.acquire(timeout=0.2):
        count += 1
    return count
