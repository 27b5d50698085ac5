"""Large parcels, opened after they were accepted: one message in memory, one transaction a message, resumable anywhere.

A crash between two messages costs nothing: the parcel says how many were routed, and reading starts again from its bytes.
Example: `Backlog(...).work()` opens everything that waits and returns how many parcels that were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Protocol

import structlog

from hub.adapters.conversation import places
from hub.errors import TryAgain
from hub.model.location import Finding
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.open import Known, Opening
from hub.pipeline.record import findings_json
from hub.pipeline.stored import Stored
from hub.store import failures, messages, payloads
from hub.store.engine import Database
from hub.store.items import Conflict, Done, Guard, Rows, Update

_log = structlog.get_logger(__name__)
_ROUNDS = 1000  # conflicts met in one parcel: each is a document that exists already


class Submits(Protocol):
    """The part of the writer that is used here."""

    def submit(self, item: Rows) -> Future[Done | Conflict]: ...


class Backlog:
    """Opens received parcels. Blocking: it runs on a thread of its own. `stopping` tells that no other message is to be begun."""

    def __init__(
        self,
        context: Callable[[], Context],
        writer: Submits,
        database: Database,
        stored: Stored,
        trip: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._context = context
        self._writer = writer
        self._database = database
        self._stored = stored
        self._trip = trip
        self._stopping = stopping

    def work(self) -> int:
        """Open every parcel that waits, oldest first; how many. What the database did not answer for waits, with what its member sent later."""
        opened, later = 0, set[str]()
        while waiting := [parcel for parcel in self._waiting() if parcel["member_id"] not in later]:
            for parcel in waiting:
                if self._stopping():
                    return opened
                if parcel["member_id"] not in later:
                    opened += self._opened(parcel, later)
        return opened

    def _opened(self, parcel: Row, later: set[str]) -> int:
        try:
            self.open(parcel)
        except Exception as problem:  # noqa: BLE001  # the border between members: the next round begins with it
            _log.warning("open.again", parcel=parcel["id"], problem=type(problem).__name__)
            later.add(parcel["member_id"])
            return 0
        return 1

    def _waiting(self) -> list[Row]:
        with self._database.read() as connection:
            return messages.waiting(connection)

    def open(self, parcel: Row) -> None:
        """Open one parcel from where it was left. Raises what the database raised where it may answer the next time."""
        try:
            self._open(parcel)
        except Exception as problem:  # the border of law 1: the parcel is kept, held, and the next one is opened
            if failures.passing(problem):
                raise  # the database, not the parcel: it goes on from where it was left
            _log.error("open.failed", parcel=parcel["id"], problem=type(problem).__name__, way=places(problem))
            finding = Finding("HUB-001", "error", params={"problem": type(problem).__name__})
            self._set(parcel["id"], state="held", findings=findings_json([finding]))

    def _open(self, parcel: Row) -> None:
        known, skip = Known(), parcel["opened"]
        for _ in range(_ROUNDS):
            opening = Opening(self._context(), arrival_of(parcel), known, skip)
            conflict, skip = self._commit(opening, parcel, skip)
            if conflict is None:
                self._close(opening)
                return
            self._learn(known, conflict)
        raise RuntimeError(f"parcel {parcel['id']} meets a new conflict at every round")

    def _commit(self, opening: Opening, parcel: Row, skip: int) -> tuple[Conflict | None, int]:
        for step in opening.steps(lambda: self.chunks(parcel)):
            if self._stopping():
                raise TryAgain("STO-004")
            done = len(opening.outcomes)
            if not step.inserts:
                continue
            if done > skip:
                step.guards.insert(0, Guard("message", {"parcel_id": parcel["id"], "ordinal": done}))
                step.updates.append(Update("parcel", {"id": parcel["id"]}, {"opened": done}))
            self._trip("before-accept")
            answer = self._writer.submit(step.rows()).result()
            if isinstance(answer, Conflict) and not _ours(answer, opening):
                return answer, skip
            skip = max(skip, done)
        return None, skip

    def _learn(self, known: Known, conflict: Conflict) -> None:
        if conflict.guard.table == "interchange":
            known.interchanges[str(conflict.row["key"])] = conflict.row
        elif conflict.guard.table == "message":
            known.documents.update(self._stored.documents([str(conflict.row["document_key"])]))

    def _close(self, opening: Opening) -> None:
        state = "held" if opening.held else "opened"
        self._set(opening.arrival.parcel_id, state=state, findings=findings_json(opening.findings), opened=len(opening.outcomes))

    def _set(self, parcel_id: str, **values: object) -> None:
        self._writer.submit(Rows(updates=[Update("parcel", {"id": parcel_id}, values)])).result()

    def chunks(self, parcel: Row) -> Iterator[bytes]:
        """The parcel's bytes, chunk by chunk."""
        with self._database.read() as connection:
            yield from payloads.chunks(connection, parcel["payload_id"])


def _ours(conflict: Conflict, opening: Opening) -> bool:
    """Our own work, committed before a restart or by another process that opens the same parcel: it is there, and that is enough."""
    return "parcel_id" in conflict.guard.values or conflict.row.get("id") == opening.acknowledgement_id


def arrival_of(parcel: Row) -> Arrival:
    """The arrival that a stored parcel row tells of."""
    return Arrival(
        parcel["id"],
        parcel["member_id"],
        parcel["system_id"],
        parcel["transport"],
        parcel["peer"],
        parcel["name"],
        parcel["media_type"],
        parcel["received_at"],
        json.loads(parcel["headers"]),
        bool(parcel["test"]),
    )
