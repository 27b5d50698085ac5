"""Every kind of doorbell keeps the promises of the kit on a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.testing.doorbell_kit import DoorbellKit, Pair
from tests.real.lines import KINDS, bells


@pytest.fixture(params=KINDS)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with bells(request.param, request) as end:
        yield end(), end()


class TestDoorbell(DoorbellKit):
    """Within a process, over PostgreSQL, RabbitMQ and Redis."""
