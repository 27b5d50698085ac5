"""Offers of leads against their leaves: on which terms they began, every step, and where each stands.

A step that nobody recorded, or a seller that was put in another's place, is named.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hub.ledger.checks.about import Event, Subjects, agrees
from hub.ledger.checks.problem import Problem
from hub.ledger.leaves import offer_moved, offering_begun
from hub.store import audit, offers
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every offering that does not agree with its leaves."""
    for page in audit.offerings(connection):
        subjects = Subjects(connection, [row["lead_id"] for row in page])
        for row in page:
            lead_id = row["lead_id"]
            yield from _offering(row, offers.of_lead(connection, lead_id), offers.steps(connection, lead_id), subjects.events(lead_id))
    for page in audit.unoffered(connection):
        subjects = Subjects(connection, [row["id"] for row in page])
        for row in page:
            if any(event.kind == "offering.begun" for event in subjects.events(row["id"])):
                yield Problem("LED-010", "offering", row["id"])


def _offering(row: Row, candidates: Sequence[Row], steps: Sequence[Row], events: Sequence[Event]) -> Iterator[Problem]:
    lead_id = row["lead_id"]
    begun = next((event for event in events if event.kind == "offering.begun"), None)
    if begun is None:
        yield Problem("LED-008", "offering", lead_id)
        return
    if not agrees(begun, lambda: offering_begun(row, candidates)):
        yield Problem("LED-009", "offering", lead_id)
    moved = {event.facts.get("number"): event for event in events if event.kind.startswith("offer.")}
    for step in steps:
        yield from _step(step, moved.pop(step["number"], None))
    for number in moved:
        yield Problem("LED-010", "offer_step", f"{lead_id}/{number}")
    yield from _standing(row, candidates, [event for event in events if event.kind.startswith("offer.")])


def _step(step: Row, event: Event | None) -> Iterator[Problem]:
    key = f"{step['lead_id']}/{step['number']}"
    if event is None:
        yield Problem("LED-008", "offer_step", key)
        return
    stated = (event.facts.get(name) for name in ("ordinal", "event", "state", "by", "at"))
    if tuple(stated) != tuple(step[name] for name in ("ordinal", "event", "state", "by_message", "at")):
        yield Problem("LED-009", "offer_step", key)


def _standing(row: Row, candidates: Sequence[Row], events: Sequence[Event]) -> Iterator[Problem]:
    """Each offer is as its newest step left it, and the whole as the newest of all."""
    newest = {event.facts.get("ordinal"): event for event in events}
    for one in candidates:
        if not _as_left(one, newest.get(one["ordinal"])):
            yield Problem("LED-009", "offer", f"{row['lead_id']}/{one['ordinal']}")
    last = events[-1].facts if events else {}
    if (row["number"], row["state"]) != (last.get("number", 0), last.get("offering", row["state"])):
        yield Problem("LED-009", "offering", row["lead_id"], "state")


def _as_left(one: Row, event: Event | None) -> bool:
    if event is None:
        return (one["state"], one["message_id"], one["sequence"], one["status"]) == ("waiting", "", "", "")
    # The step is taken from the leaf itself, so that only what the offer's row says is compared.
    facts = event.facts
    step: Row = {
        "lead_id": facts.get("message"), "number": facts.get("number"), "ordinal": facts.get("ordinal"), "event": facts.get("event"),
        "state": one["state"], "by_message": facts.get("by"), "at": facts.get("at"),
    }  # fmt: skip
    return agrees(event, lambda: offer_moved(step, one, str(facts.get("offering"))))
