"""Exact bytes: digests, tags, names that lead nowhere, and bytes of others that stay theirs."""

from __future__ import annotations

import hashlib
from base64 import b64encode

import pytest

from hub.api.payloads import _between, _served
from tests.api.conftest import fresh, order


@pytest.fixture(scope="module")
def sent(house):
    body = order(fresh())
    message = house.client("acme").post("/v1/messages", body, Content_Type="text/html").json["messages"][0]
    house.delivered(message["id"])
    return message["id"], body


def test_the_senders_bytes_come_back_as_they_were(house, sent):
    message_id, body = sent
    answer = house.client("acme").get(f"/v1/messages/{message_id}/payloads/raw")
    digest = b64encode(hashlib.sha256(body).digest()).decode()

    assert answer.body == body
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert answer.headers["digest"] == f"sha-256={digest}"
    assert answer.headers["etag"] == f'"{hashlib.sha256(body).hexdigest()}"'


def test_no_browser_shows_what_a_sender_sent(house, sent):
    headers = house.client("acme").get(f"/v1/messages/{sent[0]}/payloads/raw").headers

    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == f'attachment; filename="{sent[0]}.raw"'


def test_the_same_bytes_are_not_sent_twice_to_whoever_has_them(house, sent):
    path = f"/v1/messages/{sent[0]}/payloads/canonical"
    tag = house.client("bolt").get(path).headers["etag"]
    again = house.client("bolt").get(path, If_None_Match=f'"other", {tag}')

    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)


def test_a_system_is_shown_what_it_was_sent(house, sent):
    path = f"/v1/messages/{sent[0]}/payloads"
    shown = house.client("bolt").get(f"{path}/target:bolt/erp")
    assert shown.status == 200
    assert shown.body == house.client("bolt").get(f"{path}/canonical").body
    assert shown.body in [one.body for one in house.hub.boxes.box("bolt").taken]

    assert shown.status == 200
    assert shown.body == house.client("bolt").get(f"{path}/canonical").body


@pytest.mark.parametrize(
    "which",
    [
        "",
        "raw/",
        "RAW",
        "raw%00",
        "target:",
        "target:acme/erp",
        "target:bolt",
        "target:bolt/erp/../../acme/erp",
        "..%2f..%2fetc%2fpasswd",
        "target:%00",
        "target:' OR 1=1",
        "%ff",
        "canonical%2f..",
        "x" * 2000,
    ],
)
def test_a_name_that_leads_nowhere_is_not_found(house, sent, which):
    answer = house.client("acme").get(f"/v1/messages/{sent[0]}/payloads/{which.replace(' ', '%20')}")
    assert (answer.status, answer.rule) == (404, "API-004")


def test_one_message_of_many_is_cut_out_of_its_parcel(house):
    one, other = order(fresh()), order(fresh())
    taken = house.client("acme").post("/v1/messages", one + b"\n\n" + other).json["messages"]

    assert [house.client("acme").get(f"/v1/messages/{message['id']}/payloads/raw").body for message in taken] == [one, other]


def test_large_bytes_come_back_whole(house):
    import time

    body = b"{" + b" " * 1_500_000 + order(fresh()).removeprefix(b"{")
    place = house.client("acme").post("/v1/messages", body).headers["location"]
    for _ in range(400):
        parcel = house.client("acme").get(place).json
        if parcel["messages"]:
            break
        time.sleep(0.025)
    answer = house.client("acme").get(f"/v1/messages/{parcel['messages'][0]['id']}/payloads/raw")
    assert (answer.body == body, answer.headers["content-length"]) == (True, str(len(body)))


@pytest.mark.parametrize(
    ("start", "end", "taken"), [(0, 3, b"abc"), (2, 5, b"cde"), (3, 4, b"d"), (0, 99, b"abcdefgh"), (8, 9, b""), (4, 8, b"efgh")]
)
def test_a_piece_is_cut_across_chunks(start, end, taken):
    assert b"".join(_between([b"ab", b"", b"cdef", b"gh"], start, end)) == taken


@pytest.mark.parametrize(
    ("given", "served"),
    [
        ("application/edi-x12; charset=gbk", "application/edi-x12"),
        ("text/html", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("a/b\r\nX-Evil: 1", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_media_type_is_served_only_if_it_is_one(given, served):
    assert _served(given) == served
