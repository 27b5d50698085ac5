"""HubSpot: a lead becomes a contact, a company and a deal under one unique property, tied together; their stages come back as statuses.

Every write is an upsert or a tie, so that the same twice is once. Example: `adapter: crm/hubspot`, delivered `as: json/hubspot-lead`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Conversation, Evidence, Http, Parcel, Probe, Probing, Receipt, Request, Response, WireError
from hub.adapters.conversation import lost
from hub.adapters.crm.answers import thing, unfit, unread
from hub.adapters.crm.hubspot.calls import received
from hub.adapters.crm.hubspot.settings import HubspotSettings
from hub.adapters.crm.hubspot.wire import KEY, OBJECTS, Conflict, Ended, associate, search, settled, upsert, upserted
from hub.adapters.inbound import Call, Collected, Collecting, Fetched, Notice, Page, Polling, Received, Rejected
from hub.errors import Misconfigured

OVERLAP: Final = 120_000  # milliseconds; its search sees a change some seconds late
MOST: Final = 100  # rows of one search
# For each kind: its plural, the property that says when it changed, the message, and what that message is made of.
KINDS: Final[Mapping[str, tuple[str, str, str, tuple[str, ...]]]] = {
    "deal": (
        "deals", "hs_lastmodifieddate", "json/hubspot-deal-status",
        (KEY, "tradepost_source_lead_id", "dealstage", "amount", "deal_currency_code", "closed_lost_reason", "hs_object_id"),
    ),
    "contact": (
        "contacts", "lastmodifieddate", "json/hubspot-lead-status",
        (KEY, "tradepost_source_lead_id", "hs_lead_status", "num_contacted_notes", "tradepost_comment"),
    ),
}  # fmt: skip
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WHOLE: Final = "tradepost_document"
_FOUND: Final = 2


class Hubspot(Adapter):
    """One HubSpot account."""

    name = "crm/hubspot"
    settings_model: ClassVar[type[BaseModel]] = HubspotSettings
    carries: ClassVar[Mapping[str, str]] = {"lead/1": "create", "lead_status/1": "poll"}
    speaks: ClassVar[Mapping[str, str]] = {"lead/1": "json/hubspot-lead", "lead_status/1": "json/hubspot-deal-status"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "upsert"
    evidence: ClassVar[Evidence] = "vendor contract"
    tried: ClassVar[str] = (
        "requests and answers against the published contract of its CRM API, upserts against that of its leads; signatures against its own client"
    )
    streams: ClassVar[tuple[str, ...]] = tuple(KINDS)

    @property
    def _settings(self) -> HubspotSettings:
        assert isinstance(self.settings, HubspotSettings)
        return self.settings

    def deliver(self, parcel: Parcel) -> Conversation:
        """Contact, company, deal, and what ties them."""
        mapped: dict[str, Any] = json.loads(parcel.body, parse_float=str)
        key = mapped["contact"]["properties"][KEY]
        try:
            return (yield from self._delivered(parcel, mapped, key))
        except WireError as problem:
            return lost(problem)
        except Conflict as found:
            return Receipt("duplicate", found.id)
        except Ended as end:
            return end.receipt

    def _delivered(self, parcel: Parcel, mapped: Mapping[str, Any], key: str) -> Conversation:
        contact, known = yield from self._person(key, mapped["contact"]["properties"])
        company = yield from self._company(key, mapped)
        told = {_WHOLE: _whole(parcel)} if known and parcel.document is not None else {}
        deal = upserted((yield upsert("deals", key, {**mapped.get("deal", {}).get("properties", {}), **told})))
        for tie in _ties(deal.id, contact, company):
            settled((yield tie))
        return Receipt("merged" if known else "created" if deal.new else "updated", deal.id)

    def _person(self, key: str, properties: Mapping[str, Any]) -> Generator[Request, Response, tuple[str, bool]]:
        """The contact, and whether HubSpot had it under the same e-mail; what it says of that person is then left alone."""
        try:
            return upserted((yield upsert("contacts", key, properties))).id, False
        except Conflict as found:
            if self._settings.known == "duplicate":
                raise
            return found.id, True

    def _company(self, key: str, mapped: Mapping[str, Any]) -> Generator[Request, Response, str]:
        """The company of the lead, "" where it names none."""
        properties = mapped.get("company", {}).get("properties", {})
        if not properties or not self._settings.company:
            return ""
        try:
            return upserted((yield upsert("companies", key, properties))).id
        except Conflict as found:
            return found.id

    def probe(self) -> Probing:
        """Whether it lets us in, and has the unique property that everything hangs on."""
        answer = Response(0, {}, b"")
        for kind in ("contacts", "companies", "deals"):
            try:
                answer = yield Http("GET", f"crm/v3/properties/{kind}/{KEY}")
                settled(answer)
            except WireError as problem:
                return Probe("unreachable", rule="NET-103", reason=problem.reason)
            except Misconfigured as problem:
                return Probe("refused", rule=problem.rule, reason=str(problem.params.get("reason", "")))
            except Conflict:
                return Probe("unreachable", rule="NET-112", reason=kind)
            except Ended as end:
                return _unready(end.receipt, kind)
            found = thing(answer)
            if found is None or found.get("name") != KEY:
                return Probe("unreachable", rule="NET-112", reason=f"{kind}: {KEY}")
            if found.get("hasUniqueValue") is not True:
                return Probe("refused", rule="NET-119", reason=f"{kind}: {KEY}")
        return Probe("ready", clock=answer.headers.get("date", ""))

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """The records that a signed call names; each is fetched, since a call may be old when it comes."""
        return received(call, secret)

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:  # noqa: ARG002  # it has no forms
        """The record as it is now. One that no lead of ours made is left where it is."""
        kind = notice.names["kind"]
        plural, _, _, properties = KINDS[kind]
        answer = yield Http("GET", f"{OBJECTS}/{plural}/{notice.names['id']}?properties={','.join(properties)}")
        problem = unfit(answer)
        if problem is not None:
            return problem
        found = thing(answer)
        if found is None or not isinstance(found.get("properties"), dict) or not isinstance(found.get("id"), str):
            return unread(answer)
        one = _fetched(kind, found, answer.body)
        return Collected("fetched", (one,) if one is not None else ())

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        """The deals or contacts of leads that changed, the oldest first."""
        plural, changed, _, properties = KINDS[stream]
        since, after = _read(cursor)
        limit = min(limit, MOST)
        answer = yield search(plural, changed, properties, since, after, limit)
        problem = unfit(answer)
        if problem is not None:
            return problem
        found = thing(answer)
        rows = found.get("results") if found is not None else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("updatedAt"), str) for row in rows):
            return unread(answer)
        parcels = (_fetched(stream, row, _dumped(row)) for row in rows)
        return Page(tuple(one for one in parcels if one is not None), _cursor(rows, since, after, limit), len(rows) >= limit)


def _ties(deal: str, contact: str, company: str) -> list[Http]:
    ties = [associate("deals", deal, "contacts", contact, "deal_to_contact")]
    if company:
        ties.append(associate("deals", deal, "companies", company, "deal_to_company"))
        ties.append(associate("contacts", contact, "companies", company, "contact_to_company"))
    return ties


def _whole(parcel: Parcel) -> str:
    """The lead as it is: what it says of a person whose record is left alone stands at the deal."""
    return json.dumps(parcel.document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _unready(receipt: Receipt, kind: str) -> Probe:
    if receipt.outcome == "rejected":
        return Probe("refused", rule="NET-119", reason=f"{kind}: {KEY} ({receipt.reason})")
    return Probe("unreachable", rule=receipt.rule, reason=receipt.reason)


def _fetched(kind: str, found: Mapping[str, Any], body: bytes) -> Fetched | None:
    """A record as a message; None where it has no lead, or nothing to say of it."""
    _, _, message, properties = KINDS[kind]
    held = found["properties"] if isinstance(found.get("properties"), dict) else {}
    if not held.get(KEY) or not held.get(properties[_FOUND]):
        return None
    return Fetched(f"hubspot/{kind}/{found['id']}", message, body, f"{kind}-{found['id']}.json", version=str(found.get("updatedAt", "")))


def _cursor(rows: list[dict[str, Any]], since: int, after: int, limit: int) -> str:
    if not rows:
        return f"{since} {after}"
    last = (datetime.fromisoformat(rows[-1]["updatedAt"]) - _EPOCH) // timedelta(milliseconds=1)
    if len(rows) < limit:
        return f"{max(0, last - OVERLAP)} 0"
    return f"{last} 0" if last != since else f"{since} {after + len(rows)}"


def _read(cursor: str) -> tuple[int, int]:
    since, _, after = cursor.partition(" ")
    return (int(since), int(after)) if cursor else (0, 0)


def _dumped(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


ADAPTER = Hubspot
