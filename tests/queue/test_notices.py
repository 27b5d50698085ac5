"""The life of a notice: complete, reachable, over when it is over; and what each end of an attempt means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.inbound import Collected
from hub.errors import HubError, Misconfigured, TryAgain
from hub.queue import notices
from hub.queue.notices import EVENTS, SCHEDULE, STATES, TRANSITIONS, NoticeState, after, judge


def test_every_state_and_every_event_is_described() -> None:
    assert set(TRANSITIONS) == set(STATES) == set(notices.MEANINGS)
    assert {event for _, event, _ in notices.steps()} == set(EVENTS) == set(notices.REASONS)


@given(st.lists(st.sampled_from(EVENTS)))
def test_what_is_over_stays_as_it_ended(events: list[notices.Event]) -> None:
    state: NoticeState = "owed"
    for event in events:
        following = after(state, event)
        assert following is None or TRANSITIONS[state]
        state = following or state


@pytest.mark.parametrize("state", [state for state in STATES if state != "owed"])
def test_every_state_is_reached(state: NoticeState) -> None:
    assert state in {following for _, _, following in notices.steps()}


@pytest.mark.parametrize(
    ("found", "attempt", "event", "due"),
    [
        (Collected("fetched"), 1, "fetch", 0),
        (Collected("gone"), 1, "vanish", 0),
        (Collected("refused"), 1, "hold", 0),
        (Collected("deferred"), 1, "wait", 5),
        (Collected("deferred", after=600.0), 1, "wait", 600),
        (Collected("deferred"), len(SCHEDULE.waits) + 1, "hold", 0),
        (Misconfigured("NET-010"), 1, "hold", 0),
        (TryAgain("QUE-004"), 2, "wait", 30),
    ],
)
def test_each_end_of_an_attempt_means_one_event(found: Collected | HubError, attempt: int, event: str, due: int) -> None:
    verdict = judge(found, attempt, 0)

    assert (verdict.event, verdict.due_at) == (event, due * 1_000_000)
