"""Conversations over a wire: one deadline, everything recorded, law 3 when anything breaks."""

from __future__ import annotations

import asyncio
import hashlib
import time

import pytest

from hub.adapters.base import Adapter, Http, Parcel, Plain, Receipt, Response, Send, WireError
from hub.adapters.conversation import AdapterError
from hub.errors import Misconfigured, TryAgain
from hub.testing.fakes import ScriptedTransport
from hub.transports.base import KEPT_ANSWER, digest
from hub.transports.converse import Call, converse, hand_over
from hub.transports.memory import Box

PARCEL = Parcel("k1", "b1", b"{}", "application/json", "a.json")
RESUMING = Parcel("k1", "b1", b"{}", "application/json", "a.json", resuming=True)
OK = Response(201, {}, b"{}")
SENT, UNSENT = WireError("lost", sent=True), WireError("refused", sent=False)


def talk(conversation, *answers, transport=None, deadline=1.0):
    return asyncio.run(converse(conversation, transport or ScriptedTransport(*answers), deadline))


def two_steps():
    yield Http("GET", "/orders")
    answer = yield Http("POST", "/orders", body=b"body")
    return Receipt("created", reference=str(answer.status))


def test_the_last_answer_and_the_last_body_are_recorded():
    record = talk(two_steps(), Response(200, {}, b"[]"), Response(201, {}, b"x" * (KEPT_ANSWER + 1)))

    assert record.receipt == Receipt("created", reference="201")
    assert (record.requests, record.status, len(record.answer)) == (2, 201, KEPT_ANSWER)
    assert (record.sent, record.sent_digest) == (b"body", hashlib.sha256(b"body").hexdigest())
    assert record.reached


def test_each_request_leaves_one_record_with_digests_and_without_its_query():
    def looking():
        yield Http("GET", "/orders?mail=person@example.org")
        try:
            yield Http("POST", "/orders", body=b"body")
        except WireError:
            yield Http("GET", "/orders/1")
        return Receipt("unknown")

    record = talk(looking(), Response(200, {}, b"[]"), SENT, Response(404, {}, b""))

    assert record.calls == [
        Call("GET", "/orders", "", 200, digest(b"[]")),
        Call("POST", "/orders", digest(b"body"), 0, "", "lost"),
        Call("GET", "/orders/1", "", 404, ""),
    ]


def test_the_look_up_of_an_attempt_is_part_of_its_record():
    class Asking(Plain):
        def look_up(self, _parcel):
            yield Http("GET", "/orders/1")
            return Receipt("deferred")

    record = asyncio.run(hand_over(Asking(), RESUMING, ScriptedTransport(Response(404, {}, b""), OK), 1.0))

    assert [(call.method, call.path, call.status) for call in record.calls] == [("GET", "/orders/1", 404), ("SEND", "a.json", 201)]


UNHANDLED = [
    # answers, outcome, reached
    ([UNSENT], "deferred", False),
    ([SENT], "unknown", True),
    ([OK, UNSENT], "deferred", True),
    ([OK, SENT], "unknown", True),
]


@pytest.mark.parametrize("answers, outcome, reached", UNHANDLED)
def test_a_wire_error_that_the_adapter_lets_pass_keeps_law_3(answers, outcome, reached):
    record = talk(two_steps(), *answers)

    assert (record.receipt.outcome, record.reached, record.error) == (outcome, reached, None)


def test_a_wire_error_is_thrown_in_so_that_the_adapter_may_look_up():
    def careful():
        try:
            yield Http("POST", "/orders", body=b"x")
        except WireError:
            found = yield Http("GET", "/orders/PO-1")
            return Receipt("created" if found.status == 200 else "deferred")

    assert talk(careful(), SENT, Response(200, {}, b"")).receipt.outcome == "created"
    assert talk(careful(), SENT, Response(404, {}, b"")).receipt.outcome == "deferred"


@pytest.mark.parametrize("answered", [0, 1])
def test_one_deadline_covers_the_whole_conversation(answered):
    class Stuck(ScriptedTransport):
        async def exchange(self, request, deadline):
            assert deadline <= 0.05
            if len(self.asked) == answered:
                await asyncio.sleep(5)
            return await super().exchange(request, deadline)

    begun = time.monotonic()
    record = talk(two_steps(), transport=Stuck(OK, OK), deadline=0.05)

    assert (record.receipt.outcome, record.receipt.rule) == ("unknown", "QUE-004")
    assert time.monotonic() - begun < 1


def test_an_error_of_ours_ends_it_and_closes_the_generator():
    closed = []

    def noting():
        try:
            yield Send(b"x", "text/plain", "a", "k")
        finally:
            closed.append(True)

    class Refusing:
        async def exchange(self, request, deadline):
            raise Misconfigured("NET-002", host="a", address="b", kind="private")

    record = talk(noting(), transport=Refusing())

    assert record.error.rule == "NET-002"
    assert (record.reached, closed) == (False, [True])


def _raises():
    yield Http("GET")
    raise KeyError("secret words of the document")


def _yields_nonsense():
    yield "GET /"


def _returns_nonsense():
    yield Http("GET")
    return "created"


def _odd_outcome():
    yield Http("GET")
    return Receipt("perhaps")


def _for_ever():
    while True:
        yield Http("GET")


@pytest.mark.parametrize("conversation", [_raises, _yields_nonsense, _returns_nonsense, _odd_outcome, _for_ever])
def test_a_bug_of_an_adapter_is_an_error_of_ours_and_no_receipt(conversation):
    record = talk(conversation(), *[OK] * 300)

    assert isinstance(record.error, AdapterError)
    assert record.error.rule == "QUE-010"
    assert "secret" not in str(record.error)


def _will_not_close():
    try:
        yield Http("GET")
    except GeneratorExit:
        yield Http("GET")


def test_an_adapter_that_goes_on_after_it_was_closed_is_caught():
    class Stuck:
        async def exchange(self, request, deadline):
            await asyncio.sleep(5)

    record = talk(_will_not_close(), transport=Stuck(), deadline=0.02)

    assert isinstance(record.error, AdapterError)
    assert record.reached


def test_being_cancelled_closes_the_generator():
    closed = []

    def noting():
        try:
            yield Http("GET")
        finally:
            closed.append(True)

    async def run():
        box = Box("slow")
        box.delay = 5
        task = asyncio.create_task(converse(noting(), box, 10))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())

    assert closed == [True]


class Asking(Adapter):
    """Looks up by GET: 200 there, 404 not there, 410 cannot tell, 503 later."""

    name = "erp/asking"
    dedupe = "lookup"

    def deliver(self, parcel):
        yield Http("POST", body=parcel.body)
        return Receipt("created")

    def look_up(self, parcel):
        answer = yield Http("GET")
        if answer.status == 503:
            raise TryAgain("NET-102")
        return Receipt({200: "duplicate", 404: "deferred", 410: "unknown"}[answer.status])


class ByKey(Plain):
    name = "erp/bykey"
    dedupe = "key"


def hand(adapter, parcel, *answers):
    wire = ScriptedTransport(*answers)
    return asyncio.run(hand_over(adapter, parcel, wire, 1.0)), [type(one).__name__ + getattr(one, "method", "") for one in wire.asked]


def test_a_first_attempt_sends_at_once():
    record, asked = hand(Asking(), PARCEL, OK)

    assert (record.receipt.outcome, asked, record.unsettled) == ("created", ["HttpPOST"], False)


RESUMED = [
    # answers, outcome, asked, cannot tell
    ([Response(200, {}, b"")], "duplicate", ["HttpGET"], False),
    ([Response(404, {}, b""), OK], "created", ["HttpGET", "HttpPOST"], False),
    ([Response(410, {}, b"")], "unknown", ["HttpGET"], True),
    ([UNSENT], "unknown", ["HttpGET"], False),  # could not even ask: ask again later
    ([SENT], "unknown", ["HttpGET"], False),
]


@pytest.mark.parametrize("answers, outcome, asked, cannot_tell", RESUMED)
def test_after_an_unknown_outcome_it_asks_before_it_sends(answers, outcome, asked, cannot_tell):
    record, made = hand(Asking(), RESUMING, *answers)

    assert (record.receipt.outcome, made, record.cannot_tell) == (outcome, asked, cannot_tell)


def test_an_error_while_asking_leaves_the_earlier_attempt_open():
    record, asked = hand(Asking(), RESUMING, Response(503, {}, b""))

    assert (record.error.rule, record.reached, asked) == ("NET-102", True, ["HttpGET"])


def test_a_receiver_that_honours_the_key_is_simply_sent_it_again():
    record, asked = hand(ByKey(), RESUMING, OK)

    assert (record.receipt.outcome, asked, record.unsettled) == ("created", ["Send"], True)


def test_a_receiver_that_can_do_neither_is_left_to_a_person():
    record, asked = hand(Plain(), RESUMING)

    assert (record.receipt.outcome, record.cannot_tell, asked) == ("unknown", True, [])
