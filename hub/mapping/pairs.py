"""Codecs over two elements that make one value: a date whose notation its neighbour names, a date and its time, a name of two parts.

Never looks up the neighbour: the engine hands both texts over. Example: `paired(parse("… | date(by .05)"))` decodes `("20260131", "D8")`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.dates import QUALIFIED, DateError, Notations, read_qualified, write_qualified
from hub.mapping.expression import Argument, Call
from hub.model.people import one_name, two_names


@dataclass(frozen=True, slots=True)
class Paired:
    """A pair of functions over two texts; the second is None where the neighbour has no value."""

    name: str
    decode: Callable[[str, str | None], str]
    encode: Callable[[str], tuple[str, str | None]]


def paired(call: Call) -> tuple[Paired, Argument] | None:
    """The codec of a call that names a neighbour, with the argument that names it; None when the call names none."""
    if call.name == "date" and "by" in call.named:
        return _qualified(call), call.named["by"]
    if call.name == "datetime" and "time" in call.named:
        return _with_time(call), call.named["time"]
    if call.name == "name" and "first" in call.named:
        return _full_name(call), call.named["first"]
    return None


def _qualified(call: Call) -> Paired:
    families = [argument.text for argument in call.positional] or ["x12"]
    if len(families) > 1 or families[0] not in QUALIFIED or len(call.named) > 1:
        raise ArgumentError(call.column, "date(by .05) or date(un, by .02)")
    family = families[0]
    expected = f"a date or time whose notation the neighbour names, by one of {' '.join(QUALIFIED[family])}"

    def decode(text: str, qualifier: str | None) -> str:
        try:
            return read_qualified(text.strip(), qualifier, family)
        except DateError:
            raise CodecError(text, expected) from None

    def encode(value: str) -> tuple[str, str | None]:
        try:
            return write_qualified(value, family)
        except DateError:
            raise CodecError(str(value), expected) from None

    return Paired("date", decode, encode)


def _with_time(call: Call) -> Paired:
    if len(call.named) > 1 or call.positional:
        raise ArgumentError(call.column, "datetime(time=.03)")
    days, clocks = Notations(["%Y%m%d", "%y%m%d"]), Notations(["%H%M", "%H%M%S"])

    def decode(text: str, clock: str | None) -> str:
        try:
            day = days.read(text.strip())
            return f"{day}T{_seconds(clocks.read(clock.strip()))}" if clock else day
        except DateError:
            raise CodecError(f"{text} {clock or ''}".strip(), "a date written %Y%m%d and perhaps a time written %H%M or %H%M%S") from None

    def encode(value: str) -> tuple[str, str | None]:
        day, _, clock = value.partition("T") if isinstance(value, str) else ("", "", "")
        try:
            return days.write(day), clocks.write(clock[:5] if clock.endswith(":00") and len(clock) == 8 else clock) if clock else None
        except DateError:
            raise CodecError(str(value), "a date, perhaps with a time") from None

    return Paired("datetime", decode, encode)


def _full_name(call: Call) -> Paired:
    if len(call.named) > 1 or call.positional:
        raise ArgumentError(call.column, "name(first=.FirstName)")

    def decode(family: str, first: str | None) -> str:
        if not family.strip():
            raise CodecError(family, "a family name")
        return one_name(family.strip(), (first or "").strip())

    def encode(value: str) -> tuple[str, str | None]:
        if not isinstance(value, str):
            raise CodecError(str(value), "a name")
        return two_names(value)

    return Paired("name", decode, encode)


def _seconds(clock: str) -> str:
    """A local date and time is written with its seconds in documents."""
    return clock if clock.count(":") == 2 else clock + ":00"
