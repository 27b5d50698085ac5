"""What members know of each other: of a stranger's affairs nothing, of a counterparty's as much as was passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.town import Town, town
from tests.journeys.world import order

SRM, ERP, RIVAL = "lanmei/srm", "nordkran/erp", "rival/erp"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("members")) as one:
        yield one


@pytest.fixture(scope="module")
def sent(place: Town) -> dict[str, Any]:
    status, answer = place.send(SRM, order("PO-1"), name="po.x12")
    assert status == 202, answer
    place.ended(answer["messages"][0]["id"])
    return dict(answer)


def paths(sent: dict[str, Any], key: str) -> list[str]:
    message = sent["messages"][0]["id"]
    return [
        f"/v1/messages/{message}",
        f"/v1/messages/{message}/events",
        f"/v1/messages/{message}/deliveries",
        f"/v1/deliveries/{key}",
        f"/v1/deliveries/{key}/attempts",
        f"/v1/parcels/{sent['parcel']}",
        f"/v1/messages/{sent['acknowledgement']}",
    ]


def test_a_stranger_is_told_of_another_members_things_as_of_things_that_are_not(place: Town, sent: dict[str, Any]) -> None:
    key = place.get(ERP, f"/v1/messages/{sent['messages'][0]['id']}/deliveries")["items"][0]["key"]
    nothing = "01900000-0000-7000-8000-000000000000"

    for path in paths(sent, key):
        last = path.split("/")[3]
        told = [place.ask("GET", one, place.token(RIVAL, "read")) for one in (path, path.replace(last, nothing))]
        for _, answer in told:
            for varying in ("instance", "requestId"):
                answer.pop(varying, None)
        assert told[0] == told[1], path
        assert told[0][0] == 404


def test_a_strangers_lists_and_searches_hold_nothing_of_others(place: Town, sent: dict[str, Any]) -> None:
    for path in ("/v1/messages", "/v1/messages?state=held"):
        assert {row["sender"] for row in place.get(RIVAL, path)["items"]} <= {"rival"}, path
    for path in ("/v1/messages?ref=PO-1", "/v1/messages?ref=000000001", "/v1/messages?ref=po.x12"):
        assert place.get(RIVAL, path)["items"] == [], path


def test_the_receiver_sees_the_order_and_nothing_of_the_senders_envelope(place: Town, sent: dict[str, Any]) -> None:
    seen = place.get(ERP, f"/v1/messages/{sent['messages'][0]['id']}")

    assert (seen["sender"], seen["document"], seen["state"]) == ("lanmei", "order/1", "routed")
    assert {seen[name] for name in ("parcel", "system", "format", "controlNumber", "findings", "coverage")} == {None}
    assert place.ask("GET", f"/v1/parcels/{sent['parcel']}", place.token(ERP, "read"))[0] == 404
    assert place.get(ERP, "/v1/messages?ref=po.x12")["items"] == []


def test_the_sender_sees_that_it_arrived_and_not_how(place: Town, sent: dict[str, Any]) -> None:
    rows = place.get(SRM, f"/v1/messages/{sent['messages'][0]['id']}/deliveries")["items"]

    assert [(row["state"], row["member"]) for row in rows] == [("delivered", "nordkran")] * 2
    assert {row[name] for row in rows for name in ("system", "cause", "attempts")} == {None}


def test_a_forged_sender_is_held_and_neither_side_learns_of_it(place: Town, sent: dict[str, Any]) -> None:
    status, answer = place.send(RIVAL, order("PO-FORGED", control=50))

    message = answer["messages"][0]
    assert (status, message["state"], answer["acknowledgement"]) == (202, "held", None)
    for who in (SRM, ERP):
        assert place.ask("GET", f"/v1/messages/{message['id']}", place.token(who, "read"))[0] == 404
        assert place.get(who, "/v1/messages?ref=PO-FORGED")["items"] == []
        assert message["id"] not in {row["id"] for row in place.get(who, "/v1/messages")["items"]}
    assert place.send(SRM, order("PO-FORGED", control=51))[1]["messages"][0]["state"] == "routed"


def test_one_idempotency_key_of_two_members_is_two_keys(place: Town) -> None:
    first = place.send(SRM, order("PO-K", control=60), key="same")
    second = place.send(RIVAL, order("PO-K", control=60), key="same")

    assert first[0] == second[0] == 202
    assert first[1]["parcel"] != second[1]["parcel"]


def test_nobody_sends_for_another_members_system(place: Town) -> None:
    status, problem = place.ask(
        "POST", f"/v1/messages?system={SRM}", place.token("rival", "send"), order("PO-X", control=70), Idempotency_Key="x"
    )

    assert (status, problem["rule"]) == (403, "API-013")


def test_nobody_replays_what_is_not_theirs(place: Town) -> None:
    held = place.send(RIVAL, order("PO-H", control=80))[1]["messages"][0]["id"]

    for who, status in ((SRM, 404), (ERP, 404), (RIVAL, 200)):
        assert place.ask("POST", f"/v1/messages/{held}/replay", place.token(who))[0] == status, who


def test_an_auditor_reads_everything_and_writes_nothing(place: Town, sent: dict[str, Any]) -> None:
    auditor = place.token("", "audit")

    assert place.ask("GET", f"/v1/messages/{sent['messages'][0]['id']}", auditor)[0] == 200
    assert place.ask("POST", "/v1/messages", auditor, order("PO-A", control=90), Idempotency_Key="a")[0] == 403
    assert place.ask("POST", f"/v1/messages/{sent['messages'][0]['id']}/replay", auditor)[0] == 403


def test_the_ledger_agrees_at_the_end(place: Town) -> None:
    assert place.verified() == []
