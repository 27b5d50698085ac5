"""The table of states: complete, drawn from itself, and safe under any sequence of events."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.errors import Refused
from hub.queue import states
from hub.queue.states import ENDED, EVENTS, HEADS, RESUMING, TRANSITIONS, State, after
from hub.store import tables

CASES = [
    (State.BEHIND, "promote", State.READY),
    (State.READY, "claim", State.RUNNING),
    (State.RUNNING, "delivered", State.DELIVERED),
    (State.RUNNING, "rejected", State.REJECTED),
    (State.RUNNING, "try_again", State.READY),
    (State.RUNNING, "unknown", State.READY),
    (State.RUNNING, "lease_expired", State.READY),
    (State.RUNNING, "exhausted", State.DEAD),
    (State.RUNNING, "hold", State.HELD),
    (State.HELD, "release", State.READY),
    (State.HELD, "park", State.DEAD),
    (State.DEAD, "replay", State.DEAD),
]


@pytest.mark.parametrize("state, event, following", CASES)
def test_each_step_leads_where_the_table_says(state, event, following):
    assert after(state, event) is following


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("event", EVENTS)
def test_what_the_table_does_not_name_is_refused(state, event):
    if event in TRANSITIONS[state]:
        return

    with pytest.raises(Refused) as refused:
        after(state, event)

    assert refused.value.rule == "QUE-001"


def test_every_state_has_a_row_and_a_meaning_and_every_event_a_reason():
    assert set(TRANSITIONS) == set(State) == set(states.MEANINGS)
    assert {event for _, event, _ in states.steps()} == set(EVENTS) == set(states.REASONS)


def test_the_numbers_are_those_of_the_indexes_of_the_table():
    heads = next(index for index in tables.delivery.indexes if index.name == "delivery_head")

    assert str(heads.dialect_options["sqlite"]["where"]) == f"state in ({','.join(str(int(one)) for one in sorted(HEADS))})"


def test_every_state_can_be_reached_and_every_delivery_can_end():
    reached, frontier = {State.BEHIND}, [State.BEHIND]
    while frontier:
        for following in TRANSITIONS[frontier.pop()].values():
            if following not in reached:
                reached.add(following)
                frontier.append(following)

    assert reached == set(State)
    for state in set(State) - ENDED:
        assert _ends(state)


def _ends(start):
    seen, frontier = {start}, [start]
    while frontier:
        new = set(TRANSITIONS[frontier.pop()].values()) - seen
        seen |= new
        frontier += new
    return bool(seen & ENDED)


def test_the_page_and_the_diagram_name_every_step():
    page = states.page()
    for before, event, following in states.steps():
        assert f"    {before.name.lower()} --> {following.name.lower()}: {event}" in page
        assert f"| {before.name.lower()} | {event} | {following.name.lower()} |" in page


class Lane(RuleBasedStateMachine):
    """One lane of deliveries under any events: what the store's unique index promises, the table keeps."""

    def __init__(self):
        super().__init__()
        self.lane: list[State] = []
        self.order: list[int] = []  # as they first ran
        self.resuming: set[int] = set()
        self.blind: list[int] = []

    @rule()
    def accept(self):
        self.lane.append(State.BEHIND)

    def head(self):
        return next((place for place, state in enumerate(self.lane) if state in HEADS), None)

    @precondition(lambda self: self.head() is None and State.BEHIND in self.lane)
    @rule()
    def promote(self):
        place = self.lane.index(State.BEHIND)
        self.lane[place] = after(self.lane[place], "promote")

    @precondition(lambda self: self.head() is not None)
    @rule(event=st.sampled_from([event for event in EVENTS if event not in ("promote", "replay")]))
    def step(self, event):
        place = self.head()
        if event not in TRANSITIONS[self.lane[place]]:
            return
        if event == "claim":
            self.order += [] if place in self.order else [place]
        self.lane[place] = after(self.lane[place], event)
        if event in RESUMING:
            self.resuming.add(place)

    @precondition(lambda self: any(state in ENDED for state in self.lane))
    @rule(data=st.data())
    def replay(self, data):
        place = data.draw(st.sampled_from([place for place, state in enumerate(self.lane) if state in ENDED]))
        assert after(self.lane[place], "replay") is self.lane[place]
        self.lane.append(State.BEHIND)

    @invariant()
    def a_lane_has_at_most_one_head(self):
        assert Counter(state in HEADS for state in self.lane)[True] <= 1

    @invariant()
    def nothing_overtakes(self):
        assert self.order == sorted(self.order)

    @invariant()
    def nothing_waits_before_the_head(self):
        place = self.head()
        assert place is None or State.BEHIND not in self.lane[:place]


TestLane = Lane.TestCase
