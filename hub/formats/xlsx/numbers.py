"""Numbers and dates of a sheet as people see them: exact decimal texts, and ISO dates where the number format says that it is one.

Never uses a float: the text of the file is read digit by digit. Example: `number("3.3000000000000003", Shown())` is `("3.3", True)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

DIGITS = 15  # that a spreadsheet keeps
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
_ANY = re.compile(r"[+-]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emax=999, Emin=-999)
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN, Emax=999, Emin=-999)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_DECIMALS = re.compile(r"0\.(0+)(?![0#?])")
_SECONDS = 86_400
_LARGEST = 10**308  # of the numbers that a spreadsheet has

# Number formats that have no text of their own (ECMA-376 part 1, 18.8.30); 27-36 and 50-58 are dates of East Asian editions.
_DATES = {14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58}
_TIMES = {18, 19, 20, 21, *range(32, 36), 45, 46, 47, 55, 56}
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 39: "#,##0.00", 40: "#,##0.00", 43: "#,##0.00", 44: "#,##0.00"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a number format makes of a number: a date, a time of day, or decimals that are always shown."""

    date: bool = False
    time: bool = False
    seconds: bool = False
    decimals: int = 0


def shown(format_id: int, code: str | None) -> Shown:
    """What a number format means."""
    if code is None and format_id in _DATES:
        return Shown(date=True)
    if code is None and (format_id in _TIMES or format_id == 22):
        return Shown(date=format_id == 22, time=True, seconds=format_id in (19, 21, 46, 47))
    text = code if code is not None else _BUILT_IN.get(format_id, "")
    first = _QUOTED.sub("", text.split(";")[0]).casefold()
    if "general" not in first and re.search(r"[ydhsm]", first):
        return _moment(re.sub(r"am/pm|a/p", "h", first))
    found = _DECIMALS.search(first)
    return Shown(decimals=min(len(found[1]), 10) if found and "e" not in first and "%" not in first else 0)


def _moment(code: str) -> Shown:
    day = bool(re.search(r"[yd]|m", re.sub(r"h+:?m+|m+:?s+|\[m+\]", "", code)))
    return Shown(date=day, time="h" in code or "s" in code, seconds="s" in code)


def number(text: str, format_: Shown) -> tuple[str, bool] | None:
    """The number in the text of a cell, and whether all its digits can be trusted; None where it is none.

    More than fifteen digits behind the mark are what computing left; before it, they are digits that the spreadsheet has lost.
    """
    if not format_.decimals and len(text) <= DIGITS and not text.startswith("-0") and _PLAIN.fullmatch(text):
        return text, True
    if not _ANY.fullmatch(text):
        return None
    exact = _EXACT.create_decimal(text)
    if abs(exact) > _LARGEST:
        return None
    trusted = abs(exact) < 10**DIGITS
    rounded = _CONTEXT.plus(exact) if trusted else exact
    plain = format(rounded, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return _padded("0" if plain in ("-0", "") else plain, format_.decimals), trusted


def _padded(plain: str, decimals: int) -> str:
    whole, _, fraction = plain.partition(".")
    return f"{whole}.{fraction.ljust(decimals, '0')}" if decimals else plain


def moment(text: str, format_: Shown, *, since_1904: bool) -> str | None:
    """The date, the time, or both that a number stands for; None where it stands for none."""
    if not _ANY.fullmatch(text):
        return None
    serial = _EXACT.create_decimal(text)
    if not 0 <= serial < 2_958_466 - (1462 if since_1904 else 0):
        return None
    seconds = int((serial * _SECONDS).to_integral_value(ROUND_HALF_EVEN))
    days, seconds = divmod(seconds, _SECONDS)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if not format_.date:
        return (clock if format_.seconds or seconds % 60 else clock[:5]) if not days else None
    day = _day(days, since_1904=since_1904)
    if day is None or not (format_.time or seconds):
        return day
    return f"{day}T{clock}"


def _day(days: int, *, since_1904: bool) -> str | None:
    """The calendar day of a serial number. In the 1900 system day 60 is 29 February 1900, which there never was."""
    if since_1904:
        return (date(1904, 1, 1) + timedelta(days)).isoformat()
    if days in (0, 60):
        return None
    return (date(1899, 12, 31 if days < 60 else 30) + timedelta(days)).isoformat()


def serial(text: str) -> Decimal | None:
    """The number that stands for an ISO date or date and time in the 1900 system; None for days that it does not have."""
    day, _, clock = text.partition("T")
    try:
        days = (date.fromisoformat(day) - date(1899, 12, 30)).days
        hours, minutes, seconds = [*clock.split(":"), "0", "0"][:3] if clock else ("0", "0", "0")
        total = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    except ValueError:
        return None
    if days <= 60 or total >= _SECONDS:
        return None
    return _EXACT.plus(Decimal(days)) + (Decimal(total) / _SECONDS).quantize(Decimal("1e-10"))
