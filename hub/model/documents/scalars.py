"""The texts, numbers and times that every document is made of: JSON strings with one meaning each.

A JSON number is never an amount, a date never moves with a time zone, and no text holds control characters.

>>> TypeAdapter(DecimalStr).validate_python("-0.10").as_tuple().exponent
-2
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints, TypeAdapter, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

__all__ = [
    "CodeText",
    "CurrencyCode",
    "DecimalStr",
    "Instant",
    "Key",
    "Line",
    "LocalDate",
    "LocalDateTime",
    "LocalTime",
    "Prose",
    "TypeAdapter",
    "Verbatim",
]

_CONTROL = r"\u0000-\u001F\u007F-\u009F"
_CONTROL_BUT_BREAKS = r"\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F"
# What str.strip takes away, less the control characters.
_BLANK = r" \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_NO_CONTROL = {"pattern": f"[{_CONTROL}]"}

DECIMAL = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?"
DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
# The days of the Gregorian calendar, spelt out where JSON Schema has no format to check them.
_LEAP = r"([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[2468][048]|[13579][26])00)-02-29"
_COMMON = r"[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
REAL_DAY = f"(?!0000)({_COMMON}|{_LEAP})"
OFFSET = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"


def _schema(pattern: str, longest: int, description: str, **more: Any) -> WithJsonSchema:
    # `not` beside the pattern: some engines let `$` match before a trailing line feed.
    return WithJsonSchema(
        {"type": "string", "maxLength": longest, "pattern": pattern, "not": _NO_CONTROL, "description": description, **more}
    )


def _text(longest: int, description: str) -> Any:
    # Checked as sent, then stripped, so that model and schema count the same characters.
    pattern = f"^[^{_CONTROL}]*[^{_CONTROL}{_BLANK}][^{_CONTROL}]*$"
    described = _schema(f"[^{_BLANK}]", longest, description, minLength=1)
    return Annotated[str, StringConstraints(min_length=1, max_length=longest, pattern=pattern), AfterValidator(str.strip), described]


def _prose(longest: int, description: str) -> Any:
    control = _CONTROL_BUT_BREAKS
    pattern = f"^[^{control}]*[^{_CONTROL}{_BLANK}][^{control}]*$"
    described = {
        "type": "string",
        "minLength": 1,
        "maxLength": longest,
        "pattern": f"[^{_CONTROL}{_BLANK}]",
        "not": {"pattern": f"[{control}]"},
        "description": description,
    }
    return Annotated[
        str, StringConstraints(min_length=1, max_length=longest, pattern=pattern), AfterValidator(_unbroken), WithJsonSchema(described)
    ]


def _unbroken(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in text else text.strip()


def _fullmatch(pattern: str, kind: str, example: str) -> BeforeValidator:
    compiled = re.compile(pattern)

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise PydanticCustomError("not_text", "must be a JSON string")
        # Not `$`: it lets a trailing line feed through.
        if not compiled.fullmatch(value):
            raise PydanticCustomError("not_" + kind, "must be written like {example}", {"example": example})
        return value

    return BeforeValidator(check)


_DECIMAL = re.compile(DECIMAL)


def _decimal(value: Any) -> Decimal:
    text = format(value, "f") if isinstance(value, Decimal) else value
    if not isinstance(text, str):
        raise PydanticCustomError("decimal_number", "must be a JSON string, because numbers lose digits")
    if not _DECIMAL.fullmatch(text):
        raise PydanticCustomError("not_decimal", "must be written like {example}", {"example": "-1234.50"})
    number = Decimal(text)
    # copy_abs and not abs: the latter rounds to the context.
    return number or number.copy_abs()


def _plain(number: Decimal) -> str:
    return format(number, "f")


def _day(value: Any) -> dt.date:
    if type(value) is dt.date:
        return value
    if not isinstance(value, str) or not re.fullmatch(DATE, value):
        raise PydanticCustomError("not_date", "must be written like {example}", {"example": "2026-11-22"})
    return _real_day(value)


def _real_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as problem:
        raise PydanticCustomError("not_date", "is not a day of the calendar, such as {example}", {"example": "2026-11-22"}) from problem


def _on_a_real_day(text: str) -> str:
    _real_day(text)
    return text


if TYPE_CHECKING:
    DecimalStr = Decimal
    LocalDate = dt.date
    LocalTime = str
    Instant = str
    LocalDateTime = str
    Key = str
    CodeText = str
    Line = str
    Prose = str
    CurrencyCode = str
    Verbatim = str
else:
    DecimalStr = TypeAliasType(
        "DecimalStr",
        Annotated[
            Decimal,
            BeforeValidator(_decimal),
            PlainSerializer(_plain, return_type=str),
            _schema(f"^{DECIMAL}$", 30, "An exact decimal number, written as a string; its scale is kept."),
        ],
    )
    LocalDate = TypeAliasType(
        "LocalDate",
        Annotated[
            dt.date,
            BeforeValidator(_day),
            PlainSerializer(dt.date.isoformat, return_type=str),
            _schema(f"^{DATE}$", 10, "A business day. It is never shifted to another time zone.", format="date"),
        ],
    )
    LocalTime = TypeAliasType(
        "LocalTime",
        Annotated[
            str, _fullmatch(TIME, "time", "14:05"), _schema(f"^{TIME}$", 18, "A time of day as stated by the sender, without a zone.")
        ],
    )
    Instant = TypeAliasType(
        "Instant",
        Annotated[
            str,
            _fullmatch(f"{DATE}T{CLOCK}{OFFSET}", "instant", "2026-11-22T02:18:00Z"),
            AfterValidator(_on_a_real_day),
            _schema(f"^{DATE}T{CLOCK}{OFFSET}$", 35, "A moment, with its offset from UTC (RFC 3339).", format="date-time"),
        ],
    )
    LocalDateTime = TypeAliasType(
        "LocalDateTime",
        Annotated[
            str,
            _fullmatch(f"{REAL_DAY}T{CLOCK}", "local_date_time", "2026-11-22T02:18:00"),
            _schema(f"^{REAL_DAY}T{CLOCK}$", 29, "A date and time whose zone the sender did not state."),
        ],
    )
    Key = TypeAliasType("Key", _text(256, "An identifier, opaque: leading zeros and case are kept."))
    CodeText = TypeAliasType(
        "CodeText", _text(80, "A code. A code that has no canonical form is kept with its family in front, such as x12:DP.")
    )
    Line = TypeAliasType("Line", _text(1024, "One line of text."))
    Prose = TypeAliasType("Prose", _prose(65_536, "Text that may run over several lines."))
    CurrencyCode = TypeAliasType(
        "CurrencyCode",
        Annotated[
            str, _fullmatch("[A-Z]{3}", "currency", "CNY"), _schema("^[A-Z]{3}$", 3, "A currency of ISO 4217, current or withdrawn.")
        ],
    )
    Verbatim = TypeAliasType(
        "Verbatim",
        Annotated[
            str,
            StringConstraints(max_length=1_000_000),
            WithJsonSchema({"type": "string", "maxLength": 1_000_000, "description": "Text exactly as it stood in the source."}),
        ],
    )
