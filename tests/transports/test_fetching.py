"""A collection driven over a wire: its end, lost wires, time, bugs, and too many questions."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

import pytest

from hub.adapters.base import Http, Request, Response, WireError
from hub.adapters.conversation import AdapterError
from hub.adapters.inbound import Collected, Collecting
from hub.transports.fetching import MOST_REQUESTS, collect


class Wire:
    """Answers 200; `lost`: the wire is; `slow`: it never answers."""

    def __init__(self, *, lost: bool = False, slow: bool = False) -> None:
        self.lost, self.slow, self.asked = lost, slow, 0

    async def exchange(self, request: Request, deadline: float) -> Response:
        self.asked += 1
        if self.lost:
            raise WireError("reset", sent=True)
        if self.slow:
            await asyncio.sleep(60)
        return Response(200, {}, b"{}")


def once() -> Collecting:
    answer = yield Http("GET", "1")
    return Collected("fetched", reason=str(answer.status))


def minds() -> Collecting:
    try:
        yield Http("GET", "1")
    except WireError:
        return Collected("gone")
    return Collected("fetched")


def endless() -> Generator[Http, Response, Collected]:
    while True:
        yield Http("GET", "1")


def broken() -> Collecting:
    yield Http("GET", "1")
    raise KeyError("a name that nobody must read")


@pytest.mark.parametrize(
    ("collection", "wire", "outcome", "rule"),
    [
        (once, Wire(), "fetched", ""),
        (once, Wire(lost=True), "deferred", "NET-103"),
        (minds, Wire(lost=True), "gone", ""),
        (once, Wire(slow=True), "deferred", "QUE-004"),
        (endless, Wire(), "refused", "NET-112"),
    ],
)
def test_a_collection_ends_as_its_adapter_or_the_wire_says(collection, wire: Wire, outcome: str, rule: str) -> None:
    found = asyncio.run(collect(collection(), wire, 0.2))

    assert (found.outcome, found.rule) == (outcome, rule)
    assert wire.asked <= MOST_REQUESTS


def test_a_bug_of_an_adapter_is_named_by_its_place_only() -> None:
    with pytest.raises(AdapterError, match="QUE-010") as problem:
        asyncio.run(collect(broken(), Wire(), 1.0))

    assert "nobody" not in str(problem.value)
