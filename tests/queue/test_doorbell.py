"""The doorbell: rings collapse, none is swallowed during a look, and a broker that loses one is forgiven."""

from __future__ import annotations

import threading
import time

import dramatiq
import pytest
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import ConnectionClosed

from hub.queue.doorbell import PATIENCE, QUEUE, Doorbell


@pytest.fixture
def woken():
    return threading.Semaphore(0)


@pytest.fixture
def bell(woken):
    made = Doorbell()
    made.start(woken.release)
    yield made
    made.stop()


def test_a_ring_wakes(bell, woken):
    bell.ring()

    assert woken.acquire(timeout=2)


def test_thousands_of_rings_become_few():
    bell, asleep = Doorbell(), threading.Event()
    for _ in range(8038):
        bell.ring()

    assert (bell.asked, bell.sent) == (8038, 1)
    bell.start(asleep.set)
    assert asleep.wait(2)
    bell.stop()


def test_a_ring_during_the_look_is_sent_again(woken):
    bell = Doorbell()

    def look():
        if bell.sent == 1:
            bell.ring()  # someone commits while the dispatcher looks
        woken.release()

    bell.start(look)
    bell.ring()

    assert woken.acquire(timeout=2)
    assert woken.acquire(timeout=2)
    assert bell.sent == 2
    bell.stop()


def test_a_broker_that_loses_a_ring_silences_the_bell_for_a_moment_only(woken):
    now = [0.0]
    broker = StubBroker(middleware=[])
    bell = Doorbell(broker, clock=lambda: now[0])
    bell.ring()
    broker.flush(QUEUE)  # lost
    bell.start(woken.release)
    bell.ring()

    assert bell.sent == 1
    now[0] = PATIENCE
    bell.ring()
    assert bell.sent == 2
    assert woken.acquire(timeout=2)
    bell.stop()


class Broken(StubBroker):
    def enqueue(self, message, *, delay=None):
        raise ConnectionClosed("the broker is away")


def test_a_broken_broker_does_not_fail_the_commit():
    bell = Doorbell(Broken(middleware=[]))

    bell.ring()

    assert (bell.asked, bell.sent) == (1, 0)


def test_doubled_and_foreign_rings_are_harmless(woken):
    broker = StubBroker(middleware=[])
    bell = Doorbell(broker)
    bell.start(woken.release)
    for _ in range(3):
        broker.enqueue(dramatiq.Message(queue_name=QUEUE, actor_name="ring", args=(), kwargs={}, options={}))

    assert all(woken.acquire(timeout=2) for _ in range(3))
    bell.stop()


def test_it_stops_quickly_and_stopping_twice_is_harmless(woken):
    bell = Doorbell()
    bell.start(woken.release)
    bell.start(woken.release)

    begun = time.monotonic()
    bell.stop()
    bell.stop()

    assert time.monotonic() - begun < 0.5


def test_a_ring_that_nobody_hears_is_harmless():
    bell = Doorbell()

    bell.ring()
    bell._answer()

    assert bell._on_its_way is None
