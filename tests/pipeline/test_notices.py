"""What a webhook named is fetched once and taken in once, whoever dies when; what cannot be had waits, is gone, or is held."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest

from hub.adapters.base import Response, WireError
from hub.pipeline.accept import Overtaken
from hub.queue.notices import SCHEDULE
from tests.pipeline.callers import ENVIRONMENT, LEADS, Graph, body_of, call, configured, events, fetch, graph, notice, parcels, taken
from tests.pipeline.hands import Crashed, House

TOKEN_EXPIRED = Response(400, {}, b'{"error": {"code": 190, "message": "expired"}}')
BOTH = [("lead_form/1", "routed"), ("lead/1", "routed")]


@pytest.fixture(autouse=True)
def _platform(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    house.clock.advance(1)
    house.hub.apply(configured(), "test")


def test_a_lead_is_fetched_with_its_form_and_reaches_the_seller_with_the_words_of_the_form(house: House) -> None:
    call(house, body_of("444"))
    platform = graph("444")

    assert fetch(house, platform) == 1
    assert (platform.asked, taken(house), events(house)) == (["444", "777"], BOTH, ["fetch"])
    house.run()
    lead = json.loads(house.box("alpha").taken[-1].body)
    assert lead["answer"][0]["label"] == "How much do you buy?"
    (fetched,) = house.rows("SELECT headers FROM parcel WHERE name = '444.json'")
    assert json.loads(fetched[0]) == {"cause": notice(house)["parcel_id"], "notice": "meta/lead/444"}


def test_a_form_that_is_here_is_not_fetched_again(house: House) -> None:
    platform = graph("444", "445", "446")
    call(house, body_of("444", "445"))
    fetch(house, platform)
    call(house, body_of("446"))
    fetch(house, platform)

    assert platform.asked == ["444", "777", "445", "446"]
    assert [kind for kind, _ in taken(house)].count("lead/1") == 3


def test_what_is_no_longer_there_is_over(house: House) -> None:
    call(house, body_of("444"))

    assert fetch(house, graph()) == 1
    assert (notice(house)["state"], events(house), taken(house)) == ("gone", ["vanish"], [])
    house.clock.advance(86_400)
    assert fetch(house, graph("444")) == 0


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (Response(429, {"retry-after": "600"}, b"{}"), 600),
        (Response(400, {}, b'{"error": {"code": 4}}'), 6),
        (WireError("reset", sent=True), 6),
        (Response(200, {}, b"<html>"), 6),
    ],
)
def test_it_waits_as_long_as_the_platform_or_the_schedule_says(house: House, answer: Response | WireError, wait: int) -> None:
    call(house, body_of("444"))
    fetch(house, Graph({"444": answer}))

    assert notice(house)["state"] == "owed"
    assert fetch(house, graph("444")) == 0
    house.clock.advance(wait)
    assert fetch(house, graph("444")) == 1
    assert (events(house), taken(house)) == (["wait", "fetch"], BOTH)


def test_a_form_that_must_wait_keeps_its_lead_waiting(house: House) -> None:
    call(house, body_of("444"))
    platform = graph("444")
    platform.things["777"] = Response(503, {}, b"")
    fetch(house, platform)

    assert (taken(house), events(house)) == ([], ["wait"])


def test_a_token_that_expired_holds_it_for_the_operator_who_releases_it(house: House) -> None:
    call(house, body_of("444", "445"))
    assert fetch(house, Graph({"444": TOKEN_EXPIRED, "445": TOKEN_EXPIRED})) == 2
    house.clock.advance(86_400)
    assert (notice(house)["state"], fetch(house, graph("444", "445"))) == ("held", 0)

    assert asyncio.run(house.hub.collector.release(LEADS)) == 2
    assert fetch(house, graph("444", "445")) == 2
    assert (events(house), notice(house)["state"]) == (["hold", "release", "fetch"], "fetched")


def test_when_the_schedule_is_used_up_a_person_decides(house: House) -> None:
    call(house, body_of("444"))
    for _ in range(len(SCHEDULE.waits) + 1):
        assert fetch(house, Graph({"444": WireError("down", sent=False)})) == 1
        house.clock.advance(86_400)

    assert fetch(house, graph("444")) == 0
    assert events(house) == ["wait"] * len(SCHEDULE.waits) + ["hold"]


def test_a_system_that_is_gone_from_the_configuration_holds_what_it_named(house: House) -> None:
    call(house, body_of("444"))
    house.configure()

    fetch(house, graph("444"))
    assert notice(house)["state"] == "held"


def crash() -> None:
    raise Crashed


@pytest.mark.parametrize("step", ["after-fetch", "before-accept", "after-form", "after-accept"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_death_anywhere_loses_nothing_and_doubles_nothing(house: House, step: str, count: int) -> None:
    call(house, body_of("444", "445"))
    house.trips.at(step, count, crash)
    with contextlib.suppress(Crashed):
        fetch(house, graph("444", "445"))

    house.clock.advance(house.hub.collector.lease + 1)
    while fetch(house, graph("444", "445")):
        pass
    assert [notice(house, number)["state"] for number in ("444", "445")] == ["fetched", "fetched"]
    assert sorted(taken(house)) == [("lead/1", "routed"), ("lead/1", "routed"), ("lead_form/1", "routed")]
    assert [house.found(f"{number}.json") != [] for number in ("444", "445")] == [True, True]


def test_the_attempt_of_a_process_that_died_is_counted(house: House) -> None:
    call(house, body_of("444"))
    house.trips.at("after-fetch", 1, crash)
    with pytest.raises(Crashed):
        fetch(house, graph("444"))

    assert (notice(house)["attempt"], fetch(house, graph("444"))) == (1, 0)
    house.clock.advance(house.hub.collector.lease + 1)
    fetch(house, graph("444"))
    assert notice(house)["attempt"] == 2


def test_of_two_workers_one_fetches(house: House) -> None:
    call(house, body_of("444"))
    other = graph("444")
    meanwhile: list[int] = []

    async def both() -> None:
        collector = house.hub.collector
        meanwhile.extend(await asyncio.gather(*(collector.work(lambda _: other) for _ in range(3))))

    asyncio.run(both())
    assert (sum(meanwhile), other.asked, taken(house)) == (1, ["444", "777"], BOTH)


def test_a_worker_whose_lease_ran_out_changes_nothing_any_more(house: House) -> None:
    call(house, body_of("444"))
    slow = graph("444")

    async def overtaken() -> None:
        collector = house.hub.collector
        row = collector._claim(LEADS)
        assert row is not None
        house.clock.advance(collector.lease + 1)
        await collector.work(lambda _: slow)
        with pytest.raises(Overtaken):
            await collector._attempt(row, lambda _: slow)

    asyncio.run(overtaken())
    assert (taken(house), events(house)) == (BOTH, ["fetch"])
    assert [transport for transport, _ in parcels(house)].count("fetch") == 2


def test_a_turn_that_is_cancelled_hands_its_notice_back(house: House) -> None:
    call(house, body_of("444"))

    class Silent:
        async def exchange(self, request: object, deadline: float) -> Response:
            del request, deadline
            await asyncio.sleep(60)
            raise AssertionError

    async def stopped() -> None:
        task = asyncio.create_task(house.hub.collector.turn(LEADS, lambda _: Silent()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())
    other = graph("444")
    assert asyncio.run(house.hub.collector.work(lambda _: other)) == 1
    assert taken(house) == BOTH
