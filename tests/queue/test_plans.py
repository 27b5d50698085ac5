"""The life of a replay plan: every step of the table and none beside it."""

from __future__ import annotations

import pytest

from hub.errors import Refused
from hub.queue import plans
from hub.queue.plans import EVENTS, MEANINGS, REASONS, STATES, TRANSITIONS, after, moved

PLAN = {"id": "p", "scope": "", "items": 2, "asked": b'{"cause":"X"}', "number": 3}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", EVENTS)
def test_only_the_steps_of_the_table_are_taken(state: plans.PlanState, event: plans.Event) -> None:
    plan = {**PLAN, "state": state}
    if after(state, event) is None:
        with pytest.raises(Refused, match="RPL-011"):
            moved(plan, event, "ann", 5, {})
        return
    rows = moved(plan, event, "ann", 5, {"done": 1})

    assert rows.inserts["replay_step"] == [
        {"plan_id": "p", "number": 4, "event": event, "state": after(state, event), "actor": "ann", "at": 5}
    ]
    assert [guard.values for guard in rows.guards] == [{"plan_id": "p", "number": 4}]
    assert b'"counts":{"done":1}' in rows.leaves[0].body


def test_every_state_and_event_is_explained() -> None:
    assert (set(MEANINGS), set(REASONS)) == (set(STATES), set(EVENTS))
    assert set(TRANSITIONS) == set(STATES)
