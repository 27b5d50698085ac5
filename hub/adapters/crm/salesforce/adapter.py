"""Salesforce: a lead is made or updated under an external id, so that the same twice is one; its status is asked for.

Example: `adapter: crm/salesforce`, delivered `as: json/salesforce-lead`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Literal

from hub.adapters.answers import words
from hub.adapters.base import Adapter, Conversation, Evidence, Http, Parcel, Probe, Probing, WireError
from hub.adapters.conversation import lost
from hub.adapters.crm.answers import thing, unread
from hub.adapters.crm.salesforce.wire import KEY, Ended, query, settled, taken, upsert
from hub.adapters.inbound import Collected, Fetched, Page, Polling
from hub.errors import Misconfigured

FIELDS: Final = (
    "Id", KEY, "TradepostSourceLeadId__c", "Status", "LastModifiedDate", "SystemModstamp", "ConvertedOpportunityId", "TradepostReason__c",
    "TradepostDuplicateOf__c", "Rating",
)  # fmt: skip
OVERLAP: Final = timedelta(minutes=2)
_FIRST: Final = "000000000000000000"  # before every id
_LISTS: Final = ("Status", "LeadSource", "Rating")


class Salesforce(Adapter):
    """One organisation of Salesforce. The address names the version of its API: `…/services/data/v61.0/`."""

    name = "crm/salesforce"
    carries: ClassVar[Mapping[str, str]] = {"lead/1": "create", "lead_status/1": "poll"}
    speaks: ClassVar[Mapping[str, str]] = {"lead/1": "json/salesforce-lead", "lead_status/1": "json/salesforce-lead-status"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "upsert"
    evidence: ClassVar[Evidence] = "wire format"
    tried: ClassVar[str] = "a fake server that was built from its documentation, which the client simple-salesforce from PyPI works too"
    streams: ClassVar[tuple[str, ...]] = ("lead",)

    def deliver(self, parcel: Parcel) -> Conversation:
        """One request."""
        values: dict[str, Any] = json.loads(parcel.body, parse_float=str)
        key = str(values[KEY])
        try:
            return taken((yield upsert(key, values)), key)
        except WireError as problem:
            return lost(problem)
        except Ended as end:
            return end.receipt

    def probe(self) -> Probing:
        """Whether it lets us in and has the external id that everything hangs on; its pick lists."""
        try:
            answer = yield Http("GET", "sobjects/Lead/describe")
            settled(answer)
        except WireError as problem:
            return Probe("unreachable", rule="NET-103", reason=problem.reason)
        except Misconfigured as problem:
            return Probe("refused", rule=problem.rule, reason=str(problem.params.get("reason", "")))
        except Ended as end:
            return Probe("unreachable", rule=end.receipt.rule or "NET-112", reason=end.receipt.reason)
        found = thing(answer)
        fields = _fields(found) if found is not None else {}
        if not fields:
            return Probe("unreachable", rule="NET-112", reason=words(answer))
        if not all(fields.get(KEY, {}).get(name) is True for name in ("externalId", "unique")):
            return Probe("refused", rule="NET-119", reason=f"Lead: {KEY}")
        return Probe("ready", clock=answer.headers.get("date", ""), values={name: _picks(fields.get(name, {})) for name in _LISTS})

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:  # noqa: ARG002  # there is one
        """Leads of ours that changed, the oldest first; of the same second by their ids."""
        after, number = cursor.split() if cursor else ("", _FIRST)
        changed = f" AND (SystemModstamp > {after} OR (SystemModstamp = {after} AND Id > '{number}'))" if after else ""
        soql = f"SELECT {','.join(FIELDS)} FROM Lead WHERE {KEY} != null{changed} ORDER BY SystemModstamp, Id LIMIT {limit}"  # noqa: S608  # no SQL, and no text of others
        answer = yield query(soql)
        try:
            settled(answer)
        except Ended as end:
            told = end.receipt
            return Collected("refused" if told.outcome == "rejected" else "deferred", rule=told.rule, reason=told.reason, after=told.after)
        found = thing(answer)
        rows = found.get("records") if found is not None else None
        if not isinstance(rows, list) or not all(_whole(row) for row in rows):
            return unread(answer)
        return Page(tuple(_fetched(row) for row in rows if row.get("Status")), _cursor(rows, cursor, limit), len(rows) >= limit)


def _whole(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in ("Id", "SystemModstamp", KEY))


def _fetched(row: Mapping[str, Any]) -> Fetched:
    held = {name: value for name, value in row.items() if name != "attributes" and value is not None}
    body = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    return Fetched(
        f"salesforce/lead/{row['Id']}", "json/salesforce-lead-status", body, f"lead-{row['Id']}.json", version=row["SystemModstamp"]
    )


def _cursor(rows: list[dict[str, Any]], cursor: str, limit: int) -> str:
    if not rows:
        return cursor
    last = datetime.fromisoformat(rows[-1]["SystemModstamp"])
    if len(rows) < limit:
        return f"{_written(last - OVERLAP)} {_FIRST}"
    return f"{_written(last)} {rows[-1]['Id']}"


def _written(moment: datetime) -> str:
    """As SOQL has it, without quotes."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _fields(found: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    fields = found.get("fields")
    return {str(one.get("name")): one for one in fields if isinstance(one, dict)} if isinstance(fields, list) else {}


def _picks(field: Mapping[str, Any]) -> list[str]:
    values = field.get("picklistValues")
    return [str(one["value"]) for one in values if isinstance(one, dict) and one.get("active") is True] if isinstance(values, list) else []


ADAPTER = Salesforce
