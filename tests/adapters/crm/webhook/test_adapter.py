"""Webhooks out and in: the public kit, what every sample answer means, and calls that are believed or not."""

from __future__ import annotations

import base64
from dataclasses import replace
from importlib import resources
from typing import ClassVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Http, Response, Send, Signing
from hub.adapters.conversation import OUTCOMES
from hub.adapters.crm.webhook.adapter import Webhook, WebhookSettings
from hub.adapters.crm.webhook.signature import WINDOW, holds, stated
from hub.adapters.inbound import Call, Fetched, Notice, Received, Rejected, fetch
from hub.errors import Misconfigured
from hub.testing.adapters import PARCEL, AdapterKit, DeliverKit, ReceiveKit, Refusal, SettingsKit, play
from hub.testing.adapters.calling import AT

SAMPLES = resources.files("hub.adapters.crm.webhook") / "samples"
ANSWERS = yaml.safe_load((SAMPLES / "answers.yaml").read_text("utf-8"))
SIGNED = yaml.safe_load((SAMPLES / "call.yaml").read_text("utf-8"))
SECRET = SIGNED["secret"].encode()
CALL = Call("POST", SIGNED["headers"], SIGNED["body"].encode(), at=SIGNED["at"])
ADAPTER = Webhook(WebhookSettings(secrets=["env:ACME_WHSEC"]))


class TestWebhook(AdapterKit):
    adapter = ADAPTER


class TestSettings(SettingsKit):
    adapter = ADAPTER
    settings: ClassVar = {"secrets": ["env:A", "file:b"]}
    wrong = ({"secrets": []}, {"secrets": ["whsec_AAAA"]}, {"secrets": ["env:A", "env:B", "env:C"]})
    secret_settings = ("secrets",)
    hidden = SECRET.decode()


class TestCalls(ReceiveKit):
    adapter = ADAPTER
    secret = SECRET
    proof = ("webhook-id", "webhook-timestamp", "webhook-signature")
    signs_time = True

    def call(self, secret, at):
        return self.made(CALL.body, secret, at)

    def signed(self, body, secret):
        return self.made(body, secret, AT)

    def made(self, body, secret, at):
        key = secret.decode() if secret.startswith(b"whsec_") else base64.b64encode(secret * 24 or b"0" * 24).decode()
        headers = {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": stated(key, "msg_1", at, body)}
        return Call("POST", headers, body, at=at)


class Receiver:
    """Takes an id once, as the standard asks; any moment and any signature."""

    def __init__(self):
        self.taken = {}

    def answer(self, request):
        self.taken[request.key] = request.body
        return Response(200, {}, b'{"id": "LD-1"}')

    def held(self):
        return dict(self.taken)


class TestDeliveries(DeliverKit):
    adapter = ADAPTER
    peer = Receiver
    refusals = (Refusal(Response(400, {}, b'{"error": "email is no address"}'), "email is no address"),)


# ── out ──


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["title"])
def test_every_sample_answer_means_what_it_says(row):
    answer = Response(row["status"], row["headers"], row["body"].encode())
    if row["outcome"] == "held":
        with pytest.raises(Misconfigured) as problem:
            play(ADAPTER.deliver(PARCEL), lambda *_: answer)
        assert problem.value.rule == row["rule"]
        return
    receipt = play(ADAPTER.deliver(PARCEL), lambda *_: answer)

    assert (receipt.outcome, receipt.reference, receipt.after) == (row["outcome"], row.get("reference", ""), row.get("after"))


def test_a_call_is_signed_under_each_secret_with_the_key_of_the_delivery():
    secrets = ("whsec_" + "bmV3" * 8, "whsec_" + "b2xk" * 8)
    headers = ADAPTER.sign(
        Send(b"{}", "application/json", "d.json", "d1"), Signing("https://x.example/", 1795082330, "n", {"secrets": secrets})
    )

    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("d1", "1795082330")
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert all(holds(secret, "d1", 1795082330, b"{}", headers["webhook-signature"]) for secret in secrets)


def test_what_is_no_call_is_not_signed():
    assert ADAPTER.sign(Http("GET"), Signing("https://x.example/", 1, "n", {"secrets": ()})) == {}


# ── in ──


def test_a_signed_call_brings_its_document():
    found = ADAPTER.receive(CALL, SECRET)
    (parcel,) = found.parcels

    assert found == Received(parcels=(Fetched("webhook/msg_2Kc7hQ", "", CALL.body, "msg_2Kc7hQ.json", version=parcel.version),))
    assert len(parcel.version) == 16


def test_a_call_that_is_replayed_in_time_has_the_key_that_it_had():
    later = replace(CALL, at=CALL.at + WINDOW)

    assert ADAPTER.receive(later, SECRET) == ADAPTER.receive(CALL, SECRET)


def without(name):
    return replace(CALL, headers={key: value for key, value in CALL.headers.items() if key != name})


def with_header(name, value):
    return replace(CALL, headers={**CALL.headers, name: value})


@pytest.mark.parametrize(
    "wrong, rule, status",
    [
        (replace(CALL, body=CALL.body.replace(b"accepted", b"rejected")), "NET-113", 401),
        (with_header("webhook-id", "msg_other"), "NET-113", 401),
        (with_header("webhook-timestamp", str(CALL.at + 1)), "NET-113", 401),
        (with_header("webhook-signature", CALL.headers["webhook-signature"].replace("v1,", "v1a,")), "NET-113", 401),
        (without("webhook-signature"), "NET-113", 401),
        (replace(CALL, at=CALL.at + WINDOW + 1), "NET-117", 401),
        (replace(CALL, at=CALL.at - WINDOW - 1), "NET-117", 401),
        (without("webhook-id"), "NET-114", 400),
        (without("webhook-timestamp"), "NET-114", 400),
        (with_header("webhook-timestamp", "1795082330.5"), "NET-114", 400),
        (with_header("webhook-timestamp", "٣"), "NET-114", 400),
        (with_header("webhook-id", "x" * 256), "NET-114", 400),
        (replace(CALL, method="GET"), "NET-114", 400),
    ],
)
def test_a_call_that_is_not_who_it_says_or_not_of_now_is_turned_away(wrong, rule, status):
    assert ADAPTER.receive(wrong, SECRET) == Rejected(rule, status)


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"]), st.text()), st.binary())
def test_whatever_calls_is_turned_away(headers, body):
    assert isinstance(ADAPTER.receive(Call("POST", headers, body, at=1), SECRET), Rejected)


def test_nothing_is_owed_after_a_call():
    assert fetch(ADAPTER.collect(Notice("webhook/x", {}), ()), lambda *_: Response(200, {}, b"")).parcels == ()


def test_outcomes_of_samples_are_outcomes():
    assert {row["outcome"] for row in ANSWERS} <= OUTCOMES | {"held"}
