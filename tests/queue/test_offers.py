"""The life of an offer: complete, reachable, and over when it is over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.documents.lead_status import LeadStatus
from hub.queue import offers
from hub.queue.offers import CLAIMS, EVENTS, STATES, STATUSES, TRANSITIONS, OfferState, after

STATUS_CODES = LeadStatus.model_json_schema()["properties"]["statusCode"]["enum"]


def test_every_state_and_every_event_is_described() -> None:
    assert set(TRANSITIONS) == set(STATES) == set(offers.MEANINGS)
    assert {event for _, event, _ in offers.steps()} == set(EVENTS) == set(offers.REASONS)


def test_every_status_that_a_seller_may_send_means_an_event() -> None:
    assert set(STATUSES) == set(STATUS_CODES)
    assert set(STATUSES.values()) <= set(TRANSITIONS["open"])
    assert set(STATUSES.values()) >= CLAIMS


@given(st.lists(st.sampled_from(EVENTS)))
def test_what_is_over_stays_as_it_ended(events: list[offers.Event]) -> None:
    state: OfferState = "waiting"
    for event in events:
        following = after(state, event)
        assert following is None or TRANSITIONS[state]
        state = following or state

    assert state in STATES


@pytest.mark.parametrize("state", [state for state in STATES if state != "waiting"])
def test_every_state_is_reached(state: OfferState) -> None:
    assert state in {following for _, _, following in offers.steps()}


def test_the_picture_shows_every_step_that_changes_something() -> None:
    picture = offers.mermaid()

    for before, event, following in offers.steps():
        assert before == following or f"{before} --> {following}: {event}" in picture
