"""Notices of webhooks against their leaves: what was named, how each attempt ended, and where each stands.

A lease is the queue's own affair: a notice that is under way stands as its last step left it.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hub.ledger.checks.about import Event, Subjects, agrees
from hub.ledger.checks.problem import Problem
from hub.ledger.leaves import notice_moved, notice_owed
from hub.store import audit, notices
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every notice that does not agree with its leaves, and every leaf whose notice is gone."""
    for page in audit.calls(connection):
        subjects = Subjects(connection, [row["id"] for row in page])
        for call in page:
            events = [event for event in subjects.events(call["id"]) if event.kind.startswith("notice.")]
            rows = {(row["system_id"], row["key"]): row for row in notices.of_parcel(connection, call["id"])}
            for place, row in rows.items():
                own = [event for event in events if _place(event) == place]
                yield from _notice(row, notices.steps(connection, *place), own)
            for system_id, key in dict.fromkeys(_place(event) for event in events if _place(event) not in rows):
                yield Problem("LED-010", "notice", f"{system_id} {key}")


def _place(event: Event) -> tuple[str, str]:
    return str(event.facts.get("system")), str(event.facts.get("key"))


def _notice(row: Row, steps: Sequence[Row], events: Sequence[Event]) -> Iterator[Problem]:
    name = f"{row['system_id']} {row['key']}"
    named = next((event for event in events if event.kind == "notice.named"), None)
    if named is None:
        yield Problem("LED-008", "notice", name)
    elif not agrees(named, lambda: notice_owed(row)):
        yield Problem("LED-009", "notice", name)
    moved = {event.facts.get("number"): event for event in events if event.kind != "notice.named"}
    for step in steps:
        yield from _step(row, step, moved.pop(step["number"], None))
    for number in moved:
        yield Problem("LED-010", "notice_step", f"{name} {number}")
    last = steps[-1] if steps else {"number": 0, "state": "owed"}
    state = "owed" if row["state"] == "fetching" else row["state"]
    if (row["number"], state) != (last["number"], last["state"]):
        yield Problem("LED-009", "notice", name, "state")


def _step(row: Row, step: Row, event: Event | None) -> Iterator[Problem]:
    name = f"{step['system_id']} {step['key']} {step['number']}"
    if event is None:
        yield Problem("LED-008", "notice_step", name)
        return
    parcels = event.facts.get("parcels")
    if not agrees(event, lambda: notice_moved(step, row["parcel_id"], parcels if isinstance(parcels, list) else [])):
        yield Problem("LED-009", "notice_step", name)
