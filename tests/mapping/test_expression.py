"""Right sides of rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.expression import ExpressionError, call, parse

WRONG = [
    ("", 1, "a place"),
    (" | text", 2, "a place"),
    ("BEG.03 |", 9, "a codec"),
    ("BEG.03 | Date", 10, "a codec"),
    ("BEG.03 | date(%Y", 17, "closing"),
    ("BEG.03) | date", 7, "without its opening"),
    ("BEG.03 | date(a,,b)", 17, "one value"),
    ("BEG.03 | code(a=1, a=2)", 20, "one value"),
    ('BEG.03 | split(")', 18, '"'),
]


def test_a_place_alone():
    assert (parse("N1[01=BY|SO].02").place, parse("N1[01=BY|SO].02").calls) == ("N1[01=BY|SO].02", ())


def test_codecs_with_arguments_know_their_columns():
    expression = parse("BEG.05 | upper | date(%Y%m%d, %y%m%d) | quantity(unit=.03, codes=uom)")
    upper, date, quantity = expression.calls

    assert (expression.place, expression.column) == ("BEG.05", 1)
    assert (upper.name, upper.column, upper.positional) == ("upper", 10, ())
    assert [(one.text, one.column) for one in date.positional] == [("%Y%m%d", 23), ("%y%m%d", 31)]
    assert [(name, one.text, one.column) for name, one in quantity.named.items()] == [("unit", ".03", 55), ("codes", "uom", 66)]


def test_brackets_and_quotes_hide_separators():
    amount = parse("X | amount(currency=CUR[01=BY|SE, 02=x].02)").calls[0]
    split = parse('X | split("|")').calls[0]

    assert amount.named["currency"].text == "CUR[01=BY|SE, 02=x].02"
    assert split.positional[0].constant == "|"


def test_by_reads_like_a_sentence():
    assert parse("DTM.02 | date(by .03)").calls[0].named["by"].text == ".03"
    assert parse("DTM.02 | date(un, by .03)").calls[0].positional[0].text == "un"


@pytest.mark.parametrize(("text", "expected"), [("=REF", "REF"), ('="00"', "00"), ("= a b ", "a b"), ("=", "")])
def test_a_constant(text, expected):
    assert parse(text).constant == expected


@pytest.mark.parametrize(("text", "column", "expected"), WRONG)
def test_a_wrong_right_side_tells_the_column(text, column, expected):
    with pytest.raises(ExpressionError) as caught:
        parse(text)

    assert caught.value.column == column
    assert expected in caught.value.expected


def test_a_single_call():
    assert call("count(orderLine)").positional[0].text == "orderLine"
    with pytest.raises(ExpressionError):
        call("count(")


@given(st.text('ab|(),="[]. ', max_size=20))
def test_any_text_is_an_expression_or_a_located_error(text):
    try:
        parse(text)
    except ExpressionError as error:
        column = error.column
    else:
        column = 1

    assert 1 <= column <= len(text) + 1
