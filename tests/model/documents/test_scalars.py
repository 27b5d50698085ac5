"""The texts and numbers of documents: what is taken, what is refused, and that nothing is rounded on the way."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from hub.model.documents.scalars import DecimalStr, Instant, Line, LocalDate, LocalDateTime, Prose

DECIMAL, DATE, LINE, PROSE = (TypeAdapter(kind) for kind in (DecimalStr, LocalDate, Line, Prose))
DIGITS = st.text("0123456789", min_size=1, max_size=10)


@given(st.sampled_from(["", "-"]), st.integers(0, 10**18 - 1), st.none() | DIGITS)
def test_a_decimal_keeps_every_digit_and_its_scale(sign, whole, fraction):
    text = f"{sign}{whole}" + (f".{fraction}" if fraction else "")
    written = DECIMAL.dump_python(DECIMAL.validate_python(text), mode="json")

    assert written == (text.removeprefix("-") if not Decimal(text) else text)


@pytest.mark.parametrize(
    "value",
    [0.1, 1, True, None, "1e3", "１２", "1_000", " 5 ", "5\n", "007", "+1", "NaN", "Infinity", "", Decimal("NaN"), Decimal("1E+30")],
)
def test_anything_but_plain_decimal_text_is_refused(value):
    with pytest.raises(ValidationError):
        DECIMAL.validate_python(value)


def test_a_decimal_made_in_python_is_taken_as_it_is():
    assert DECIMAL.dump_python(DECIMAL.validate_python(Decimal("1E+2")), mode="json") == "100"


@pytest.mark.parametrize(
    "value",
    ["2026-02-30", "2026-1-1", "20260101", "2026-01-01\n", "２０２６-01-01", 20260101, None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)],
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValidationError):
        DATE.validate_python(value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a", "a"), ("  a b ", "a b"), ("\u3000商驿\u3000", "商驿"), ("𠮷", "𠮷"), ("\ufeffa", "\ufeffa")],
)
def test_a_line_loses_its_outer_blanks_and_nothing_else(given, kept):
    assert LINE.validate_python(given) == kept


@pytest.mark.parametrize("value", ["", " ", "\u3000", "a\nb", "a\n", "\ta", "a\x7f", "a\x85b", "x" * 1025])
def test_a_line_holds_no_control_characters_and_is_not_empty(value):
    with pytest.raises(ValidationError):
        LINE.validate_python(value)


def test_prose_keeps_its_lines_and_knows_one_line_break():
    assert PROSE.validate_python(" a\r\nb\rc\n\td\n") == "a\nb\nc\n\td"


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        (Instant, "2026-11-22T02:18:00Z", True),
        (Instant, "2026-11-22T02:18:00.123456789+08:00", True),
        (Instant, "2026-11-22T02:18:00", False),
        (Instant, "2026-02-29T02:18:00Z", False),
        (LocalDateTime, "2026-11-22T02:18:00", True),
        (LocalDateTime, "2024-02-29T02:18:00", True),
        (LocalDateTime, "1900-02-29T02:18:00", False),
        (LocalDateTime, "2000-02-29T02:18:00", True),
        (LocalDateTime, "2026-04-31T02:18:00", False),
        (LocalDateTime, "2026-11-22T02:18:00Z", False),
    ],
)
def test_a_moment_has_an_offset_and_a_local_time_has_none(kind, value, good):
    if good:
        assert TypeAdapter(kind).validate_python(value) == value
    else:
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(value)
