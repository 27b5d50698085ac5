"""The life of a notice as a table: what a webhook named, from owed to fetched; and what an attempt at it means.

Pure: the schedule, the moment and the draw are arguments. The store writes what this table allows, the docs are drawn from it.

>>> after("fetching", "fetch"), after("fetched", "claim")
('fetched', None)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from hub.adapters.inbound import Collected
from hub.errors import HubError, Misconfigured
from hub.model.config import Retry
from hub.queue.outcome import words
from hub.queue.retry import next_due

NoticeState = Literal["owed", "fetching", "held", "fetched", "gone"]
Event = Literal["claim", "fetch", "vanish", "wait", "hold", "release"]
STATES: Final[tuple[NoticeState, ...]] = get_args(NoticeState)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)

# A lead that cannot be had is never dropped: when the schedule is used up, a person decides.
TRANSITIONS: Final[Mapping[NoticeState, Mapping[Event, NoticeState]]] = {
    "owed": {"claim": "fetching"},
    "fetching": {"claim": "fetching", "fetch": "fetched", "vanish": "gone", "wait": "owed", "hold": "held"},
    "held": {"release": "owed"},
    "fetched": {},
    "gone": {},
}
MEANINGS: Final[Mapping[NoticeState, str]] = {
    "owed": "named by a webhook, to be fetched when it is due",
    "fetching": "under way, under a lease",
    "held": "waits for the operator",
    "fetched": "its parcel is here",
    "gone": "the platform has it no longer",
}
REASONS: Final[Mapping[Event, str]] = {
    "claim": "it is due, or the lease of a process that died is over",
    "fetch": "what it names was fetched and taken in, in the same transaction",
    "vanish": "the platform says that it is not there",
    "wait": "the platform asks to wait, or the wire failed; it is tried again on the schedule",
    "hold": "the platform does not let us in, or the schedule is used up",
    "release": "the operator repaired what was wrong",
}
SCHEDULE: Final = Retry()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an attempt goes on: the event, when it is due again, and why."""

    event: Event
    due_at: int
    rule: str = ""
    reason: str = ""


def judge(found: Collected | HubError, attempt: int, now: int, jitter: float = 0.0) -> Verdict:
    """What the end of attempt number `attempt` means."""
    if isinstance(found, Misconfigured):
        return Verdict("hold", now, found.rule, words(found))
    if isinstance(found, HubError):
        return _again(Collected("deferred", rule=found.rule, reason=words(found)), attempt, now, jitter)
    if found.outcome == "deferred":
        return _again(found, attempt, now, jitter)
    ends: Mapping[str, Event] = {"fetched": "fetch", "gone": "vanish", "refused": "hold"}
    return Verdict(ends[found.outcome], now, found.rule, found.reason)


def _again(found: Collected, attempt: int, now: int, jitter: float) -> Verdict:
    due = next_due(SCHEDULE, attempt, now, jitter, found.after)
    return Verdict("hold" if due is None else "wait", now if due is None else due, found.rule, found.reason)


def after(state: NoticeState, event: Event) -> NoticeState | None:
    """The state that follows, None where there is none."""
    return TRANSITIONS[state].get(event)


def steps() -> Iterator[tuple[NoticeState, Event, NoticeState]]:
    """Every row of the table, in the order it is written."""
    for state, row in TRANSITIONS.items():
        for event, following in row.items():
            yield state, event, following


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [f"    {a} --> {b}: {event}" for a, event, b in steps() if a != b]
    ends = [f"    {state} --> [*]" for state in STATES if not TRANSITIONS[state]]
    return "\n".join(["stateDiagram-v2", "    [*] --> owed", *arrows, *ends])
