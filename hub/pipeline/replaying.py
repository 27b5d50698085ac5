"""Working off replay plans: bounded rounds, the oldest item first, by one process at a time under a lease.

What an item becomes is committed with what was done where that is one transaction, and found out again where it is not, so that a
process may die anywhere: nothing is done twice and nothing left out. Example: `Replaying(...).work()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson
import structlog

from hub.adapters.conversation import places
from hub.errors import Refused
from hub.ledger.leaves import RELEASED
from hub.pipeline.context import Context, Row
from hub.pipeline.replay import Replayer, Stopped
from hub.pipeline.systems import Submits
from hub.queue.plans import moved
from hub.queue.states import State
from hub.store import deliveries, failures, leaves, messages, replays
from hub.store.engine import Database
from hub.store.items import Guard, Rows

AT_ONCE: Final = 20  # items between two looks whether somebody cancelled, and two renewals of the lease
LEASE: Final = 60_000_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replaying:
    """Blocking: it runs on a thread of its own. `owner` names this process; `trip` is called where a crash would hurt.

    `stopping` tells that no other item is to be begun: what is left waits for the next process, or for this one to start again.
    """

    context: Callable[[], Context]
    writer: Submits
    database: Database
    replayer: Replayer
    owner: str
    trip: Callable[[str], None]
    stopping: Callable[[], bool]

    def work(self) -> int:
        """Work off every plan that runs and that nobody else works at; how many items were done."""
        done = 0
        while not self.stopping() and (plan := self._take()) is not None:
            done += self._round(plan)
        return done

    def _take(self) -> Row | None:
        now = self.context().now()
        with self.database.write() as connection:
            return replays.take(connection, self.owner, now, now + LEASE)

    def _round(self, plan: Row) -> int:
        with self.database.read() as connection:
            items = replays.waiting(connection, plan["id"], AT_ONCE)
            counts = replays.counts(connection, plan["id"])
        if not items:
            # A conflict means that it was cancelled, or ended by another process: either way it runs no more.
            self.writer.submit(moved(plan, "end", "hub", self.context().now(), counts)).result()
            return 0
        done = 0
        for item in items:
            if self.stopping():
                break
            self._item(plan, item)
            done += 1
        return done

    def _item(self, plan: Row, item: Row) -> None:
        self.trip("before-item")
        try:
            if item["kind"] == "message":
                self._message(plan, item)
            else:
                self._delivery(plan, item)
        except Stopped:
            return  # it was cancelled, or another process ended it: the item stays as it is
        except Refused as refused:
            self._note(item, "left", str(refused.params.get("state", refused.rule)))
        except Exception as problem:  # the border between items: one bug must not stop the plan
            if failures.passing(problem):
                raise  # the database, not the item: the next round begins with it
            _log.error("replay.failed", plan=plan["id"], item=item["ordinal"], problem=type(problem).__name__, way=places(problem))
            self._note(item, "held", "HUB-001")
        self.trip("after-item")

    def _message(self, plan: Row, item: Row) -> None:
        with self.database.read() as connection:
            row = messages.one(connection, item["subject"], None)
        if row is None:
            raise Refused("RPL-001", message=item["subject"], state="gone")
        now = self.context().now()
        self.replayer.message(row, lambda state: [replays.noted(item, "held" if state == "held" else "done", state, now)], [_runs(plan)])

    def _delivery(self, plan: Row, item: Row) -> None:
        with self.database.read() as connection:
            row = deliveries.one(connection, item["subject"], None)
        if row is None:
            raise Refused("QUE-001", state="gone", event="replay")
        if not self._still(plan):
            return
        made = self.replayer.delivery(row, f"replay:{plan['id']}")
        self.trip("after-delivery")
        self._note(item, *(("done", made) if made else self._became(plan, row)))

    def _became(self, plan: Row, row: Row) -> tuple[str, str]:
        """What became of a delivery that cannot be done now: perhaps a process that died had done it, or somebody else had."""
        with self.database.read() as connection:
            now, copy = deliveries.one(connection, row["key"], None), deliveries.copy_of(connection, row)
            events = [orjson.loads(one["body"]) for one in leaves.about(connection, [row["message_id"]])]
        if copy is not None:
            return "done", str(copy["key"])
        released = any(
            one["kind"] == RELEASED and one["delivery"] == row["key"] and one["actor"] == f"replay:{plan['id']}" for one in events
        )
        return ("done", str(row["key"])) if released else ("left", State(now["state"]).name.lower() if now is not None else "gone")

    def _still(self, plan: Row) -> bool:
        with self.database.read() as connection:
            now = replays.one(connection, plan["id"], None)
        return now is not None and now["state"] == "running"

    def _note(self, item: Row, state: str, result: str) -> None:
        self.writer.submit(Rows(updates=[replays.noted(item, state, result, self.context().now())])).result()


def _runs(plan: Row) -> Guard:
    """Forbids what follows once the plan has been cancelled, or ended by another process."""
    return Guard("replay_step", {"plan_id": plan["id"], "number": plan["number"] + 1})
