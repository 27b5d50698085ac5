"""Servers that tests of real systems need: RabbitMQ and Redis beside PostgreSQL; absent: a skip by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tests import brokers
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


def _entered(running: AbstractContextManager[T]) -> Iterator[T]:
    try:
        value = running.__enter__()
    except Absent as absent:
        pytest.skip(str(absent))
    try:
        yield value
    finally:
        running.__exit__(None, None, None)
