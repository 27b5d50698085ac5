"""The kits pass an adapter that keeps its promises, and find each one that breaks one."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import ClassVar

import pytest
from pydantic import BaseModel

from hub.adapters.base import Http, Limit, Plain, Probe, Receipt, Response, Status, WireError
from hub.adapters.inbound import Call, Collected, Page, Received
from hub.testing.adapters import AdapterKit, DeliverKit, LimitsKit, PollKit, ProbeKit, ReceiveKit, Refusal, SettingsKit, StatusKit, asked
from tests.testing.adapters.toys import Toy, ToyPeer, _EndError, proof


class TestToy(AdapterKit):
    adapter = Toy()

    def fresh(self):
        return asked(ToyPeer())


class TestSettings(SettingsKit):
    adapter = Toy()
    settings: ClassVar = {"shop": "b"}
    wrong = ({"shop": ""},)
    secret_settings = ("key",)


class TestDeliveries(DeliverKit):
    adapter = Toy()
    refusals = (Refusal(Response(400, {}, b"line 2: no such item"), "line 2"), Refusal(Response(403, {}, b""), "403", "misconfigured"))

    def peer(self):
        return ToyPeer()


class TestProbe(ProbeKit):
    adapter = Toy()

    def peer(self):
        return ToyPeer()


class TestStatus(StatusKit):
    adapter = Toy()
    states: ClassVar = {"open": "pending", "booked": "processed", "refused": "failed"}

    def showing(self, state, request):
        return Response(200, {}, json.dumps({"state": state}).encode())


class TestPolling(PollKit):
    adapter = Toy()
    stream = "orders"
    empty = (Response(200, {}, b"[]"),)

    def peer(self):
        return ToyPeer()

    def key(self, name):
        return f"toy/{name}"


class TestCalls(ReceiveKit):
    adapter = Toy()
    proof = ("x-toy",)

    def call(self, secret, at=0):
        return self.signed(b'{"ids": ["a", "b", "a"]}', secret)

    def signed(self, body, secret):
        return Call("POST", {"x-toy": proof(secret, body)}, body)


class TestLimits(LimitsKit):
    class adapter(Toy):  # noqa: N801
        speaks: ClassVar = {"order/1": "csv/order"}
        limits: ClassVar = {"csv/order": {"id": Limit(length=35, charset="latin-1"), "lines[*]/unit": Limit(values=frozenset({"EA"}))}}

    adapter = adapter()


# ── each promise broken once ──


class CreatesBlindly(Toy):
    def found(self, parcel):
        yield Http("GET", f"orders?key={parcel.business_key}")


class CallsHalfADuplicate(Toy):
    def deliver(self, parcel):
        found = yield from self.found(parcel)
        if found is not None:
            return Receipt("duplicate", found["id"])
        return (yield from super().deliver(parcel))


class TakesAnErrorForSuccess(Toy):
    def ended(self, answer, wrote):
        return Receipt("created", "R-1") if answer.status >= 500 else super().ended(answer, wrote)


class HearsNoWait(Toy):
    def ended(self, answer, wrote):
        return Receipt("deferred", rule="NET-102")


class SaysNoWhy(Toy):
    def ended(self, answer, wrote):
        return Receipt("rejected", rule="NET-101") if answer.status == 400 else super().ended(answer, wrote)


class BlamesTheSender(Toy):
    def read(self, answer, kind=dict):
        if answer.status == 401:
            raise _EndError(answer)
        return super().read(answer, kind)


class Nameless(Toy):
    def deliver(self, parcel):
        yield from super().deliver(parcel)
        return Receipt("created")


class FindsAtOnce(Toy):
    def look_up(self, parcel):
        yield Http("GET", f"orders?key={parcel.business_key}")
        return Receipt("duplicate", "R-1")


class AlwaysReady(Toy):
    def probe(self):
        yield Http("GET", "ping")
        return Probe("ready")


class Crashing(Toy):
    def check(self, reference):
        answer = yield Http("GET", f"orders/{reference}")
        return Status({"open": "pending", "booked": "processed", "refused": "failed"}[json.loads(answer.body)["state"]])


class Forgetful(Toy):
    """Goes on exactly after the moment of the last row."""

    def next(self, page, cursor, *, more):
        return f"{page[-1]['at']},~" if page else cursor


class Endless(Toy):
    def poll(self, stream, cursor, limit):
        page = yield from super().poll(stream, cursor, limit)
        return Page(page.parcels, "", True) if isinstance(page, Page) else page


class MovesOn(Toy):
    """Takes an error for an empty page, and goes on behind it."""

    def poll(self, stream, cursor, limit):
        try:
            page = yield from super().poll(stream, cursor, limit)
        except WireError:
            return Page((), "9999999999,")
        return Page((), "9999999999,") if isinstance(page, Collected) else page


class Trusting(Toy):
    def receive(self, call, secret):
        return Received()


class SignsNothing(Toy):
    def receive(self, call, secret):
        return super().receive(Call("POST", {"x-toy": proof(secret, call.body)}, call.body), secret)


class Leaky(Toy):
    def sign(self, request, signing):
        return {"x-key": signing.secrets["key"][0]}


class Silent(Toy):
    class settings_model(BaseModel):  # noqa: N801
        shop: str = ""


class SpeaksMore(Plain):
    carries: ClassVar = MappingProxyType({"order_response/1": "create"})
    speaks: ClassVar = MappingProxyType({"order/1": "csv/order"})


BROKEN = [
    (CreatesBlindly, TestDeliveries, "test_the_same_again_changes_nothing"),
    (CreatesBlindly, TestDeliveries, "test_an_answer_lost_after_the_work_was_done_makes_no_second_record"),
    (CallsHalfADuplicate, TestDeliveries, "test_an_answer_lost_after_the_work_was_done_makes_no_second_record"),
    (TakesAnErrorForSuccess, TestDeliveries, "test_a_server_error_before_any_work_is_made_good"),
    (TakesAnErrorForSuccess, TestDeliveries, "test_a_server_error_after_the_work_was_done_makes_no_second_record"),
    (HearsNoWait, TestDeliveries, "test_a_request_to_wait_is_heard"),
    (SaysNoWhy, TestDeliveries, "test_a_refusal_says_why_and_leaves_nothing"),
    (BlamesTheSender, TestDeliveries, "test_a_wrong_credential_is_for_the_operator"),
    (Nameless, TestDeliveries, "test_a_delivery_leaves_a_record_and_its_number"),
    (FindsAtOnce, TestDeliveries, "test_a_look_up_finds_what_was_delivered_and_nothing_before"),
    (AlwaysReady, TestProbe, "test_a_wrong_credential_is_refused"),
    (AlwaysReady, TestProbe, "test_a_system_that_is_down_or_slow_is_unreachable"),
    (AlwaysReady, TestProbe, "test_nonsense_is_not_ready"),
    (Crashing, TestStatus, "test_a_state_that_nobody_knows_is_told_by_name"),
    (Crashing, TestStatus, "test_a_record_that_is_not_there_is_no_crash"),
    (Crashing, TestStatus, "test_nonsense_means_nothing"),
    (Forgetful, TestPolling, "test_rows_of_the_same_moment_come_across_a_page"),
    (Forgetful, TestPolling, "test_a_row_of_the_last_moment_that_is_written_late_comes"),
    (Endless, TestPolling, "test_every_row_comes_whatever_their_number"),
    (MovesOn, TestPolling, "test_a_failing_wire_moves_no_cursor"),
    (MovesOn, TestPolling, "test_a_request_to_wait_is_heard"),
    (MovesOn, TestPolling, "test_nonsense_leaves_no_row_out"),
    (Trusting, TestCalls, "test_a_good_call_brings_something"),
    (Trusting, TestCalls, "test_whatever_is_not_signed_is_turned_away"),
    (SignsNothing, TestCalls, "test_a_call_under_another_secret_is_turned_away"),
    (SignsNothing, TestCalls, "test_a_body_with_one_byte_altered_is_turned_away"),
    (Leaky, TestSettings, "test_a_signature_does_not_show_the_secret"),
    (Silent, TestSettings, "test_a_misspelt_setting_is_refused"),
    (Silent, TestSettings, "test_each_setting_says_what_it_is"),
    (SpeaksMore, TestLimits, "test_what_it_speaks_it_carries"),
]


@pytest.mark.parametrize(("bad", "kit", "test"), BROKEN, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_promise_is_found(bad, kit, test):
    class Kit(kit):
        adapter = bad()

    with pytest.raises(Exception):  # noqa: B017, PT011  # an assertion or the adapter's own error, as pytest would show it
        getattr(Kit(), test)()


def test_each_of_them_is_named_after_a_test_of_its_kit():
    assert {test for _, kit, test in BROKEN if not hasattr(kit, test)} == set()
