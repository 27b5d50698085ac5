"""Every refusal as RFC 9457 problem details: one rule of the catalogue, in words, in the reader's language.

It never says what is inside: unknown failures are HUB-001 with the id of the request. What belongs to others is not told from what is absent.
Example: `raise Refused("API-004")` becomes 404 with `{"type": "/problems/API-004", ...}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hub.catalogue import Language, explain
from hub.errors import HubError, Misconfigured, Refused, TryAgain
from hub.model.location import Finding
from hub.pipeline.record import finding_json

MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final[Mapping[str, int]] = {
    "API-001": 401, "API-002": 401, "API-003": 403, "API-004": 404, "API-005": 405, "API-006": 400, "API-007": 422, "API-008": 409,
    "API-009": 413, "API-010": 400, "API-011": 400, "API-012": 400, "API-013": 403, "API-014": 400, "API-015": 400, "API-016": 431,
    "API-017": 415, "API-018": 503, "API-019": 403, "API-021": 413, "RPL-010": 404,
}  # fmt: skip
_CHINESE: Final = ("zh", "zh-")


def status_of(error: HubError) -> int:
    """The status for an error: its rule's own, else by who has to act."""
    if error.rule in STATUS:
        return STATUS[error.rule]
    if isinstance(error, TryAgain):
        return 503
    # What is refused was well formed, but does not fit the state that things are in.
    return 409 if isinstance(error, Refused) else 500


def problem(
    status: int, rule: str, params: Mapping[str, object], request_id: str, language: Language, findings: Iterable[Finding] = ()
) -> Response:
    """The answer. Without `findings` the one thing that is wrong stands in `errors` too, so that a script looks in one place."""
    words = explain(rule, params, language)
    errors = [_error(finding) for finding in findings] or [_error(Finding(rule, "error", params=params))]
    body = {
        "type": f"/problems/{rule}",
        "title": words.title,
        "status": status,
        "detail": f"{words.message} {words.fix}".strip(),
        "rule": rule,
        "instance": f"/requests/{request_id}",
        "requestId": request_id,
        "errors": errors,
    }
    return Response(orjson.dumps(body), status, {"content-language": language}, MEDIA_TYPE)


def _error(finding: Finding) -> dict[str, Any]:
    # Values that people gave may hold half of a surrogate pair, which no JSON text can carry.
    params = {name: _writable(value) for name, value in finding.params.items()}
    return {"pointer": None, **finding_json(Finding(finding.rule, finding.severity, finding.where, params, finding.pointer))}


def _writable(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def request_id_of(request: Request) -> str:
    """The id that the edge gave to this request."""
    return str(getattr(request.state, "request_id", ""))


def language_of(request: Request) -> Language:
    """The better liked of our two languages (RFC 9110, section 12.5.4); that of the hub where neither is named."""
    return choose(request.headers.get("accept-language", ""), getattr(request.app.state, "language", "en"))


def choose(header: str, otherwise: Language) -> Language:
    """The language of an Accept-Language header."""
    liked: dict[Language, int] = {}
    for place in header.split(",")[:32]:
        name, _, weight = place.strip().lower().partition(";")
        known: Language | None = "zh" if name.strip().startswith(_CHINESE) else "en" if name.strip().startswith("en") else None
        if known is not None:
            liked[known] = max(liked.get(known, 0), _thousandths(weight))
    best = max(liked.values(), default=0)
    return next((language for language, weight in liked.items() if weight == best), otherwise) if best else otherwise


def _thousandths(weight: str) -> int:
    """`q=0.8` as 800; a weight that cannot be read counts as none given."""
    digits = weight.strip().removeprefix("q=")
    whole, _, part = digits.partition(".")
    if not (digits and (whole + part).isdecimal() and (whole + part).isascii()):
        return 1000
    return min(1000, int(whole[:1] or "0") * 1000 + int(part[:3].ljust(3, "0")))


async def on_hub_error(request: Request, error: Exception) -> Response:
    """A failure that has a rule. Whose fault it is decides the status; the operator's details stay inside."""
    assert isinstance(error, HubError)
    if isinstance(error, Misconfigured):
        return problem(500, error.rule, {}, request_id_of(request), language_of(request))
    response = problem(status_of(error), error.rule, error.params, request_id_of(request), language_of(request))
    if response.status_code == 401:
        response.headers["www-authenticate"] = "Bearer"
    if isinstance(error, TryAgain):
        response.headers["retry-after"] = str(max(1, round(error.after or 1)))
    if error.rule == "API-009":
        # What is left of the body is not read, so nothing else can come over this connection.
        response.headers["connection"] = "close"
    return response


_RULES: Final = {404: "API-004", 405: "API-005", 413: "API-009"}


async def on_http_error(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: no such path, no such method."""
    assert isinstance(error, HTTPException)
    rule = _RULES.get(error.status_code, "API-015")
    answer = problem(error.status_code, rule, {"method": request.method}, request_id_of(request), language_of(request))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def on_invalid(request: Request, error: Exception) -> Response:
    """Parameters that do not fit their declaration, one error for each."""
    assert isinstance(error, RequestValidationError)
    findings = [
        Finding("API-011", "error", params={"parameter": str(found["loc"][-1]), "reason": found["msg"].lower()}) for found in error.errors()
    ]
    first = findings[0].params if findings else {}
    return problem(400, "API-011", first, request_id_of(request), language_of(request), findings)
