"""When a delivery is tried again: the agreement's schedule as data, an answer as a moment.

It never reads a clock and never draws a number: now and the jitter are arguments.

>>> next_due(Retry(waits=["5s"], jitter=20), attempt=1, now=0, jitter=0.5)
5500000
"""

from __future__ import annotations

import math
from typing import Final

from hub.model.config import Retry, seconds

SECOND: Final = 1_000_000  # times are microseconds
# A receiver may ask for patience, but a typing error in its Retry-After must not park an order for a year.
LONGEST_AFTER: Final = 24 * 3600


def next_due(retry: Retry, attempt: int, now: int, jitter: float, after: float | None = None) -> int | None:
    """When attempt number `attempt` has failed: the moment of the next one, or None when the schedule is used up.

    `jitter` lies in [-1, 1]. `after`: seconds that the receiver asked for; never undercut, capped at a day.
    """
    if not 1 <= attempt <= len(retry.waits):
        return None
    wait = seconds(retry.waits[attempt - 1]) * SECOND
    return now + max(_spread(wait, retry.jitter, jitter), asked(after))


def asked(after: float | None) -> int:
    """The receiver's Retry-After in microseconds, 0 where it asked for nothing sensible."""
    if after is None or not math.isfinite(after) or after <= 0:
        return 0
    return int(min(after, LONGEST_AFTER) * SECOND)


def _spread(wait: int, per_cent: int, jitter: float) -> int:
    share = max(-1.0, min(1.0, jitter))
    return wait + int(wait * per_cent * share) // 100
