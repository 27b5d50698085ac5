"""Payload bytes against their digests, and payloads that nobody refers to.

One chunk is in memory at a time.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from hub.ledger.checks.problem import Problem, pages
from hub.store import payloads
from hub.store.items import Row
from hub.store.tables import payload, payload_chunk

_UNUSED = text(
    "SELECT id FROM payload EXCEPT SELECT payload_id FROM parcel EXCEPT SELECT payload_id FROM message EXCEPT SELECT sent_payload_id FROM attempt"
)
# A body named by a UUID may be a parcel that is still coming in; one named by a hash was written with its payload row.
_LOOSE = text(
    "SELECT DISTINCT body_id FROM payload_chunk c WHERE body_id NOT LIKE '%-%' AND NOT EXISTS (SELECT 1 FROM payload p WHERE p.body_id = c.body_id)"
)


def check(connection: Connection) -> Iterator[Problem]:
    """Every payload whose bytes, size or name are not what they were."""
    for page in pages(connection, select(payload), payload.c.id):
        for row in page:
            yield from _payload(connection, row)
    for unused in connection.execute(_UNUSED).scalars():
        yield Problem("LED-013", "payload", unused)
    for loose in connection.execute(_LOOSE).scalars():
        yield Problem("LED-011", "payload_chunk", loose, "no payload")


def _payload(connection: Connection, row: Row) -> Iterator[Problem]:
    # The id is a hash of member and digest, so neither can be changed for itself.
    if row["id"] != payloads.payload_id(row["member_id"], row["digest"]):
        yield Problem("LED-012", "payload", row["id"], "digest")
        return
    sha, size, parts = hashlib.sha256(), 0, 0
    for part in payloads.chunks(connection, row["id"]):
        sha.update(part)
        size += len(part)
        parts += 1
    stored = connection.execute(select(func.count()).where(payload_chunk.c.body_id == row["body_id"])).scalar_one()
    if sha.hexdigest() != row["digest"] or stored != parts:
        yield Problem("LED-011", "payload_chunk", row["body_id"], "bytes")
        if not stored:  # the chunks are gone, or the payload was made to name others
            yield Problem("LED-012", "payload", row["id"], "body_id")
    elif size != row["size"]:
        yield Problem("LED-012", "payload", row["id"], "size")
