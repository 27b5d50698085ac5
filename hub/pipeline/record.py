"""The rows that the verbs commit, and the plain JSON inside them. One function per kind of row.

Never touches a database; `Step` gathers what belongs into one transaction.
Example: `Step().add("message", row)`, then `step.rows()` for the writer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue import LANGUAGES, explain
from hub.ledger import leaves
from hub.model.canonical_json import canonical_json
from hub.model.location import Finding
from hub.pipeline.context import Arrival
from hub.store import payloads
from hub.store.items import Guard, Lane, LeafRow, Row, Rows, Update


@dataclass(slots=True)
class Step:
    """Rows that become true together. A small parcel is one step; of a large one each message is.

    `behind`: a member; the step waits for its turn while a parcel of that member waits to be opened.
    """

    inserts: dict[str, list[Row]] = field(default_factory=dict)
    guards: list[Guard] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    lanes: set[Lane] = field(default_factory=set)
    leaves: list[LeafRow] = field(default_factory=list)
    behind: str = ""

    def add(self, table: str, *rows: Row) -> None:
        """Rows to insert."""
        self.inserts.setdefault(table, []).extend(rows)

    def absorb(self, other: Step) -> None:
        """Make another step part of this one."""
        for table, rows in other.inserts.items():
            self.add(table, *rows)
        self.guards += other.guards
        self.updates += other.updates
        self.lanes |= other.lanes
        self.leaves += other.leaves

    def owe(self, delivery: Row) -> None:
        """A delivery that is owed, its lane and its leaf."""
        self.add("delivery", delivery)
        self.lanes.add((delivery["system_id"], delivery["thread"]))
        self.leaves.append(leaves.delivery_created(delivery))

    def rows(self) -> Rows:
        """The item for the writer."""
        return Rows(
            inserts=self.inserts, guards=self.guards, updates=self.updates, lanes=self.lanes, leaves=self.leaves, behind=self.behind
        )


def parcel_step(arrival: Arrival, stored: payloads.Stored, state: str, findings: Iterable[Finding] = (), opened: int = 0) -> Step:
    """A parcel with its bytes: what must be committed before anything is answered (law 1)."""
    row = {
        "id": arrival.parcel_id,
        "member_id": arrival.member_id,
        "system_id": arrival.system_id,
        "transport": arrival.transport,
        "peer": arrival.peer,
        "name": arrival.name,
        "media_type": arrival.media_type,
        "headers": canonical_json(dict(arrival.headers)),
        "payload_id": stored.payload_id,
        "salt": stored.salt,
        "state": state,
        "test": int(arrival.test),
        "findings": findings_json(findings),
        "opened": opened,
        "received_at": arrival.received_at,
    }
    step = Step()
    for table, rows in stored.inserts.items():
        step.add(table, *rows)
    step.add("parcel", row)
    step.leaves.append(leaves.parcel_received(row, stored.digest))
    return step


def message_row(**columns: Any) -> Row:
    """A message row; what is not said is empty."""
    return {**_EMPTY_MESSAGE, **columns}


_EMPTY_MESSAGE: Row = {
    "parcel_id": None,
    "ordinal": 0,
    "direction": "in",
    "sender_id": "",
    "receiver_id": "",
    "system_id": "",
    "agreement_id": "",
    "format": "",
    "version": "",
    "control_number": "",
    "document_type": "",
    "document_key": "",
    "thread": "",
    "state": "held",
    "test": 0,
    "start": 0,
    "end": 0,
    "findings": b"[]",
    "coverage": b"{}",
    "cause": "",
    "fault": "",
    "duplicate_of": "",
    "causation_id": "",
    "payload_id": None,
    "payload_salt": None,
    "config_digest": "",
    "map_digest": "",
}


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as stored and shown: rule, severity, both languages, place, pointer."""
    words = {language: explain(finding.rule, finding.params, language) for language in LANGUAGES}
    found: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": words["en"].message,
        "fix": words["en"].fix,
        "message_zh": words["zh"].message,
        "fix_zh": words["zh"].fix,
        "where": finding.where.as_dict(),
    }
    if finding.pointer is not None:
        found["pointer"] = finding.pointer
    return found


def findings_json(findings: Iterable[Finding]) -> bytes:
    """A list of findings as canonical JSON."""
    return canonical_json([finding_json(finding) for finding in findings])


def cause(finding: Finding, agreement_id: str) -> str:
    """What makes two stopped messages the same problem: rule, agreement, place and the value, so that one repair frees all."""
    value = str(finding.params.get("value", ""))[:80]
    place = finding.where.segment or finding.pointer or ""
    return "|".join((finding.rule, agreement_id, f"{place}{finding.where.element or ''}", value))


def worst(findings: Iterable[Finding]) -> Finding | None:
    """The finding that decides: the first error, else none."""
    return next((finding for finding in findings if finding.severity == "error"), None)


def public(values: Mapping[str, Any]) -> bytes:
    """A small JSON object as canonical bytes."""
    return canonical_json(dict(values))
