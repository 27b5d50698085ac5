"""The codecs that a rule may name: pairs of pure functions between a value of a format and a canonical value.

Never reads a tree, a clock or a default: what a codec cannot read is a CodecError, which the engine locates.
Example: `build(parse_call("date(%Y%m%d)"), Lists()).decode("20260131")` is `"2026-01-31"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hub.mapping import moments
from hub.mapping.codec import Codec, only
from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.dates import XML, DateError, Notations, plain_day
from hub.mapping.expression import Argument, Call
from hub.mapping.lists import CodeList, Lists, builtin_names
from hub.mapping.numerals import decimal
from hub.mapping.problem import nearest
from hub.model import people

_REMEMBERED = 2048
Builder = Callable[[Call, Lists], Codec]


def build(call: Call, lists: Lists) -> Codec:
    """The codec that a call names; ArgumentError tells what would be right."""
    builder = CODECS.get(call.name)
    if builder is None:
        raise ArgumentError(call.column, f"a codec; the nearest is {nearest(call.name, CODECS) or 'text'}", unknown=call.name)
    return builder(call, lists)


def chain(codecs: list[Codec]) -> Codec:
    """Several codecs as one: decoded from left to right, encoded from right to left."""
    if len(codecs) == 1:
        return codecs[0]

    def decode(text: str) -> Any:
        value: Any = text
        for codec in codecs:
            value = codec.decode(value)
            if value is None:
                break
        return value

    def encode(value: Any) -> str:
        for codec in reversed(codecs):
            value = codec.encode(value)
        return str(value)

    return Codec(" | ".join(codec.name for codec in codecs), decode, encode, exact=all(codec.exact for codec in codecs))


def _texts(value: Any) -> str:
    if not isinstance(value, str):
        raise CodecError(str(value), "a text")
    return value


def strip(text: str) -> str | None:
    """A text without outer blanks, None when nothing is left."""
    return text.strip() or None


TEXT = Codec("text", strip, _texts, sure="{0}.strip() == {0}")


def _text(call: Call, _: Lists) -> Codec:
    only(call, 0)
    return TEXT


_BREAKS = re.compile(r"[ \t]*[\t\r\n]+[ \t]*")


def _line(call: Call, _: Lists) -> Codec:
    """Text that was broken over lines is one line in documents; how it was broken is kept as its spelling."""
    only(call, 0)
    return Codec(
        "line",
        lambda text: _BREAKS.sub(" ", text).strip() or None,
        _texts,
        quick=_unbroken,
        sure="{0}.isprintable() and {0}.strip() == {0}",
    )


def _unbroken(text: str) -> bool:
    return text.isprintable() and text[:1] not in {"", " "} and text[-1:] != " "


def _upper(call: Call, _: Lists) -> Codec:
    only(call, 0)
    return Codec("upper", lambda text: text.strip().upper() or None, _texts)


def _int(call: Call, _: Lists) -> Codec:
    only(call, 0)

    def decode(text: str) -> int:
        stripped = text.strip()
        if (
            not stripped.lstrip("+-").isdecimal()
            or not stripped.isascii()
            or len(stripped) > 16
            or len(stripped.lstrip("+-")) < len(stripped) - 1
        ):
            raise CodecError(text, "a whole number of up to 15 digits")
        return int(stripped)

    def encode(value: Any) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise CodecError(str(value), "a whole number")
        return str(value)

    return Codec("int", decode, encode)


def _bool(call: Call, _: Lists) -> Codec:
    only(call, 2)
    if len(call.positional) != 2:
        raise ArgumentError(call.column, "two arguments: the values for true and for false, such as bool(Y, N)")
    yes, no = (tuple(argument.text.split("|")) for argument in call.positional)

    def decode(text: str) -> bool:
        value = text.strip()
        if value not in yes and value not in no:
            raise CodecError(text, " or ".join((*yes, *no)))
        return value in yes

    def encode(value: Any) -> str:
        if not isinstance(value, bool):
            raise CodecError(str(value), "true or false")
        return yes[0] if value else no[0]

    return Codec("bool", decode, encode)


def _decimal(call: Call, _: Lists) -> Codec:
    return decimal(call)


def _dates(name: str, first: str) -> Builder:
    def builder(call: Call, _: Lists) -> Codec:
        only(call, 9)
        patterns = [argument.text for argument in call.positional] or [first]
        try:
            notations = Notations(patterns)
        except ValueError as error:
            raise ArgumentError(call.column, f"notations such as {first}; {error} is none") from None
        expected = f"a {name} written {' or '.join(patterns)}"
        seen: dict[str, str] = {}  # the same few days come again and again

        def decode(text: str) -> str:
            try:
                value = notations.read(text.strip())
            except DateError:
                raise CodecError(text, expected) from None
            if len(seen) < _REMEMBERED:
                seen[text] = value
            return value

        def encode(value: Any) -> str:
            try:
                return notations.write(value)
            except DateError:
                raise CodecError(str(value), expected) from None

        own = patterns == [XML]  # what is written there is what the document says
        exact, quick = len(patterns) == 1 and not own, plain_day if own and name == "date" else None
        return Codec(name, decode, encode, exact=exact, quick=quick, known=seen.get if exact else None)

    return builder


def listed(codes: CodeList, other: str | None = None) -> Codec:
    """The codec of a code list. `other`: what stands before codes that the list does not have (`x12:`); None refuses them."""

    def decode(text: str) -> str | None:
        code = text.strip()
        found = codes.decode.get(code)
        if found is None and code and other is not None:
            return other + code
        if found is None:
            raise CodecError(text, f"a code of the list {codes.name}", rule="MAP-105", list=codes.name)
        return found

    def encode(value: Any) -> str:
        found = codes.encode.get(_texts(value))
        if found is None and other is not None and value.startswith(other):
            return str(value[len(other) :])
        if found is None:
            raise CodecError(str(value), f"a value of the list {codes.name}", rule="MAP-106", list=codes.name)
        return found

    return Codec(f"code({codes.name})", decode, encode, known=codes.straight.get)


def code_list(argument: Argument, lists: Lists) -> CodeList:
    """A list of the package by the name in an argument."""
    found = lists.code(argument.text)
    if found is None:
        names = builtin_names()
        raise ArgumentError(argument.column, f"a code list; the nearest is {nearest(argument.text, names) or 'none'}")
    return found


def other_codes(argument: Argument | None) -> str | None:
    """What stands before codes outside of a list: nothing for `open`, the name of a family and a colon otherwise."""
    if argument is None:
        return None
    return "" if argument.text == "open" else argument.text + ":"


def _named_list(call: Call) -> tuple[Argument, str | None]:
    only(call, 2)
    if not call.positional:
        raise ArgumentError(call.column, "the name of a list, and perhaps open or a family such as x12")
    return call.positional[0], other_codes(call.positional[1] if len(call.positional) == 2 else None)


def _code(call: Call, lists: Lists) -> Codec:
    name, other = _named_list(call)
    return listed(code_list(name, lists), other)


def _prefix(call: Call, _: Lists) -> Codec:
    only(call, 1)
    if not call.positional:
        raise ArgumentError(call.column, "what stands before the value in the document, such as prefix(x12)")
    return listed(CodeList("", {}, {}), call.positional[0].text + ":")


def _uncode(call: Call, _: Lists) -> Codec:
    """A code of the UN lists, which are the canonical ones. Codes that only another family has (`x12:DP`) cannot be written."""
    only(call, 0)

    def encode(value: Any) -> str:
        if ":" in _texts(value):
            raise CodecError(value, "a code of the UN lists")
        return str(value)

    return Codec("uncode", strip, encode, quick=str.isalnum, sure="{0}.isalnum()")


def _xref(call: Call, lists: Lists) -> Codec:
    name, other = _named_list(call)
    found = lists.find(name.text)
    if found is None:
        raise ArgumentError(name.column, f"a list of the member; there are {', '.join(sorted(lists.own)) or 'none'}")
    return listed(found, other)


def _split(call: Call, _: Lists) -> Codec:
    only(call, 1)
    mark = call.positional[0].constant or call.positional[0].text if call.positional else ""
    if not mark:
        raise ArgumentError(call.column, "what separates the texts, such as split(;)")

    def decode(text: str) -> list[str] | None:
        return [part for part in (part.strip() for part in text.split(mark)) if part] or None

    def encode(value: Any) -> str:
        if not isinstance(value, list) or any(not isinstance(part, str) or mark in part for part in value):
            raise CodecError(str(value), f"texts without {mark!r}")
        return mark.join(value)

    return Codec("split", decode, encode)


def _unless(call: Call, _: Lists) -> Codec:
    words = _words(call, "unless")
    return Codec("unless", lambda text: None if text.strip() in words else text, _texts)


def _flag(call: Call, _: Lists) -> Codec:
    words = _words(call, "flag")

    def encode(value: Any) -> str:
        if value is not True:
            raise CodecError(str(value), f"true, which is written {words[0]}")
        return words[0]

    return Codec("flag", lambda text: True if text.strip() in words else None, encode)


def _words(call: Call, name: str) -> tuple[str, ...]:
    only(call, 1)
    if not call.positional:
        raise ArgumentError(call.column, f"the words it is about, such as {name}(长期|永久)")
    return tuple(call.positional[0].text.split("|"))


def _epoch(call: Call, _: Lists) -> Codec:
    only(call, 1)
    unit = call.positional[0].text if call.positional else ""
    if unit not in {"s", "ms"}:
        raise ArgumentError(call.column, "epoch(s) or epoch(ms): what is counted since 1970")
    places, expected = (3, "milliseconds since 1970") if unit == "ms" else (0, "seconds since 1970")
    return _moments("epoch", lambda text: moments.from_epoch(text, places), lambda value: moments.to_epoch(value, places), expected)


def _instant(call: Call, _: Lists) -> Codec:
    only(call, 0)
    return _moments("instant", moments.from_iso, moments.from_iso, "a moment with its offset, such as 2026-11-22T10:05:30+08:00")


def _moments(name: str, read: Callable[[str], str], write: Callable[[str], str], expected: str) -> Codec:
    def decode(text: str) -> str:
        try:
            return read(text.strip())
        except DateError:
            raise CodecError(text, expected) from None

    def encode(value: Any) -> str:
        try:
            return write(value)
        except DateError:
            raise CodecError(str(value), expected) from None

    return Codec(name, decode, encode)


def _email(call: Call, _: Lists) -> Codec:
    only(call, 0)
    return Codec("email", people.email, _texts, derived=True)


def _phone(call: Call, _: Lists) -> Codec:
    only(call, 1)
    code = call.positional[0].text if call.positional else ""
    if code and not (code.isascii() and code.isdigit() and len(code) <= 3):
        raise ArgumentError(call.positional[0].column, "the calling code of national numbers, such as phone(86)")
    return Codec("phone", lambda text: people.phone(text, code), _texts, derived=True)


def _between(call: Call, _: Lists) -> Codec:
    only(call, 2)
    if len(call.positional) != 2:
        raise ArgumentError(call.column, 'what stands before and behind it, such as between("form:", ",")')
    before, behind = (argument.constant or argument.text for argument in call.positional)

    def decode(text: str) -> str | None:
        return text.rpartition(before)[2].partition(behind)[0].strip() or None if before in text else None

    return Codec("between", decode, _texts, derived=True)


def _typed(call: Call, _: Lists) -> Codec:
    only(call, 0)
    return Codec("typed", lambda _text: None, _texts, derived=True)


CODECS: dict[str, Builder] = {
    "text": _text,
    "line": _line,
    "upper": _upper,
    "int": _int,
    "bool": _bool,
    "decimal": _decimal,
    "date": _dates("date", "%Y%m%d"),
    "time": _dates("time", "%H%M"),
    "datetime": _dates("datetime", "%Y%m%d%H%M"),
    "code": _code,
    "prefix": _prefix,
    "uncode": _uncode,
    "xref": _xref,
    "split": _split,
    "unless": _unless,
    "flag": _flag,
    "epoch": _epoch,
    "instant": _instant,
    "email": _email,
    "phone": _phone,
    "typed": _typed,
    "between": _between,
}
