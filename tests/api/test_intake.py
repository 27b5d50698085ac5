"""Handing in: the receipt, the Idempotency-Key, who sends for whom, names, limits, and what is hostile."""

from __future__ import annotations

import json
import socket
import threading
import time

import pytest

from hub.api.body import Spool
from hub.api.intake import _key, _name
from hub.errors import Refused
from hub.store import messages, payloads
from tests.api.conftest import fresh, order


def test_the_receipt_says_what_became_of_the_message(house):
    answer = house.client("acme").post("/v1/messages", order(fresh()))

    assert answer.status == 202
    (message,) = answer.json["messages"]
    assert (message["state"], message["agreement"], message["deliveries"]) == ("routed", "orders", 1)
    assert answer.headers["location"] == f"/v1/messages/{message['id']}"
    assert len(answer.json["leaf"]) == 64


def test_what_is_no_known_format_is_kept_and_held(house):
    answer = house.client("acme").post("/v1/messages", b"\x00\x01 no format")

    assert (answer.status, answer.json["state"], answer.json["messages"]) == (202, "held", [])
    assert answer.headers["location"] == f"/v1/parcels/{answer.json['parcel']}"
    assert house.client("acme").get(answer.headers["location"]).json["findings"][0]["rule"] == "OPN-001"


# ── the same again ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_same_request_gets_the_same_answer(house):
    client, body = house.client("acme"), order(fresh())
    first = client.post("/v1/messages", body, Idempotency_Key="same")
    again = client.post("/v1/messages", body, Idempotency_Key="same")

    assert (again.status, again.body, again.headers["location"]) == (202, first.body, first.headers["location"])
    assert (again.headers.get("idempotency-replayed"), first.headers.get("idempotency-replayed")) == ("true", None)


def test_a_quoted_key_is_the_key(house):
    client, body = house.client("acme"), order(fresh())
    first = client.post("/v1/messages", body, Idempotency_Key='"quoted"')
    assert client.post("/v1/messages", body, Idempotency_Key="quoted").body == first.body


@pytest.mark.parametrize("change", ["body", "test"])
def test_another_request_under_the_same_key_is_refused(house, change):
    client, body, key = house.client("acme"), order(fresh()), f"other-{change}"
    client.post("/v1/messages", body, Idempotency_Key=key)
    again = client.post("/v1/messages", order(fresh()) if change == "body" else body, Idempotency_Key=key, X_Test=str(change == "test"))

    assert (again.status, again.rule) == (422, "API-007")


def test_the_keys_of_two_tokens_are_two_keys(house):
    one = house.client("acme").post("/v1/messages", order(fresh()), Idempotency_Key="shared")
    other = house.client("acme", "send").post("/v1/messages", order(fresh()), Idempotency_Key="shared")
    assert {one.status, other.status} == {202}


def test_while_the_first_is_running_the_second_is_told_to_wait(house):
    desk_running = (
        b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIdempotency-Key: slow\r\nContent-Length: 10\r\n\r\nabc"
    )
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as slow:
        slow.sendall(desk_running % house.token("acme", "read send operate", "acme/erp").encode())
        for _ in range(200):
            answer = house.client("acme").post("/v1/messages", b"", Idempotency_Key="slow")
            if answer.status == 409:
                break
            time.sleep(0.01)
        assert answer.rule == "API-008"
    for _ in range(200):  # who leaves in the middle leaves nothing behind
        if house.client("acme").post("/v1/messages", order(fresh()), Idempotency_Key="slow").status == 202:
            return
        time.sleep(0.01)
    raise AssertionError("the key is still taken")


@pytest.mark.parametrize("header", ["", " ", '""', "a\tb", "é", "x" * 256])
def test_without_a_usable_key_nothing_is_taken(header):
    with pytest.raises(Refused) as refused:
        _key(header)
    assert refused.value.rule == "API-006"


def test_a_missing_key_is_told(house):
    answer = house.client("acme").ask("POST", "/v1/messages", order(fresh()))
    assert (answer.status, answer.rule) == (400, "API-006")


# ── who sends ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_person_names_the_system(house):
    person = house.person("acme")
    assert person.post("/v1/messages", order(fresh())).rule == "API-014"
    assert person.post("/v1/messages?system=acme/erp", order(fresh())).json["messages"][0]["state"] == "routed"


def test_systems_of_others_and_systems_that_are_none_answer_alike(house):
    answers = [
        house.person("acme").post(f"/v1/messages?system={name}", b"x") for name in ("bolt/erp", "bolt/none", "acme/none", "corax/erp")
    ]
    assert {(answer.status, answer.rule) for answer in answers} == {(403, "API-013")}


def test_a_system_does_not_speak_for_another(house):
    assert house.client("acme").post("/v1/messages?system=acme/crm", b"x").rule == "API-013"
    assert house.client("acme").post("/v1/messages?system=acme/erp", order(fresh())).status == 202


# ── marks and names ────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "headers"), [("?test=true", {}), ("?test=1", {}), ("", {"X_Test": "true"}), ("?test=false", {"X_Test": "TRUE"})]
)
def test_a_test_goes_the_way_of_tests(house, path, headers):
    answer = house.client("acme").post(f"/v1/messages{path}", order(fresh()), **headers)
    assert answer.json["messages"][0]["agreement"] == "test-orders"


def test_a_mark_that_is_neither_yes_nor_no_is_refused(house):
    assert house.client("acme").post("/v1/messages?test=maybe", b"x").rule == "API-011"


@pytest.mark.parametrize(
    ("asked", "disposition", "name"),
    [
        ("po.x12", None, "po.x12"),
        ("../../etc/passwd", None, "passwd"),
        ("C:\\in\\po.x12", None, "po.x12"),
        (None, 'attachment; filename="po 1.x12"', "po 1.x12"),
        (None, "attachment; filename*=UTF-8''%E8%AE%A2%E5%8D%95.x12", "订单.x12"),
        (None, 'attachment; filename="../../x"', "x"),
        (None, "attachment", ""),
        (None, ';;;=";', ""),
        (None, None, ""),
        ("a/", None, ""),
        ("x" * 400, None, "x" * 255),
    ],
)
def test_a_name_is_a_name_without_a_path(asked, disposition, name):
    assert _name(asked, disposition) == name


@pytest.mark.parametrize("query", ["name=a%00b", "name=%ff", "name=%0d%0aX-Evil:1"])
def test_a_name_that_no_text_can_hold_is_refused(house, query):
    answer = house.client("acme").post(f"/v1/messages?{query}", b"x")
    assert (answer.status, answer.rule) == (400, "API-011")


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────────────────
def big(number, size):
    return b"{" + b" " * size + order(number).removeprefix(b"{")


def opened(client, answer):
    """The parcel of an answer, when it was opened."""
    for _ in range(400):
        parcel = client.get(f"/v1/parcels/{answer.json['parcel']}").json
        if parcel["state"] != "received":
            break
        time.sleep(0.025)
    return parcel


def test_a_large_body_is_taken_first_and_opened_afterwards(house):
    client, number = house.client("acme"), fresh()
    body = big(number, 600_000)
    answer = client.post("/v1/messages", body)

    assert (answer.status, answer.json["state"], answer.json["messages"]) == (202, "received", [])
    parcel = opened(client, answer)
    assert (parcel["state"], parcel["size"], [one["state"] for one in parcel["messages"]]) == ("opened", len(body), ["routed"])
    raw = client.get(f"/v1/messages/{parcel['messages'][0]['id']}/payloads/raw")
    assert raw.body == body


def test_a_large_body_again_gets_the_same_answer_and_leaves_no_chunks_behind(house):
    client, body = house.client("acme"), big(fresh(), 600_000)
    first = client.post("/v1/messages", body, Idempotency_Key="large")
    again = client.post("/v1/messages", body, Idempotency_Key="large")

    assert first.body == again.body
    assert client.post("/v1/messages", body + b" ", Idempotency_Key="large").rule == "API-007"
    assert payloads.sweep(house.hub.database, "ffffffff-ffff-ffff-ffff-ffffffffffff") == 0
    opened(client, first)  # the next one of this member would wait for it


def test_what_comes_after_a_large_body_is_opened_after_it(house):
    """Law 4: nobody knows yet whether it depends on what lies in there."""
    client, number = house.client("acme"), fresh()
    large = client.post("/v1/messages", big(fresh(), 600_000))
    small = client.post("/v1/messages", order(number))

    assert small.status == 202
    assert [one["state"] for one in opened(client, small)["messages"]] == ["routed"]
    assert client.get(f"/v1/parcels/{large.json['parcel']}").json["state"] == "opened"


def test_an_empty_body_is_refused(house):
    assert house.client("acme").post("/v1/messages", b"").rule == "API-010"
    assert house.client("acme").post("/v1/messages", iter([])).rule == "API-010"


def test_a_length_over_the_limit_is_refused_before_anything_is_read(house):
    head = b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIdempotency-Key: k\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(head % (house.token("acme", "read send operate", "acme/erp").encode(), 10**12))
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nconnection: close\r\n" in answer.lower()


def test_an_endless_body_is_cut_off_at_the_limit(house):
    """100 MB in chunks against a limit of 2 MB: refused early, spooled chunks given back."""
    token = house.token("acme", "read send operate", "acme/erp").encode()
    head = (
        b"POST /v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIdempotency-Key: endless\r\nTransfer-Encoding: chunked\r\n\r\n"
        % token
    )
    part = b"%x\r\n" % 65536 + b"x" * 65536 + b"\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
        line.sendall(head)
        try:
            while sent < 100_000_000:
                line.sendall(part)
                sent += 65536
        except OSError:
            pass  # the server stopped reading
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert sent < 20_000_000
    assert payloads.sweep(house.hub.database, "ffffffff-ffff-ffff-ffff-ffffffffffff") == 0


def test_a_compressed_body_is_refused(house):
    assert house.client("acme").post("/v1/messages", b"x", Content_Encoding="gzip").rule == "API-017"


def test_many_at_once_are_all_taken_once(house):
    client, numbers = house.client("acme"), [fresh() for _ in range(24)]
    states = []

    def send(number):
        states.append(client.post("/v1/messages", order(number)).json["messages"][0]["state"])

    threads = [threading.Thread(target=send, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == ["routed"] * 24


def test_what_arrived_is_kept_with_its_evidence_and_without_credentials(house):
    answer = house.client("acme").post("/v1/messages?name=po.json", order(fresh()), X_Request_Id="my-id.1", User_Agent="erp/1")
    with house.hub.database.read() as connection:
        row = messages.parcel(connection, answer.json["parcel"], "acme")

    assert answer.headers["x-request-id"] == "my-id.1"
    assert (row["name"], row["transport"], row["peer"], row["system_id"]) == ("po.json", "http", "127.0.0.1", "acme/erp")
    kept = json.loads(row["headers"])
    assert (kept["x-request-id"], kept["user-agent"]) == ("my-id.1", "erp/1")
    assert "authorization" not in kept
    assert house.token("acme", "read send operate", "acme/erp") not in row["headers"].decode()


def test_a_spool_keeps_small_bodies_in_memory():
    import asyncio

    async def parts():
        yield b"ab"
        yield b"c"

    spool = Spool(3, lambda: pytest.fail("a small body is not spooled"))
    asyncio.run(spool.take(parts()))
    assert spool.data == b"abc"
