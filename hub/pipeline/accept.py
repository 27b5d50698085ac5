"""A parcel at the door: its bytes, sender and digest are committed before anything is answered (law 1).

A small parcel is opened before the commit, so that one transaction holds it all and the sender gets its findings at
once; a large one is committed first and opened by a worker, and what its sender brings meanwhile is opened after it (law 4). A fault of
ours while opening still commits the parcel, held.
Example: `accepted = await Reception(...).accept(arrival, data)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from hub.adapters.conversation import places
from hub.model.location import Finding
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.message import Outcome
from hub.pipeline.open import Known, Opening
from hub.pipeline.record import Step, finding_json, parcel_step
from hub.store import failures, members, payloads
from hub.store.items import Conflict, Done, Rows

_log = structlog.get_logger(__name__)

# Below this many bytes opening costs less than handing it to another thread, and what was read is kept.
INLINE_BYTES = 64 * 1024
# A parcel whose documents keep turning out to exist is redone with what was learnt; more rounds than this mean a bug.
ROUNDS = 8


class Commits(Protocol):
    """The part of the writer that is used here."""

    async def commit(self, item: Rows) -> Done | Conflict: ...


class Reads(Protocol):
    """What is read to resolve a conflict."""

    def documents(self, keys: list[str]) -> dict[str, Row]:
        """The messages, with the `digest` of their documents, that exist under these document keys."""


@dataclass(frozen=True, slots=True)
class Once:
    """The sender's Idempotency-Key: the answer is stored with the parcel, so that a repetition gets the same."""

    token_id: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the sender is told. `leaf`: hash of the ledger leaf that says the parcel arrived."""

    parcel_id: str
    state: str
    leaf: str
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    acknowledgement_id: str = ""
    duplicate_of: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON values: the post-office receipt."""
        return {
            "parcel": self.parcel_id,
            "state": self.state,
            "leaf": self.leaf,
            "duplicateOf": self.duplicate_of or None,
            "acknowledgement": self.acknowledgement_id or None,
            "findings": [finding_json(finding) for finding in self.findings],
            "messages": [_outcome(outcome) for outcome in self.outcomes],
        }


class KeyUsed(Exception):  # not an error: the same request came before
    """The Idempotency-Key was used before; `row` is what is remembered."""

    def __init__(self, row: Row) -> None:
        super().__init__(row["key"])
        self.row = row


class Overtaken(Exception):  # not an error: another process was quicker
    """What should become true with a parcel is true already; nothing was written."""


@dataclass(frozen=True, slots=True)
class Reception:
    """The door. `encode` makes the stored answer's bytes from its JSON values."""

    context: Callable[[], Context]
    writer: Commits
    reads: Reads
    encode: Callable[[Mapping[str, Any]], bytes]
    trip: Callable[[str], None]

    async def accept(self, arrival: Arrival, data: bytes, once: Once | None = None, also: Step | None = None) -> Accepted:
        """Take a parcel that fits in memory: opened, translated, routed and committed in one transaction. `also`: what becomes true with it."""
        known = Known()
        stored = payloads.store_rows(arrival.member_id, data, arrival.media_type, self.context().salt(), arrival.received_at)
        for _ in range(ROUNDS):
            found = await self._opened(arrival, data, stored, known)
            if found is None:
                return await self.receive(arrival, stored, once, also)
            step, accepted = found
            self._remember(step, accepted, once)
            if also is not None:
                step.absorb(also)
            step.behind = arrival.member_id
            self.trip("before-accept")
            answer = await self.writer.commit(step.rows())
            if isinstance(answer, Done):
                self.trip("after-accept")
                return accepted
            if answer.guard.table == "parcel":
                # An earlier parcel of this member was not opened yet: what this one depends on may lie in there.
                return await self.receive(arrival, stored, once, also)
            self._learn(known, answer, step)
        raise RuntimeError(f"parcel {arrival.parcel_id} meets a new conflict at every round")

    async def receive(self, arrival: Arrival, stored: payloads.Stored, once: Once | None = None, also: Step | None = None) -> Accepted:
        """Take a parcel that is opened later by a worker: a large one whose chunks are spooled, or one that has to wait for such a one."""
        step = parcel_step(arrival, stored, "received")
        accepted = Accepted(arrival.parcel_id, "received", _leaf(step))
        self._remember(step, accepted, once)
        if also is not None:
            step.absorb(also)
        answer = await self.writer.commit(step.rows())
        if isinstance(answer, Conflict):
            raise _known_already(answer)
        return accepted

    async def _opened(self, arrival: Arrival, data: bytes, stored: payloads.Stored, known: Known) -> tuple[Step, Accepted] | None:
        if len(data) <= INLINE_BYTES:
            return self._open(arrival, data, stored, known)
        return await asyncio.to_thread(self._open, arrival, data, stored, known)

    def _open(self, arrival: Arrival, data: bytes, stored: payloads.Stored, known: Known) -> tuple[Step, Accepted] | None:
        """What the parcel becomes; None where the database did not answer, and a worker has to open it."""
        opening = Opening(self.context(), arrival, known, small=len(data) <= INLINE_BYTES)
        body = Step()
        try:
            for step in opening.steps(lambda: (data,)):
                body.absorb(step)
        except Exception as problem:  # noqa: BLE001  # the border of law 1: whatever fails inside, the parcel is kept
            if failures.passing(problem):
                return None  # nobody need look at a parcel because a server was restarted
            # Not the problem's words: they may quote the document.
            _log.error("open.failed", parcel=arrival.parcel_id, problem=type(problem).__name__, way=places(problem))
            finding = Finding("HUB-001", "error", params={"problem": type(problem).__name__})
            held = parcel_step(arrival, stored, "held", [finding])
            return held, Accepted(arrival.parcel_id, "held", _leaf(held), findings=[finding])
        state = "held" if opening.held else "opened"
        whole = parcel_step(arrival, stored, state, opening.findings, opened=len(opening.outcomes))
        leaf = _leaf(whole)
        whole.absorb(body)
        answers = (opening.acknowledgement_id, opening.duplicate_of)
        return whole, Accepted(arrival.parcel_id, state, leaf, opening.outcomes, opening.findings, *answers)

    def _remember(self, step: Step, accepted: Accepted, once: Once | None) -> None:
        if once is None:
            return
        body = self.encode(accepted.as_dict())
        guard, row = members.remember(once.token_id, once.key, once.digest, 202, body, self.context().now())
        step.guards.insert(0, guard)
        step.add("idempotency", row)

    def _learn(self, known: Known, conflict: Conflict, step: Step) -> None:
        """Something that we wanted to create exists: note it, and everything else of this parcel that does."""
        if conflict.guard.table in ("idempotency", "notice_step", "polled"):
            raise _known_already(conflict)
        if conflict.guard.table == "interchange":
            known.interchanges[str(conflict.row["key"])] = conflict.row
            return
        keys = [str(guard.values["document_key"]) for guard in step.guards if "document_key" in guard.values]
        known.documents.update(self.reads.documents(keys))


def _known_already(conflict: Conflict) -> KeyUsed | Overtaken:
    return KeyUsed(conflict.row) if conflict.guard.table == "idempotency" else Overtaken()


def _leaf(step: Step) -> str:
    return step.leaves[0].hash.hex()


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.message_id,
        "type": outcome.type,
        "controlNumber": outcome.control_number,
        "document": outcome.document_type or None,
        "reference": outcome.reference or None,
        "state": outcome.state,
        "verdict": outcome.verdict,
        "agreement": outcome.agreement_id or None,
        "duplicateOf": outcome.duplicate_of or None,
        "deliveries": outcome.deliveries,
        "findings": [finding_json(finding) for finding in outcome.findings],
    }
