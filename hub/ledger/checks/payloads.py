"""Payload bytes against their digests, and payloads that nobody refers to.

One chunk is in memory at a time.

>>> list(check(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.ledger.checks.problem import Problem
from hub.store import audit, payloads
from hub.store.items import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check(connection: Connection) -> Iterator[Problem]:
    """Every payload whose bytes, size or name are not what they were."""
    for row in audit.payloads(connection):
        yield from _payload(connection, row)
    for unused in audit.unused_payloads(connection):
        yield Problem("LED-013", "payload", unused)
    for loose in audit.loose_bodies(connection):
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
    stored = payloads.count_chunks(connection, row["body_id"])
    if sha.hexdigest() != row["digest"] or stored != parts:
        yield Problem("LED-011", "payload_chunk", row["body_id"], "bytes")
        if not stored:  # the chunks are gone, or the payload was made to name others
            yield Problem("LED-012", "payload", row["id"], "body_id")
    elif size != row["size"]:
        yield Problem("LED-012", "payload", row["id"], "size")
