"""Lanes: the lowest waiting delivery of a lane without a head becomes its head.

A lane is (system, thread). Law 4 is the unique index `delivery_head`; this is the one statement that fills it.

>>> lane_lock(("acme/erp", "t1")) == lane_lock(("acme/erp", "t1"))
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import orjson
from sqlalchemy import Connection, text

from hub.store.items import Lane
from hub.store.statements import Statement, by_dialect

_PROMOTE = by_dialect(
    {
        "sqlite": text(
            "UPDATE delivery SET state = 1 WHERE id IN (SELECT"
            " (SELECT n.id FROM delivery n WHERE n.state = 0 AND n.system_id = lane.s AND n.thread = lane.t ORDER BY n.id LIMIT 1)"
            " FROM (SELECT json_extract(value, '$[0]') AS s, json_extract(value, '$[1]') AS t FROM json_each(:lanes)) AS lane"
            " WHERE NOT EXISTS (SELECT 1 FROM delivery h WHERE h.system_id = lane.s AND h.thread = lane.t AND h.state in (1,2,3)))"
        ),
        "postgresql": text(
            "UPDATE delivery d SET state = 1 FROM (SELECT n.id"
            " FROM (SELECT value ->> 0 AS s, value ->> 1 AS t FROM jsonb_array_elements(CAST(:lanes AS jsonb))) AS lane"
            " CROSS JOIN LATERAL (SELECT id FROM delivery WHERE state = 0 AND system_id = lane.s AND thread = lane.t ORDER BY id LIMIT 1) AS n"
            " WHERE NOT EXISTS (SELECT 1 FROM delivery h WHERE h.system_id = lane.s AND h.thread = lane.t AND h.state in (1,2,3))) AS p"
            " WHERE d.id = p.id"
        ),
    }
)
_LOCK = Statement(text("SELECT pg_advisory_xact_lock(key) FROM (SELECT unnest(CAST(:keys AS bigint[])) AS key) AS k"))
_LANES_OF = Statement(text("SELECT DISTINCT system_id, thread FROM delivery WHERE id = ANY(CAST(:ids AS bigint[]))"))


def promote(connection: Connection, lanes: Collection[Lane]) -> int:
    """Give every lane that has none its head; how many got one."""
    if not lanes:
        return 0
    parameters = {"lanes": orjson.dumps(list(lanes)).decode()}
    return _PROMOTE[connection.dialect.name].count(connection, parameters)


def lock(connection: Connection, lanes: Collection[Lane], delivery_ids: Collection[int]) -> None:
    """PostgreSQL: take the lanes to be touched, in one order for all writers.

    Without it an accept and a finish that do not see each other leave a lane without a head. SQLite has one writer.
    """
    if connection.dialect.name == "sqlite":
        return
    touched = set(lanes)
    if delivery_ids:
        touched.update((system_id, thread) for system_id, thread in _LANES_OF.rows(connection, {"ids": list(delivery_ids)}))
    lock_keys(connection, touched)


def lock_keys(connection: Connection, keys: Collection[tuple[str, ...]]) -> None:
    """PostgreSQL: wait for every other transaction that has locked one of these, in one order for all; released at the end of this one."""
    if keys and connection.dialect.name != "sqlite":
        _LOCK.count(connection, {"keys": sorted({lane_lock(key) for key in keys})})


def lane_lock(lane: tuple[str, ...]) -> int:
    """The advisory lock of a lane: the same number in every process. Lanes that share one only wait for each other."""
    digest = hashlib.blake2b("\n".join(lane).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
