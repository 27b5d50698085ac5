"""What SAP's answers mean for a delivery: refused, later, for the operator, or nobody knows.

Decides only. Example: `refused(Response(429, {"retry-after": "7"}, b""), wrote=False).after` is `7.0`.
"""

from __future__ import annotations

from typing import Final

from hub.adapters.answers import retry_after, words
from hub.adapters.base import Receipt, Response
from hub.adapters.erp.sap_s4.odata import fault
from hub.errors import Misconfigured

# 408 Request Timeout, 412 Precondition Failed and 423 Locked (somebody else is at it), 425 Too Early, 429 Too Many Requests.
LATER: Final = frozenset((408, 412, 423, 425, 429))
_SETTING: Final = frozenset((401, 403, 404, 405, 407))


def said(answer: Response) -> str:
    """What SAP says is wrong, with the property it is about; else the beginning of the body."""
    found = fault(answer)
    return f"{answer.status} {found.code} {found.words}".strip() if found.words else words(answer)


def stale_token(answer: Response) -> bool:
    """Whether it is the CSRF token that was refused, so that certainly nothing was done."""
    return answer.status == 403 and answer.headers.get("x-csrf-token", "").lower() == "required"


def refused(answer: Response, *, wrote: bool) -> Receipt:
    """The receipt of an answer that is no success. `wrote`: something may have been changed by it or before it."""
    if answer.status in LATER:
        return Receipt("deferred", rule="NET-102", reason=said(answer), after=retry_after(answer))
    if answer.status in _SETTING or 300 <= answer.status < 400:
        raise Misconfigured("NET-010", status=answer.status, reason=said(answer))
    if 400 <= answer.status < 500:
        return Receipt("rejected", rule="NET-101", reason=said(answer))
    return Receipt("unknown" if wrote else "deferred", rule="NET-102", reason=said(answer), after=retry_after(answer))
