"""LinkedIn: a signed notice, then a conversation that fetches the response and the version of the form that was shown."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from hub.adapters.base import Response, WireError
from hub.adapters.crm.linkedin.adapter import LinkedIn, form_of
from hub.adapters.inbound import Call, Notice, Received, Rejected, fetch
from hub.errors import Misconfigured
from hub.testing.adapters import NONSENSE, ReceiveKit

SECRET = b"client secret"
NOTICE = Notice("linkedin/lead/ab-1", {"id": "ab-1"})


def urn(version):
    return f"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:3162,{version})"


def lead(version=1, **more):
    return {"id": "ab-1", "submittedAt": 1795312730250, "versionedLeadGenFormUrn": urn(version), "formResponse": {"answers": []}, **more}


def call(body, secret=SECRET):
    return Call("POST", {"x-li-signature": "hmacsha256=" + hmac.new(secret, b"hmacsha256=" + body, hashlib.sha256).hexdigest()}, body)


def collected(known, *answers):
    asked = []

    def peer(request, number):
        asked.append(request.path)
        answer = answers[number]
        return answer if isinstance(answer, Response | WireError) else Response(200, {}, json.dumps(answer).encode())

    return fetch(LinkedIn().collect(NOTICE, known), peer), asked


CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"


class TestCalls(ReceiveKit):
    adapter = LinkedIn()
    proof = ("x-li-signature",)
    handshake = (Call("GET", {}, query={"challengeCode": CODE}), CODE.encode())

    def call(self, secret, at=0):
        return self.signed(b'{"leadAction": "CREATED", "leadGenFormResponse": "urn:li:leadGenFormResponse:ab-1"}', secret)

    def signed(self, body, secret):
        return call(body, secret)


def test_a_signed_notice_names_the_response():
    body = json.dumps({"type": "LEAD_ACTION", "leadAction": "CREATED", "leadGenFormResponse": "urn:li:leadGenFormResponse:ab-1"}).encode()

    assert LinkedIn().receive(call(body), SECRET) == Received((NOTICE,))
    assert LinkedIn().receive(call(body, b"another"), SECRET) == Rejected("NET-113")
    assert LinkedIn().receive(call(b"[]"), SECRET) == Rejected("NET-114", 400)
    assert LinkedIn().receive(call(body.replace(b"CREATED", b"DELETED")), SECRET) == Received()


def test_a_challenge_is_answered_with_its_proof():
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    found = json.loads(LinkedIn().receive(Call("GET", {}, query={"challengeCode": code}), SECRET).answer)

    assert found == {"challengeCode": code, "challengeResponse": hmac.new(SECRET, code.encode(), hashlib.sha256).hexdigest()}


@pytest.mark.parametrize("code", ["", "hmacsha256={}", "890e4665-4dfe-4ab1-b689-ed553bceeed0\n"])
def test_nothing_but_a_challenge_is_signed_for_a_stranger(code):
    assert LinkedIn().receive(Call("GET", {}, query={"challengeCode": code}), SECRET) == Rejected("NET-114", 400)


@pytest.mark.parametrize(("known", "paths"), [((), 2), ((f"linkedin/form/{urn(1)}",), 1), ((f"linkedin/form/{urn(2)}",), 2)])
def test_only_the_version_that_was_shown_explains_a_lead(known, paths):
    found, asked = collected(known, lead(1), {"id": 3162, "versionId": 1})

    assert asked == ["leadFormResponses/ab-1", "leadForms/3162?versionId=1"][:paths]
    assert [parcel.key for parcel in found.parcels][-1] == "linkedin/lead/ab-1"
    assert found.parcels[-1].form == f"linkedin/form/{urn(1)}"


def test_a_test_lead_is_marked():
    found, _ = collected((f"linkedin/form/{urn(1)}",), lead(testLead=True))

    assert found.parcels[0].test


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(Response(404, {}, b""), "gone"), (Response(429, {"retry-after": "5"}, b""), "deferred"), (WireError("cut", sent=False), "deferred")],
)
def test_a_response_that_cannot_be_had_says_what_to_do_next(answer, outcome):
    assert collected((), answer)[0].outcome == outcome


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("at", [0, 1])
def test_nonsense_at_any_point_ends_in_an_outcome_or_an_error_of_ours(nonsense, at):
    answers = [lead(), {"id": 3162}]
    answers[at] = nonsense
    try:
        assert collected((), *answers)[0].outcome in ("fetched", "gone", "deferred", "refused")
    except Misconfigured:
        assert nonsense.status in (302, 401)


@pytest.mark.parametrize(("text", "expected"), [(urn(2), ("3162", "2")), ("urn:li:leadGenForm:3162", None), ("", None)])
def test_a_versioned_urn_is_number_and_version(text, expected):
    assert form_of(text) == expected
