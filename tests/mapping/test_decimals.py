"""Numbers as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.decimals import CANONICAL, NumberError, counted, parts, plain, same, shifted, total, unshifted

READ = [
    ("0", "0"),
    ("12.50", "12.50"),
    (".5", "0.5"),
    ("5.", "5"),
    ("+5", "5"),
    ("-5", "-5"),
    ("5-", "-5"),
    ("007", "7"),
    ("-0", "0"),
    ("-0.00", "0.00"),
    ("000.10", "0.10"),
    ("123456789012345678", "123456789012345678"),
]
REFUSED = ["", ".", "-", "1e3", "1E3", "1,5", "1 000", "--5", "-5-", "1.2.3", "１２", "5\n", "NaN", "1" * 19, "0." + "1" * 11, "1_0"]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_numbers_take_their_plain_form_and_keep_their_scale(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(NumberError):
        plain(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500万", "5000000"),
        ("500 万元", "5000000"),
        ("2000.50万人民币", "20005000"),
        ("1.23456万", "12345.6"),
        ("0.00005万", "0.5"),
        ("1.2亿", "120000000"),
        ("-3万", "-30000"),
        ("5,000,000元", "5000000"),
        ("12.50", "12.50"),
    ],
)
def test_ten_thousands_and_hundred_millions_are_counted_exactly(text, expected):
    assert counted(text) == expected


@pytest.mark.parametrize("text", ["万", "五百万", "5,00万", "1.2.3万", "500美元", "500万万", "", "99999999999999999亿"])
def test_what_is_no_counted_number_is_refused(text):
    with pytest.raises(NumberError):
        counted(text)


@pytest.mark.parametrize(("text", "expected"), [("1,50", "1.50"), ("1", "1"), (",5", "0.5")])
def test_a_declared_comma(text, expected):
    assert plain(text, ",") == expected
    with pytest.raises(NumberError):
        plain("1.5", ",")


@pytest.mark.parametrize(("text", "expected"), [("1250", "12.50"), ("5", "0.05"), ("-5", "-0.05"), ("0", "0.00"), ("5-", "-0.05")])
def test_implied_decimals(text, expected):
    assert shifted(text, 2) == expected
    assert same(shifted(unshifted(expected, 2), 2), expected)


@pytest.mark.parametrize("text", ["1.5", "", "x", "-"])
def test_implied_decimals_have_no_mark(text):
    with pytest.raises(NumberError):
        shifted(text, 2)


def test_more_decimals_than_the_place_holds_are_refused_not_rounded():
    assert unshifted("12.500", 2) == "1250"
    with pytest.raises(NumberError):
        unshifted("12.505", 2)


def test_a_sum_is_exact():
    assert total(["0.1", "0.2"]) == "0.3"
    assert total(["1", "-2.50"]) == "-1.50"
    assert total([]) == "0"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15))
def test_any_plain_number_is_read_as_itself(number):
    text = format(number, "f")

    assert Decimal(plain(text)) == number
    assert CANONICAL.fullmatch(plain(text))
    assert Decimal(shifted(unshifted(plain(text), 3), 3)) == number


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9), max_size=8))
def test_any_sum_is_that_of_exact_arithmetic(numbers):
    assert Decimal(total([plain(format(number, "f")) for number in numbers])) == sum(numbers)


@given(st.text("0123456789.,+-eE \n", max_size=8))
def test_any_text_is_a_canonical_number_or_refused(text):
    try:
        value = plain(text)
    except NumberError:
        return

    assert "".join(parts(value)[1:])
