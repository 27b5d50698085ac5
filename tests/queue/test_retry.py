"""The retry schedule: waits in order, jitter within its bounds, the receiver's patience respected and capped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model.config import Retry, seconds
from hub.queue.retry import LONGEST_AFTER, SECOND, asked, next_due

PLAIN = Retry(waits=["5s", "2m", "1h"], jitter=0)

CASES = [
    (1, 0, None, 5),
    (2, 0, None, 120),
    (3, 0, None, 3600),
    (1, 0, 60, 60),  # the receiver asked for more
    (2, 0, 60, 120),  # the receiver asked for less
    (1, 0, 10**9, LONGEST_AFTER),
    (1, 0, -5, 5),
    (1, 0, float("nan"), 5),
    (1, 0, float("inf"), 5),
]


@pytest.mark.parametrize("attempt, jitter, after, wait", CASES)
def test_the_wait_is_the_schedules_or_the_receivers(attempt, jitter, after, wait):
    assert next_due(PLAIN, attempt, 1000, jitter, after) == 1000 + wait * SECOND


@pytest.mark.parametrize("attempt", [0, 4, 100])
def test_beyond_the_schedule_there_is_no_next_time(attempt):
    assert next_due(PLAIN, attempt, 0, 0) is None


def test_the_default_schedule_tries_for_more_than_a_day():
    assert sum(seconds(wait) for wait in Retry().waits) > 24 * 3600


@given(
    attempt=st.integers(1, 8),
    now=st.integers(0, 2**53),
    jitter=st.floats(-1, 1),
    per_cent=st.integers(0, 50),
    after=st.none() | st.floats(allow_nan=True, allow_infinity=True),
)
def test_the_jitter_stays_in_its_bounds_and_never_undercuts_the_receiver(attempt, now, jitter, per_cent, after):
    retry = Retry(jitter=per_cent)
    wait = seconds(retry.waits[attempt - 1]) * SECOND

    due = next_due(retry, attempt, now, jitter, after)

    assert due >= now + max(wait * (100 - per_cent) // 100, asked(after))
    assert due <= now + max(wait * (100 + per_cent) // 100, LONGEST_AFTER * SECOND)
