"""Doing again what stopped: a held message under today's rules, a stopped delivery to its system.

Raw bytes are kept, so a message is read again from its parcel; its id, its evidence and its past stay. A message that
was routed is never translated a second time. Example: `Replayer(...).message(row)` gives the state it ended in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hub.errors import Refused
from hub.model.delivery import ENDED
from hub.pipeline.backlog import Backlog, arrival_of
from hub.pipeline.context import Context, Row
from hub.pipeline.open import Known, Opening
from hub.pipeline.record import Step
from hub.pipeline.stored import Stored
from hub.queue import dead
from hub.queue.states import State
from hub.store import messages
from hub.store.engine import Database
from hub.store.items import Conflict, Guard, Update
from hub.store.writer import Writer

_ROUNDS = 8


class Stopped(Exception):
    """Somebody decided meanwhile that it is not to be done."""


class Replayer:
    """Replays messages, parcels and deliveries. Blocking. `actor` is who asked, for the ledger."""

    def __init__(self, context: Callable[[], Context], writer: Writer, database: Database, stored: Stored, backlog: Backlog) -> None:
        self._context = context
        self._writer = writer
        self._database = database
        self._stored = stored
        self._backlog = backlog

    def message(self, message: Row, noted: Callable[[str], Sequence[Update]] = lambda _: (), guards: Sequence[Guard] = ()) -> str:
        """Read, translate and route a held message again. Returns its new state; Refused where it is not held.

        `noted`: what is written down with it, by its new state. `guards`: what forbids it; then Stopped is raised, and nothing was done.
        """
        if message["state"] != "held" or message["parcel_id"] is None:
            raise Refused("RPL-001", message=message["id"], state=message["state"])
        parcel = self._parcel(message["parcel_id"])
        known = Known()
        for _ in range(_ROUNDS):
            opening = Opening(self._context(), arrival_of(parcel), known, only=(message["ordinal"], message["id"]))
            step = self._replacing(opening, parcel, message)
            state = next(outcome.state for outcome in opening.outcomes if outcome.message_id == message["id"])
            step.guards += guards
            step.updates += noted(state)
            answer = self._writer.submit(step.rows()).result()
            if not isinstance(answer, Conflict):
                return state
            if answer.guard in guards:
                raise Stopped
            if answer.guard.table in ("delivery", "offering"):
                raise Refused("RPL-001", message=message["id"], state="routed")
            if answer.guard.table == "message":
                known.documents.update(self._stored.documents([str(answer.row["document_key"])]))
        raise RuntimeError(f"message {message['id']} meets a new conflict at every round")

    def _replacing(self, opening: Opening, parcel: Row, message: Row) -> Step:
        """The step of that one message, its row updated in place instead of inserted."""
        step = Step()
        for one in opening.steps(lambda: self._backlog.chunks(parcel)):
            step.absorb(one)
        row, step.inserts["message"] = _parted(step.inserts["message"], "id", message["id"])
        step.updates.insert(0, Update("message", {"id": row["id"]}, {name: value for name, value in row.items() if name != "id"}))
        with self._database.read() as connection:
            exists = messages.document(connection, message["id"], None) is not None
        if exists and "document" in step.inserts:
            document, step.inserts["document"] = _parted(step.inserts["document"], "message_id", message["id"])
            step.updates.append(Update("document", {"message_id": row["id"]}, document))
        # A row that names itself in a guard would conflict with its own past.
        if row["document_key"] == message["document_key"]:
            own = {"document_key": row["document_key"]}
            step.guards = [guard for guard in step.guards if guard.table != "message" or guard.values != own]
        if "delivery" in step.inserts:
            # Law 3: two people may replay it at the same time; a message that was held is owed once.
            step.guards.append(Guard("delivery", {"message_id": message["id"]}))
        return step

    def parcel(self, parcel: Row) -> str:
        """Open a held parcel again. Returns its new state."""
        if parcel["state"] != "held":
            raise Refused("RPL-002", parcel=parcel["id"], state=parcel["state"])
        # It stays held while it is opened: were it `received`, the round that opens parcels would take it as well.
        self._backlog.open(self._parcel(parcel["id"]))
        return str(self._parcel(parcel["id"])["state"])

    def delivery(self, row: Row, actor: str) -> str:
        """A held delivery goes on; one that has ended is owed again. The key of what goes on, "" where nothing does any more."""
        now, ids = self._context().now(), self._context().ids
        if row["state"] == State.HELD:
            return str(row["key"]) if self._writer.submit(dead.release([row], now, actor)).result() else ""
        if row["state"] not in ENDED:
            return ""
        return "".join(self._writer.submit(dead.replay([row], ids, now)).result())

    def deliveries(self, rows: Iterable[Row], actor: str) -> int:
        """Held deliveries go on; rejected and dead ones are owed again under a new key. How many."""
        rows = list(rows)
        now, ids = self._context().now(), self._context().ids
        held = [row for row in rows if row["state"] == State.HELD]
        ended = [row for row in rows if row["state"] in (State.REJECTED, State.DEAD)]
        moved = self._writer.submit(dead.release(held, now, actor)).result() if held else []
        again = self._writer.submit(dead.replay(ended, ids, now)).result() if ended else []
        return len(moved) + len(again)

    def _parcel(self, parcel_id: str) -> Row:
        with self._database.read() as connection:
            parcel = messages.parcel(connection, parcel_id, None)
        if parcel is None:
            raise Refused("RPL-003", parcel=parcel_id)
        return parcel


def _parted(rows: list[Row], key: str, value: str) -> tuple[Row, list[Row]]:
    """The row of the message itself, and those of what the hub makes beside it."""
    (own,) = (row for row in rows if row[key] == value)
    return own, [row for row in rows if row is not own]
