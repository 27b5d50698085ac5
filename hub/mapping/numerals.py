"""The codecs of numbers: plain decimals, implied ones, declared marks, and numbers as Chinese offices write them.

Never guesses a mark: `1,234` is refused until the map says what the comma means. Example: `decimal(call).decode("1.50")` is `"1.50"`.
"""

from __future__ import annotations

from typing import Any

from hub.mapping.codec import Codec, only
from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.decimals import EXPECTED, NumberError, counted, parts, plain, shifted, ungrouped, unshifted, usual
from hub.mapping.expression import Argument, Call


def decimal(call: Call, *other: str) -> Codec:
    """The decimal codec of a call that may have `implied`, `mark`, `group` and `count`, beside arguments of its own."""
    only(call, 0, "implied", "mark", "group", "count", *other)
    if "count" in call.named:
        return _counted(call.named["count"])
    mark = (call.named["mark"].constant or call.named["mark"].text) if "mark" in call.named else "."
    if mark not in {".", ","} or ("implied" in call.named and not call.named["implied"].text.isdecimal()):
        raise ArgumentError(call.column, 'mark="." or mark="," and implied= with a number of places')
    places = int(call.named["implied"].text) if "implied" in call.named else None
    group = _group(call, mark)

    def decode(text: str) -> str:
        try:
            said = ungrouped(text.strip(), mark, group) if group else text.strip()
            return plain(said, mark) if places is None else shifted(said, places)
        except NumberError:
            raise CodecError(text, EXPECTED if places is None else f"whole digits with {places} implied decimals") from None

    def encode(value: Any) -> str:
        try:
            sign, whole, fraction = parts(value)
            if places is not None:
                return unshifted(value, places)
        except NumberError:
            raise CodecError(str(value), EXPECTED if places is None else f"a number with at most {places} decimals") from None
        return f"{sign}{whole}{mark}{fraction}" if fraction else sign + whole

    return Codec("decimal", decode, encode, exact=not group, quick=usual if mark == "." and places is None else None)


def _group(call: Call, mark: str) -> str:
    """What stands between thousands, if the map says that anything may: it is never guessed."""
    if "group" not in call.named:
        return ""
    group = call.named["group"].constant or call.named["group"].text
    if group not in {".", ",", "'", " ", "\u00a0", "\u202f"} or group == mark:
        raise ArgumentError(call.named["group"].column, "group= with . , ' or a blank, other than the decimal mark")
    return group


def _counted(argument: Argument) -> Codec:
    """Numbers as people write them: `count=zh` understands 万 and 亿, full-width digits and commas; digits are written."""
    if argument.text != "zh":
        raise ArgumentError(argument.column, "count=zh: numbers with 万 or 亿 behind them")

    def decode(text: str) -> str:
        try:
            return counted(text.strip())
        except NumberError:
            raise CodecError(text, "a number, perhaps with 万 or 亿 behind it, such as 500万") from None

    def encode(value: Any) -> str:
        try:
            parts(value)
        except NumberError:
            raise CodecError(str(value), EXPECTED) from None
        return str(value)

    return Codec("decimal", decode, encode)
