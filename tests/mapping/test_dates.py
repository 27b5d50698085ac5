"""Dates and times as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mapping.dates import QUALIFIED, DateError, Notation, Notations, instant, local, read_qualified, write_qualified, zone_named

READ = [
    ("%Y%m%d", "20260131", "2026-01-31"),
    ("%d.%m.%Y", "31.01.2026", "2026-01-31"),
    ("%y%m%d", "690101", "1969-01-01"),
    ("%y%m%d", "680101", "2068-01-01"),
    ("%Y年%-m月%-d日", "2026年1月31日", "2026-01-31"),
    ("%Y年%-m月%-d日", "2026年11月2日", "2026-11-02"),
    ("%Y/%-m/%-d %-H:%M", "2026/1/2 9:05", "2026-01-02T09:05:00"),
    ("%H%M", "0905", "09:05"),
    ("%H%M%S", "090507", "09:05:07"),
    ("%Y%m%d%H%M", "202601310905", "2026-01-31T09:05:00"),
    ("%Y%m%d%H%M%S", "20260131090507", "2026-01-31T09:05:07"),
]
REFUSED = [
    ("%Y%m%d", "20260230"),
    ("%Y%m%d", "2026013"),
    ("%Y%m%d", "20260131 "),
    ("%Y年%-m月%-d日", "2026年01月31日"),
    ("%Y年%-m月%-d日", "2026年13月1日"),
    ("%H%M", "2460"),
    ("%Y%m%d", "２０２６0131"),
    ("%Y%m%d", "00000101"),
]


@pytest.mark.parametrize(("pattern", "text", "iso"), READ)
def test_a_notation_reads_and_writes(pattern, text, iso):
    assert Notation(pattern).read(text) == iso
    assert Notation(pattern).write(iso) == text


@pytest.mark.parametrize(("pattern", "text"), REFUSED)
def test_what_is_no_day_or_not_so_written_is_refused(pattern, text):
    with pytest.raises(DateError):
        Notation(pattern).read(text)


@pytest.mark.parametrize(
    "pattern", ["", "%Y", "%Y%m", "%M", "%Y%m%d%H", "%Y%y%m%d", "%Y%m%d%z", "%q", "%S", "%-Y-%m-%d", "%Y-%-m%-d", "%Y%-m-%d"]
)
def test_a_notation_is_a_whole_date_or_time(pattern):
    with pytest.raises(ValueError, match=r".*"):
        Notation(pattern)


@pytest.mark.parametrize("iso", ["2026-02-30", "2026-1-1", "", "2026-01-31T", "T09:05", "2026-01-31T09:05:07", 5, None])
def test_what_a_notation_cannot_show_is_not_written(iso):
    with pytest.raises(DateError):
        Notation("%Y%m%d").write(iso)


def test_seconds_are_not_lost_in_a_notation_without_them():
    with pytest.raises(DateError):
        Notation("%Y%m%d%H%M").write("2026-01-31T09:05:07")
    with pytest.raises(DateError):
        Notation("%y%m%d").write("2069-01-01")


def test_the_first_notation_that_fits_is_used():
    both = Notations(["%H%M", "%H%M%S"])

    assert (both.read("0905"), both.read("090507")) == ("09:05", "09:05:07")
    assert (both.write("09:05"), both.write("09:05:07")) == ("0905", "090507")


QUALIFIED_CASES = [
    ("x12", "20260131", "D8", "2026-01-31"),
    ("x12", "202601310905", "DT", "2026-01-31T09:05:00"),
    ("x12", "0905", "TM", "09:05"),
    ("x12", "20260101-20260131", "RD8", "2026-01-01/2026-01-31"),
    ("un", "20260131", "102", "2026-01-31"),
    ("un", "202601310905", "203", "2026-01-31T09:05:00"),
    ("un", "2026010120260131", "718", "2026-01-01/2026-01-31"),
]


@pytest.mark.parametrize(("family", "text", "qualifier", "iso"), QUALIFIED_CASES)
def test_a_neighbour_names_the_notation(family, text, qualifier, iso):
    assert read_qualified(text, qualifier, family) == iso
    written = write_qualified(iso, family)
    assert read_qualified(*written, family) == iso


@pytest.mark.parametrize(("text", "qualifier"), [("20260131", None), ("20260131", "ZZ"), ("x", "D8"), ("20260101-", "RD8"), ("", "RD8")])
def test_an_unknown_notation_is_refused(text, qualifier):
    with pytest.raises(DateError):
        read_qualified(text, qualifier, "x12")


def test_zones():
    shanghai = zone_named("Asia/Shanghai")

    assert instant("2026-01-31T09:05:00", shanghai) == "2026-01-31T09:05:00+08:00"
    assert instant("2026-01-31T09:05:00", zone_named("-05:30")) == "2026-01-31T09:05:00-05:30"
    assert local("2026-01-31T01:05:00+00:00", shanghai) == "2026-01-31T09:05:00"
    assert local("2026-01-31T01:05:00", shanghai) == "2026-01-31T01:05:00"
    assert zone_named("Nowhere/Atlantis") is None
    assert zone_named("../etc/passwd") is None


@pytest.mark.parametrize("moment", ["2026-10-25T02:30:00", "2026-03-29T02:30:00"])
def test_a_time_that_clocks_showed_twice_or_never_is_refused(moment):
    with pytest.raises(DateError):
        instant(moment, zone_named("Europe/Berlin"))


@given(st.datetimes().filter(lambda moment: 1970 <= moment.year <= 2067), st.sampled_from(sorted(QUALIFIED["un"].values())))
def test_whatever_a_notation_writes_it_reads(moment, pattern):
    iso = moment.replace(microsecond=0).isoformat()
    for value in (iso, iso[:10], iso[11:16]):
        notation = Notation(pattern.partition("-")[0])
        try:
            text = notation.write(value)
        except DateError:
            continue
        assert notation.write(notation.read(text)) == text


@given(st.text("0123456789-T:.Z ", max_size=20), st.sampled_from(["%Y%m%d", "%H%M", "%Y%m%d%H%M%S", "%y%m%d"]))
def test_any_text_is_read_or_refused(text, pattern):
    for function in (Notation(pattern).read, Notation(pattern).write):
        try:
            function(text)
        except DateError:
            continue


def test_what_is_no_text_is_no_date_however_often_it_is_asked() -> None:
    notations = Notations(["%Y%m%d"])
    for value in (["2026-01-31"], None, 20260131):
        with pytest.raises(DateError):
            notations.write(value)  # type: ignore[arg-type]
    assert notations.write("2026-01-31") == notations.write("2026-01-31") == "20260131"


@pytest.mark.parametrize(
    ("text", "iso"),
    [("/Date(1795910400000)/", "2026-11-29"), ("/Date(-86400000)/", "1969-12-31"), ("/Date(1795949825000)/", "2026-11-29T10:57:05")],
)
def test_a_moment_of_odata_is_a_day_at_midnight_and_has_a_time_otherwise(text, iso):
    assert Notations(["odata"]).read(text) == iso
    assert Notations(["odata"]).write(iso) == text


@pytest.mark.parametrize(
    "text", ["/Date(1795910400001)/", "/Date(1795910400000+0060)/", "1795910400000", "/Date(999999999999999)/", "/Date()/"]
)
def test_what_is_no_moment_of_odata_is_refused(text):
    with pytest.raises(DateError):
        Notations(["odata"]).read(text)


@given(st.dates())
def test_every_day_goes_to_odata_and_back(day):
    notations = Notations(["odata"])
    if day.year >= 1000:
        assert notations.read(notations.write(day.isoformat())) == day.isoformat()
