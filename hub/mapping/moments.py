"""Moments as platforms write them: milliseconds or seconds since 1970, and ISO 8601 with an offset in any spelling.

Never uses a float and never drops a digit: what a notation cannot say is refused. Example: `from_epoch("1795312730250", 3)` is
`"2026-11-22T01:58:50.250Z"`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hub.mapping.dates import DateError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNT = re.compile(r"-?[0-9]{1,15}")
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,]([0-9]{1,9}))?\s?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)"
)


def from_epoch(text: str, places: int) -> str:
    """The instant that a count of seconds (`places` 0) or milliseconds (3) since 1970 means."""
    if _COUNT.fullmatch(text) is None:
        raise DateError(text)
    whole, part = divmod(int(text), 10**places)
    try:
        moment = _EPOCH + timedelta(seconds=whole)
    except OverflowError:
        raise DateError(text) from None
    fraction = f".{part:0{places}d}" if part else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z" if moment.year >= 1000 else _refused(text)


def to_epoch(instant: str, places: int) -> str:
    """The count of an instant; DateError where it says more than the count holds."""
    day, clock, fraction, offset = _parts(instant)
    kept = fraction.rstrip("0")
    if len(kept) > places:
        raise DateError(instant)
    moment = _moment(f"{day}T{clock}{offset}", instant)
    seconds = (moment - _EPOCH) // timedelta(seconds=1)
    return str(seconds * 10**places + int(kept.ljust(places, "0") or "0"))


def from_iso(text: str) -> str:
    """An instant with its offset as stated, in the one spelling of documents: `+0000` is `+00:00`, a missing second is `:00`."""
    day, clock, fraction, offset = _parts(text)
    _moment(f"{day}T{clock}{offset}", text)
    return f"{day}T{clock}{'.' + fraction if fraction else ''}{offset}"


def _parts(text: str) -> tuple[str, str, str, str]:
    found = _ISO.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise DateError(str(text))
    day, clock, fraction, offset = found.groups()
    if offset in {"Z", "z", "UTC"}:
        offset = "Z"
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        offset = f"{offset[0]}{digits[:2]}:{digits[2:]}"
    return day, clock if clock.count(":") == 2 else clock + ":00", fraction or "", offset


def _moment(text: str, given: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DateError(given) from None


def _refused(text: str) -> str:
    raise DateError(text)
