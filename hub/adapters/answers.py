"""What an HTTP answer means for a delivery where the body does not say more: wait, mend a setting, or a refusal.

Decides only. A 2xx is left to the adapter, which reads success from the body where its system writes it there.

>>> refusal(Response(429, {"retry-after": "30"}, b"busy")).after
30.0
"""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any, Final

from hub.adapters.base import Receipt, Response
from hub.errors import Misconfigured

# "Not now": 408 Request Timeout, 425 Too Early, 429 Too Many Requests.
LATER: Final = frozenset({408, 425, 429})
# Who we are or where the system is, not what we sent: the operator has to act and nothing is lost meanwhile.
SETTING: Final = frozenset({401, 403, 407})
_LONGEST_WORDS: Final = 500
_LONGEST_ID: Final = 200


def refusal(answer: Response) -> Receipt | None:
    """Why it was not taken, by the status alone; None for a 2xx. Raises Misconfigured where only the operator can help."""
    if 200 <= answer.status < 300:
        return None
    if answer.status in LATER or answer.status >= 500:
        return Receipt("deferred", rule="NET-102", reason=words(answer), after=retry_after(answer))
    if answer.status in SETTING or answer.status < 400:
        raise Misconfigured("NET-010", status=answer.status, reason=words(answer))
    return Receipt("rejected", rule="NET-101", reason=words(answer))


def reference(answer: Response) -> str:
    """The receiver's own id: `id` of a JSON body, else the Location header."""
    return body_id(answer) or answer.headers.get("location", "")[:_LONGEST_ID]


def body_id(answer: Response) -> str:
    """`id` of a JSON body, "" where there is none."""
    body = content(answer)
    found = body.get("id") if isinstance(body, dict) else None
    return str(found)[:_LONGEST_ID] if isinstance(found, str | int) and not isinstance(found, bool) else ""


def content(answer: Response) -> Any:
    """The JSON of a body, decimals as they were written; None when it is none."""
    try:
        return json.loads(answer.body, parse_float=str)
    except (ValueError, RecursionError):
        return None


def words(answer: Response) -> str:
    """What the receiver said, in one line: status and the beginning of the body."""
    text = " ".join(answer.body[: 4 * _LONGEST_WORDS].decode("utf-8", "replace").split())
    return f"{answer.status} {text}".strip()[:_LONGEST_WORDS]


def retry_after(answer: Response) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3). A date is counted from the answer's own Date header."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())
