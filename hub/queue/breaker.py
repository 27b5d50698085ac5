"""The breaker of one system: stop knocking at a closed door, try one knock after a while, then go on.

Pure: a breaker is a value, an event gives the next value. It holds deliveries back; it never discards one.

>>> b = failed(failed(CLOSED, 0, Limits(failures=2)), 0, Limits(failures=2)); b.state, allows(b, 0)
('open', 0)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from hub.queue.retry import SECOND

BreakerState = Literal["closed", "open", "half-open"]
BreakerEvent = Literal["succeeded", "failed", "tripped", "waited"]

TRANSITIONS: Final[Mapping[BreakerState, Mapping[BreakerEvent, BreakerState]]] = {
    "closed": {"succeeded": "closed", "failed": "closed", "tripped": "open"},
    "open": {"succeeded": "closed", "failed": "open", "waited": "half-open"},
    "half-open": {"succeeded": "closed", "failed": "open"},
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a breaker is: failures in a row until it opens, first and longest pause in seconds."""

    failures: int = 5
    pause: int = 30
    longest: int = 1800


@dataclass(frozen=True, slots=True)
class Breaker:
    """State and counters. `until`: microseconds, when an open breaker may be tried; `pauses`: openings in a row."""

    state: BreakerState = "closed"
    failures: int = 0
    pauses: int = 0
    until: int = 0


CLOSED: Final = Breaker()
PLENTY: Final = 1 << 30


def allows(breaker: Breaker, now: int) -> int:
    """How many deliveries may start: all, one probe, or none."""
    if breaker.state == "closed":
        return PLENTY
    if breaker.state == "open":
        return 1 if now >= breaker.until else 0
    return 0  # the probe is on its way


def probing(breaker: Breaker, now: int) -> Breaker:
    """The one probe of an open breaker was started."""
    if breaker.state != "open" or now < breaker.until:
        return breaker
    return replace(breaker, state=TRANSITIONS["open"]["waited"])


def succeeded(breaker: Breaker) -> Breaker:
    """The system answered; whatever it said, it is there."""
    return replace(CLOSED, state=TRANSITIONS[breaker.state]["succeeded"])


def failed(breaker: Breaker, now: int, limits: Limits) -> Breaker:
    """The system did not answer, or said that it cannot work now."""
    failures = breaker.failures + 1
    if breaker.state == "closed" and failures < limits.failures:
        return replace(breaker, state=TRANSITIONS["closed"]["failed"], failures=failures)
    if breaker.state == "open":
        return breaker  # a straggler from before it opened
    event: BreakerEvent = "tripped" if breaker.state == "closed" else "failed"
    return _opened(replace(breaker, state=TRANSITIONS[breaker.state][event], failures=failures), now, limits)


def _opened(breaker: Breaker, now: int, limits: Limits) -> Breaker:
    # Each opening in a row doubles the pause, so that a partner down for a day is asked rarely.
    pause = min(limits.longest, limits.pause << min(breaker.pauses, 20))
    return replace(breaker, pauses=breaker.pauses + 1, until=now + pause * SECOND)


def as_dict(breaker: Breaker) -> dict[str, object]:
    """The form that `system.breaker` stores as JSON."""
    return asdict(breaker)


def from_dict(stored: Mapping[str, object]) -> Breaker:
    """The stored form read back; an empty one is closed."""
    return Breaker(**stored) if stored else CLOSED  # type: ignore[arg-type]  # written by as_dict
