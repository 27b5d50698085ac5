"""How Tryton writes values in JSON: decimals, dates and bytes are objects that name their class; quantities are plain numbers.

Pure. Example: `decimal("2.53")` is `{"__class__": "Decimal", "decimal": "2.53"}`, and `text(...)` of that is `2.53` again.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

Row = Mapping[str, Any]


def decimal(value: str) -> dict[str, str]:
    """An amount or a price."""
    return {"__class__": "Decimal", "decimal": value}


def day(value: str) -> dict[str, Any]:
    """A date written `2026-11-29`."""
    year, month, date = (int(part) for part in value.split("-"))
    return {"__class__": "date", "year": year, "month": month, "day": date}


def binary(value: bytes) -> dict[str, str]:
    """The bytes of an attachment."""
    return {"__class__": "bytes", "base64": base64.b64encode(value).decode()}


def moment(value: str) -> dict[str, Any]:
    """A moment written `2026-11-29T10:47:40.582191`, as Tryton keeps it: in UTC, without saying so."""
    date, _, time = value.partition("T")
    clock, _, fraction = time.partition(".")
    hour, minute, second = (int(part) for part in clock.split(":"))
    parts = {"hour": hour, "minute": minute, "second": second, "microsecond": int(fraction.ljust(6, "0") or 0)}
    return {**day(date), **parts, "__class__": "datetime"}


def number(value: str) -> int | float | None:
    """A quantity as Tryton keeps it, a binary number; None where that would not be the same number."""
    exact = parsed(value)
    if exact is None:
        return None
    if exact == exact.to_integral_value():
        return int(exact) if abs(exact) < 2**53 else None
    nearest = float(exact)
    return nearest if Decimal(repr(nearest)) == exact else None


def parsed(value: object) -> Decimal | None:
    """A number in any of its spellings."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def plain(value: object) -> str:
    """A number as documents write it: no exponent, no zeros that say nothing behind the point of a quantity (`3.0`)."""
    found = parsed(value)
    if found is None:
        return ""
    whole = found.to_integral_value()
    return format(whole if found == whole else found.normalize(), "f")


def text(value: object) -> str | None:
    """What a value says: a decimal with its places, a date, a moment in UTC. None where there is nothing."""
    if not isinstance(value, Mapping):
        return None if value is None or value == "" else str(value)
    kind = value.get("__class__")
    if kind == "Decimal":
        return str(value.get("decimal"))
    if kind == "date":
        return "{year:04}-{month:02}-{day:02}".format(**value)
    if kind == "datetime":
        return "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{microsecond:06}".format(**value)
    return None


def content(value: object) -> bytes:
    """The bytes of an attachment, none where they are not there or are not readable."""
    if not isinstance(value, Mapping) or value.get("__class__") != "bytes":
        return b""
    try:
        return base64.b64decode(str(value.get("base64", "")))
    except (ValueError, binascii.Error):
        return b""


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what says something: JSON without nulls, empty texts, lists and objects."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
