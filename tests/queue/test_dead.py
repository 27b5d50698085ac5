"""Stopped deliveries: one cause has one fingerprint; a person's steps follow the table."""

from __future__ import annotations

import pytest

from hub.errors import Refused
from hub.queue.dead import fingerprint, hasten, normalised, park, release, replay
from hub.queue.states import State
from hub.store import deliveries

SAME = [
    ("item 4711 unknown", "Item  815 unknown"),
    ("422 closed on 2025-12-01", "422 closed on 2026-01-15"),
    ("no order 0198c0de-aaaa-7000-8000-00000000beef", "no order 0198ffff-1234-7000-8000-0000000012ab"),
    ("amount 1.234,50 too high", "amount 99,00 too high"),
]


@pytest.mark.parametrize("one, other", SAME)
def test_cases_of_one_cause_look_the_same(one, other):
    assert normalised(one) == normalised(other)


def test_different_causes_do_not():
    assert fingerprint("NET-101", "orders", "bolt/erp", "unknown item") != fingerprint("NET-101", "orders", "bolt/erp", "unknown unit")
    assert fingerprint("NET-101", "orders", "bolt/erp") != fingerprint("NET-101", "leads", "bolt/erp")


def test_a_fingerprint_has_no_trailing_bars_and_is_short():
    assert fingerprint("NET-101", "orders") == "NET-101|orders"
    assert len(normalised("word " * 1000)) <= 120


def row(state):
    made = deliveries.new("k1", "m1", "bolt/erp", "t", "json", "orders", now=5)
    return made | {"id": 7, "state": int(state), "attempt": 3, "cause": "c", "fault": "receiver", "receipt": b"{}"}


def test_a_person_releases_hastens_and_parks():
    (released,) = release([row(State.HELD)], 9, "ann").moves
    (hastened,) = hasten([row(State.READY)], 9).moves
    (parked,) = park([row(State.HELD)], 9).moves

    assert (list(released.expected), released.state, released.due_at, len(released.leaves)) == ([3], 1, 9, 1)
    assert (list(hastened.expected), hastened.state, hastened.due_at) == ([1], 1, 9)
    assert (list(parked.expected), parked.state, parked.cause, len(parked.leaves)) == ([0, 1, 3], 6, "c", 1)


def test_what_is_over_can_be_done_again_under_a_key_of_its_own():
    (again,) = replay([row(State.DEAD)], lambda: "k2", 9).again

    assert (again.delivery_id, again.key, again.at, len(again.leaves)) == (7, "k2", 9, 1)


def test_what_is_not_over_cannot():
    with pytest.raises(Refused):
        replay([row(State.RUNNING)], lambda: "k2", 9)
