"""HubSpot's CRM API: what is asked, and what an answer says. A batch may be done in part (207), and conflicts name the record that is there.

Decides only. Example: `upserted(Response(200, {}, b'{"status": "COMPLETE", "results": [{"id": "7", "new": true}]}'))` is `Record("7", True)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from hub.adapters.answers import content, refusal, retry_after, words
from hub.adapters.base import Http, Receipt, Response
from hub.errors import Misconfigured

KEY: Final = "tradepost_lead_id"  # a unique property of your own on contacts, companies and deals
OBJECTS: Final = "crm/v3/objects"
_JSON: Final = {"Content-Type": "application/json"}
_EXISTING: Final = re.compile(r"existing ID:? *([0-9]+)", re.IGNORECASE)
# Beside 429 and 5xx: 423 somebody else is writing, 477 the account is being moved.
_LATER: Final = frozenset({423, 477})
_RIGHTS: Final = frozenset({"INVALID_AUTHENTICATION", "EXPIRED_AUTHENTICATION", "MISSING_SCOPES", "BANNED"})
_BUSY: Final = frozenset({"RATE_LIMITS", "RATE_LIMIT"})
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Record:
    """A record of HubSpot, and whether this request made it."""

    id: str
    new: bool


class Conflict(Exception):
    """HubSpot has it already, as `id`."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.id = found


class Ended(Exception):
    """The attempt ends here, with this receipt."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.outcome)
        self.receipt = receipt


def upsert(kind: str, key: str, properties: Mapping[str, Any]) -> Http:
    """Make or update the one record of a lead: the property that names it is unique, so that the same twice is one."""
    one = {"idProperty": KEY, "id": key, "properties": {**properties, KEY: key}}
    return Http("POST", f"{OBJECTS}/{kind}/batch/upsert", _JSON, _dumped({"inputs": [one]}))


def associate(kind: str, one: str, other_kind: str, other: str, association: str) -> Http:
    """Tie two records; tied twice they are tied once."""
    return Http("PUT", f"{OBJECTS}/{kind}/{quote(one, safe='')}/associations/{other_kind}/{quote(other, safe='')}/{association}")


def search(kind: str, changed: str, properties: tuple[str, ...], since: int, after: int, limit: int) -> Http:
    """The leads' own records that were changed at this millisecond or later, oldest first."""
    filters = [{"propertyName": KEY, "operator": "HAS_PROPERTY"}, {"propertyName": changed, "operator": "GTE", "value": str(since)}]
    asked = {"filterGroups": [{"filters": filters}], "sorts": [changed], "properties": list(properties), "limit": limit, "after": after}
    return Http("POST", f"{OBJECTS}/{kind}/search", _JSON, _dumped(asked))


def upserted(answer: Response) -> Record:
    """The record of an upsert. Raises Conflict, or Ended where it was not done."""
    settled(answer)
    body = content(answer)
    found = body.get("results") if isinstance(body, dict) else None
    for one in found if isinstance(found, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            return Record(one["id"], one.get("new") is True)
    raise Ended(Receipt("unknown", rule="NET-112", reason=words(answer)))


def settled(answer: Response) -> None:
    """That a request was done, all of it. Raises Conflict, Ended or Misconfigured by what the body says, else by the status."""
    body = content(answer)
    for error in _errors(answer, body if isinstance(body, dict) else {}):
        _raise(answer, error)
    if answer.status in _LATER:
        raise Ended(Receipt("deferred", rule="NET-102", reason=words(answer), after=retry_after(answer)))
    told = refusal(answer)
    if told is not None:
        raise Ended(told)


def _errors(answer: Response, body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the body says went wrong: of a whole request (an Error), or of parts of a batch (207)."""
    if answer.status >= 400 and isinstance(body.get("category"), str):
        yield body
    parts = body.get("errors") if answer.status == 207 else None
    yield from (one for one in parts if isinstance(one, dict)) if isinstance(parts, list) else ()


def _raise(answer: Response, error: Mapping[str, Any]) -> None:
    category, reason = str(error.get("category", "")), _reason(error)
    if category == "CONFLICT" and (found := _EXISTING.search(reason)) is not None:
        raise Conflict(found[1])
    if category in _RIGHTS:
        raise Misconfigured("NET-010", status=answer.status, reason=reason)
    if category in _BUSY or answer.status == 429:
        raise Ended(Receipt("deferred", rule="NET-102", reason=reason, after=retry_after(answer)))
    if answer.status == 207 or category in ("VALIDATION_ERROR", "CONFLICT", "OBJECT_NOT_FOUND"):
        raise Ended(Receipt("rejected", rule="NET-101", reason=reason))


def _reason(error: Mapping[str, Any]) -> str:
    """HubSpot's message, then each detail with the property that it is about."""
    details = error.get("errors")
    told = [str(error.get("message", ""))]
    for one in details if isinstance(details, list) else ():
        if isinstance(one, dict):
            place = one.get("in") or one.get("code") or ""
            told.append(f"{place}: {one.get('message', '')}" if place else str(one.get("message", "")))
    return "; ".join(part for part in dict.fromkeys(told) if part)[:_LONGEST]


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
