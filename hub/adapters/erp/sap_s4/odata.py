"""OData V2 as SAP Gateway speaks it: addresses with keys and filters, the `d` of an answer, its errors, its moments.

Decides nothing. Example: `entity("A_SalesOrder", "17")` is `"A_SalesOrder('17')"`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from hub.adapters.base import Response

Row = dict[str, Any]
_MOMENT: Final = re.compile(r"/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)/")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST: Final = 500
# Message class and number of ABAP (`V1/302`), or the exception of a business rule: SAP understood and refused.
_BUSINESS: Final = re.compile(r"[A-Z0-9_]{1,20}/[0-9]{3}|/IWBEP/CX_MGW_BUSI_EXCEPTION")


@dataclass(frozen=True, slots=True)
class Fault:
    """What the body of an answer says is wrong; `code` is "" where it says nothing that we read."""

    code: str = ""
    words: str = ""

    @property
    def business(self) -> bool:
        """Whether SAP understood the request and refused it for what it says."""
        return _BUSINESS.fullmatch(self.code) is not None


def literal(text: str) -> str:
    """A text as a literal; a quote in it is doubled."""
    return "'" + text.replace("'", "''") + "'"


def entity(name: str, *key: str, **keys: str) -> str:
    """The address of one entity, ready for a URL."""
    inside = literal(key[0]) if key else ",".join(f"{part}={literal(value)}" for part, value in keys.items())
    return f"{name}({quote(inside, safe=_PLAIN)})"


_PLAIN: Final = "'(),=$:"


def address(path: str, **options: str) -> str:
    """A path with query options: `filter`, `select`, `expand`, `orderby`, `top`; always asks for JSON."""
    stated = {**{f"${name}": value for name, value in options.items() if value}, "$format": "json"}
    return path + "?" + "&".join(f"{name}={quote(value, safe=_PLAIN)}" for name, value in stated.items())


def content(answer: Response) -> Row | None:
    """The `d` of an answer that is one; numbers stay as they were written."""
    try:
        found = json.loads(answer.body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    inner = found.get("d") if isinstance(found, dict) else None
    return inner if isinstance(inner, dict) else None


def rows(answer: Response) -> list[Row] | None:
    """The entities of a collection; None where the answer is none."""
    inner = content(answer)
    found = inner.get("results") if inner is not None else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else None


def below(row: Mapping[str, Any], name: str) -> list[Row]:
    """The entities that were expanded below one."""
    inner = row.get(name)
    found = inner.get("results") if isinstance(inner, dict) else inner
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def etag(row: Mapping[str, Any]) -> str:
    """The version that `If-Match` asks for, `*` where the service has none."""
    about = row.get("__metadata")
    found = about.get("etag") if isinstance(about, dict) else None
    return found if isinstance(found, str) and found.isascii() and found.isprintable() else "*"


def fault(answer: Response) -> Fault:
    """The error of an answer: its code, and every message with the property that it is about."""
    try:
        found = json.loads(answer.body, parse_float=str)
    except (ValueError, RecursionError):
        return Fault()
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return Fault()
    return Fault(str(error.get("code") or ""), "; ".join(dict.fromkeys(_messages(error)))[:_LONGEST])


def _messages(error: Row) -> Iterator[str]:
    said = error.get("message")
    yield str(said.get("value") if isinstance(said, dict) else said or "")
    inner = error.get("innererror")
    details = inner.get("errordetails") if isinstance(inner, dict) else None
    for one in details if isinstance(details, list) else ():
        if isinstance(one, dict) and one.get("severity", "error") == "error":
            place = one.get("propertyref") or one.get("target")
            yield f"{place}: {one.get('message', '')}" if place else str(one.get("message", ""))


def moment(value: object) -> int | None:
    """Milliseconds since 1970 of `/Date(…)/`; None where there is no moment."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found is not None else None


def since(name: str, milliseconds: int) -> str:
    """A condition that a property says this moment or a later one. Edm.DateTime may count days only: the day begins."""
    at = _EPOCH + timedelta(milliseconds=max(0, milliseconds))
    if name.endswith("DateTime"):
        return f"{name} ge datetimeoffset'{at:%Y-%m-%dT%H:%M:%S}Z'"
    return f"{name} ge datetime'{at:%Y-%m-%d}T00:00:00'"
