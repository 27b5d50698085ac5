"""Offers whose time ran out: the next candidate is asked, or the source is told that nobody is left.

A round of the hub. It keeps nothing in memory: what is overdue is a question to the store, so a process that dies leaves it to the next.
Example: `Overdue(context, writer, database, stored).work()` gives how many leads moved on.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from hub.adapters.conversation import places
from hub.pipeline.context import Context
from hub.pipeline.lead import turn
from hub.pipeline.leads import Leads
from hub.pipeline.offering import Course
from hub.pipeline.offers import write
from hub.pipeline.record import Step
from hub.pipeline.stored import Stored
from hub.queue import dead
from hub.store import offers
from hub.store.engine import Database
from hub.store.items import Done
from hub.store.writer import Writer

_log = structlog.get_logger(__name__)


class Overdue:
    """Moves overdue offers on. Blocking."""

    def __init__(self, context: Callable[[], Context], writer: Writer, database: Database, stored: Stored) -> None:
        self._context = context
        self._writer = writer
        self._database = database
        self._stored = stored

    def work(self) -> int:
        """One turn; how many leads moved on."""
        # First what still waits to be delivered: a seller must not get a lead that was just offered to another. What is under
        # way cannot be stopped; that seller's answer comes too late and is told so.
        self._park()
        with self._database.read() as connection:
            due = offers.overdue(connection, self._context().now())
        return sum(self._moved(lead_id) for lead_id in due)

    def _moved(self, lead_id: str) -> bool:
        try:
            return self._move_on(lead_id)
        except Exception as problem:  # noqa: BLE001  # the border between leads: one that fails at each turn must not stop the others
            _log.error("offer.failed", lead=lead_id, problem=type(problem).__name__, way=places(problem))
            return False

    def _park(self) -> None:
        context = self._context()
        with self._database.read() as connection:
            rows = offers.undelivered(connection, context.now())
        if rows:
            named = [
                {**row, "cause": dead.fingerprint("RTE-020", row["agreement_id"], row["system_id"]), "fault": "receiver"} for row in rows
            ]
            self._writer.submit(dead.park(named, context.now())).result()

    def _move_on(self, lead_id: str) -> bool:
        context, leads = self._context(), Leads(self._stored)
        lead, offering = leads.lead(lead_id), leads.offering(lead_id)
        if lead is None or offering is None:
            return False
        course, step = Course(offering, context.now()), Step()
        course.settle(turn(context, leads, lead))
        if not course.moves:  # another was here since we looked
            return False
        write(context, step, leads, lead, course, fresh=False)
        # A conflict: a seller answered, or another process was here, at this very moment. The next turn looks again.
        return isinstance(self._writer.submit(step.rows()).result(), Done)
