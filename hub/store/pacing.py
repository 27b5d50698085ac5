"""What is left of a system's requests a minute: taken when a delivery is claimed, given back a minute after its attempt ended.

The request of an attempt lies somewhere between its claim and its end. As its place is kept over both and a minute more, no 60 seconds
hold more requests than the limit, wherever they begin. Claims count under one lock, so that this holds over all processes.

>>> WINDOW // 1_000_000
61
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import Connection, text

from hub.store.items import Finished
from hub.store.statements import by_dialect

# A minute, and a second for clocks that differ: `hub doctor` tells when the clock of a process differs by more.
WINDOW: Final = 61_000_000

_IDS = {
    "sqlite": "(SELECT value FROM json_each(:ids))",
    "postgresql": "(SELECT CAST(value AS bigint) FROM jsonb_array_elements_text(CAST(:ids AS jsonb)))",
}
# An attempt that ends has made its requests before its lease was over; one that never ends is counted until a minute later.
_TAKE = by_dialect(
    {
        dialect: text(
            "INSERT INTO pace_use (delivery_id, attempt, system_id, weight, free_at) SELECT d.id, d.attempt, d.system_id, s.requests,"  # noqa: S608  # names are ours
            f" d.lease_until + :window FROM delivery d JOIN system s ON s.id = d.system_id WHERE d.id IN {ids}"
        )
        for dialect, ids in _IDS.items()
    }
)
_FORGET = "DELETE FROM pace_use WHERE free_at <= :now"
_SETTLE = (
    "UPDATE pace_use SET free_at = :free_at, weight = COALESCE(:requests, weight) WHERE delivery_id = :delivery_id AND attempt = :attempt"
)
# The most that one attempt made is what the next ones are counted as while they run: an adapter that asks first makes two. Of a most that
# was far more a quarter is forgotten at each end, or one order of a hundred lines would slow its system down for ever.
_LEARN = (
    "UPDATE system SET requests = CASE WHEN requests < :requests THEN :requests ELSE requests - (requests - :requests) / 4 END"
    " WHERE (requests < :requests OR requests >= :requests + 4) AND id = (SELECT system_id FROM delivery WHERE id = :delivery_id)"
)
_FORGETTING, _SETTLING, _LEARNING = (by_dialect({dialect: text(one) for dialect in _IDS}) for one in (_FORGET, _SETTLE, _LEARN))


def take(connection: Connection, delivery_ids: Sequence[int], now: int) -> None:
    """Count the attempts just claimed; `delivery_ids`: those of systems with a limit. What is a minute old is forgotten."""
    if not delivery_ids:
        return
    dialect = connection.dialect.name
    _FORGETTING[dialect].count(connection, {"now": now})
    parameters = {"ids": orjson.dumps(list(delivery_ids)).decode(), "window": WINDOW}
    _TAKE[dialect].count(connection, parameters)


def settle(connection: Connection, ended: Sequence[Finished]) -> None:
    """Count what the ended attempts really asked, until a minute from their end. One that asked nothing frees its place at once."""
    if not ended:
        return
    dialect = connection.dialect.name
    _SETTLING[dialect].many(connection, [_settled(one) for one in ended])
    asked = [{"requests": one.requests, "delivery_id": one.delivery_id} for one in ended if one.requests]
    if asked:
        _LEARNING[dialect].many(connection, asked)


def _settled(one: Finished) -> dict[str, int | None]:
    return {"free_at": one.at + WINDOW, "requests": one.requests, "delivery_id": one.delivery_id, "attempt": one.attempt}
