"""Bells of every kind on real servers, each with a queue of its own that is removed at the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hub.queue import brokers as product
from hub.queue.distant import DistantDoorbell
from hub.queue.doorbell import Bell, Doorbell
from hub.store.engine import Database
from hub.store.notifications import Notifications
from tests import brokers, services

KINDS = ["memory", *(pytest.param(kind, marks=pytest.mark.services) for kind in ("postgresql", "rabbitmq", "redis"))]


@contextmanager
def bells(kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], Bell]]:
    """Gives the ends of one bell, as many as asked for: each as another process would have it."""
    made: list[Bell] = []
    with _ENDS[kind](kind, request) as end:

        def another() -> Bell:
            made.append(end())
            return made[-1]

        try:
            yield another
        finally:
            for bell in made:
                bell.stop()


@contextmanager
def _memory(_kind: str, _request: pytest.FixtureRequest) -> Iterator[Callable[[], Bell]]:
    only = Doorbell()
    yield lambda: only


@contextmanager
def _postgresql(_kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], Bell]]:
    with services.database(request.getfixturevalue("postgresql_server")) as url:
        database = Database.open(url)
        yield lambda: DistantDoorbell(Notifications(database))
        database.close()


@contextmanager
def _broker(kind: str, request: pytest.FixtureRequest) -> Iterator[Callable[[], Bell]]:
    url, queue = request.getfixturevalue(f"{kind}_url"), f"hub_test_{secrets.token_hex(6)}"
    yield lambda: DistantDoorbell(product.line(url, queue))
    brokers.wipe(url, queue)


_ENDS = {"memory": _memory, "postgresql": _postgresql, "rabbitmq": _broker, "redis": _broker}
