"""Servers that tests of real systems need: Tryton, RabbitMQ and Redis beside PostgreSQL; absent: a skip by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tests import brokers
from tests.real.tryton.server import server
from tests.services import Absent

T = TypeVar("T")


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The URL of a RabbitMQ server."""
    yield from _entered(brokers.rabbitmq())


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The URL of a Redis server."""
    yield from _entered(brokers.redis_server())


@pytest.fixture(scope="session")
def tryton() -> Iterator[str]:
    """The URL of a Tryton server with three companies: `seller`, `buyer` and `crm`."""
    yield from _entered(server("seller", "buyer", "crm"))


def _entered(running: AbstractContextManager[T]) -> Iterator[T]:
    try:
        value = running.__enter__()
    except Absent as absent:
        pytest.skip(str(absent))
    try:
        yield value
    finally:
        running.__exit__(None, None, None)
