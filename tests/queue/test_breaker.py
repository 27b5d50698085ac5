"""The breaker: opens after failures in a row, lets one probe through, doubles its pause, closes on an answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.queue.breaker import CLOSED, PLENTY, TRANSITIONS, Breaker, Limits, allows, as_dict, failed, from_dict, probing, succeeded
from hub.queue.retry import SECOND

LIMITS = Limits(failures=3, pause=10, longest=40)
STEPS = {"ok": lambda breaker, _: succeeded(breaker), "fail": lambda breaker, now: failed(breaker, now, LIMITS), "probe": probing}


def fail(breaker, times, now=0):
    for _ in range(times):
        breaker = failed(breaker, now, LIMITS)
    return breaker


def test_failures_in_a_row_open_it():
    assert fail(CLOSED, 2).state == "closed"
    assert fail(CLOSED, 3).state == "open"


def test_an_answer_starts_the_count_again():
    assert fail(succeeded(fail(CLOSED, 2)), 2).state == "closed"


def test_open_it_lets_nothing_through_until_its_time_then_one_probe():
    breaker = fail(CLOSED, 3)

    assert allows(breaker, 10 * SECOND - 1) == 0
    assert allows(breaker, 10 * SECOND) == 1
    assert allows(probing(breaker, 10 * SECOND), 10 * SECOND) == 0
    assert probing(breaker, 0) is breaker


def test_a_failed_probe_doubles_the_pause_up_to_the_longest():
    breaker, now, pauses = fail(CLOSED, 3), 0, []
    for _ in range(4):
        pauses.append((breaker.until - now) // SECOND)
        now = breaker.until
        breaker = failed(probing(breaker, now), now, LIMITS)

    assert pauses == [10, 20, 40, 40]


def test_an_answered_probe_closes_it():
    breaker = fail(CLOSED, 3)

    assert succeeded(probing(breaker, breaker.until)) == CLOSED
    assert allows(CLOSED, 0) == PLENTY


def test_stragglers_do_not_prolong_the_pause():
    breaker = fail(CLOSED, 3)

    assert failed(breaker, 5 * SECOND, LIMITS).until == breaker.until


@given(st.lists(st.tuples(st.sampled_from(["ok", "fail", "probe"]), st.integers(0, 100))))
def test_every_sequence_stays_in_the_table_and_survives_storing(steps):
    breaker, now = CLOSED, 0
    for step, wait in steps:
        now += wait * SECOND
        before = breaker
        breaker = STEPS[step](breaker, now)
        assert breaker.state == before.state or breaker.state in TRANSITIONS[before.state].values()
        assert from_dict(as_dict(breaker)) == breaker
    assert from_dict({}) == Breaker()
