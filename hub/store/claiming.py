"""Claims: heads of lanes that are due, by system in turn, and running deliveries whose lease has ended.

How many of a system may start is one expression, `_FREE`: its cap, its breaker and its pace, over all processes, since claims are made
one after the other. Law 3: an expired lease means that nobody knows what happened, so what is claimed again looks up first. States are
literals here because a bound state makes PostgreSQL's generic plan walk the table.

>>> sorted(_DUE)
['postgresql', 'sqlite']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from hub.store import pacing
from hub.store.items import Claim, Claimed
from hub.store.statements import Statement, by_dialect

_TAKEN = "id, key, attempt, owner, system_id, thread, message_id, target, agreement_id, control_number, resuming, replay_of, created_at"
_TAKE = "state = 2, attempt = attempt + 1, owner = :owner, lease_until = :lease_until"
# What the dispatcher has to know of the system: whether this is the probe of an open breaker, and whether its requests are counted.
# CAST: a column in RETURNING has no affinity to SQLite, which would walk all systems for each row.
_OF_SYSTEM = ", ".join(
    f"(SELECT {condition} FROM system o WHERE o.id = CAST(delivery.system_id AS text)) AS {name}"  # noqa: S608  # names are ours
    for name, condition in (("probe", "o.shut_until > 0"), ("paced", "o.per_minute > 0"))
)
# Of an open breaker nobody may knock before its time, and then one. What the cap counts is what runs, or, of what has expired, the rest.
_ALLOWED = "CASE WHEN s.shut_until = 0 THEN {cap} WHEN s.shut_until <= :now THEN 1 ELSE 0 END"
_RUNNING = "(SELECT COUNT(*) FROM delivery r WHERE r.state = 2 AND r.system_id = s.id{more})"
_PACE = (
    "CASE WHEN s.per_minute = 0 THEN 1000000 ELSE (s.per_minute - (SELECT COALESCE(SUM(u.weight), 0) FROM pace_use u"
    " WHERE u.system_id = s.id AND u.free_at > :now)) / {least}(s.requests, s.per_minute) END"
)


def _free(dialect: str, cap: str, more: str = "") -> str:
    """How many deliveries of the system `s` may start now."""
    least = "min" if dialect == "sqlite" else "least"
    allowed, running = _ALLOWED.format(cap=cap), _RUNNING.format(more=more)
    return f"{least}({allowed} - {running}, {_PACE.format(least=least)})"


# Systems that have a ready head, one index step each: a system with a million rows costs as much as one with a single row.
_SYSTEMS = (
    " (SELECT MIN(system_id) FROM delivery WHERE state = 1 AND system_id > :after)"
    " UNION ALL SELECT (SELECT MIN(system_id) FROM delivery WHERE state = 1 AND system_id > sys.id) FROM sys WHERE sys.id IS NOT NULL"
)
_DUE = by_dialect(
    {
        # No LATERAL in SQLite, and no correlated LIMIT: the due heads of a system become one JSON array, cut at its free places.
        "sqlite": text(
            f"WITH RECURSIVE sys(id) AS (SELECT * FROM {_SYSTEMS.lstrip()}),"  # noqa: S608  # names are ours
            f" place(id, free) AS (SELECT s.id, {_free('sqlite', 's.cap')}"
            " FROM sys CROSS JOIN system s ON s.id = sys.id AND s.open = 1 LIMIT -1 OFFSET 0)"
            f" UPDATE delivery SET {_TAKE} WHERE state = 1 AND id IN (SELECT h.value FROM place CROSS JOIN json_each((SELECT json_group_array(id) FROM"
            " (SELECT id FROM delivery INDEXED BY delivery_ready WHERE state = 1 AND system_id = place.id AND due_at <= :now ORDER BY due_at LIMIT :most))) AS h"
            f" WHERE h.key < place.free LIMIT :most) RETURNING {_TAKEN}, {_OF_SYSTEM}"
        ),
        "postgresql": text(
            f"WITH RECURSIVE sys(id) AS ({_SYSTEMS}),"  # noqa: S608  # names are ours
            " pick AS (SELECT h.id FROM sys JOIN system s ON s.id = sys.id AND s.open = 1 CROSS JOIN LATERAL"
            " (SELECT id FROM delivery WHERE system_id = s.id AND state = 1 AND due_at <= :now ORDER BY due_at"
            f" LIMIT greatest(0, {_free('postgresql', 's.cap')}) FOR UPDATE SKIP LOCKED) h LIMIT :most)"
            f" UPDATE delivery SET {_TAKE} FROM pick WHERE delivery.id = pick.id AND delivery.state = 1"
            f" RETURNING {', '.join('delivery.' + name for name in _TAKEN.split(', '))}, {_OF_SYSTEM}"
        ),
    }
)
# What has expired counts against its cap already; a broken or paced system takes it back one by one, as it would anything else.
_LATE = (
    "SELECT id FROM (SELECT d.id, d.lease_until, ROW_NUMBER() OVER (PARTITION BY d.system_id ORDER BY d.lease_until) AS place, {free} AS free"
    " FROM delivery d JOIN system s ON s.id = d.system_id WHERE d.state = 2 AND d.lease_until < :now AND s.open = 1) AS late"
    " WHERE place <= free ORDER BY lease_until LIMIT :most"
)
_NOT_LATE = " AND s.shut_until > 0 AND r.lease_until >= :now"
_EXPIRED = by_dialect(
    {
        "sqlite": text(
            f"UPDATE delivery SET {_TAKE}, resuming = 1 WHERE state = 2 AND id IN ({_LATE.format(free=_free('sqlite', '1000000', _NOT_LATE))})"  # noqa: S608
            f" RETURNING {_TAKEN}, {_OF_SYSTEM}"
        ),
        # SKIP LOCKED: its former owner may be finishing it at this moment and then wait for our lock.
        "postgresql": text(
            f"UPDATE delivery SET {_TAKE}, resuming = 1 WHERE state = 2 AND id = ANY(ARRAY(SELECT w.id FROM delivery w"  # noqa: S608
            f" WHERE w.id IN ({_LATE.format(free=_free('postgresql', '1000000', _NOT_LATE))}) AND w.state = 2 FOR UPDATE SKIP LOCKED))"
            f" RETURNING {_TAKEN}, {_OF_SYSTEM}"
        ),
    }
)
# A statement of its own, so that the snapshot of the next one sees the counts of whoever held it before.
_TURN = Statement(text("SELECT pg_advisory_xact_lock(8)"))


def claim(connection: Connection, asked: Claim) -> list[Claimed]:
    """Up to `limit` deliveries, leased; their attempt is counted before it runs."""
    if asked.limit <= 0:
        return []
    if connection.dialect.name == "postgresql":
        _TURN.count(connection, {})
    taken = _take(connection, _EXPIRED, asked, asked.limit)
    taken += _take(connection, _DUE, asked, asked.limit - len(taken), asked.after)
    if asked.after:
        taken += _take(connection, _DUE, asked, asked.limit - len(taken), "")
    return taken


def _take(connection: Connection, statements: Mapping[str, Statement], asked: Claim, most: int, after: str | None = None) -> list[Claimed]:
    if most <= 0:
        return []
    parameters: dict[str, object] = {"owner": asked.owner, "lease_until": asked.lease_until, "now": asked.now, "most": most}
    if after is not None:
        parameters["after"] = after
    taken = [_claimed(row) for row in statements[connection.dialect.name].dicts(connection, parameters)]
    pacing.take(connection, [one.delivery_id for one in taken if one.paced], asked.now)
    return taken


def _claimed(row: dict[str, Any]) -> Claimed:
    told = {name: bool(row.pop(name)) for name in ("resuming", "probe", "paced")}
    return Claimed(delivery_id=row.pop("id"), **{**row, **told})
