"""A distant doorbell over a line that fails, hangs or ends: who rings is never held up, and both threads find their way back."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from queue import Empty, SimpleQueue

import pytest
from structlog.testing import capture_logs

from hub.logs import configure
from hub.queue import distant
from hub.queue.distant import DistantDoorbell
from hub.testing.doorbell_kit import DoorbellKit, Pair


class FakeLine:
    """A line within the process. `broken`: what both ways raise; `ends`: what is heard ends; `hangs`: sending takes for ever.

    `stale`: how many sends fail because the connection of before has ended.
    """

    name = "fake"

    def __init__(self, queue: SimpleQueue[int] | None = None) -> None:
        self.queue: SimpleQueue[int] = queue or SimpleQueue()
        self.broken: Exception | None = None
        self.hangs = threading.Event()
        self.hangs.set()
        self.ends = False
        self.stale = 0
        self.heard = 0
        self.hung_up = 0

    def send(self) -> None:
        self.hangs.wait()
        if self.stale:
            self.stale -= 1
            raise ConnectionResetError
        if self.broken is not None:
            raise self.broken
        self.queue.put(1)

    def hang_up(self) -> None:
        self.hung_up += 1

    def listen(self) -> Generator[bool]:
        self.heard += 1
        while not self.ends:
            if self.broken is not None:
                raise self.broken
            try:
                yield bool(self.queue.get(timeout=0.01))
            except Empty:
                yield False


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distant, "PAUSES", (0.01, 0.02))


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
def bell(line: FakeLine):
    made = DistantDoorbell(line)
    yield made
    line.hangs.set()
    made.stop()


class TestDistantDoorbell(DoorbellKit):
    """Over a line within the process."""

    @pytest.fixture
    def pair(self) -> Pair:
        queue: SimpleQueue[int] = SimpleQueue()
        one, other = DistantDoorbell(FakeLine(queue)), DistantDoorbell(FakeLine(queue))
        yield one, other
        one.stop()
        other.stop()


def soon_is(condition, seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.002)


def test_rings_that_are_asked_for_while_one_is_sent_become_one(bell, line):
    line.hangs.clear()
    bell.ring()
    time.sleep(0.05)
    for _ in range(100):
        bell.ring()
    line.hangs.set()

    soon_is(lambda: bell.sent == 2)
    time.sleep(0.05)
    assert (bell.asked, bell.sent) == (101, 2)


def test_who_rings_does_not_wait_for_a_server_that_hangs(bell, line):
    line.hangs.clear()

    begun = time.monotonic()
    for _ in range(1000):
        bell.ring()

    assert time.monotonic() - begun < 0.5


def test_an_outage_is_told_once_and_its_end_once_and_never_in_the_words_of_the_server(bell, line):
    woken = threading.Semaphore(0)
    configure("info")
    with capture_logs() as logs:
        bell.start(woken.release)
        assert woken.acquire(timeout=5)
        line.broken = ConnectionError("amqp://hub:hunter2@broker")
        for _ in range(3):
            bell.ring()
            time.sleep(0.05)
        soon_is(lambda: line.heard >= 3)
        line.broken = None
        soon_is(lambda: bell.ring() or (bell.sent and woken.acquire(timeout=0.01)))
        soon_is(lambda: len(logs) == 4)

    assert sorted(entry["event"] for entry in logs) == ["doorbell.deaf", "doorbell.deaf.over", "doorbell.unheard", "doorbell.unheard.over"]
    assert {entry["line"] for entry in logs} == {"fake"}
    assert "hunter2" not in str(logs)


def test_who_was_deaf_looks_once_when_it_hears_again(bell, line):
    woken = threading.Semaphore(0)
    bell.start(woken.release)
    assert woken.acquire(timeout=5)
    line.broken = OSError()
    soon_is(lambda: line.heard >= 2)
    assert not woken.acquire(timeout=0.1)

    line.broken = None

    assert woken.acquire(timeout=5)


def test_a_line_that_ends_is_taken_up_again(bell, line):
    line.ends = True
    bell.start(lambda: None)

    soon_is(lambda: line.heard >= 3)


def test_a_connection_that_ended_meanwhile_costs_no_ring(bell, line):
    woken = threading.Semaphore(0)
    bell.start(woken.release)
    assert woken.acquire(timeout=5)
    line.stale = 1
    with capture_logs() as logs:
        bell.ring()

        assert woken.acquire(timeout=5)
    assert (bell.sent, logs) == (1, [])


def test_a_connection_that_nobody_uses_is_given_back(line, monkeypatch):
    monkeypatch.setattr(distant, "IDLE", 0.01)
    bell = DistantDoorbell(line)
    bell.ring()

    soon_is(lambda: bell.sent and line.hung_up >= 2)
    bell.ring()
    soon_is(lambda: bell.sent == 2)
    bell.stop()


def test_what_was_just_asked_for_is_still_sent_at_the_end(line):
    bell = DistantDoorbell(line)
    bell.ring()

    bell.stop()

    assert line.queue.qsize() == 1
    assert line.hung_up == 1


def test_a_bell_that_was_never_rung_sends_nothing_at_its_end(line):
    DistantDoorbell(line).stop()

    assert (line.queue.qsize(), line.hung_up) == (0, 1)


def test_a_server_that_hangs_does_not_hold_up_the_end(bell, line, monkeypatch):
    monkeypatch.setattr(distant, "PATIENCE", 0.1)
    line.hangs.clear()
    bell.ring()

    begun = time.monotonic()
    bell.stop()

    assert time.monotonic() - begun < 0.5


def test_a_bell_that_was_stopped_does_not_listen(line):
    bell = DistantDoorbell(line)
    bell.stop()

    bell.start(lambda: None)

    assert line.heard == 0
