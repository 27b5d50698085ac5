"""Outcomes become states in one place: the whole decision table, and law 3 over every receipt."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.base import Outcome, Receipt
from hub.adapters.conversation import AdapterError
from hub.errors import Misconfigured, Refused, TryAgain, Unknown
from hub.model.config import Retry
from hub.queue.outcome import Case, judge, judge_bug, judge_error, judge_exchange
from hub.queue.retry import SECOND
from hub.queue.states import State
from hub.transports.converse import Exchange

RETRY = Retry(waits=["5s", "1m"], jitter=0)
FIRST, SECOND_TRY, LAST = (Case(attempt, RETRY, now=0) for attempt in (1, 2, 3))

RECEIPTS = [
    # outcome, case, event, state, resuming, due
    ("created", FIRST, "delivered", State.DELIVERED, False, 0),
    ("updated", FIRST, "delivered", State.DELIVERED, False, 0),
    ("merged", FIRST, "delivered", State.DELIVERED, False, 0),
    ("duplicate", FIRST, "delivered", State.DELIVERED, False, 0),
    ("rejected", FIRST, "rejected", State.REJECTED, False, 0),
    ("deferred", FIRST, "try_again", State.READY, False, 5),
    ("deferred", SECOND_TRY, "try_again", State.READY, False, 60),
    ("deferred", LAST, "exhausted", State.DEAD, False, 0),
    ("unknown", FIRST, "unknown", State.READY, True, 5),
    ("unknown", LAST, "hold", State.HELD, True, 0),
]


@pytest.mark.parametrize("outcome, case, event, state, resuming, due", RECEIPTS)
def test_a_receipt_leads_to_one_event(outcome, case, event, state, resuming, due):
    verdict = judge(Receipt(outcome), case)

    assert (verdict.event, verdict.state, verdict.resuming, verdict.due_at) == (event, state, resuming, due * SECOND)


def test_the_receiver_may_ask_for_patience():
    assert judge(Receipt("deferred", after=300), FIRST).due_at == 300 * SECOND


def test_a_receiver_that_cannot_tell_leaves_it_to_a_person():
    verdict = judge(Receipt("unknown", rule="NET-105"), FIRST, cannot_tell=True)

    assert (verdict.state, verdict.resuming) == (State.HELD, True)


ERRORS = [
    # error, reached, event, resuming, fault
    (Misconfigured("NET-010"), False, "hold", False, "hub"),
    (Misconfigured("NET-010"), True, "hold", True, "hub"),
    (Refused("X12-001"), False, "rejected", False, "sender"),
    (TryAgain("NET-102", after=7), False, "try_again", False, "receiver"),
    (TryAgain("NET-102"), True, "unknown", True, "receiver"),
    (Unknown("NET-104"), False, "unknown", True, "receiver"),
    (AdapterError("QUE-010", reason="x"), False, "try_again", False, "hub"),
    (AdapterError("QUE-010", reason="x"), True, "unknown", True, "hub"),
]


@pytest.mark.parametrize("error, reached, event, resuming, fault", ERRORS)
def test_an_error_of_ours_leads_to_one_event(error, reached, event, resuming, fault):
    verdict = judge_exchange(Exchange(error=error, reached=reached), FIRST)

    assert verdict == judge_error(error, FIRST, reached=reached)
    assert (verdict.event, verdict.resuming, verdict.fault) == (event, resuming, fault)
    assert verdict.receipt.rule == error.rule


def test_an_error_keeps_its_values_for_the_operator():
    assert (
        judge_error(Misconfigured("NET-002", host="erp", kind="private"), FIRST, reached=False).receipt.reason == "host: erp; kind: private"
    )


@pytest.mark.parametrize("attempt, state", [(1, State.READY), (2, State.READY), (3, State.HELD), (99, State.HELD)])
def test_a_bug_is_tried_a_few_times_then_held_and_never_dead(attempt, state):
    assert judge_bug("QUE-002", "KeyError", Case(attempt, Retry(), 0), reached=True).state is state


def test_a_deferral_after_an_unknown_attempt_is_held_in_the_end():
    exchange = Exchange(Receipt("deferred"), unsettled=True)

    assert judge_exchange(exchange, FIRST).resuming
    assert (judge_exchange(exchange, LAST).state, judge_exchange(exchange, LAST).resuming) == (State.HELD, True)


@given(
    outcome=st.sampled_from(get_args(Outcome)),
    attempt=st.integers(1, 50),
    after=st.none() | st.floats(0, 10**6),
    cannot_tell=st.booleans(),
    unsettled=st.booleans(),
    error=st.none() | st.sampled_from([row[0] for row in ERRORS]),
    reached=st.booleans(),
)
def test_an_unknown_outcome_is_always_looked_up_before_it_is_sent_again(outcome, attempt, after, cannot_tell, unsettled, error, reached):
    exchange = Exchange(Receipt(outcome, after=after), error=error, reached=reached, cannot_tell=cannot_tell, unsettled=unsettled)

    verdict = judge_exchange(exchange, Case(attempt, RETRY, 0))

    if verdict.receipt.outcome == "unknown":
        assert verdict.resuming
        assert verdict.state in (State.READY, State.HELD)
    if verdict.state is State.READY:
        assert verdict.due_at > 0
    if verdict.state is State.DEAD:
        assert verdict.receipt.outcome == "deferred"
