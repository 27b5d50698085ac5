"""The life of one delivery as a table: what may happen in which state, and what it becomes.

Nothing else in the hub decides states: the store writes what this table allows, the docs are drawn from it.

>>> after(State.READY, "claim").name
'RUNNING'
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from hub.errors import Refused
from hub.model.delivery import ENDED, HEADS, DeliveryState

State = DeliveryState

Event = Literal[
    "promote",
    "claim",
    "delivered",
    "rejected",
    "try_again",
    "unknown",
    "exhausted",
    "hold",
    "release",
    "replay",
    "lease_expired",
    "park",
]
EVENTS: Final[tuple[Event, ...]] = get_args(Event)

TRANSITIONS: Final[Mapping[State, Mapping[Event, State]]] = {
    State.BEHIND: {"promote": State.READY, "park": State.DEAD},
    State.READY: {"claim": State.RUNNING, "hold": State.HELD, "release": State.READY, "park": State.DEAD},
    State.RUNNING: {
        "delivered": State.DELIVERED,
        "rejected": State.REJECTED,
        "try_again": State.READY,
        "unknown": State.READY,
        "lease_expired": State.READY,
        "exhausted": State.DEAD,
        "hold": State.HELD,
    },
    # A person who asked the receiver may settle a held delivery by hand.
    State.HELD: {"release": State.READY, "park": State.DEAD, "delivered": State.DELIVERED, "rejected": State.REJECTED},
    # What is over stays as it ended; the copy that a replay makes is a delivery of its own, born behind its lane.
    State.DELIVERED: {"replay": State.DELIVERED},
    State.REJECTED: {"replay": State.REJECTED},
    State.DEAD: {"replay": State.DEAD},
}

MEANINGS: Final[Mapping[State, str]] = {
    State.BEHIND: "waits for an older delivery of its lane",
    State.READY: "head of its lane, runs when due",
    State.RUNNING: "claimed under a lease, attempt counted",
    State.HELD: "head of its lane, stopped until a person acts",
    State.DELIVERED: "arrived at the receiver",
    State.REJECTED: "refused by the receiver for good",
    State.DEAD: "not tried again unless asked",
}

REASONS: Final[Mapping[Event, str]] = {
    "promote": "the lane has no head and this is its oldest",
    "claim": "due, the system is open and below its cap",
    "delivered": "the receiver has it, or had it already",
    "rejected": "the receiver refused it for good",
    "try_again": "certainly not there; due again later",
    "unknown": "perhaps there; the next attempt looks up first",
    "exhausted": "the last wait of the schedule is used up",
    "hold": "only a person can help: configuration, or an outcome that cannot be looked up",
    "release": "a person let it go on, or wants it now",
    "replay": "a person asked for it again: a copy that names it as `replay_of`",
    "lease_expired": "its process died; the next attempt looks up first",
    "park": "a person took it out of its lane",
}

# The next attempt has to look up before it sends (law 3).
RESUMING: Final[frozenset[Event]] = frozenset({"unknown", "lease_expired"})


def after(state: State, event: Event) -> State:
    """The state that follows, or `Refused` where the table has no such step."""
    following = TRANSITIONS[state].get(event)
    if following is None:
        raise Refused("QUE-001", state=state.name.lower(), event=event)
    return following


def steps() -> Iterator[tuple[State, Event, State]]:
    """Every row of the table, in the order it is written."""
    for state, row in TRANSITIONS.items():
        for event, following in row.items():
            yield state, event, following


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [f"    {a.name.lower()} --> {b.name.lower()}: {event}" for a, event, b in steps()]
    ends = [f"    {state.name.lower()} --> [*]" for state in sorted(ENDED)]
    return "\n".join(["stateDiagram-v2", "    [*] --> behind", *arrows, *ends])


def page() -> str:
    """The reference page: the states, the diagram and every step."""
    states = [f"| {state.value} | {state.name.lower()} | {MEANINGS[state]} |" for state in State]
    rows = [f"| {a.name.lower()} | {event} | {b.name.lower()} | {REASONS[event]} |" for a, event, b in steps()]
    return "\n".join(
        [
            "# The states of a delivery",
            "",
            "Printed by `python -m hub.queue.states`; do not edit.",
            "",
            "| stored as | state | means |",
            "|---|---|---|",
            *states,
            "",
            "```mermaid",
            mermaid(),
            "```",
            "",
            "| in | when | becomes | because |",
            "|---|---|---|---|",
            *rows,
            "",
            "A lane has at most one delivery in the states " + ", ".join(s.name.lower() for s in sorted(HEADS)) + ".",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page() + "\n")
