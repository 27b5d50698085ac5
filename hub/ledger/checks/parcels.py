"""Parcels against their leaves.

The bytes themselves are `payloads`; here only that parcel, payload and leaf name the same ones.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from hub.ledger.checks.about import Subjects, agrees
from hub.ledger.checks.problem import Problem, pages
from hub.ledger.leaves import parcel_received
from hub.store.items import Row
from hub.store.tables import parcel, payload


def check(connection: Connection) -> Iterator[Problem]:
    """Every parcel that is not the one received."""
    asked = select(parcel, payload.c.digest).select_from(parcel.outerjoin(payload, payload.c.id == parcel.c.payload_id))
    for page in pages(connection, asked, parcel.c.id):
        subjects = Subjects(connection, [row["id"] for row in page])
        for row in page:
            yield from _parcel(row, subjects)


def _parcel(row: Row, subjects: Subjects) -> Iterator[Problem]:
    if row["digest"] is None:
        # Either the payload is gone or the parcel was made to name another: the two do not agree, so both are named.
        yield Problem("LED-010", "payload", row["payload_id"], f"parcel {row['id']}")
        yield Problem("LED-009", "parcel", row["id"], "payload_id")
        return
    recorded = [event for event in subjects.events(row["id"]) if event.kind == "parcel.received"]
    if not recorded:
        yield Problem("LED-008", "parcel", row["id"])
    elif not agrees(recorded[0], lambda: parcel_received(row, row["digest"])):
        yield Problem("LED-009", "parcel", row["id"])
