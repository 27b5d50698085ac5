"""Signatures of Standard Webhooks, against the package of the standard itself, both ways."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Peer
from standardwebhooks.webhooks import WebhookVerificationError

from hub.adapters.crm.webhook.signature import MOST, holds, stated
from hub.errors import Misconfigured

SECRETS = st.binary(min_size=24, max_size=64).map(lambda key: "whsec_" + base64.b64encode(key).decode())
KEYS = st.text(st.characters(codec="ascii", categories=("L", "N"), include_characters="_-"), min_size=1, max_size=60)
OLD, NEW = ("whsec_" + base64.b64encode(letter * 24).decode() for letter in (b"o", b"n"))


@given(SECRETS, KEYS, st.integers(0, 2**33), st.text())
def test_the_package_of_the_standard_makes_the_same_signature(secret, key, at, body):
    assert stated(secret, key, at, body.encode()) == Peer(secret).sign(key, datetime.fromtimestamp(at, UTC), body)


@given(SECRETS, KEYS, st.text())
def test_the_package_believes_ours_and_we_believe_its(secret, key, body):
    now = int(time.time())
    headers = {"webhook-id": key, "webhook-timestamp": str(now), "webhook-signature": stated(secret, key, now, body.encode())}

    assert Peer(secret).verify(body, headers, json_parse=False) is None
    assert holds(secret, key, now, body.encode(), Peer(secret).sign(key, datetime.fromtimestamp(now, UTC), body))


def test_while_a_secret_is_changed_either_side_may_have_the_old_one():
    now = int(time.time())
    both = " ".join(stated(secret, "k", now, b"{}") for secret in (NEW, OLD))
    headers = {"webhook-id": "k", "webhook-timestamp": str(now), "webhook-signature": both}

    for secret in (OLD, NEW):
        assert Peer(secret).verify("{}", headers) == {}
        assert holds(secret, "k", now, b"{}", both)


@given(st.binary(min_size=1, max_size=40), st.data())
def test_one_altered_byte_is_noticed_by_both(body, data):
    now, place = int(time.time()), data.draw(st.integers(0, len(body) - 1))
    altered = body[:place] + bytes([body[place] ^ data.draw(st.integers(1, 255))]) + body[place + 1 :]
    header = stated(NEW, "k", now, body)

    assert not holds(NEW, "k", now, altered, header)
    with pytest.raises((WebhookVerificationError, UnicodeDecodeError)):
        Peer(NEW).verify(altered, {"webhook-id": "k", "webhook-timestamp": str(now), "webhook-signature": header})


@given(st.text())
def test_whatever_stands_in_the_header_is_not_believed(header):
    assert not holds(NEW, "k", 1, b"{}", header)


def test_a_signature_of_another_kind_beside_ours_does_no_harm_and_only_some_are_looked_at():
    right = stated(NEW, "k", 1, b"{}")

    assert holds(NEW, "k", 1, b"{}", f"v1a,c2ln {right}")
    assert not holds(NEW, "k", 1, b"{}", " ".join(["v1,AAAA"] * MOST + [right]))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all!", "plain-password-of-a-person"])
def test_a_secret_that_is_none_opens_no_door(secret):
    with pytest.raises(Misconfigured) as problem:
        holds(secret, "k", 1, b"{}", "v1,")

    assert problem.value.rule == "NET-115"


def test_a_secret_without_prefix_or_padding_is_the_same_secret():
    assert stated(NEW, "k", 1, b"") == stated(NEW.removeprefix("whsec_").rstrip("="), "k", 1, b"")
