"""UUIDv7 ids sort in the order of issue, whatever the clock does; document keys never run together."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.ids import Ids, document_key, issued_at


def counting(size: int) -> bytes:
    return b"\xff" * size


def test_an_id_is_a_uuid_of_version_7_with_its_millisecond():
    made = Ids(lambda: 1_790_000_000_123_456, counting).uuid()

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert issued_at(str(made)) == 1_790_000_000_123_000


@given(st.lists(st.integers(0, 2**44), min_size=2, max_size=60))
def test_ids_sort_in_the_order_of_issue_even_when_the_clock_steps_back(moments):
    clock = iter(moments)
    ids = Ids(lambda: next(clock), counting)
    made = [ids.new() for _ in moments]

    assert made == sorted(set(made))


def test_more_ids_than_the_counter_holds_in_one_millisecond_still_sort():
    ids = Ids(lambda: 1000, counting)
    made = [ids.new() for _ in range(5000)]

    assert made == sorted(set(made))


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("acme", "order/1", "4711"), "acme|order/1|4711|0"),
        (("acme", "order/1", "4711", "2"), "acme|order/1|4711|2"),
        (("acme", "order/1", "a|b", "%"), "acme|order/1|a%7Cb|%25"),
    ],
)
def test_a_document_key_names_sender_type_number_and_revision(parts, key):
    assert document_key(*parts) == key


@given(st.tuples(*[st.text(alphabet="a|%7C", max_size=5)] * 4), st.tuples(*[st.text(alphabet="a|%7C", min_size=1, max_size=5)] * 4))
def test_two_different_documents_never_share_a_key(one, other):
    one = (*one[:3], one[3] or "0")
    if one != other:
        assert document_key(*one) != document_key(*other)
