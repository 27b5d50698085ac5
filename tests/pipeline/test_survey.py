"""The first look: the errors of a group reach its messages and no others, and the digest is of the messages alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.formats.base import InterchangeStart, MessageRead, Reading
from hub.formats.discover import formats
from hub.pipeline.survey import Passing, read_at_once, survey
from tests.pipeline.hands import a_set, interchange

X12 = formats()["x12"]


def digests(data: bytes, size: int = 7) -> list[str]:
    found = survey(X12, lambda: (data[at : at + size] for at in range(0, len(data), size)))
    starts = [event.interchange for event in X12.read([data], Reading()) if isinstance(event, InterchangeStart)]
    return [found.digest(one) for one in starts]


def test_only_the_group_that_counts_wrong_is_at_fault() -> None:
    data = (
        interchange(a_set("1"), control=1) + interchange(a_set("2"), a_set("3", 2), control=2, count=5) + interchange(a_set("4"), control=3)
    )
    found = survey(X12, lambda: [data])

    faults = [[one.rule for one in found.of(event.message)] for event in X12.read([data], Reading()) if isinstance(event, MessageRead)]

    assert faults == [[], ["X12-203"], ["X12-203"], []]


def test_the_same_messages_have_the_same_digest_in_any_envelope() -> None:
    one, other = digests(interchange(a_set("1"), control=1)), digests(interchange(a_set("1"), control=2))

    assert one == other
    assert len(one[0]) == 64


@pytest.mark.parametrize("size", [1, 3, 1000, 1 << 20])
def test_chunks_do_not_matter(size: int) -> None:
    data = interchange(a_set("1"), a_set("2", 2), control=1) + interchange(a_set("3"), control=2)

    assert digests(data, size) == digests(data, 64)
    assert len(set(digests(data, size))) == 2


@pytest.mark.parametrize("size", [5, 1 << 20])
def test_a_small_parcel_that_is_read_once_shows_the_same(size: int) -> None:
    data = interchange(a_set("1"), a_set("2", 2), control=1, count=5) + interchange(a_set("3"), control=2)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]

    found, events = read_at_once(X12, lambda: chunks)

    assert found == survey(X12, lambda: chunks)
    assert [type(event) for event in events] == [type(event) for event in X12.read([data], Reading())]


def test_a_format_without_envelopes_has_nothing_to_look_for() -> None:
    found = survey(formats()["json"], lambda: [b"{}"])

    assert (found.ends, found.digests) == ([], {})


@given(st.lists(st.binary(max_size=5)), st.integers(0, 30), st.integers(0, 30))
def test_what_passes_is_what_was_there(chunks: list[bytes], start: int, length: int) -> None:
    passing, data = Passing(chunks), b"".join(chunks)

    assert b"".join(passing) == data
    assert b"".join(passing.taken(start, start + length)) == data[start : start + length]
