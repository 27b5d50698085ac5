"""A call is verified before it is read and kept before it is answered; what it names is owed with it, once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from hub.adapters.inbound import Call, Received, Rejected
from hub.errors import Misconfigured, Refused
from tests.pipeline.callers import ENVIRONMENT, LEADS, TREE, body_of, call, configured, fetch, graph, notice, parcels, signature, taken
from tests.pipeline.hands import Crashed, House

SAMPLES = Path(__file__).parents[1] / "mapping" / "maps" / "leads"


@pytest.fixture(autouse=True)
def _platform(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    house.clock.advance(1)
    house.hub.apply(configured(), "test")


def test_a_call_is_kept_as_it_came_together_with_what_it_names(house: House) -> None:
    body = body_of("444", "445", "444")
    verdict = call(house, body)

    assert isinstance(verdict, Received)
    assert parcels(house) == [("webhook", "opened")]
    assert [notice(house, number)["state"] for number in ("444", "445")] == ["owed", "owed"]
    parcel = house.parcel(notice(house)["parcel_id"])
    assert (parcel["peer"], b"".join(house.hub.backlog.chunks(parcel))) == ("192.0.2.7", body)


def test_a_call_that_comes_twice_owes_nothing_more(house: House) -> None:
    for leads in (("444",), ("444", "445"), ("444",)):
        call(house, body_of(*leads))

    assert house.rows("SELECT count(*) FROM notice")[0][0] == 2
    assert len(parcels(house)) == 3


def test_what_was_fetched_is_not_owed_again(house: House) -> None:
    call(house, body_of("444"))
    assert fetch(house, graph("444")) == 1
    call(house, body_of("444"))

    assert fetch(house, graph("444")) == 0
    assert notice(house)["state"] == "fetched"


def test_two_calls_that_name_the_same_at_the_same_moment_owe_it_once(house: House) -> None:
    async def both() -> None:
        take = house.hub.hooks.take
        body = body_of("444")
        await asyncio.gather(*(take(Call("POST", signature(body), body), house.arrival(LEADS)) for _ in range(4)))

    asyncio.run(both())
    assert house.rows("SELECT count(*) FROM notice")[0][0] == 1
    assert len(parcels(house)) == 4


@pytest.mark.parametrize(
    ("headers", "body", "status"), [({}, body_of("444"), 401), (signature(b"["), b"[", 400), (None, body_of("1"), 401)]
)
def test_a_call_that_is_turned_away_is_kept_as_refused(house: House, headers: dict[str, str] | None, body: bytes, status: int) -> None:
    verdict = call(house, body, headers=signature(body, "guessed") if headers is None else headers)

    assert isinstance(verdict, Rejected)
    assert verdict.status == status
    assert parcels(house) == [("webhook", "refused")]
    assert json.loads(house.rows("SELECT findings FROM parcel")[0][0])[0]["rule"] == verdict.rule
    assert house.rows("SELECT count(*) FROM notice")[0][0] == 0


@pytest.mark.parametrize(("signed_with", "good"), [("s3cret", True), ("0lder", True), ("guessed", False)])
def test_while_a_secret_is_changed_both_are_good(house: House, monkeypatch: pytest.MonkeyPatch, signed_with: str, good: bool) -> None:
    monkeypatch.setenv("META_OLDER", "0lder")
    house.clock.advance(1)
    house.hub.apply(
        configured(
            text=TREE.replace("{secret: env:META_SECRET, handshake", "{secret: env:META_SECRET, previous: env:META_OLDER, handshake")
        ),
        "test",
    )

    assert isinstance(call(house, body_of("444"), headers=signature(body_of("444"), signed_with)), Received) is good


def test_a_challenge_is_answered_and_leaves_nothing(house: House) -> None:
    def asked(token: str) -> Received | Rejected:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
        return asyncio.run(house.hub.hooks.take(Call("GET", {}, query=query), house.arrival(LEADS)))

    assert asked("v3rify") == Received(answer=b"1158201444")
    assert isinstance(asked("s3cret"), Rejected)
    assert parcels(house) == []


@pytest.mark.parametrize("system", ["acme/silent", "alpha/crm", "acme/nothing"])
def test_a_system_that_may_not_call_is_not_there(house: House, system: str) -> None:
    assert not house.hub.hooks.knows(system)
    with pytest.raises(Refused, match="API-004"):
        call(house, body_of("444"), system=system)


def test_a_secret_that_is_empty_opens_no_door(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("META_SECRET", "")
    body = body_of("444")

    with pytest.raises(Misconfigured, match="CFG-106"):
        call(house, body, headers=signature(body, ""))


def test_a_call_that_is_the_lead_itself_is_one_parcel(house: House) -> None:
    body = (SAMPLES / "google-lead.bags.json").read_bytes().replace(b"not-for-others", b"s3cret").replace(b"TeSter", b"lead")

    call(house, body, system="acme/google")

    assert [transport for transport, _ in parcels(house)] == ["webhook"]
    assert [row["document_type"] for row in house.messages()] == ["lead/1"]


@pytest.mark.parametrize(("step", "kept"), [("before-hook", 0), ("after-hook", 1)])
def test_a_death_leaves_all_of_a_call_or_nothing_and_the_platform_calls_again(house: House, step: str, kept: int) -> None:
    def crash() -> None:
        raise Crashed

    house.trips.at(step, 1, crash)
    with pytest.raises(Crashed):
        call(house, body_of("444"))

    counts = [house.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("parcel", "notice")]
    assert counts == [kept, kept]
    call(house, body_of("444"))
    fetch(house, graph("444"))
    assert taken(house) == [("lead_form/1", "routed"), ("lead/1", "routed")]
