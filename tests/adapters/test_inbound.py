"""Driving a collection: a lost wire defers, an adapter that asks for ever is cut off."""

from __future__ import annotations

import hashlib
import hmac

from hub.adapters.base import Http, Response, WireError
from hub.adapters.inbound import Collected, fetch, signed


def asking(times):
    for _ in range(times):
        yield Http("GET", "x")
    return Collected("fetched")


def test_a_lost_wire_that_nobody_minded_is_fetched_again_later():
    assert fetch(asking(1), lambda _request, _number: WireError("cut", sent=True)) == Collected("deferred", rule="NET-103", reason="cut")


def test_one_that_asks_for_ever_is_cut_off():
    answered = []

    def peer(request, _number):
        answered.append(request)
        return Response(200, {}, b"")

    assert fetch(asking(1000), peer).outcome == "refused"
    assert len(answered) == 20


def test_a_signature_is_that_of_the_very_bytes():
    stated = hmac.new(b"k", b"body", hashlib.sha256).hexdigest()

    assert signed(b"k", b"body", stated.upper())
    assert not signed(b"k", b"bodY", stated)
    assert not signed(b"k", b"body", "é")
