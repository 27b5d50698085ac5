"""Deliveries that start together are read together, and none of them pays for its neighbour."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from hub.pipeline.prepare import MOST, Prepared, Preparer
from hub.pipeline.render import Load
from hub.store.items import Claimed


class Shelf:
    """Loads by message; counts how often it was asked."""

    def __init__(self, *names: str) -> None:
        self.names, self.asked = names, list[int]()

    def loads(self, message_ids: Collection[str]) -> Mapping[str, Load]:
        self.asked.append(len(message_ids))
        return {name: Load({"id": name}, None, name.encode(), "text/plain") for name in self.names if name in message_ids}


def work(number: int, message_id: str) -> Claimed:
    return Claimed(number, f"key-{number}", 1, "me", "nordkran/erp", "t", message_id, "x12/997", "orders", 1, False, "", 0)


def prepared(shelf: Any, *works: Claimed) -> list[Prepared | BaseException]:
    async def together() -> list[Prepared | BaseException]:
        preparer = Preparer(lambda: None, shelf.loads)  # type: ignore[arg-type,return-value]  # bytes of our own need no context
        return await asyncio.gather(*map(preparer, works), return_exceptions=True)

    return asyncio.run(together())


def bodies(found: list[Prepared | BaseException]) -> list[bytes]:
    return [one.rendered.body if isinstance(one, Prepared) else type(one).__name__.encode() for one in found]


def test_all_that_start_together_share_one_look_into_the_store() -> None:
    shelf = Shelf("m-1", "m-2")

    assert bodies(prepared(shelf, work(1, "m-1"), work(2, "m-2"), work(3, "m-1"))) == [b"m-1", b"m-2", b"m-1"]
    assert shelf.asked == [2]


def test_a_message_that_is_not_there_stops_its_own_delivery_only() -> None:
    assert bodies(prepared(Shelf("m-1"), work(1, "gone"), work(2, "m-1"))) == [b"LookupError", b"m-1"]


def test_memory_holds_a_limited_number_of_documents() -> None:
    shelf = Shelf(*(f"m-{number}" for number in range(MOST + 1)))

    prepared(shelf, *(work(number, f"m-{number}") for number in range(MOST + 1)))

    assert shelf.asked == [MOST, 1]


class Closed(Shelf):
    def loads(self, message_ids: Collection[str]) -> Mapping[str, Load]:
        raise OSError(len(message_ids))


def test_a_store_that_fails_is_told_to_each_who_asked() -> None:
    assert bodies(prepared(Closed(), work(1, "m-1"), work(2, "m-2"))) == [b"OSError", b"OSError"]


@pytest.mark.parametrize("stopped", [0, 1])
def test_a_delivery_that_is_stopped_meanwhile_keeps_nobody_waiting(stopped: int) -> None:
    async def together() -> list[Prepared | BaseException]:
        preparer = Preparer(lambda: None, Shelf("m-1").loads)  # type: ignore[arg-type,return-value]
        tasks = [asyncio.ensure_future(preparer(work(number, "m-1"))) for number in range(2)]
        await asyncio.sleep(0)
        tasks[stopped].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    found = bodies(asyncio.run(together()))

    assert found[stopped] == b"CancelledError"
    assert found[1 - stopped] == b"m-1"
