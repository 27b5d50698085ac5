"""The kit for adapters finds what it is there to find: each bad adapter fails the test meant for it."""

from __future__ import annotations

import itertools
from contextlib import suppress
from types import MappingProxyType
from typing import ClassVar

import pytest

from hub.adapters.base import Adapter, Http, NoSettings, Plain, Receipt, Send, WireError
from hub.adapters.conversation import lost
from hub.testing.adapters import AdapterKit


class Blind(Plain):
    """Sends again when the answer is lost, and says that it is there."""

    def deliver(self, parcel):
        with suppress(WireError):
            yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key)
        return Receipt("created")


class Stubborn(Plain):
    """Goes on after it was closed."""

    def deliver(self, parcel):
        try:
            yield Http("GET")
        except GeneratorExit:
            yield Http("GET")
        return Receipt("created")


class Trusting(Plain):
    """Believes every body."""

    def deliver(self, parcel):
        answer = yield Http("POST")
        return Receipt("created", reference=answer.body.decode("utf-8")[0])


class Restless(Plain):
    """Another request each time."""

    numbers = itertools.count()

    def deliver(self, parcel):
        yield Http("POST", body=b"%d" % next(self.numbers))
        return Receipt("created")


class OwnKey(Plain):
    """Makes up keys."""

    def deliver(self, parcel):
        yield Send(parcel.body, parcel.media_type, parcel.name, "mine")
        return Receipt("created")


class SendsAgain(Plain):
    """Takes a look-up that failed for "not there"."""

    def look_up(self, parcel):
        try:
            yield Http("GET")
        except WireError:
            return Receipt("deferred")
        return Receipt("duplicate")


class Promises(Plain):
    dedupe = "lookup"


class Nameless(Plain):
    name = "plain"


class Idle(Plain):
    carries: ClassVar = MappingProxyType({})


class Open(Plain):
    class settings_model(NoSettings):  # noqa: N801
        model_config: ClassVar = {"extra": "allow"}


class Rejecting(Plain):
    def deliver(self, parcel):
        yield Http("POST")
        return Receipt("rejected")


class Unmoved(Plain):
    """A dead wire is a rejection to it."""

    def deliver(self, parcel):
        try:
            yield Http("POST")
        except WireError:
            return Receipt("rejected")
        return Receipt("created")


FOUND = [
    (Blind, "test_a_lost_answer_is_unknown_or_looked_up"),
    (Blind, "test_a_wire_that_stays_dead_never_means_that_it_arrived"),
    (Unmoved, "test_no_connection_at_first_is_deferred"),
    (Stubborn, "test_it_can_be_closed_at_every_step"),
    (Trusting, "test_nonsense_at_any_point_ends_in_a_receipt_or_an_error_of_ours"),
    (Restless, "test_the_same_parcel_makes_the_same_requests"),
    (OwnKey, "test_every_document_sent_carries_the_delivery_key"),
    (SendsAgain, "test_a_look_up_that_cannot_ask_does_not_say_send_again"),
    (Promises, "test_it_can_look_up_if_it_says_so"),
    (Nameless, "test_its_name_is_kind_and_system"),
    (Idle, "test_it_says_what_it_carries_and_how_it_tells_twice_from_once"),
    (Open, "test_its_settings_are_closed_and_have_a_default_or_are_required"),
    (Rejecting, "test_a_willing_receiver_has_it"),
]


@pytest.mark.parametrize("bad, test", FOUND)
def test_a_bad_adapter_is_found(bad, test):
    class Kit(AdapterKit):
        adapter = bad()

    with pytest.raises(Exception):  # noqa: B017, PT011  # an assertion or the adapter's own error, as pytest would show it
        getattr(Kit(), test)()


class Careful(Adapter):
    """Looks up before it creates and after a lost answer."""

    name = "crm/careful"
    carries: ClassVar = {"lead/1": "create"}
    dedupe = "lookup"

    def deliver(self, parcel):
        try:
            found = yield Http("GET", "/leads")
            if found.status == 200 and found.body:
                return Receipt("duplicate")
            yield Http("POST", "/leads", body=parcel.body)
        except WireError as problem:
            return lost(problem) if problem.sent else Receipt("deferred")
        return Receipt("created")

    def look_up(self, parcel):
        found = yield Http("GET", "/leads")
        return Receipt("duplicate" if found.status == 200 else "deferred")


class TestCareful(AdapterKit):
    adapter = Careful()
