"""Whatever arrives: a located answer, nothing lost, and the next order goes through."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.journeys.town import Town, town
from tests.journeys.world import order

SRM = "lanmei/srm"
WHOLE = order("PO-BAD", control=77)
BAD = {
    "binary": bytes(range(256)) * 40,
    "truncated header": WHOLE[:60],
    "truncated body": WHOLE[:300],
    "a header that is not 106 bytes": WHOLE.replace(b"*ZZ*LANMEI         *", b"*ZZ*LANMEI*"),
    "utf-16": WHOLE.decode().encode("utf-16"),
    "entities": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "deep json": b'{"a":' * 30_000,
    "control characters": WHOLE.replace(b"LANMEI PUMPS", b"LAN\x00\x01MEI"),
    "gzip": b"\x1f\x8b" + b"\0" * 100,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("bad"), body_limit=200_000) as one:
        yield one


@pytest.mark.parametrize("name", BAD)
def test_bad_bytes_are_kept_told_and_never_a_fault_of_ours(place: Town, name: str) -> None:
    status, answer = place.send(SRM, BAD[name], name=f"{name}.bin")

    assert status == 202, answer
    parcel = place.get(SRM, f"/v1/parcels/{answer['parcel']}")
    assert parcel["size"] == len(BAD[name])
    found = [*answer["findings"], *(finding for message in answer["messages"] for finding in message["findings"])]
    assert "HUB-001" not in {finding["rule"] for finding in found}
    if name != "control characters":
        assert found
        assert all(finding["message"] and finding["message_zh"] for finding in found)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\r\n  "])
def test_what_stands_before_the_header_does_no_harm(place: Town, mark: bytes) -> None:
    number = 100 + len(mark)

    status, answer = place.send(SRM, mark + order(f"PO-{number}", control=number))

    assert (status, answer["messages"][0]["state"]) == (202, "routed")


def test_an_empty_body_is_refused(place: Town) -> None:
    status, problem = place.send(SRM, b"")

    assert (status, problem["rule"]) == (400, "API-010")


def test_a_body_above_the_limit_is_refused_while_it_arrives(place: Town) -> None:
    """Chunked, so that no header gives it away; the answer comes long before 100 MB have been read."""
    parts = urlsplit(place.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    sent = [0]

    def body() -> Iterator[bytes]:
        for _ in range(1600):
            sent[0] += 65_536
            yield b"x" * 65_536

    headers = {"Authorization": f"Bearer {place.token(SRM)}", "Idempotency-Key": "large"}
    try:
        connection.request("POST", "/v1/messages", body(), headers, encode_chunked=True)
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413  # it hung up on us, which says the same
    finally:
        connection.close()

    assert status == 413
    assert place.hub.database is not None


@pytest.mark.parametrize("token", ["", "x", "tp_0_0", "tp_" + "0" * 32 + "_" + "A" * 43])
def test_a_wrong_token_is_turned_away_and_nothing_is_stored(place: Town, token: str) -> None:
    status, problem = place.ask("POST", "/v1/messages", token, order("PO-T", control=500), Idempotency_Key="t")

    assert (status, problem["status"]) == (401, 401)
    assert place.get(SRM, "/v1/messages?ref=PO-T")["items"] == []


def test_after_all_of_that_an_order_goes_through_and_the_ledger_agrees(place: Town) -> None:
    status, answer = place.send(SRM, order("PO-GOOD", control=900))

    assert (status, answer["messages"][0]["state"]) == (202, "routed")
    assert {row["state"] for row in place.ended(answer["messages"][0]["id"])} == {"delivered"}
    assert place.verified() == []
