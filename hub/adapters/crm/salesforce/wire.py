"""Salesforce's REST API: what is asked, and what an answer says. Errors are a list with codes of their own, beside the status of HTTP.

Decides only. Example: `taken(Response(204, {}, b""), "L-1")` is a lead that was updated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from hub.adapters.answers import content, refusal, retry_after, words
from hub.adapters.base import Http, Receipt, Response
from hub.errors import Misconfigured

KEY: Final = "TradepostLeadId__c"
SEVERAL: Final = 300  # more than one record has this external id
_WAITS: Final = frozenset({"REQUEST_LIMIT_EXCEEDED", "UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT"})
_RIGHTS: Final = frozenset(
    {"INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "INSUFFICIENT_ACCESS"}
)
_DUPLICATE: Final = "DUPLICATES_DETECTED"
_LONGEST: Final = 500
_DEEPEST: Final = 12


class Ended(Exception):
    """The attempt ends here, with this receipt."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.outcome)
        self.receipt = receipt


def named(key: str) -> str:
    """The record of a lead, by its external id."""
    return f"{KEY}/{quote(key, safe='')}"


def upsert(key: str, values: Mapping[str, Any]) -> Http:
    """Make or update the lead: the same twice is one. The external id stands in the address and must not stand in the body."""
    body = json.dumps({name: value for name, value in values.items() if name != KEY}, ensure_ascii=False, separators=(",", ":"))
    return Http("PATCH", f"sobjects/Lead/{named(key)}", {"Content-Type": "application/json"}, body.encode())


def query(soql: str) -> Http:
    """Rows of a query."""
    return Http("GET", f"query?q={quote(soql, safe='')}")


def taken(answer: Response, key: str) -> Receipt:
    """How an upsert ended: 201 made, 200 or 204 updated. Raises Ended and Misconfigured."""
    settled(answer, key)
    if answer.status == 204:
        return Receipt("updated", named(key))
    body = content(answer)
    if not isinstance(body, dict) or body.get("success") is not True or not isinstance(body.get("id"), str):
        raise Ended(Receipt("unknown", rule="NET-112", reason=words(answer)))
    return Receipt("created" if answer.status == 201 else "updated", body["id"])


def settled(answer: Response, key: str = "") -> None:
    """That a request was done. Raises Ended, or Misconfigured where the operator has to act."""
    if answer.status == SEVERAL:
        found = content(answer)
        count = len(found) if isinstance(found, list) else 2
        raise Misconfigured("ADP-002", system="Salesforce", what=KEY, value=key, count=count, place="/id")
    for error in _errors(answer) if answer.status >= 400 else ():
        _raise(answer, error)
    told = refusal(answer)
    if told is not None:
        raise Ended(told)


def _errors(answer: Response) -> Iterator[Mapping[str, Any]]:
    body = content(answer)
    return (one for one in body if isinstance(one, dict) and isinstance(one.get("errorCode"), str)) if isinstance(body, list) else iter(())


def _raise(answer: Response, error: Mapping[str, Any]) -> None:
    code, reason = str(error["errorCode"]), _reason(error)
    if code.startswith(tuple(_RIGHTS)):
        raise Misconfigured("NET-010", status=answer.status, reason=reason)
    if code in _WAITS:
        raise Ended(Receipt("deferred", rule="NET-102", reason=reason, after=retry_after(answer)))
    if code == _DUPLICATE:
        raise Ended(Receipt("duplicate", next(_ids(error), ""), rule="NET-101", reason=reason))
    if answer.status == 400:
        raise Ended(Receipt("rejected", rule="NET-101", reason=reason))


def _reason(error: Mapping[str, Any]) -> str:
    """The fields that an error is about, and what is said of them."""
    fields = error.get("fields")
    about = ", ".join(str(field) for field in fields) if isinstance(fields, list) and fields else str(error["errorCode"])
    return f"{about}: {error.get('message', '')}"[:_LONGEST]


def _ids(value: Any, depth: int = 0) -> Iterator[str]:
    """The ids of records that an error names, wherever a duplicate rule puts them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if isinstance(value.get("Id"), str):
            yield value["Id"]
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from _ids(one, depth + 1)
