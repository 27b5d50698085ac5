"""What Tryton's answers mean: the record that was asked for, a refusal in its words, or that nobody can tell.

Its REST interface answers 400 with the words of a rule that was broken, 423 where somebody else was writing, and 500 for anything
that it did not expect, before or after it stored something. Example: `read(Response(200, {}, b"[]"), changing=False)` is `[]`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from hub.adapters.base import Receipt, Response
from hub.errors import Misconfigured

# "Not now": 408, 425 and 429, and 423 where two wrote at once; Tryton took nothing of ours then.
_LATER: Final = frozenset({408, 423, 425, 429})
_RULE: Final = frozenset({400, 409, 413, 422})
_LONGEST_WORDS: Final = 500
_LONGEST_WAIT: Final = 86_400.0


class Ended(Exception):
    """The conversation is over, with this receipt; whoever drives it returns that."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.rule, receipt.outcome)
        self.receipt = receipt


class Broken(Exception):
    """Tryton refused by one of its rules; these are its words. Nothing was changed."""


def read(answer: Response, *, changing: bool) -> Any:
    """The JSON of an answer, numbers with a point as text. Raises Broken, Ended or Misconfigured."""
    if 200 <= answer.status < 300:
        return _json(answer, changing=changing)
    if answer.status in _RULE:
        raise Broken(words(answer))
    if answer.status in _LATER:
        raise Ended(Receipt("deferred", rule="NET-102", reason=words(answer), after=wait_of(answer)))
    if answer.status >= 500 and changing:
        raise Ended(Receipt("unknown", rule="NET-104", reason=words(answer)))
    if answer.status >= 500:
        raise Ended(Receipt("deferred", rule="NET-102", reason=words(answer), after=wait_of(answer)))
    raise Misconfigured("NET-010", status=answer.status, reason=words(answer))


def _json(answer: Response, *, changing: bool) -> Any:
    if answer.status == 204:
        return None
    try:
        return json.loads(answer.body, parse_float=str)
    except (ValueError, RecursionError):
        raise strange(answer, changing=changing) from None


def strange(answer: Response, *, changing: bool) -> Ended:
    """An answer that is none of Tryton's: whether it did what was asked is unknown."""
    return Ended(Receipt("unknown" if changing else "deferred", rule="NET-112", reason=words(answer)))


def words(answer: Response) -> str:
    """What Tryton says is wrong, in one line."""
    try:
        told = json.loads(answer.body, parse_float=str)
    except (ValueError, RecursionError):
        told = None
    message = told.get("message") if isinstance(told, dict) else None
    text = message if isinstance(message, str) else answer.body[: 4 * _LONGEST_WORDS].decode("utf-8", "replace")
    return f"{answer.status} {' '.join(text.split())}".strip()[:_LONGEST_WORDS]


def wait_of(answer: Response) -> float | None:
    """Seconds of a Retry-After header."""
    stated = answer.headers.get("retry-after", "").strip()
    return min(float(stated[:9]), _LONGEST_WAIT) if stated.isascii() and stated.isdigit() else None
