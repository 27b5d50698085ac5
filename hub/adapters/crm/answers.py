"""What lead platforms answer when something is fetched from them: the thing itself, that it is gone, to wait, or that we may not.

Decides only. Example: `unfit(Response(429, {"retry-after": "30"}, b""))` is deferred for 30 seconds; None means that it may be read.
"""

from __future__ import annotations

import json
from typing import Any

from hub.adapters.answers import words
from hub.adapters.base import Response
from hub.adapters.inbound import Collected
from hub.errors import Misconfigured

_LATER = frozenset((408, 425, 429))
_SETTING = frozenset((401, 403))
_GONE = frozenset((404, 410))
_LONGEST_WAIT = 86_400.0


def unfit(answer: Response) -> Collected | None:
    """Why an answer cannot be used, by its status; None when it can."""
    if 200 <= answer.status < 300:
        return None
    if answer.status in _GONE:
        return Collected("gone", rule="NET-110", reason=words(answer))
    if answer.status in _LATER or answer.status >= 500:
        return waiting(answer)
    if answer.status in _SETTING or answer.status < 400:
        raise Misconfigured("NET-010", status=answer.status, reason=words(answer))
    return Collected("refused", rule="NET-111", reason=words(answer))


def waiting(answer: Response, after: float | None = None) -> Collected:
    """Not now: after so long, or after what the answer says."""
    return Collected("deferred", rule="NET-102", reason=words(answer), after=wait_of(answer) if after is None else after)


def unread(answer: Response) -> Collected:
    """An answer that is not what was asked for; asking again later may give it."""
    return Collected("deferred", rule="NET-112", reason=words(answer))


def wait_of(answer: Response) -> float | None:
    """Seconds of a Retry-After header."""
    text = answer.headers.get("retry-after", "").strip()
    return min(float(text[:9]), _LONGEST_WAIT) if text.isascii() and text.isdigit() else None


def thing(answer: Response) -> dict[str, Any] | None:
    """The JSON object of an answer, numbers as they were written; None when it is none."""
    try:
        found = json.loads(answer.body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
