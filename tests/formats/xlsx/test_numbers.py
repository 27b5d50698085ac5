"""Numbers and dates of sheets, by the digits of the file and the number format."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.xlsx.numbers import moment, number, serial, shown


@pytest.mark.parametrize(
    ("text", "code", "said", "trusted"),
    [
        ("0.1", "General", "0.1", True),
        ("0.10000000000000001", "General", "0.1", True),
        ("3.3000000000000003", "General", "3.3", True),
        ("1.5E-3", "General", "0.0015", True),
        ("1E+3", "General", "1000", True),
        ("-0", "General", "0", True),
        ("12.5", "0.00", "12.50", True),
        ("12.5", "#,##0.00_ ;[Red]\\-#,##0.00", "12.50", True),
        ("12", "¥#,##0.00", "12.00", True),
        ("12.345", "0.00", "12.345", True),  # shown rounded, but never rounded here
        ("0.15", "0.00%", "0.15", True),
        ("999999999999999", "0", "999999999999999", True),
        ("6.90123456789012E+17", "0", "690123456789012000", False),
        ("123456789012345678", "0", "123456789012345678", False),
        ("1e400", "0", None, None),
        ("12,5", "0", None, None),
        ("", "0", None, None),
    ],
)
def test_a_number_is_read_digit_by_digit(text: str, code: str, said: str | None, trusted: bool | None) -> None:
    assert number(text, shown(164, code)) == (None if said is None else (said, trusted))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("45983", "yyyy-mm-dd", "2025-11-22"),
        ("45983", "d/m/yy", "2025-11-22"),
        ("45983", 'yyyy"年"m"月"d"日"', "2025-11-22"),
        ("45983", "[$-804]aaaa;@", None),
        ("45983.5", "yyyy-mm-dd", "2025-11-22T12:00:00"),
        ("45983.999999999", "yyyy-mm-dd hh:mm", "2025-11-23T00:00:00"),
        ("45983", "yyyy/m/d h:mm", "2025-11-22T00:00:00"),
        ("0.5", "h:mm", "12:00"),
        ("0.500012", "h:mm:ss", "12:00:01"),
        ("0.25", "h:mm AM/PM", "06:00"),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("60", "yyyy-mm-dd", None),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("-1", "yyyy-mm-dd", None),
        ("2958466", "yyyy-mm-dd", None),
        ("1e300", "yyyy-mm-dd", None),
        ("1.5", "h:mm", None),
    ],
)
def test_a_date_is_what_the_format_shows(text: str, code: str, said: str | None) -> None:
    format_ = shown(164, code)

    assert (moment(text, format_, since_1904=False) if format_.date or format_.time else None) == said


def test_the_1904_system_counts_from_another_day() -> None:
    assert moment("0", shown(14, None), since_1904=True) == "1904-01-01"
    assert moment("44521", shown(14, None), since_1904=True) == "2025-11-22"


@pytest.mark.parametrize("format_id", [14, 22, 27, 31, 57])
def test_formats_without_text_are_known_by_number(format_id: int) -> None:
    assert shown(format_id, None).date


@pytest.mark.parametrize("code", ["General", "0", "@", '"d"0', "#,##0.00", "0.00E+00", "[Red]0.00", r"\y0"])
def test_formats_of_numbers_are_no_dates(code: str) -> None:
    assert not (shown(164, code).date)
    assert not (shown(164, code).time)


@given(st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(lambda one: one.replace(microsecond=0)))  # noqa: DTZ001 - local times
def test_every_moment_comes_back(one: dt.datetime) -> None:
    text = one.isoformat()
    written = serial(text)

    assert written is not None
    assert moment(format(written, "f"), shown(164, "yyyy-mm-dd hh:mm:ss"), since_1904=False) == text
