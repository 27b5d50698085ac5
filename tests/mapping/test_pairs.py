"""Codecs over two elements."""

from __future__ import annotations

import pytest

from hub.mapping.codec_errors import ArgumentError, CodecError
from hub.mapping.expression import parse
from hub.mapping.pairs import paired


def codec(text):
    found = paired(parse(f"X | {text}").calls[0])
    return found[0] if found else None


CASES = [
    ("date(by .05)", ("20260131", "D8"), "2026-01-31"),
    ("date(un, by .02)", ("202601310905", "203"), "2026-01-31T09:05:00"),
    ("datetime(time=.03)", ("20260131", "0905"), "2026-01-31T09:05:00"),
    ("datetime(time=.03)", ("20260131", "090507"), "2026-01-31T09:05:07"),
    ("datetime(time=.03)", ("20260131", None), "2026-01-31"),
]


@pytest.mark.parametrize(("text", "raw", "value"), CASES)
def test_two_texts_make_one_value(text, raw, value):
    assert codec(text).decode(*raw) == value
    assert codec(text).encode(value) == raw


@pytest.mark.parametrize("text", ["date(%Y%m%d)", "datetime(%Y%m%d%H%M)", "decimal"])
def test_other_codecs_have_no_neighbour(text):
    assert codec(text) is None


@pytest.mark.parametrize("text", ["date(de, by .02)", "date(by .02, x=1)", "datetime(%Y, time=.03)"])
def test_wrong_arguments(text):
    with pytest.raises(ArgumentError):
        codec(text)


@pytest.mark.parametrize(("text", "raw"), [("date(by .05)", ("20260131", None)), ("datetime(time=.03)", ("20260131", "9"))])
def test_refusals(text, raw):
    with pytest.raises(CodecError):
        codec(text).decode(*raw)
    with pytest.raises(CodecError):
        codec(text).encode("soon")
