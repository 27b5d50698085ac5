"""A polled system loses nothing and gives nothing twice, whoever dies when; what fails is asked again, and says why."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar
from zlib import crc32

import pytest

from hub.adapters.base import Http, Request, Response, WireError
from hub.adapters.erp.document.adapter import Document
from hub.adapters.inbound import Collected, Fetched, Page, Polling
from hub.configuration.known import Known
from hub.configuration.read import load
from hub.errors import Misconfigured
from hub.store import polls
from hub.store.items import Row
from tests.pipeline.hands import TREE, Crashed, House, order

SYSTEM, STREAM = "lanmei/srm", "orders"
Record = tuple[int, str, str]  # the moment it was written, its key, its version


class Feed(Document):
    """Orders of a system that says `{"moment": …, "key": …, "version": …}` of each; the cursor is the moment of the last one."""

    streams: ClassVar[tuple[str, ...]] = (STREAM, "changes")

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        answer = yield Http("GET", f"{stream}?from={cursor or 0}&limit={limit}")
        if answer.status == 503:
            return Collected("deferred", rule="NET-102", reason="503", after=120.0)
        if answer.status == 401:
            raise Misconfigured("NET-010", status=401, reason="who?")
        rows = json.loads(answer.body)
        found = tuple(
            Fetched(f"order/{key}", "x12/850", order(key, crc32(f"{key}{version}".encode()) % 10**9), f"{key}.x12", version=version)
            for _, key, version in rows
        )
        return Page(found, str(rows[-1][0]) if rows else cursor, more=len(rows) == limit)


@dataclass
class Shop:
    """The system: records in the order of their moments, or what to answer instead."""

    records: list[Record] = field(default_factory=list)
    instead: list[Response | WireError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def exchange(self, request: Request, deadline: float) -> Response:
        assert isinstance(request, Http)
        assert deadline > 0
        self.asked.append(request.path)
        if self.instead:
            answer = self.instead.pop(0)
            if isinstance(answer, WireError):
                raise answer
            return answer
        since, limit = (int(part.partition("=")[2]) for part in request.path.partition("?")[2].split("&"))
        # At and after: records of one moment come again rather than never.
        return Response(200, {}, json.dumps([row for row in sorted(self.records) if row[0] >= since][:limit]).encode())


@pytest.fixture
def known() -> Known:
    return dataclasses.replace(Known.here(), adapters={**Known.here().adapters, "erp/document": Feed})


@pytest.fixture(autouse=True)
def _polled(house: House, known: Known) -> None:
    apply(house, known, "{every: 60s, streams: [orders], limit: 3}")


def polled(poll: str) -> str:
    return TREE.replace("lanmei/srm: {adapter: erp/document,", f"lanmei/srm: {{adapter: erp/document, in: {{poll: {poll}}},")


def apply(house: House, known: Known, poll: str) -> None:
    loaded = load(polled(poll), "hub.yaml", lambda _: None, known=known)
    assert loaded.tree is not None, loaded.problems
    house.clock.advance(1)
    house.hub.apply(loaded.tree, "test")
    house.hub.poller = dataclasses.replace(house.hub.poller, adapters={"erp/document": Feed})


def turn(house: House, shop: Shop) -> int:
    """A turn of every stream whose turn it is."""

    async def all_due() -> int:
        return sum([await house.hub.poller.turn(*key, lambda *_: shop) for key in house.hub.poller.due()])

    return asyncio.run(all_due())


def stream(house: House) -> Row:
    with house.hub.database.read() as connection:
        (row,) = polls.all_of(connection, SYSTEM)
    return row


def taken(house: House) -> list[str]:
    """The names of the parcels that came by polling."""
    return [name for (name,) in house.rows("SELECT name FROM parcel WHERE transport = 'poll' ORDER BY id")]


def test_what_is_new_comes_as_parcels_under_the_system_with_its_key_and_version(house: House) -> None:
    assert turn(house, Shop([(1, "PO-1", "a"), (2, "PO-2", "")])) == 2

    assert taken(house) == ["PO-1.x12", "PO-2.x12"]
    assert [row["state"] for row in house.messages() if row["document_type"] == "order/1"] == ["routed", "routed"]
    headers = [json.loads(row[0]) for row in house.rows("SELECT headers FROM parcel WHERE transport = 'poll' ORDER BY id")]
    assert headers[0] == {"stream": STREAM, "key": "order/PO-1", "version": "a"}
    assert house.rows("SELECT DISTINCT member_id, system_id, peer FROM parcel WHERE transport = 'poll'") == [("lanmei", SYSTEM, STREAM)]


def test_the_next_turn_begins_at_the_cursor_when_it_is_due(house: House) -> None:
    shop = Shop([(5, "PO-1", "")])
    turn(house, shop)
    assert turn(house, shop) == 0
    house.clock.advance(59)
    assert turn(house, shop) == 0
    assert shop.asked == ["orders?from=0&limit=3"]
    house.clock.advance(1)
    shop.records.append((6, "PO-2", ""))

    assert turn(house, shop) == 1
    assert shop.asked[1:] == ["orders?from=5&limit=3"]
    assert taken(house) == ["PO-1.x12", "PO-2.x12"]


def test_more_pages_are_asked_for_at_once_and_one_moment_over_their_border_is_whole(house: House) -> None:
    shop = Shop([(1, "PO-1", ""), (2, "PO-2", ""), (3, "PO-3", ""), (3, "PO-4", ""), (4, "PO-5", "")])

    assert turn(house, shop) == 5
    assert sorted(taken(house)) == [f"PO-{number}.x12" for number in range(1, 6)]


def test_the_same_version_is_taken_once_and_another_again(house: House) -> None:
    shop = Shop([(1, "PO-1", "v1")])
    turn(house, shop)
    shop.records = [(1, "PO-1", "v1"), (2, "PO-1", "v2")]
    house.clock.advance(60)

    assert turn(house, shop) == 1
    assert len(taken(house)) == 2


@pytest.mark.parametrize("step", ["after-poll", "before-accept", "after-accept", "after-polled"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_death_anywhere_loses_nothing_and_takes_nothing_twice(house: House, step: str, count: int) -> None:
    shop = Shop([(number, f"PO-{number}", "") for number in range(1, 6)])

    def die() -> None:
        raise Crashed

    house.trips.at(step, count, die)
    with pytest.raises(Crashed):
        turn(house, shop)
    assert turn(house, shop) == 0  # the lease is not over
    house.clock.advance(90)
    turn(house, shop)

    assert sorted(taken(house)) == [f"PO-{number}.x12" for number in range(1, 6)]
    assert stream(house)["cursor"] == "5"


def test_two_processes_at_one_stream_take_each_record_once(house: House) -> None:
    shop, slow = Shop([(1, "PO-1", ""), (2, "PO-2", "")]), Shop([(1, "PO-1", ""), (2, "PO-2", "")])
    key = (SYSTEM, STREAM)

    async def overtaken() -> None:
        first, second = house.hub.poller, house.hub.poller
        first.due()
        row = first._claim(*key)
        assert row is not None
        page = await first._page(row, lambda *_: slow)
        house.clock.advance(91)  # its lease is over
        assert await second.turn(*key, lambda *_: shop) == 2
        made, _ = await first._take(row, page)
        assert made == 0

    asyncio.run(overtaken())
    assert taken(house) == ["PO-1.x12", "PO-2.x12"]
    assert stream(house)["number"] == 2


@pytest.mark.parametrize(
    ("instead", "rule", "waits"),
    [
        (Response(503, {}, b""), "NET-102", [120, 120, 120, 600, 1800, 1800]),
        (Response(401, {}, b""), "NET-010", [5, 30, 120, 600, 1800, 1800]),
        (WireError("no route", sent=False), "NET-103", [5, 30, 120, 600, 1800, 1800]),
        (Response(200, {}, b"<html>"), "QUE-010", [5, 30, 120, 600, 1800, 1800]),
    ],
)
def test_what_fails_is_asked_again_less_and_less_often_and_for_ever(house: House, instead: Any, rule: str, waits: list[int]) -> None:
    house.hub.poller = dataclasses.replace(house.hub.poller, jitter=lambda: 0.0)
    shop = Shop([(1, "PO-1", "")], [instead] * len(waits))
    for attempt, wait in enumerate(waits, 1):
        assert turn(house, shop) == 0
        row = stream(house)
        assert (row["attempt"], row["rule"], row["due_at"] - house.clock()) == (attempt, rule, wait * 1_000_000)
        house.clock.advance(wait)

    assert turn(house, shop) == 1
    assert (stream(house)["attempt"], stream(house)["rule"]) == (0, "")


def test_a_turn_that_is_cancelled_hands_its_stream_back(house: House) -> None:
    class Silent(Shop):
        async def exchange(self, request: Request, deadline: float) -> Response:
            del request, deadline
            await asyncio.sleep(60)
            raise AssertionError

    async def stopped() -> None:
        (key,) = house.hub.poller.due()
        task = asyncio.create_task(house.hub.poller.turn(*key, lambda *_: Silent()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    assert turn(house, Shop([(1, "PO-1", "")])) == 1


def test_every_stream_of_the_adapter_is_polled_unless_some_are_named(house: House, known: Known) -> None:
    apply(house, known, "{}")
    assert sorted(house.hub.poller.due()) == [(SYSTEM, "changes"), (SYSTEM, STREAM)]
    house.configure()
    assert house.hub.poller.due() == []


@pytest.mark.parametrize(("poll", "stream"), [("{streams: [ordres]}", "ordres"), ("{streams: [orders, leads]}", "leads")])
def test_a_stream_that_is_not_there_is_told(known: Known, poll: str, stream: str) -> None:
    loaded = load(polled(poll), "hub.yaml", lambda _: None, known=known)

    assert [(problem.rule, problem.params["stream"]) for problem in loaded.problems] == [("CFG-037", stream)]


def test_an_adapter_without_streams_cannot_be_polled() -> None:
    loaded = load(polled("{}"), "hub.yaml", lambda _: None)

    assert [problem.rule for problem in loaded.problems] == ["CFG-037"]


def test_a_fault_of_ours_is_told_and_asked_again_like_any_other(house: House) -> None:
    def fail() -> None:
        raise ValueError("quotes a document")

    house.trips.at("before-accept", 2, fail)
    shop = Shop([(1, "PO-1", ""), (2, "PO-2", "")])
    assert turn(house, shop) == 0
    row = stream(house)
    assert (row["attempt"], row["rule"], row["reason"], row["cursor"]) == (1, "HUB-001", "ValueError", "")

    house.clock.advance(7)
    assert turn(house, shop) == 1
    assert taken(house) == ["PO-1.x12", "PO-2.x12"]
