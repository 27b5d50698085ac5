"""Who sees what of a message and of its deliveries, as one table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.access import Access
from hub.api.views import delivery, instant, owns, runs, sees, sees_delivery
from hub.store import deliveries
from hub.testing.stores import message_row

OPERATOR = Access("t", "", "", frozenset(("operate",)))


def of(member):
    return Access("t", member, "", frozenset(("read",)))


ORDER = {"sender_id": "acme", "receiver_id": "bolt"}
ANSWER = {"sender_id": "", "receiver_id": "acme", "direction": "out"}  # a 997 that the hub made for acme


@pytest.mark.parametrize(
    ("access", "columns", "owned", "seen"),
    [
        (of("acme"), ORDER | {"state": "routed"}, True, True),
        (of("acme"), ORDER | {"state": "held"}, True, True),
        (of("bolt"), ORDER | {"state": "routed"}, False, True),
        (of("bolt"), ORDER | {"state": "held"}, False, False),
        (of("bolt"), ORDER | {"state": "rejected"}, False, False),
        (of("bolt"), ORDER | {"state": "done"}, False, False),
        (of("corax"), ORDER | {"state": "routed"}, False, False),
        (of("acme"), ANSWER | {"state": "routed"}, True, True),
        (of("acme"), ANSWER | {"state": "done"}, True, True),
        (of("bolt"), ANSWER | {"state": "done"}, False, False),
        (of(""), ANSWER | {"state": "done"}, False, False),
        (OPERATOR, ORDER | {"state": "held"}, True, True),
    ],
)
def test_a_message_is_seen_by_its_owner_and_once_routed_by_its_receiver(access, columns, owned, seen):
    row = message_row("m", **columns)
    assert (owns(access, row), sees(access, row)) == (owned, seen)


@pytest.mark.parametrize(
    ("access", "system", "inside", "seen"),
    [
        (of("acme"), "bolt/erp", False, True),
        (of("bolt"), "bolt/erp", True, True),
        (OPERATOR, "bolt/erp", True, True),
        (of("acme"), "corax/erp", False, False),
        (of("bolt"), "corax/erp", False, False),
        (of("bolt"), "acme/archive", False, False),
        (of("acme"), "acme/archive", True, True),
        (of("corax"), "corax/erp", True, True),
    ],
)
def test_a_delivery_is_seen_by_its_two_sides_and_its_inside_by_the_receiver(access, system, inside, seen):
    row = deliveries.new("k", "m", system, "t", "json", "orders", now=1)
    assert (runs(access, row), sees_delivery(access, message_row("m", **ORDER), row)) == (inside, seen)


def test_the_sender_is_told_the_receipts_reference_only():
    row = deliveries.new("k", "m", "bolt/erp", "t", "json", "orders", now=1) | {
        "receipt": b'{"outcome":"created","reason":"x","reference":"R1"}'
    }
    assert delivery(of("acme"), row).receipt == {"reference": "R1"}
    assert delivery(of("bolt"), row).receipt == {"outcome": "created", "reason": "x", "reference": "R1"}


@given(st.integers(0, 4_102_444_800_000_000))
def test_an_instant_is_exact_to_the_microsecond(micros):
    from datetime import UTC, datetime, timedelta

    moment = datetime.fromisoformat(instant(micros))
    assert (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) == micros
