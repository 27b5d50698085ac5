"""Round robin: how much to ask for, and after whom."""

from __future__ import annotations

import pytest

from hub.queue.claim import MOST, Rounds
from hub.store.items import Claimed


def got(*systems):
    return [Claimed(1, "k", 1, "me", system, "t", "m", "json", "a", 0, False, "", 0) for system in systems]


@pytest.mark.parametrize("free, limit", [(1, 1), (MOST, MOST), (1000, MOST)])
def test_it_asks_for_free_slots_up_to_the_most(free, limit):
    asked = Rounds("me", lease=90).ask(free, now=10)

    assert (asked.owner, asked.now, asked.lease_until, asked.limit, asked.after) == ("me", 10, 100, limit, "")


ROUNDS = [
    # after, served, next after
    ("", ["a", "b"], "b"),
    ("b", ["c", "d"], "d"),
    ("b", ["c", "a"], "a"),  # went round
    ("b", ["a", "b"], "b"),  # all the way
    ("b", [], "b"),
]


@pytest.mark.parametrize("after, served, following", ROUNDS)
def test_the_next_turn_begins_after_who_was_served_last(after, served, following):
    rounds = Rounds("me", lease=90)
    rounds.more(rounds.ask(2, 0), got(after) if after else [])

    more = rounds.more(rounds.ask(2, 0), got(*served))

    assert rounds.ask(2, 0).after == following
    assert more == (len(served) == 2)
