"""The codecs: pairs of functions, their refusals, and their arguments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.codecs import CODECS, build, chain
from hub.mapping.expression import parse
from hub.mapping.lists import Lists

LISTS = Lists.of({"item": "code,canonical,direction\nA-1,401,both\nA-2,401,read\n"})


def codec(text):
    return chain([build(call, LISTS) for call in parse(f"X | {text}").calls])


BOTH = [
    ("text", " a b ", "a b", "a b"),
    ("upper", "ab", "AB", "AB"),
    ("line", " Acme\n\t Trading ", "Acme Trading", "Acme Trading"),
    ("date(xml)", "2026-01-31+08:00", "2026-01-31", "2026-01-31"),
    ("time(xml)", "14:05:00Z", "14:05", "14:05:00"),
    ("time(xml)", "14:05:10.25", "14:05:10.25", "14:05:10.25"),
    ("int", "42", 42, "42"),
    ("int", "-7", -7, "-7"),
    ("bool(Y, N)", "Y", True, "Y"),
    ("bool(Y|1, N|0)", "0", False, "N"),
    ("decimal", ".5", "0.5", "0.5"),
    ('decimal(mark=",")', "1,5", "1.5", "1,5"),
    ("decimal(implied=2)", "1250", "12.50", "1250"),
    ('decimal(group=",")', "1,234,567.50", "1234567.50", "1234567.50"),
    ('decimal(group=",")', "-1234.5", "-1234.5", "-1234.5"),
    ('decimal(mark=",", group=".")', "1.234,50", "1234.50", "1234,50"),
    ("decimal(count=zh)", "１２３．５", "123.5", "123.5"),
    ("decimal(count=zh)", "1,200.00", "1200.00", "1200.00"),
    ("decimal(count=zh)", "1.25万", "12500", "12500"),
    ("decimal(count=zh)", "3 亿", "300000000", "300000000"),
    ("decimal(count=zh)", "0.123456万", "1234.56", "1234.56"),
    ("date(%Y%m%d)", "20260131", "2026-01-31", "20260131"),
    ("date(%Y%m%d, %y%m%d)", "260131", "2026-01-31", "20260131"),
    ("date", "20260131", "2026-01-31", "20260131"),
    ("time(%H%M, %H%M%S)", "090507", "09:05:07", "090507"),
    ("datetime(%Y%m%d%H%M)", "202601310905", "2026-01-31T09:05:00", "202601310905"),
    ("xref(item)", "A-2", "401", "A-1"),
    ("xref(item, open)", "B", "B", "B"),
    ("xref(item, own)", "B", "own:B", "B"),
    ("prefix(x12)", "DP", "x12:DP", "DP"),
    ("uncode", " DP ", "DP", "DP"),
    ("split(;)", "a; b;", ["a", "b"], "a;b"),
    ('split("|")', "a|b", ["a", "b"], "a|b"),
    ("decimal(count=zh)", "500万", "5000000", "5000000"),
    ("unless(长期|永久) | date(%Y-%m-%d)", "2027-05-31", "2027-05-31", "2027-05-31"),
    ("unless(长期|永久)", "2027-05-31", "2027-05-31", "2027-05-31"),
    ("flag(长期|永久)", "永久", True, "长期"),
    ("upper | xref(item)", "a-1", "401", "A-1"),
    ("epoch(ms)", "1795312730250", "2026-11-22T01:58:50.250Z", "1795312730250"),
    ("epoch(ms)", "1795312730000", "2026-11-22T01:58:50Z", "1795312730000"),
    ("epoch(s)", "-1", "1969-12-31T23:59:59Z", "-1"),
    ("instant", "2026-11-22T02:05:30+0000", "2026-11-22T02:05:30+00:00", "2026-11-22T02:05:30+00:00"),
    ("instant", "2026-11-22 10:05+08", "2026-11-22T10:05:00+08:00", "2026-11-22T10:05:00+08:00"),
    ("email", "zhao＠Haiyue.Example", "zhao@haiyue.example", "zhao@haiyue.example"),
    ("phone(86)", "138 0013 8000", "+8613800138000", "+8613800138000"),
    ('between("m:", ",")', "urn:form:(urn:form:3162,1)", "3162", "3162"),
]

REFUSED = [
    ("int", "4.2", 4.2),
    ("int", "12345678901234567890", True),
    ("int", "--4", "4"),
    ("bool(Y, N)", "J", "Y"),
    ("decimal", "1e3", "1e3"),
    ("decimal", "1,234", "1,234"),
    ('decimal(group=",")', "12,34", "1,234"),
    ('decimal(mark=",", group=".")', "1.234.5", "1.234,5"),
    ("decimal(count=zh)", "十二万", "1.2万"),
    ("decimal(count=zh)", "1.2.3", ""),
    ("decimal", "", 1.5),
    ("decimal(implied=2)", "1.5", "0.005"),
    ("date(%Y%m%d)", "20260230", "2026-02-30"),
    ("time(%H%M)", "2460", "09:05:07"),
    ("xref(item)", "B", "402"),
    ("xref(item)", "", 401),
    ("prefix(x12)", "", "un:DP"),
    ("split(;)", None, ["a;b"]),
    ("decimal(count=zh)", "五百万", "500万"),
    ("flag(长期)", None, False),
    ("text", None, 5),
    ("epoch(ms)", "2026-11-22", "2026-11-22T01:58:50.2501Z"),
    ("epoch(s)", "999999999999999", "2026-11-22T01:58:50.250Z"),
    ("instant", "2026-11-22T02:05:30", "2026-02-30T02:05:30Z"),
]

WRONG = [
    ("uper", 5, "upper"),
    ("text(x)", 10, "no arguments"),
    ("date(%q)", 5, "notations"),
    ("date(by=.02, x=1)", 13, "arguments"),
    ("decimal(implied=x)", 5, "implied="),
    ("decimal(mark=;)", 5, "mark="),
    ("decimal(group=;)", 19, "group="),
    ('decimal(mark=",", group=",")', 29, "group="),
    ("decimal(2)", 13, "implied"),
    ("bool(Y)", 5, "two arguments"),
    ("code(nothing)", 10, "a code list"),
    ("code", 5, "the name of a list"),
    ("xref(nothing)", 10, "item"),
    ("split", 5, "split(;)"),
    ("flag", 5, "the words"),
    ("decimal(count=en)", 19, "count=zh"),
    ("prefix", 5, "prefix(x12)"),
]


@pytest.mark.parametrize(("text", "raw", "value", "written"), BOTH)
def test_a_codec_is_a_pair(text, raw, value, written):
    one = codec(text)

    assert one.decode(raw) == value
    assert type(one.decode(raw)) is type(value)
    assert one.encode(value) == written


@pytest.mark.parametrize(
    ("text", "raw"), [("unless(长期|永久) | date(%Y-%m-%d)", " 永久 "), ("flag(长期|永久)", "2027-05-31"), ("text", " ")]
)
def test_a_codec_may_find_nothing(text, raw):
    assert codec(text).decode(raw) is None


@pytest.mark.parametrize(("text", "raw", "value"), REFUSED)
def test_a_codec_refuses_with_the_value_and_what_would_be_right(text, raw, value):
    one = codec(text)
    for function, given_ in ((one.decode, raw), (one.encode, value)):
        if given_ is None:
            continue
        with pytest.raises(CodecError) as caught:
            function(given_)
        assert caught.value.value == str(given_)
        assert caught.value.expected


@pytest.mark.parametrize(("text", "column", "expected"), WRONG)
def test_wrong_arguments_tell_the_column(text, column, expected):
    with pytest.raises(ArgumentError) as caught:
        codec(text)

    assert caught.value.column == column
    assert expected in caught.value.expected


def test_blank_texts_are_nothing():
    assert codec("text").decode("  ") is None
    assert codec("upper").decode("  ") is None
    assert codec("split(;)").decode(" ; ") is None


def test_what_was_typed_is_written_and_never_read_for_itself():
    typed = codec("typed")

    assert (typed.decode("138 0013 8000"), typed.encode("138 0013 8000")) == (None, "138 0013 8000")


def test_every_codec_has_a_case():
    tried = {text.split("(")[0] for text, *_ in BOTH if " | " not in text} | {"code", "typed"}

    assert set(CODECS) == tried


@pytest.mark.parametrize("text", sorted({text for text, *_ in BOTH}))
@given(raw=st.text("0123456789ABYNxyz;|.,- +", max_size=12))
def test_any_text_is_read_or_refused_and_what_is_read_can_be_written(text, raw):
    one = codec(text)
    try:
        value = one.decode(raw)
    except CodecError:
        return
    if value is not None:
        again = one.encode(value)
        assert one.decode(again) == value
        assert not one.exact or again == raw.strip() or text.startswith("decimal")


@pytest.mark.parametrize("text", sorted({text for text, *_ in BOTH}))
@given(
    value=st.text(max_size=6)
    | st.integers()
    | st.booleans()
    | st.lists(st.text(max_size=3), max_size=2)
    | st.none()
    | st.just({"value": "1"})
)
def test_any_value_is_written_or_refused(text, value):
    try:
        written = codec(text).encode(value)
    except CodecError:
        return

    assert isinstance(written, str)


def test_a_code_of_another_family_is_not_written_as_one_of_the_un():
    with pytest.raises(CodecError):
        codec("uncode").encode("x12:DP")
