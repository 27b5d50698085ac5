"""The laws of the queue on every database with every doorbell, and that a commit in one process wakes another, long before its sweep."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from hub.queue.doorbell import Bell
from hub.queue.states import State
from hub.store.engine import Database
from hub.testing import stores
from hub.testing.queue_kit import QueueKit
from hub.testing.queues import Ground
from tests import services
from tests.real.lines import bells

ON = [
    pytest.param(f"{database}-{bell}", marks=pytest.mark.services)
    for database, rung_by in {"sqlite": ("rabbitmq", "redis"), "postgresql": ("memory", "postgresql", "rabbitmq", "redis")}.items()
    for bell in rung_by
]
SWEEP = 0.25  # seconds; what the bell announces comes sooner


@pytest.fixture(scope="module", params=ON)
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Callable[[], Bell]]]:
    """A database, and ends of one doorbell."""
    kind, _, bell = request.param.partition("-")
    with bells(bell, request) as end:
        if kind == "sqlite":
            database = stores.opened(f"sqlite:///{tmp_path_factory.mktemp('queue') / 'hub.db'}")
            yield database, end
            database.close()
            return
        with services.database(request.getfixturevalue("postgresql_server")) as url:
            database = stores.opened(url)
            yield database, end
            database.close()


@pytest.fixture
def ground(place: tuple[Database, Callable[[], Bell]]) -> Iterator[Ground]:
    database, end = place
    stores.emptied(database)
    bell = end()
    with Ground(database, bell, SWEEP) as made:
        yield made
    bell.stop()


class TestQueue(QueueKit):
    """On SQLite and PostgreSQL, woken over PostgreSQL itself, RabbitMQ and Redis."""


@pytest.mark.parametrize("place", [one for one in ON if "memory" not in str(one.values)], indirect=True)  # that rings within a process only
def test_what_another_process_commits_is_delivered_without_the_sweep(place: tuple[Database, Callable[[], Bell]]) -> None:
    database, end = place
    stores.emptied(database)
    bell, other = end(), end()
    took: list[float] = []

    async def run() -> None:
        with Ground(database, other) as accepting, Ground(database, bell) as working:
            dispatcher = working.dispatcher(sweep=60)
            running = asyncio.create_task(working.until(lambda: len(took) == 5, dispatcher))
            await asyncio.sleep(0.5)  # it has looked and found nothing
            for number in range(5):
                begun = time.monotonic()
                (key,) = await asyncio.to_thread(accepting.owe, "a/erp", f"t{number}")
                while (await asyncio.to_thread(working.states, key)) != [State.DELIVERED]:
                    assert time.monotonic() - begun < 10, "only the sweep would have found it"
                    await asyncio.sleep(0.002)
                took.append(time.monotonic() - begun)
            await running

    asyncio.run(run())

    assert sorted(took)[2] < 2.0, took
