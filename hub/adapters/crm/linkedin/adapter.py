"""LinkedIn lead sync: its notices name a response by URN; the response is fetched, and the form in the very version that was shown.

It reads nothing before the signature is right. A new version of a form has a key of its own, so that old answers keep the old words.
Example: `form_of("urn:li:versionedLeadGenForm:(urn:li:leadGenForm:3162,2)")` is `("3162", "2")`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from hub.adapters.base import Adapter, Http, Response
from hub.adapters.crm.answers import thing, unfit, unread
from hub.adapters.inbound import Call, Collected, Collecting, Fetched, Notice, Received, Rejected, signed

_VERSIONED = re.compile(r"urn:li:versionedLeadGenForm:\(urn:li:leadGenForm:([0-9]+),([0-9]+)\)")
# Anything else would let a stranger have us sign a body of theirs.
_CHALLENGE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_RESPONSE = re.compile(r"urn:li:leadGenFormResponse:([\w-]{1,200})")


class LinkedIn(Adapter):
    """Leads of LinkedIn's forms. It delivers nothing yet: statuses go back as conversion events."""

    name = "crm/linkedin"
    carries: ClassVar[Mapping[str, str]] = {}

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """The challenge of a subscription, answered with its HMAC, or the response that a signed notice names."""
        if call.method == "GET":
            challenge = call.query.get("challengeCode", "")
            if not secret or _CHALLENGE.fullmatch(challenge) is None:
                return Rejected("NET-114", 400)
            proof = hmac.new(secret, challenge.encode(), hashlib.sha256).hexdigest()
            return Received(answer=json.dumps({"challengeCode": challenge, "challengeResponse": proof}).encode())
        stated = call.headers.get("x-li-signature", "")
        if not signed(secret, b"hmacsha256=" + call.body, stated.removeprefix("hmacsha256=")):
            return Rejected("NET-113")
        body = thing(Response(200, {}, call.body))
        if body is None:
            return Rejected("NET-114", 400)
        named = _RESPONSE.fullmatch(str(body.get("leadGenFormResponse", "")))
        if named is None or body.get("leadAction") == "DELETED":
            return Received()
        return Received((Notice(f"linkedin/lead/{named[1]}", {"id": named[1]}),))

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:
        """The response, then its form where the hub does not have that version."""
        answer = yield Http("GET", f"leadFormResponses/{quote(notice.names['id'], safe='')}")
        lead, problem = _read(answer)
        if lead is None:
            return problem
        urn = str(lead.get("versionedLeadGenFormUrn", ""))
        form = form_of(urn)
        form_key = f"linkedin/form/{urn}" if form is not None else ""
        found = Fetched(
            notice.key, "json/linkedin-lead", answer.body, f"{notice.names['id']}.json", form=form_key, test=lead.get("testLead") is True
        )
        if form is None or form_key in known:
            return Collected("fetched", (found,))
        answer = yield Http("GET", f"leadForms/{form[0]}?versionId={form[1]}")
        described, problem = _read(answer)
        if described is None and problem.outcome == "deferred":
            return problem
        forms = (Fetched(form_key, "json/linkedin-form", answer.body, f"form-{form[0]}-{form[1]}.json"),) if described is not None else ()
        return Collected("fetched", (*forms, found))


def form_of(urn: str) -> tuple[str, str] | None:
    """Number and version of a form."""
    found = _VERSIONED.fullmatch(urn)
    return (found[1], found[2]) if found is not None else None


def _read(answer: Response) -> tuple[dict[str, Any] | None, Collected]:
    problem = unfit(answer)
    if problem is not None:
        return None, problem
    found = thing(answer)
    if found is None or not isinstance(found.get("id"), str):
        return None, unread(answer)
    return found, Collected("fetched")


ADAPTER = LinkedIn
