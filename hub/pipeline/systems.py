"""Pausing and resuming a system: its deliveries are kept, in order, until a person lets them go on.

A running attempt ends by itself; nothing new begins. Example: `switch.pause("acme/erp", "cli:ann", "stock taking")`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, Protocol

from hub.errors import Refused
from hub.queue.systems import moved
from hub.store import systems
from hub.store.engine import Database
from hub.store.items import Conflict, Done, Row, Rows

_ROUNDS = 8


class Submits(Protocol):
    """The part of the writer that is used here."""

    def submit(self, item: Rows) -> Future[Done | Conflict]: ...


@dataclass(frozen=True, slots=True)
class Switch:
    """Blocking. `actor` is who asked, for the ledger; `reason` is shown to whoever wonders why nothing arrives."""

    writer: Submits
    database: Database
    now: Callable[[], int]

    def pause(self, system_id: str, actor: str, reason: str) -> None:
        """Stop. Refused where it is paused already, or not there."""
        if not reason.strip():
            raise Refused("QUE-032", system=system_id)
        self._move(system_id, "paused", actor, reason.strip())

    def resume(self, system_id: str, actor: str, reason: str = "") -> None:
        """Let go on. Refused where it is not paused, or not there."""
        self._move(system_id, "resumed", actor, reason.strip())

    def _move(self, system_id: str, event: Literal["paused", "resumed"], actor: str, reason: str) -> None:
        for _ in range(_ROUNDS):
            row = self._row(system_id)
            if bool(row["open"]) == (event == "resumed"):
                raise Refused("QUE-031" if row["open"] else "QUE-030", system=system_id)
            rows = moved(row, event, actor, reason, self.now(), open=int(event == "resumed"))
            if isinstance(self.writer.submit(rows).result(), Done):
                return
        raise RuntimeError(f"system {system_id} moves at every round")

    def _row(self, system_id: str) -> Row:
        with self.database.read() as connection:
            row = systems.one(connection, system_id)
        if row is None:
            raise Refused("QUE-033", system=system_id)
        return row
