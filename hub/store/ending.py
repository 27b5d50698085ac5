"""Deliveries leave a state: finished by their owner, or moved and repeated by a person. One fenced statement each.

Who is not (or no longer) entitled changes nothing and is left out of the answer. Nothing here decides a state.

>>> sorted(_FENCE)
['postgresql', 'sqlite']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, TextClause, text

from hub.store.items import Again, Finished, Lane, Move, Row
from hub.store.statements import Statement, by_dialect

_TYPES = {
    "state": "smallint",
    "due_at": "bigint",
    "at": "bigint",
    "resuming": "integer",
    "attempt": "integer",
    "expected": "smallint",
    "id": "bigint",
    "promised_at": "bigint",
}


def _given(dialect: str, *names: str) -> str:
    """The JSON rows bound as :rows, as a table `j` with these columns."""
    if dialect == "sqlite":
        columns = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in names)
        return f"(SELECT {columns} FROM json_each(:rows)) AS j"  # noqa: S608  # names are ours
    columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in names)
    return f"jsonb_to_recordset(CAST(:rows AS jsonb)) AS j({columns})"


def _finish(dialect: str) -> TextClause:
    given = _given(dialect, "id", "attempt", "owner", "state", "due_at", "at", "resuming", "cause", "fault", "receipt")
    receipt = "CAST(j.receipt AS BLOB)" if dialect == "sqlite" else "convert_to(j.receipt, 'UTF8')"
    return text(
        "UPDATE delivery SET state = j.state, due_at = j.due_at, owner = '', lease_until = 0, resuming = j.resuming,"  # noqa: S608
        f" cause = j.cause, fault = j.fault, receipt = {receipt}, ended_at = CASE WHEN j.state IN (4,5,6) THEN j.at END"
        f" FROM {given} WHERE delivery.id = j.id AND delivery.attempt = j.attempt AND delivery.owner = j.owner AND delivery.state = 2"
        " RETURNING delivery.id, delivery.system_id, delivery.thread"
    )


def _move(dialect: str) -> TextClause:
    given = _given(dialect, "id", "expected", "state", "due_at", "at", "cause", "fault", "attempt")
    return text(
        "UPDATE delivery SET state = j.state, due_at = j.due_at, cause = j.cause, fault = j.fault,"  # noqa: S608
        " ended_at = CASE WHEN j.state IN (4,5,6) THEN j.at END"
        f" FROM {given} WHERE delivery.id = j.id AND delivery.state = j.expected AND delivery.state <> 2"
        " AND delivery.attempt = COALESCE(j.attempt, delivery.attempt)"
        " RETURNING delivery.id, delivery.system_id, delivery.thread"
    )


def _again(dialect: str) -> TextClause:
    empty = "x''" if dialect == "sqlite" else "''::bytea"
    given = _given(dialect, "id", "key", "at", "promised_at")
    return text(
        "INSERT INTO delivery (key, message_id, system_id, thread, target, agreement_id, state, attempt, control_number, owner,"  # noqa: S608
        " lease_until, resuming, cause, fault, receipt, acknowledged, replay_of, due_at, created_at, promised_at)"
        f" SELECT j.key, o.message_id, o.system_id, o.thread, o.target, o.agreement_id, 0, 0, o.control_number, '', 0, 0, '', '', {empty}, '', o.key,"
        f" j.at, j.at, COALESCE(j.promised_at, o.promised_at) FROM {given} JOIN delivery o ON o.id = j.id WHERE o.state IN (4,5,6)"
        # Two people who ask for the same thing owe it once; a copy that stops can be asked for again.
        " AND NOT EXISTS (SELECT 1 FROM delivery c WHERE c.message_id = o.message_id AND c.replay_of = o.key) ORDER BY o.id"
        " RETURNING key, system_id, thread"
    )


_DIALECTS = ("sqlite", "postgresql")
_FENCE = by_dialect({dialect: _finish(dialect) for dialect in _DIALECTS})
_MOVE = by_dialect({dialect: _move(dialect) for dialect in _DIALECTS})
_AGAIN = by_dialect({dialect: _again(dialect) for dialect in _DIALECTS})


def finish(connection: Connection, finished: Sequence[Finished]) -> dict[int, Lane]:
    """End attempts; the ids that were still their owner's, with their lanes."""
    rows = [
        {
            "id": one.delivery_id, "attempt": one.attempt, "owner": one.owner, "state": one.state, "due_at": one.due_at, "at": one.at,
            "resuming": int(one.resuming), "cause": one.cause, "fault": one.fault, "receipt": one.receipt.decode(),
        }
        for one in finished
    ]  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in _run(connection, _FENCE, rows)}


def move(connection: Connection, moves: Sequence[Move]) -> dict[int, Lane]:
    """Move deliveries; the ids that were in an expected state, with their lanes."""
    rows = [
        {
            "id": one.delivery_id,
            "expected": expected,
            "state": one.state,
            "due_at": one.due_at,
            "at": one.at,
            "cause": one.cause,
            "fault": one.fault,
            "attempt": one.attempt,
        }
        for one in moves
        for expected in one.expected
    ]
    return {row[0]: (row[1], row[2]) for row in _run(connection, _MOVE, rows)}


def repeat(connection: Connection, again: Sequence[Again]) -> dict[str, Lane]:
    """Copy ended deliveries under new keys; the keys made, with their lanes."""
    rows: list[Row] = [{"id": one.delivery_id, "key": one.key, "at": one.at, "promised_at": one.promised_at} for one in again]
    return {row[0]: (row[1], row[2]) for row in _run(connection, _AGAIN, rows)}


def _run(connection: Connection, statements: Mapping[str, Statement], rows: Sequence[Row]) -> Sequence[tuple[Any, ...]]:
    if not rows:
        return ()
    return statements[connection.dialect.name].rows(connection, {"rows": orjson.dumps(rows).decode()})
