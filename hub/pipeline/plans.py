"""Replay by plan: what would be done is found, forecast and stored; a person starts it, and may cancel the rest.

Making a plan changes nothing. Working it off is `hub.pipeline.replaying`. Example: `plans.make(Wanted(cause="MAP-104|…"), "", "cli:ann")`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from hub.errors import Refused
from hub.model.canonical_json import canonical_json
from hub.model.ids import is_id
from hub.pipeline.context import Context, Row
from hub.pipeline.forecast import Forecast, Forecaster
from hub.pipeline.stored import Stored
from hub.pipeline.systems import Submits
from hub.queue.plans import Event, moved
from hub.store import deliveries as delivery_rows
from hub.store import replays, stopped
from hub.store.engine import Database
from hub.store.items import Done, Rows
from hub.store.stopped import Wanted

MOST: Final = 10_000  # items of one plan; what is beyond them is another plan
SAMPLE: Final = 200  # items that are forecast, unless asked for otherwise
_ROUNDS: Final = 8


@dataclass(frozen=True, slots=True)
class Plans:
    """Blocking. `scope` is the member whose messages and systems a person may set going, "" for all."""

    context: Callable[[], Context]
    writer: Submits
    database: Database
    stored: Stored
    forecaster: Forecaster

    def make(self, wanted: Wanted, scope: str, actor: str, *, sample: int = SAMPLE, most: int = MOST) -> str:
        """A plan of everything that fits, the oldest first; its id. Refused where nothing does."""
        context = self.context()
        messages, deliveries, more = self._found(wanted, scope or None, most)
        items = [*self._messages(context, messages, sample), *self._deliveries(context, deliveries, max(0, sample - len(messages)))]
        asked = {name: value for name, value in asdict(wanted).items() if value}
        if not items:
            raise Refused("RPL-012", asked=", ".join(f"{name} {_shown(value)}" for name, value in asked.items()))
        plan_id, now = context.ids(), context.now()
        row: Row = {
            "id": plan_id, "scope": scope, "asked": canonical_json(asked), "state": "planned", "number": 0, "actor": actor,
            "config_digest": context.rules.digest, "items": len(items), "more": int(more), "owner": "", "lease_until": 0, "created_at": now,
        }  # fmt: skip
        rows = [{"plan_id": plan_id, "ordinal": place, **item} for place, item in enumerate(items, 1)]
        self.writer.submit(Rows({"replay_plan": [row], "replay_item": rows})).result()
        return plan_id

    def start(self, plan_id: str, scope: str | None, actor: str) -> None:
        """Let the processes of the hub work it off."""
        self._move(plan_id, scope, "start", actor)

    def cancel(self, plan_id: str, scope: str | None, actor: str) -> None:
        """Do nothing more of it. What is under way at this moment may still end."""
        self._move(plan_id, scope, "cancel", actor)

    def _move(self, plan_id: str, scope: str | None, event: Event, actor: str) -> None:
        for _ in range(_ROUNDS):
            with self.database.read() as connection:
                plan = replays.one(connection, plan_id, scope) if is_id(plan_id) else None
                counts = replays.counts(connection, plan_id)
            if plan is None:
                raise Refused("RPL-010", plan=plan_id)
            if isinstance(self.writer.submit(moved(plan, event, actor, self.context().now(), counts)).result(), Done):
                return
        raise RuntimeError(f"plan {plan_id} moves at every round")

    def _found(self, wanted: Wanted, scope: str | None, most: int) -> tuple[list[Row], list[Row], bool]:
        with self.database.read() as connection:
            messages = stopped.held(connection, wanted, scope, most + 1)
            # What only waits for one of these would stop again at once if it were left out, and wait for ever if nobody thought of it.
            waiting = stopped.behind(connection, {row["thread"] for row in messages}, scope)
            deliveries = stopped.deliveries(connection, wanted, scope, most + 1)
        ordered = sorted({row["id"]: row for row in (*messages, *waiting)}.values(), key=lambda row: str(row["id"]))
        room = max(0, most - len(ordered))
        return ordered[:most], deliveries[:room], len(ordered) > most or len(deliveries) > room

    def _messages(self, context: Context, rows: Sequence[Row], sample: int) -> list[Row]:
        passing: set[str] = set()
        items = []
        for place, row in enumerate(rows):
            found = None
            if place < sample:
                # An order change is forecast as if its order, which comes before it, had been done.
                found = self.forecaster.message(row, replace(context, known=self.stored.supposing(passing)))
                if found.verdict == "pass":
                    passing.add(row["id"])
            items.append(_item("message", row["id"], row["id"], found.verdict if found else "", found))
        return items

    def _deliveries(self, context: Context, rows: Sequence[Row], sample: int) -> list[Row]:
        looked = rows[:sample]
        loads = self.stored.loads({row["message_id"] for row in looked})
        with self.database.read() as connection:
            sent = delivery_rows.last_sent(connection, [row["id"] for row in looked])
        items = []
        for place, row in enumerate(rows):
            found = self.forecaster.delivery(row, loads.get(row["message_id"]), context) if place < sample else None
            items.append(_item("delivery", row["key"], row["message_id"], _compared(found, sent.get(row["id"], "")), found))
        return items


def _compared(found: Forecast | None, sent: str) -> str:
    """Of what was sent before, whether the same would be sent now."""
    if found is None:
        return ""
    if found.verdict != "pass" or not sent:
        return found.verdict
    return "same" if found.digest == sent else "differ"


def _item(kind: str, subject: str, message_id: str, forecast: str, found: Forecast | None) -> Row:
    because = json.dumps(found.because, ensure_ascii=False) if found is not None and found.because is not None else ""
    return {
        "kind": kind, "subject": subject, "message_id": message_id, "forecast": forecast, "because": because, "state": "waiting", "result": "",
        "at": None,
    }  # fmt: skip


def _shown(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
