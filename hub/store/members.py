"""Who may, and under which rules: tokens, the configuration, remembered answers.

Secrets are never stored or returned: a token is known by its SHA-256. Reading YAML is elsewhere.

>>> token_digest("secret")[:8]
'2bb80d53'
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, or_, select, text

from hub.model.config import Pace
from hub.store.asking import every, first
from hub.store.items import Guard, LeafRow, Row, Rows, Update
from hub.store.tables import configuration as configuration_table
from hub.store.tables import idempotency
from hub.store.tables import token as token_table

_NEW_SYSTEM: Row = {"open": 1, "breaker": "", "shut_until": 0, "number": 0, "requests": 1}


def token_digest(secret: str) -> str:
    """The digest under which a token's secret part is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token(connection: Connection, digest: str, now: int) -> Row | None:
    """The token with this digest, unless expired or revoked at `now`."""
    alive = [or_(column.is_(None), column > now) for column in (token_table.c.expires_at, token_table.c.revoked_at)]
    return first(connection, select(token_table).where(token_table.c.digest == digest, *alive))


def tokens(connection: Connection, member: str | None = None) -> list[Row]:
    """Tokens, of one member if given, without their digests."""
    shown = [column for column in token_table.c if column.name != "digest"]
    asked = select(*shown).order_by(token_table.c.id)
    return every(connection, asked if member is None else asked.where(token_table.c.member_id == member))


def revoke(token_id: str, now: int, leaves: Iterable[LeafRow] = ()) -> Rows:
    """End a token."""
    return Rows(updates=[Update("token", {"id": token_id}, {"revoked_at": now})], leaves=tuple(leaves))


def active(connection: Connection) -> Row | None:
    """The active configuration: digest, tree, applied_at, actor, active."""
    return first(connection, select(configuration_table).where(text("active = 1")))


def configuration(connection: Connection, digest: str) -> Row | None:
    """One configuration by its digest, active or not."""
    return first(connection, select(configuration_table).where(configuration_table.c.digest == digest))


def configurations(connection: Connection) -> list[str]:
    """The digests of all configurations, active or not."""
    return list(connection.execute(select(configuration_table.c.digest)).scalars())


def apply(
    connection: Connection, digest: str, tree: bytes, now: int, actor: str, paces: Mapping[str, Pace], leaves: Iterable[LeafRow] = ()
) -> Rows:
    """What makes a tree the active configuration. `paces`: how hard each system may be driven.

    The connection only looks at what is there: which systems are known, whether this tree was active before. A
    system keeps its row, and so its pause and its breaker; one that is no longer named keeps its deliveries.
    """
    known = {row.id for row in connection.execute(text("SELECT id FROM system"))}
    driven = {system: {"cap": pace.in_flight, "per_minute": pace.per_minute or 0} for system, pace in paces.items()}
    fresh = [{"id": system, **_NEW_SYSTEM, **values} for system, values in driven.items() if system not in known]
    updates = [Update("system", {"id": system}, values) for system, values in driven.items() if system in known]
    inserts: dict[str, list[Row]] = {"system": fresh}
    if configuration(connection, digest) is None:
        inserts["configuration"] = [{"digest": digest, "tree": tree, "applied_at": now, "actor": actor, "active": 0}]
    # One active tree is an index: first none is, then this one. Updates of one shape run in this order, after the inserts.
    switch = [
        Update("configuration", {"active": 1}, {"active": 0}),
        Update("configuration", {"digest": digest}, {"active": 1, "applied_at": now, "actor": actor}),
    ]
    return Rows(inserts, updates=[*updates, *switch], leaves=tuple(leaves), ring=True)


def remembered(connection: Connection, token_id: str, key: str) -> Row | None:
    """The answer already given to an Idempotency-Key: digest, status, answer."""
    return first(connection, select(idempotency).where(idempotency.c.token_id == token_id, idempotency.c.key == key))


def remember(token_id: str, key: str, digest: str, status: int, answer: bytes, now: int) -> tuple[Guard, Row]:
    """The guard and the row ("idempotency") to put into the Rows that the answer belongs to."""
    row = {"token_id": token_id, "key": key, "digest": digest, "status": status, "answer": answer, "stored_at": now}
    return Guard("idempotency", {"token_id": token_id, "key": key}), row
