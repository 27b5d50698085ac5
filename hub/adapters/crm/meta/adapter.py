"""Meta Lead Ads: its webhook names leads by number only; each is fetched, with its form unless the hub has that already.

It reads nothing before the signature is right, and keeps the fetched bytes as they came. Example:
`Meta().collect(Notice("meta/lead/444", {"id": "444", "form": "777"}), known=set())` yields the request for lead 444 first.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from hub.adapters.base import Adapter, Http, Response
from hub.adapters.crm.answers import thing, unfit, unread, waiting
from hub.adapters.inbound import Call, Collected, Collecting, Fetched, Notice, Received, Rejected, signed
from hub.errors import Misconfigured

LEAD_FIELDS = (
    "id,created_time,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,form_id,field_data,is_organic,partner_name,"
    "platform,custom_disclaimer_responses"
)
FORM_FIELDS = "id,name,locale,status,created_time,questions,page,privacy_policy_url,follow_up_action_url,legal_content"
# Graph API error codes: the access token, too many calls, and an object that is not there (100 with subcode 33).
_TOKEN = frozenset(("102", "190"))
_TOO_MANY = frozenset(("4", "17", "32", "613", "80005"))
_TESTED = "<test lead: dummy data for"


class Meta(Adapter):
    """Leads of Meta's advertisements. It delivers nothing yet: statuses go back as conversion events."""

    name = "crm/meta"
    carries: ClassVar[Mapping[str, str]] = {}

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """The handshake of a subscription (`secret` is its verify token), or the leads that a signed notice names."""
        if call.method == "GET":
            return _handshake(call, secret)
        scheme, _, stated = call.headers.get("x-hub-signature-256", "").partition("=")
        if scheme != "sha256" or not signed(secret, call.body, stated):
            return Rejected("NET-113")
        body = thing(Response(200, {}, call.body))
        if body is None:
            return Rejected("NET-114", 400)
        return Received(tuple({notice.key: notice for notice in _named(body)}.values()))

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:
        """The lead, then its form where the hub does not have it; a form that cannot be had now does not keep the lead waiting."""
        answer = yield Http("GET", f"{quote(notice.names['id'], safe='')}?fields={LEAD_FIELDS}")
        lead, problem = _read(answer)
        if lead is None:
            return problem
        form_id = str(lead.get("form_id") or notice.names.get("form") or "")
        form_key = f"meta/form/{form_id}" if form_id else ""
        found = Fetched(notice.key, "json/meta-lead", answer.body, f"{notice.names['id']}.json", form=form_key, test=_is_test(lead))
        if not form_key or form_key in known:
            return Collected("fetched", (found,))
        answer = yield Http("GET", f"{quote(form_id, safe='')}?fields={FORM_FIELDS}")
        form, problem = _read(answer)
        if form is None and problem.outcome == "deferred":
            return problem  # labels would be missing for ever; the lead is fetched again with them
        forms = (Fetched(form_key, "json/meta-form", answer.body, f"form-{form_id}.json"),) if form is not None else ()
        return Collected("fetched", (*forms, found))


def _handshake(call: Call, secret: bytes) -> Received | Rejected:
    token = call.query.get("hub.verify_token", "").encode()
    if secret and call.query.get("hub.mode") == "subscribe" and hmac.compare_digest(token, secret):
        return Received(answer=call.query.get("hub.challenge", "").encode())
    return Rejected("NET-113", 403)


def _named(body: Mapping[str, Any]) -> Iterator[Notice]:
    """Every lead of a notice: entry[].changes[] with field leadgen. Other fields are none of our business."""
    for entry in _items(body.get("entry")):
        for change in _items(entry.get("changes")):
            value = change.get("value")
            if change.get("field") == "leadgen" and isinstance(value, dict) and isinstance(value.get("leadgen_id"), str):
                names = {"id": value["leadgen_id"]}
                for ours, theirs in (("form", "form_id"), ("page", "page_id")):
                    if isinstance(value.get(theirs), str):
                        names[ours] = value[theirs]
                yield Notice(f"meta/lead/{value['leadgen_id']}", names)


def _items(value: object) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _read(answer: Response) -> tuple[dict[str, Any] | None, Collected]:
    """The object that was asked for, or why there is none. Meta says what is wrong in the body, whatever the status."""
    found = thing(answer)
    error = found.get("error") if found is not None else None
    if isinstance(error, dict):
        code = str(error.get("code", ""))
        if code in _TOKEN:
            raise Misconfigured("NET-010", status=answer.status, reason=json.dumps(error.get("message", ""), ensure_ascii=False)[:200])
        if code in _TOO_MANY:
            return None, waiting(answer)
        if code == "100" and str(error.get("error_subcode", "")) == "33":
            return None, Collected("gone", rule="NET-110", reason=f"{answer.status} {code}/33")
    problem = unfit(answer)
    if problem is not None:
        return None, problem
    if found is None or error is not None or not isinstance(found.get("id"), str):
        return None, unread(answer)
    return found, Collected("fetched")


def _is_test(lead: Mapping[str, Any]) -> bool:
    """Meta's testing tool fills the fields with words of its own."""
    values = [value for pair in _items(lead.get("field_data")) for value in pair.get("values") or () if isinstance(value, str)]
    return any(value.startswith(_TESTED) for value in values)


ADAPTER = Meta
