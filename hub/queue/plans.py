"""The life of a replay plan as a table: made, started, and ended or cancelled by a person.

Pure: a row and an event give the rows to write; each step is written once, whoever else was at it, and is a leaf of the ledger.
Example: `moved(plan, "start", "cli:ann", now)` is one item for the writer, or Refused where the table has no such step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from hub.errors import Refused
from hub.ledger.leaves import replay_moved
from hub.store.items import Guard, Row, Rows, Update

PlanState = Literal["planned", "running", "ended", "cancelled"]
Event = Literal["start", "end", "cancel"]
STATES: Final[tuple[PlanState, ...]] = get_args(PlanState)
EVENTS: Final[tuple[Event, ...]] = get_args(Event)

TRANSITIONS: Final[Mapping[PlanState, Mapping[Event, PlanState]]] = {
    "planned": {"start": "running", "cancel": "cancelled"},
    "running": {"end": "ended", "cancel": "cancelled"},
    "ended": {},
    "cancelled": {},
}
MEANINGS: Final[Mapping[PlanState, str]] = {
    "planned": "what it would do was told; nothing is done yet",
    "running": "worked off by the processes of the hub, oldest first",
    "ended": "every item was done",
    "cancelled": "a person stopped it; what was done stays done",
}
REASONS: Final[Mapping[Event, str]] = {
    "start": "a person wants it done",
    "end": "no item is left",
    "cancel": "a person does not want the rest",
}


def after(state: PlanState, event: Event) -> PlanState | None:
    """The state that follows, None where there is none."""
    return TRANSITIONS[state].get(event)


def moved(plan: Row, event: Event, actor: str, now: int, counts: Mapping[str, int]) -> Rows:
    """One step of a plan. Conflicts where another step came first. `counts`: its items by state."""
    state = after(plan["state"], event)
    if state is None:
        raise Refused("RPL-011", plan=plan["id"], state=plan["state"], event=event)
    number = plan["number"] + 1
    step: Row = {"plan_id": plan["id"], "number": number, "event": event, "state": state, "actor": actor, "at": now}
    return Rows(
        {"replay_step": [step]},
        guards=[Guard("replay_step", {"plan_id": plan["id"], "number": number})],
        updates=[Update("replay_plan", {"id": plan["id"]}, {"state": state, "number": number})],
        leaves=[replay_moved(plan, step, counts)],
    )
