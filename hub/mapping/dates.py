"""Dates and times as text: the notations of partners, and the ISO notation of the canonical documents.

Never guesses a notation and never reads a clock; a zone is applied only when it is given. Example:
`Notation("%Y%m%d").read("20260131")` is `"2026-01-31"`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DIGITS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
_DATE = re.compile(r"(?P<Y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_TIME = re.compile(r"(?P<H>[0-9]{2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2}))?")
# Numbers of one or two digits need something between them, and are never a year.
_RUN_TOGETHER = re.compile(r"%-[Yy]|%-.%|%.%-")
_OFFSET = re.compile(r"(?P<local>.+T.+?)(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})")
_FIXED = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")

_REMEMBERED = 512

# Formats that a neighbour element names: X12 element 1250, UN/EDIFACT element 2379. `-` joins the two ends of a period.
QUALIFIED = {
    "x12": {"D8": "%Y%m%d", "D6": "%y%m%d", "DT": "%Y%m%d%H%M", "TM": "%H%M", "TS": "%H%M%S", "RD8": "%Y%m%d-%Y%m%d"},
    "un": {
        "102": "%Y%m%d",
        "101": "%y%m%d",
        "203": "%Y%m%d%H%M",
        "204": "%Y%m%d%H%M%S",
        "201": "%y%m%d%H%M",
        "401": "%H%M",
        "402": "%H%M%S",
        "718": "%Y%m%d-%Y%m%d",
        "711": "%Y%m%d-%Y%m%d",
    },
}


class DateError(ValueError):
    """A text that is no date or time in the declared notation."""


class Notation:
    """One notation of a date, a time or both, from %Y %y %m %d %H %M %S and separators. `%-m`, `%-d`, `%-H`: without a leading zero."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.keys = re.findall(r"%-?(.)", pattern)
        unknown = [key for key in self.keys if key not in _DIGITS]
        keys = {"Y" if key == "y" else key for key in self.keys}
        if unknown or len(keys) != len(self.keys) or not keys or not _sensible(keys) or _RUN_TOGETHER.search(pattern):
            raise ValueError(pattern)
        self.parts = frozenset(keys)
        pieces = re.split(r"(%-?.)", pattern)
        self._regex = re.compile("".join(_digits(piece) if piece[:1] == "%" else re.escape(piece) for piece in pieces))

    def read(self, text: str) -> str:
        """The ISO form of a text in this notation."""
        found = self._regex.fullmatch(text)
        if found is None:
            raise DateError(text)
        values = found.groupdict()
        if "y" in values:
            values["Y"] = ("19" if values["y"] >= "69" else "20") + values["y"]  # POSIX: 69-99 are 1969-1999
        return _iso(values, text)

    def write(self, iso: str) -> str:
        """A text in this notation; DateError if the ISO form has more or other parts than it can show."""
        values = _split(iso)
        if "S" in values and "Y" in values and "S" not in self.parts and values["S"] == "00":
            del values["S"]
        if frozenset(values) != self.parts:
            raise DateError(iso)
        century = values.get("Y", "")
        if "y" in self.keys:
            if not "1969" <= century <= "2068":
                raise DateError(iso)
            values["y"] = century[2:]
        return re.sub(r"%(-?)(.)", lambda match: str(int(values[match[2]])) if match[1] else values[match[2]], self.pattern)


def _digits(piece: str) -> str:
    key = piece[-1]
    return f"(?P<{key}>[1-9]?[0-9])" if piece[1] == "-" else f"(?P<{key}>[0-9]{{{_DIGITS[key]}}})"


def _sensible(keys: set[str]) -> bool:
    """A whole date, a time from the hour on, or both."""
    day, clock = keys & set("Ymd"), keys & set("HMS")
    return len(day) in {0, 3} and clock in (set(), {"H", "M"}, {"H", "M", "S"})


def _iso(values: dict[str, str], text: str) -> str:
    try:
        day = date(int(values["Y"]), int(values["m"]), int(values["d"])).isoformat() if "Y" in values else ""
        clock = time(int(values["H"]), int(values["M"]), int(values.get("S", 0))).isoformat() if "H" in values else ""
    except ValueError:
        raise DateError(text) from None
    if day and clock:
        return f"{day}T{clock}"  # documents write a date and time with its seconds
    return day or (clock if "S" in values else clock[:5])


def _split(iso: str) -> dict[str, str]:
    if not isinstance(iso, str):
        raise DateError(str(iso))
    day, mark, clock = iso.partition("T")
    if not mark and _TIME.fullmatch(iso):
        day, clock = "", iso
    of_day, of_clock = _DATE.fullmatch(day), _TIME.fullmatch(clock)
    if (day and not of_day) or (clock and not of_clock) or (mark and not clock) or not (day or clock):
        raise DateError(iso)
    values = {**(of_day.groupdict() if of_day else {}), **(of_clock.groupdict() if of_clock else {})}
    filled = {key: value for key, value in values.items() if value is not None}
    _iso(filled, iso)
    return filled


_XML = re.compile(r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2}(?P<fraction>\.[0-9]{1,9})?)(?:Z|[+-][0-9]{2}:[0-9]{2})?")
XML = "xml"  # the notation of XML Schema, which is ISO 8601 with a zone that may stand behind it
_PLAIN_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])")


def plain_day(text: str) -> object:
    """Whether a text is a day of any calendar, so that nobody need look closer; of the 29th and later somebody must."""
    return _PLAIN_DAY.fullmatch(text)


class XmlNotation:
    """Dates and times of XML Schema (xs:date, xs:time). A zone is not kept in the document; seconds of zero are not said there."""

    def read(self, text: str) -> str:
        found = _XML.fullmatch(text)
        if found is None:
            raise DateError(text)
        iso, fraction = found["iso"], found["fraction"] or ""
        whole = iso.removesuffix(fraction)
        _split(whole)
        if ":" not in whole or fraction.strip(".0"):
            return iso
        return whole.removesuffix(":00") if whole.count(":") == 2 else whole

    def write(self, iso: str) -> str:
        whole, point, fraction = iso.partition(".") if isinstance(iso, str) else ("", "", "")
        parts = frozenset(_split(whole))
        if parts == {"Y", "m", "d"} and not point:
            return whole
        if parts not in ({"H", "M"}, {"H", "M", "S"}):
            raise DateError(iso)
        return (whole + ":00" if "S" not in parts else whole) + point + fraction


_ODATA = re.compile(r"/Date\((-?[0-9]{1,15})(?:[+-]0000)?\)/")
ODATA = "odata"  # the notation of OData V2 in JSON: milliseconds since 1970 UTC in words
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # OData's Edm.DateTime has no zone
_MILLISECOND = timedelta(milliseconds=1)


class ODataNotation:
    """Edm.DateTime of OData V2 (`/Date(1795910400000)/`), which has no zone: midnight is a day, anything else a day and a time."""

    def read(self, text: str) -> str:
        found = _ODATA.fullmatch(text)
        if found is None:
            raise DateError(text)
        try:
            moment = _EPOCH + int(found[1]) * _MILLISECOND
        except OverflowError:
            raise DateError(text) from None
        if moment.year < 1000 or moment.microsecond:
            raise DateError(text)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat()

    def write(self, iso: str) -> str:
        values = _split(iso)
        if "Y" not in values:
            raise DateError(iso)
        moment = datetime.fromisoformat(iso)
        if moment.time() == time() and "T" in iso:
            raise DateError(iso)  # it would be read as a day
        return f"/Date({(moment - _EPOCH) // _MILLISECOND})/"


_OF_THEIR_OWN: dict[str, type[XmlNotation | ODataNotation]] = {XML: XmlNotation, ODATA: ODataNotation}


class Notations:
    """Several notations: the first that fits is read; the first that shows all there is, is written.

    The same few days come again and again, so the last ones are remembered.
    """

    def __init__(self, patterns: list[str]) -> None:
        self.all = [_OF_THEIR_OWN[pattern]() if pattern in _OF_THEIR_OWN else Notation(pattern) for pattern in patterns]
        self.read = lru_cache(_REMEMBERED)(self._read)
        self._written = lru_cache(_REMEMBERED)(self._write)

    def _read(self, text: str) -> str:
        for notation in self.all:
            try:
                return notation.read(text)
            except DateError:
                continue
        raise DateError(text)

    def write(self, iso: str) -> str:
        """A text in the first notation that shows all there is; DateError where none does."""
        if not isinstance(iso, str):
            raise DateError(str(iso))
        return self._written(iso)

    def _write(self, iso: str) -> str:
        for notation in self.all:
            try:
                return notation.write(iso)
            except DateError:
                continue
        raise DateError(iso)


def read_qualified(text: str, qualifier: str | None, family: str) -> str:
    """The ISO form of a text whose notation a neighbour names; a period becomes `start/end`."""
    pattern = QUALIFIED[family].get(qualifier or "")
    if pattern is None:
        raise DateError(text)
    first, period, second = pattern.partition("-")
    if not period:
        return Notation(first).read(text)
    start, _, end = text.partition("-") if "-" in text else (text[: len(text) // 2], "", text[len(text) // 2 :])
    return f"{Notation(first).read(start)}/{Notation(second).read(end)}"


def write_qualified(iso: str, family: str) -> tuple[str, str]:
    """A text and the qualifier that names its notation, the first that shows all there is."""
    start, period, end = iso.partition("/") if isinstance(iso, str) else ("", "", "")
    for qualifier, pattern in QUALIFIED[family].items():
        first, joined, second = pattern.partition("-")
        if bool(joined) is bool(period):
            try:
                text = Notation(first).write(start)
                return (f"{text}-{Notation(second).write(end)}" if period else text), qualifier
            except DateError:
                continue
    raise DateError(iso)


def zone_named(name: str) -> tzinfo | None:
    """A zone by its offset (`+08:00`) or its name (`Asia/Shanghai`), None when it is not known."""
    if found := _FIXED.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(offset if found[1] == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant(local: str, zone: tzinfo) -> str:
    """A local date and time as an instant with its offset; DateError where the clock showed that time twice or never."""
    moment = datetime.fromisoformat(local)
    early, late = moment.replace(tzinfo=zone), moment.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        raise DateError(local)
    return early.isoformat(timespec="seconds")


def local(iso: str, zone: tzinfo) -> str:
    """An instant as the local date and time of a zone."""
    if _OFFSET.fullmatch(iso) is None:
        return iso
    return datetime.fromisoformat(iso).astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")
