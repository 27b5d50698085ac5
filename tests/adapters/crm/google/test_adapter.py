"""Google: the lead comes whole, under a key that both sides know."""

from __future__ import annotations

import json

import pytest

from hub.adapters.crm.google.adapter import Google
from hub.adapters.inbound import Call, Collected, Notice, Rejected, fetch
from hub.testing.adapters import ReceiveKit

LEAD = {"lead_id": "L-1", "google_key": "s3cret", "user_column_data": []}


def received(body):
    return Google().receive(Call("POST", {}, body if isinstance(body, bytes) else json.dumps(body).encode()), b"s3cret")


class TestCalls(ReceiveKit):
    adapter = Google()
    signs_body = False  # the key stands in the body, and covers nothing of it

    def call(self, secret, at=0):
        return Call("POST", {}, json.dumps({**LEAD, "google_key": secret.decode()}).encode())


def test_a_call_that_knows_the_key_brings_a_lead():
    (parcel,) = received(LEAD).parcels

    assert (parcel.key, parcel.message, parcel.test, json.loads(parcel.body)) == ("google/lead/L-1", "json/google-lead", False, LEAD)


def test_a_test_lead_is_marked():
    assert received({**LEAD, "is_test": True}).parcels[0].test


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({**LEAD, "google_key": "S3cret"}, Rejected("NET-113")),
        ({"lead_id": "L-1"}, Rejected("NET-113")),
        ({**LEAD, "google_key": None}, Rejected("NET-113")),
        ({"google_key": "s3cret"}, Rejected("NET-114", 400)),
        (b"[", Rejected("NET-114", 400)),
    ],
)
def test_any_other_call_is_turned_away(body, expected):
    assert received(body) == expected


def test_an_empty_secret_opens_nothing():
    assert Google().receive(Call("POST", {}, json.dumps({**LEAD, "google_key": ""}).encode()), b"") == Rejected("NET-113")


def test_nothing_is_owed():
    assert fetch(Google().collect(Notice("x", {}), ()), lambda _request, _number: None) == Collected("fetched")
