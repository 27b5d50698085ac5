"""Meta: a signed notice, then a conversation that fetches the lead and, where it is new, the form."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Response, WireError
from hub.adapters.crm.meta.adapter import Meta
from hub.adapters.inbound import Call, Notice, Received, Rejected, fetch
from hub.errors import Misconfigured
from hub.testing.adapters import NONSENSE, ReceiveKit

SECRET = b"app secret"
NOTICE = Notice("meta/lead/444", {"id": "444", "form": "777"})
LEAD = {
    "id": "444",
    "created_time": "2026-11-22T02:05:30+0000",
    "form_id": "777",
    "field_data": [{"name": "quantity", "values": ["1000 米以上"]}],
}
FORM = {"id": "777", "name": "样册", "questions": [{"id": "11", "key": "quantity", "label": "每年采购多少米？", "type": "CUSTOM"}]}


def webhook(*leads):
    changes = [{"field": "leadgen", "value": {"leadgen_id": lead, "form_id": "777", "page_id": "9", "created_time": 1}} for lead in leads]
    return json.dumps({"object": "page", "entry": [{"id": "9", "changes": changes}]}).encode()


def call(body, secret=SECRET, **headers):
    stated = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    return Call("POST", {"x-hub-signature-256": stated, **headers}, body)


def answering(*answers):
    """A peer that gives these answers in turn, and the requests that it was asked."""
    asked = []

    def peer(request, number):
        asked.append(request.path.partition("?")[0])
        answer = answers[number]
        return answer if isinstance(answer, Response | WireError) else Response(200, {}, json.dumps(answer, ensure_ascii=False).encode())

    return peer, asked


# ── the call ──


class TestCalls(ReceiveKit):
    adapter = Meta()
    proof = ("x-hub-signature-256",)
    handshake = (
        Call("GET", {}, query={"hub.mode": "subscribe", "hub.verify_token": ReceiveKit.secret.decode(), "hub.challenge": "1158201444"}),
        b"1158201444",
    )

    def call(self, secret, at=0):
        return self.signed(webhook("444", "445", "444"), secret)

    def signed(self, body, secret):
        return call(body, secret)


def test_a_signed_notice_names_each_lead_once():
    found = Meta().receive(call(webhook("444", "445", "444")), SECRET)

    assert [notice.key for notice in found.notices] == ["meta/lead/444", "meta/lead/445"]
    assert found.notices[0].names == {"id": "444", "form": "777", "page": "9"}


@pytest.mark.parametrize(
    "wrong",
    [
        call(webhook("444"), b"another secret"),
        Call("POST", {}, webhook("444")),
        Call("POST", {"x-hub-signature-256": "sha1=00"}, webhook("444")),
        Call("POST", call(webhook("444")).headers, webhook("444").replace(b"444", b"445")),
    ],
)
def test_a_call_with_a_wrong_signature_is_turned_away(wrong):
    assert Meta().receive(wrong, SECRET) == Rejected("NET-113")


def test_a_subscription_is_answered_with_its_challenge():
    query = {"hub.mode": "subscribe", "hub.verify_token": "app secret", "hub.challenge": "1158201444"}

    assert Meta().receive(Call("GET", {}, query=query), SECRET) == Received(answer=b"1158201444")
    assert Meta().receive(Call("GET", {}, query={**query, "hub.verify_token": "x"}), SECRET) == Rejected("NET-113", 403)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["entry", "changes", "value", "field", "leadgen_id", "x"]), inner)
    ),
)


@given(JSON | st.just({"entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": 7}}]}]}))
def test_whatever_a_signed_call_says_is_received_or_turned_away(value):
    found = Meta().receive(call(json.dumps(value).encode()), SECRET)

    assert isinstance(found, Received | Rejected)


# ── the conversation ──


def test_a_new_form_is_fetched_and_stands_before_its_lead():
    peer, asked = answering(LEAD, FORM)
    found = fetch(Meta().collect(NOTICE, known=set()), peer)

    assert asked == ["444", "777"]
    assert [(parcel.key, parcel.message, parcel.form) for parcel in found.parcels] == [
        ("meta/form/777", "json/meta-form", ""),
        ("meta/lead/444", "json/meta-lead", "meta/form/777"),
    ]
    assert found.parcels[1].body == json.dumps(LEAD, ensure_ascii=False).encode()


def test_a_form_that_the_hub_has_is_not_fetched_again():
    peer, asked = answering(LEAD)
    found = fetch(Meta().collect(NOTICE, known={"meta/form/777"}), peer)

    assert asked == ["444"]
    assert [parcel.key for parcel in found.parcels] == ["meta/lead/444"]


def test_a_changed_form_is_another_form():
    peer, asked = answering({**LEAD, "form_id": "778"}, {**FORM, "id": "778"})
    fetch(Meta().collect(NOTICE, known={"meta/form/777"}), peer)

    assert asked == ["444", "778"]


GONE = {"error": {"message": "Unsupported get request", "type": "GraphMethodException", "code": 100, "error_subcode": 33}}
LIMIT = {"error": {"message": "Application request limit reached", "code": 4}}


@pytest.mark.parametrize(
    ("answer", "outcome", "after"),
    [
        (Response(404, {}, b""), "gone", None),
        (Response(400, {}, json.dumps(GONE).encode()), "gone", None),
        (Response(429, {"retry-after": "60"}, b""), "deferred", 60.0),
        (Response(400, {"retry-after": "30"}, json.dumps(LIMIT).encode()), "deferred", 30.0),
        (Response(200, {}, json.dumps(LIMIT).encode()), "deferred", None),
        (WireError("cut", sent=True), "deferred", None),
        (Response(200, {}, b"{"), "deferred", None),
    ],
)
def test_a_lead_that_cannot_be_had_says_what_to_do_next(answer, outcome, after):
    peer, asked = answering(answer)
    found = fetch(Meta().collect(NOTICE, known=set()), peer)

    assert (found.outcome, found.after, found.parcels, asked) == (outcome, after, (), ["444"])


def test_an_expired_token_is_for_the_operator():
    peer, _ = answering(Response(400, {}, b'{"error": {"code": 190, "message": "Session has expired"}}'))
    with pytest.raises(Misconfigured):
        fetch(Meta().collect(NOTICE, known=set()), peer)


@pytest.mark.parametrize(("answer", "parcels"), [(Response(404, {}, b""), 1), (Response(429, {}, b""), 0), (Response(400, {}, b""), 1)])
def test_a_form_that_is_gone_keeps_no_lead_waiting_and_one_that_asks_to_wait_does(answer, parcels):
    peer, _ = answering(LEAD, answer)

    assert len(fetch(Meta().collect(NOTICE, known=set()), peer).parcels) == parcels


def test_a_lead_of_the_testing_tool_is_a_test():
    tested = {**LEAD, "field_data": [{"name": "email", "values": ["<test lead: dummy data for email>"]}]}
    peer, _ = answering(tested)

    assert fetch(Meta().collect(NOTICE, known={"meta/form/777"}), peer).parcels[0].test


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("at", [0, 1])
def test_nonsense_at_any_point_ends_in_an_outcome_or_an_error_of_ours(nonsense, at):
    answers = [LEAD, FORM]
    answers[at] = nonsense
    peer, _ = answering(*answers)
    try:
        assert fetch(Meta().collect(NOTICE, known=set()), peer).outcome in ("fetched", "gone", "deferred", "refused")
    except Misconfigured:
        assert nonsense.status in (302, 401)
