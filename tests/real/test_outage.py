"""Brokers that are down, come up, forget everything, die and return; and servers that take a connection and never answer."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from hub.queue.brokers import line
from hub.queue.distant import DistantDoorbell
from hub.queue.states import State
from hub.store.items import Rows
from hub.testing import stores
from hub.testing.queues import Ground
from tests import brokers
from tests.services import Absent

PATIENCE = 60.0


@pytest.fixture(params=[brokers.OwnRedis, brokers.OwnRabbitMQ], ids=lambda own: own.program)
def own(request: pytest.FixtureRequest) -> Iterator[brokers.Own]:
    """A broker that may be killed, not started yet."""
    made = request.param()
    yield made
    made.__exit__()


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Takes connections and never answers, as a broken machine or a firewall does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


@pytest.fixture
def ground(sqlite_url: str) -> Iterator[Ground]:
    database = stores.opened(sqlite_url)
    with Ground(database) as made:
        yield made
    database.close()


def heard(bell: DistantDoorbell, woken: threading.Semaphore) -> bool:
    """Whether rings wake, perhaps only after both ends found their way back."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        bell.ring()
        if woken.acquire(timeout=0.2):
            return True
    return False


def started(own: brokers.Own) -> None:
    try:
        own.start()
    except Absent as absent:
        pytest.skip(str(absent))


def silent(woken: threading.Semaphore) -> None:
    while woken.acquire(timeout=0.3):
        pass


@pytest.mark.services
@pytest.mark.slow
def test_a_bell_outlives_every_state_of_its_broker(own: brokers.Own) -> None:
    bell, listener, woken = (
        DistantDoorbell(line(own.url, "hub_outage")),
        DistantDoorbell(line(own.url, "hub_outage")),
        threading.Semaphore(0),
    )
    try:
        listener.start(woken.release)  # down at the start
        bell.ring()
        assert not woken.acquire(timeout=0.3)

        started(own)
        assert heard(bell, woken)

        for _ in range(3):
            brokers.wipe(own.url, "hub_outage")
            silent(woken)
            assert heard(bell, woken), "after it forgot everything"

        own.kill()
        bell.ring()
        started(own)
        silent(woken)
        assert heard(bell, woken), "after it died"
    finally:
        bell.stop()
        listener.stop()


@pytest.mark.services
@pytest.mark.parametrize("kind", ["rabbitmq", "redis"])
def test_a_queue_that_nobody_empties_does_not_grow(kind: str, request: pytest.FixtureRequest) -> None:
    url, queue = request.getfixturevalue(f"{kind}_url"), f"hub_test_{time.monotonic_ns():x}"
    ringing = [DistantDoorbell(line(url, queue)) for _ in range(3)]
    try:
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            for bell in ringing:
                bell.ring()
            time.sleep(0.01)
        for bell in ringing:
            bell.stop()

        assert line(url, queue).waiting() == brokers.waiting(url, queue)
        assert sum(bell.sent for bell in ringing) > 20
        assert 1 <= brokers.waiting(url, queue) <= len(ringing)
    finally:
        brokers.wipe(url, queue)


@pytest.mark.parametrize("url", ["amqp://hub:secret@127.0.0.1:{}/", "redis://127.0.0.1:{}/0"])
def test_a_broker_that_never_answers_holds_up_no_commit_and_no_delivery(url: str, deaf_port: int, ground: Ground) -> None:
    bell = DistantDoorbell(line(url.format(deaf_port), "hub_test"))
    ground.ring = bell.ring
    took = []
    for _ in range(50):
        begun = time.monotonic()
        ground.writer.submit(Rows(ring=True)).result(PATIENCE)
        took.append(time.monotonic() - begun)
    keys = ground.owe("a/erp", "t", 3)

    asyncio.run(ground.until(ground.all_ended))
    begun = time.monotonic()
    bell.stop()

    assert sorted(took)[45] < 0.5  # the server would have held them for five seconds
    assert ground.states(*keys) == [State.DELIVERED] * 3
    assert time.monotonic() - begun < 3
    assert (bell.asked, bell.sent) >= (50, 0)
