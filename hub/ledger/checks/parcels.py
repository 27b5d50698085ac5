"""Parcels against their leaves.

The bytes themselves are `payloads`; here only that parcel, payload and leaf name the same ones.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.ledger.checks.about import Subjects, agrees
from hub.ledger.checks.problem import Problem
from hub.ledger.leaves import parcel_received
from hub.store import audit
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every parcel that is not the one received."""
    for page in audit.parcels(connection):
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
