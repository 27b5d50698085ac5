"""Claims: heads of lanes that are due, by system in turn, and running deliveries whose lease has ended.

Law 3: an expired lease means that nobody knows what happened, so what is claimed again looks up first. States are
literals here because a bound state makes PostgreSQL's generic plan walk the table.

>>> sorted(_DUE)
['postgresql', 'sqlite']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from hub.store.items import Claim, Claimed
from hub.store.statements import Statement, by_dialect

_TAKEN = "id, key, attempt, owner, system_id, thread, message_id, target, agreement_id, control_number, resuming, replay_of, created_at"
_TAKE = "state = 2, attempt = attempt + 1, owner = :owner, lease_until = :lease_until"
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
            " place(id, free) AS (SELECT s.id, s.cap - (SELECT COUNT(*) FROM delivery r WHERE r.state = 2 AND r.system_id = s.id)"
            " FROM sys CROSS JOIN system s ON s.id = sys.id AND s.open = 1 LIMIT -1 OFFSET 0)"
            f" UPDATE delivery SET {_TAKE} WHERE state = 1 AND id IN (SELECT h.value FROM place CROSS JOIN json_each((SELECT json_group_array(id) FROM"
            " (SELECT id FROM delivery INDEXED BY delivery_ready WHERE state = 1 AND system_id = place.id AND due_at <= :now ORDER BY due_at LIMIT :most))) AS h"
            f" WHERE h.key < place.free LIMIT :most) RETURNING {_TAKEN}"
        ),
        "postgresql": text(
            f"WITH RECURSIVE sys(id) AS ({_SYSTEMS}),"  # noqa: S608  # names are ours
            " pick AS (SELECT h.id FROM sys JOIN system s ON s.id = sys.id AND s.open = 1 CROSS JOIN LATERAL"
            " (SELECT id FROM delivery WHERE system_id = s.id AND state = 1 AND due_at <= :now ORDER BY due_at"
            " LIMIT greatest(0, s.cap - (SELECT COUNT(*) FROM delivery r WHERE r.system_id = s.id AND r.state = 2)) FOR UPDATE SKIP LOCKED) h LIMIT :most)"
            f" UPDATE delivery SET {_TAKE} FROM pick WHERE delivery.id = pick.id AND delivery.state = 1"
            f" RETURNING {', '.join('delivery.' + name for name in _TAKEN.split(', '))}"
        ),
    }
)
_EXPIRED = by_dialect(
    {
        "sqlite": text(
            f"UPDATE delivery SET {_TAKE}, resuming = 1 WHERE state = 2 AND id IN (SELECT d.id FROM delivery d JOIN system s ON s.id = d.system_id"  # noqa: S608
            f" WHERE d.state = 2 AND d.lease_until < :now AND s.open = 1 ORDER BY d.lease_until LIMIT :most) RETURNING {_TAKEN}"
        ),
        # SKIP LOCKED: its former owner may be finishing it at this moment and then wait for our lock.
        "postgresql": text(
            f"UPDATE delivery SET {_TAKE}, resuming = 1 WHERE state = 2 AND id = ANY(ARRAY(SELECT d.id FROM delivery d JOIN system s ON s.id = d.system_id"  # noqa: S608
            " WHERE d.state = 2 AND d.lease_until < :now AND s.open = 1 ORDER BY d.lease_until LIMIT :most FOR UPDATE OF d SKIP LOCKED))"
            f" RETURNING {_TAKEN}"
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
    return [_claimed(row) for row in statements[connection.dialect.name].dicts(connection, parameters)]


def _claimed(row: dict[str, Any]) -> Claimed:
    return Claimed(delivery_id=row.pop("id"), resuming=bool(row.pop("resuming")), **row)
