"""Reading: pages, searches, one message; and that the two sides of a message know of each other no more than they should."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from hub.ledger import leaves
from hub.settings import Settings
from hub.store.items import Rows
from hub.store.references import rows as reference_rows
from hub.testing.stores import document_row, message_row
from tests.api.conftest import fresh, order, served

ABSENT = "01900000-0000-7000-8000-0000000000ff"


def stored(house, **columns):
    """A message row as it might have come about, under a new id."""
    message_id = house.hub.ids.new()
    row = message_row(message_id, **{"sender_id": "acme", "receiver_id": "bolt", "document_key": "", **columns})
    found = reference_rows(message_id, ["acme", "bolt"], [("order", f"SEEN-{message_id}")])
    document = document_row(message_id, b'{"id":"1"}')
    leaf = leaves.message_recorded(row, document, 1)
    house.hub.writer.submit(Rows({"message": [row], "document": [document], "reference": found}, leaves=[leaf])).result()
    return message_id


def ids(answer):
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.json["items"]]


def paged(client, path, limit):
    """Every id of a list, page by page."""
    found, cursor = [], ""
    while True:
        answer = client.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{f'&after={cursor}' if cursor else ''}")
        assert len(answer.json["items"]) <= limit
        found += ids(answer)
        cursor = answer.json["next"]
        if cursor is None:
            return found


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_pages_together_are_the_whole_list_newest_first(house):
    sent = [house.send()["id"] for _ in range(7)]
    found = paged(house.client("acme"), "/v1/messages", 3)

    assert found[:7] == sent[::-1]
    assert len(found) == len(set(found))


def test_a_message_that_comes_in_between_moves_no_page(house):
    sent = [house.send()["id"] for _ in range(4)]
    first = house.client("acme").get("/v1/messages?limit=2")
    house.send()
    second = house.client("acme").get(f"/v1/messages?limit=2&after={first.json['next']}")

    assert ids(first) + ids(second) == sent[::-1]


def test_a_reference_is_found_however_it_is_written(house):
    number = fresh()
    sent = house.send(number)
    for written in (number, number.lower(), f" {number} ", number.replace("P", "Ｐ")):
        assert ids(house.client("acme").get(f"/v1/messages?ref={quote(written)}")) == [sent["id"]]
    assert ids(house.client("acme").get(f"/v1/messages?ref={number}X")) == []


def test_a_reference_of_many_messages_comes_in_pages(house):
    mark = f"batch-{fresh()}.json"
    sent = [house.client("acme").post(f"/v1/messages?name={mark}", order(fresh())).json["messages"][0]["id"] for _ in range(5)]
    assert paged(house.client("acme"), f"/v1/messages?ref={mark}", 2) == sent[::-1]


def test_a_thread_is_told_from_its_beginning(house):
    number = fresh()
    sent = house.send(number)
    assert ids(house.client("acme").get(f"/v1/messages?thread={quote(f'acme|{number}')}")) == [sent["id"]]


def test_held_messages_are_the_senders_affair(house):
    held = stored(house, state="held", cause="OPN-008|x", fault="sender")

    assert held in paged(house.client("acme"), "/v1/messages?state=held", 2)
    assert held not in paged(house.client("bolt"), "/v1/messages?state=held", 2)
    assert held in paged(house.person("", "audit"), "/v1/messages?state=held", 200)


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("limit=-1", "API-011"),
        ("limit=0", "API-011"),
        ("limit=201", "API-011"),
        ("limit=x", "API-011"),
        ("limit=99999999999999999999999", "API-011"),
        ("after=forged", "API-012"),
        ("after=" + "A" * 5000, "API-011"),
        ("after=%00", "API-012"),
        ("ref=%00", "API-011"),
        ("ref=a%00b", "API-011"),
        ("ref=%ff%fe", "API-011"),
        ("ref=%ed%a0%80", "API-011"),
        ("ref=", "API-011"),
        ("ref=" + "x" * 600, "API-011"),
        ("thread=", "API-011"),
        ("thread=%00", "API-011"),
        ("state=rejected", "API-011"),
        ("ref=1&thread=2", "API-011"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(house, query, rule):
    answer = house.client("acme").get(f"/v1/messages?{query}")
    assert (answer.status, answer.rule) == (400, rule)
    assert answer.json["errors"]


def test_a_cursor_of_another_list_is_refused(house):
    [house.send() for _ in range(2)]
    cursor = house.client("acme").get("/v1/messages?limit=1").json["next"]
    assert house.client("acme").get(f"/v1/messages?state=held&after={cursor}").rule == "API-012"


# ── tenancy ────────────────────────────────────────────────────────────────────────────────────────────────
PLACES = [
    "/v1/messages/{id}",
    "/v1/messages/{id}/events",
    "/v1/messages/{id}/deliveries",
    "/v1/messages/{id}/payloads/raw",
    "/v1/messages/{id}/payloads/canonical",
    "/v1/messages/{id}/payloads/target:bolt/erp",
    "/v1/parcels/{parcel}",
    "/v1/deliveries/{delivery}",
    "/v1/deliveries/{delivery}/attempts",
]


@pytest.fixture(scope="module")
def sent(house):
    """A delivered order with all its ids."""
    number = fresh()
    answer = house.client("acme").post("/v1/messages", order(number))
    message_id = answer.json["messages"][0]["id"]
    delivery = house.delivered(message_id)
    return {"id": message_id, "parcel": answer.json["parcel"], "delivery": delivery["key"], "number": number}


def alike(one, other):
    """Two answers that nobody can tell apart."""
    ignored = {"date"}
    heads = [{name: value for name, value in answer.headers.items() if name not in ignored} for answer in (one, other)]
    return (one.status, one.body, heads[0]) == (other.status, other.body, heads[1])


@pytest.mark.parametrize("place", PLACES)
def test_what_belongs_to_others_answers_exactly_as_what_does_not_exist(house, sent, place):
    stranger = house.client("corax")
    foreign = stranger.get(place.format(**sent), X_Request_Id="same")
    absent = stranger.get(place.format(id=ABSENT, parcel=ABSENT, delivery=ABSENT), X_Request_Id="same")

    assert alike(foreign, absent)
    assert (foreign.status, foreign.rule) == (404, "API-004")


@pytest.mark.parametrize("place", ["/v1/messages/{id}/replay", "/v1/deliveries/{delivery}/replay"])
def test_replaying_what_belongs_to_others_answers_as_what_does_not_exist(house, sent, place):
    stranger = house.client("corax")
    foreign = stranger.post(place.format(**sent), X_Request_Id="same")
    assert alike(foreign, stranger.post(place.format(id=ABSENT, delivery=ABSENT), X_Request_Id="same"))
    assert foreign.status == 404


@pytest.mark.parametrize("place", ["/v1/threads/{number}", "/v1/threads/acme%7C{number}"])
def test_a_strangers_search_finds_nothing(house, sent, place):
    answer = house.client("corax").get(place.format(**sent), X_Request_Id="same")
    nothing = house.client("corax").get("/v1/threads/NO-SUCH-NUMBER", X_Request_Id="same")
    assert alike(answer, nothing)
    assert ids(house.client("corax").get(f"/v1/messages?ref={sent['number']}")) == []
    assert ids(house.client("corax").get(f"/v1/messages?thread=acme%7C{sent['number']}")) == []


def test_a_stranger_learns_no_name_of_the_others(house, sent):
    told = b"".join(house.client("corax").get(path).body for path in ("/v1/messages", "/v1/held/causes", "/v1/messages?state=held"))
    assert not re.search(rb"acme|bolt", told)


@pytest.mark.parametrize("state", ["held", "rejected", "done"])
def test_what_was_not_routed_does_not_exist_for_the_receiver(house, state):
    message_id = stored(house, state=state, cause=f"SECRET-{state}|x", thread="acme|hidden")
    receiver = house.client("bolt")

    for place in PLACES[:6]:
        answer = receiver.get(place.format(id=message_id), X_Request_Id="same")
        assert alike(answer, receiver.get(place.format(id=ABSENT), X_Request_Id="same"))
    assert message_id not in paged(receiver, "/v1/messages", 200)
    assert ids(receiver.get(f"/v1/messages?ref=SEEN-{message_id}")) == []
    assert ids(receiver.get("/v1/messages?thread=acme%7Chidden")) == []
    assert b"SECRET" not in receiver.get("/v1/held/causes").body
    assert house.client("acme").get(f"/v1/messages/{message_id}").status == 200


def test_a_page_is_filled_over_what_the_reader_may_not_see(house):
    shown = [house.send()["id"]]
    for _ in range(5):
        stored(house, state="held")
    shown.append(house.send()["id"])

    answer = house.client("bolt").get("/v1/messages?limit=2")
    assert ids(answer) == shown[::-1]


def test_the_receiver_sees_the_document_and_not_the_senders_side(house, sent):
    message = house.client("bolt").get(f"/v1/messages/{sent['id']}").json

    assert (message["sender"], message["receiver"], message["document"], message["state"]) == ("acme", "bolt", "order/1", "routed")
    hidden = ("parcel", "system", "format", "version", "controlNumber", "verdict", "findings", "coverage", "cause")
    assert {name: message[name] for name in hidden} == dict.fromkeys(hidden)
    assert house.client("bolt").get(f"/v1/messages/{sent['id']}/payloads/raw").status == 404


def test_the_sender_sees_that_it_arrived_and_not_the_receivers_side(house, sent):
    (delivery,) = house.client("acme").get(f"/v1/messages/{sent['id']}/deliveries").json["items"]

    assert (delivery["member"], delivery["state"]) == ("bolt", "delivered")
    assert set(delivery["receipt"]) == {"reference"}
    hidden = ("system", "target", "attempts", "controlNumber", "cause", "fault", "dueAt")
    assert {name: delivery[name] for name in hidden} == dict.fromkeys(hidden)
    told = b"".join(house.client("acme").get(place.format(**sent)).body for place in PLACES)
    assert b"bolt/erp" not in told
    assert house.client("acme").get(f"/v1/deliveries/{sent['delivery']}/attempts").status == 404


@pytest.mark.parametrize("scope", ["audit", "operate"])
def test_operators_and_auditors_of_the_hub_see_both_sides(house, sent, scope):
    everything = house.person("", scope)
    assert {everything.get(place.format(**sent)).status for place in PLACES} == {200}
    message = everything.get(f"/v1/messages/{sent['id']}").json
    assert (message["system"], message["deliveries"][0]["system"], message["verdict"]) == ("acme/erp", "bolt/erp", "clean")


def test_an_auditor_of_a_member_sees_what_the_member_sees(house, sent):
    auditor, member = house.person("bolt", "audit"), house.client("bolt")
    for place in PLACES:
        one, other = (client.get(place.format(**sent), X_Request_Id="same") for client in (auditor, member))
        assert (one.status, one.body) == (other.status, other.body)


def test_events_tell_each_side_its_own(house, sent):
    def told(client):
        return {event["kind"]: event for event in client.get(f"/v1/messages/{sent['id']}/events").json["items"]}

    sender, receiver, auditor = told(house.client("acme")), told(house.client("bolt")), told(house.person("", "audit"))
    assert sender["message.routed"]["whole"]
    assert set(sender["delivery.ended"]["facts"]) == {"delivery", "state"}
    assert "attempt.ended" not in sender
    assert receiver["attempt.ended"]["whole"]
    assert not receiver["message.routed"]["whole"]
    assert {"system", "parcel", "controlNumber"}.isdisjoint(receiver["message.routed"]["facts"])
    assert all(event["whole"] and event["hash"] for event in auditor.values())
    assert all((event["hash"] is None) != event["whole"] for side in (sender, receiver) for event in side.values())


# ── conversations, causes, replay ──────────────────────────────────────────────────────────────────────────
def test_a_thread_is_found_by_any_number_in_it_and_by_its_name(house, sent):
    for reference in (sent["number"], f"acme%7C{sent['number']}"):
        assert ids(house.client("bolt").get(f"/v1/threads/{reference}")) == [sent["id"]]


def test_a_number_with_a_slash_is_a_number(house):
    number = f"2026/{fresh()}"
    message = house.send(number)
    assert ids(house.client("acme").get(f"/v1/threads/{quote(number, safe='')}")) == [message["id"]]


def test_causes_group_what_is_held(house):
    cause = f"MAP-104|{fresh()}"
    first = stored(house, state="held", cause=cause, fault="map")
    stored(house, state="held", cause=cause, fault="map")

    for client in (house.client("acme"), house.person("", "operate")):
        (one,) = [row for row in client.get("/v1/held/causes").json["items"] if row["cause"] == cause]
        assert {name: one[name] for name in ("kind", "state", "rule", "fault", "messages", "deliveries", "first")} == {
            "kind": "message", "state": "held", "rule": "MAP-104", "fault": "map", "messages": 2, "deliveries": 0, "first": first,
        }  # fmt: skip
        assert (one["example"]["message"], one["example"]["sender"], one["example"]["system"]) == (first, "acme", "acme/erp")


def test_a_routed_message_is_not_read_again(house, sent):
    answer = house.client("acme").post(f"/v1/messages/{sent['id']}/replay")
    assert (answer.status, answer.rule) == (409, "RPL-001")


def test_the_receiver_does_not_replay_the_senders_message(house, sent):
    answer = house.client("bolt").post(f"/v1/messages/{sent['id']}/replay")
    assert (answer.status, answer.rule) == (403, "API-019")


def test_a_held_message_is_read_again_under_the_same_id(house):
    number = fresh()
    house.send(number)
    held = house.client("acme").post("/v1/messages", order(number, issueDate="2026-07-02")).json["messages"][0]
    assert held["state"] == "held"

    answer = house.client("acme").post(f"/v1/messages/{held['id']}/replay")
    assert (answer.status, answer.json["message"]["id"], answer.json["message"]["state"]) == (200, held["id"], "held")


# ── the same on both databases ─────────────────────────────────────────────────────────────────────────────
def test_an_order_travels_and_is_read_on_either_database(database_url):
    with served(Settings(database=database_url, inline_limit=20_000, seal_every=0.2)) as house:
        number = fresh()
        message = house.send(number)
        house.delivered(message["id"])
        held = stored(house, state="held", cause="A|b", fault="map")

        assert house.anybody().get("/v1/ready").status == 200
        assert ids(house.client("bolt").get(f"/v1/messages?ref={number}")) == [message["id"]]
        assert paged(house.client("bolt"), "/v1/messages", 1) == [message["id"]]
        assert paged(house.client("acme"), "/v1/messages", 1) == [held, message["id"]]
        assert house.client("acme").get("/v1/messages?ref=%00").rule == "API-011"
        assert house.client("acme").get("/v1/held/causes").json["items"][0]["messages"] == 1
        kinds = [event["kind"] for event in house.client("bolt").get(f"/v1/messages/{message['id']}/events").json["items"]]
        assert kinds == ["message.routed", "delivery.created", "attempt.ended", "delivery.ended"]
        body = b"{" + b" " * 600_000 + order(fresh()).removeprefix(b"{")
        assert house.client("acme").post("/v1/messages", body, Idempotency_Key="k").json["state"] == "received"
        assert house.client("acme").post("/v1/messages", body, Idempotency_Key="k").headers["idempotency-replayed"] == "true"
