"""What must not exist yet, asked once per table for a whole batch, and within the batch itself; and whose turn has not come.

The first of two items with the same guard wins; the other is told of the row that the first one inserts.

>>> _key(Guard("interchange", {"key": "a"}))
(('interchange', ('key',)), ('a',))
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, Integer, text

from hub.store import lanes
from hub.store.columns import metadata
from hub.store.items import Conflict, Guard, Row, Rows
from hub.store.statements import Statement, by_dialect

# The condition stands as the partial index of waiting parcels has it: no other row is looked at.
_WAITING = by_dialect(
    {
        "sqlite": text(
            "SELECT p.* FROM parcel p WHERE p.state = 'received' AND p.member_id IN (SELECT value FROM json_each(:members))"
            " ORDER BY p.received_at DESC, p.id DESC"
        ),
        "postgresql": text(
            "SELECT p.* FROM parcel p WHERE p.state = 'received'"
            " AND p.member_id IN (SELECT jsonb_array_elements_text(CAST(:members AS jsonb))) ORDER BY p.received_at DESC, p.id DESC"
        ),
    }
)
_Shape = tuple[str, tuple[str, ...]]
_Values = tuple[Any, ...]


def conflicts(connection: Connection, items: Sequence[Rows]) -> list[Conflict | None]:
    """For each item the guard that forbids it, or None."""
    _take_turns(connection, items)
    known = _existing(connection, items)
    waiting = _waiting(connection, {item.behind for item in items if item.behind})
    answers: list[Conflict | None] = []
    for item in items:
        # The guards first: what came before gets the answer of then, whatever waits.
        conflict = next((Conflict(guard, known[key]) for guard in item.guards if (key := _key(guard)) in known), None)
        conflict = conflict or waiting.get(item.behind)
        answers.append(conflict)
        if conflict is None:
            known.update({_key(guard): _inserted(item, guard) for guard in item.guards})
    return answers


def _existing(connection: Connection, items: Sequence[Rows]) -> dict[tuple[_Shape, _Values], Row]:
    asked: dict[_Shape, set[_Values]] = {}
    for item in items:
        for guard in item.guards:
            shape, values = _key(guard)
            asked.setdefault(shape, set()).add(values)
    found: dict[tuple[_Shape, _Values], Row] = {}
    for shape, keys in asked.items():
        parameters = {"keys": orjson.dumps(list(keys)).decode()}
        for row in _question(*shape, connection.dialect.name).dicts(connection, parameters):
            found[shape, tuple(row[name] for name in shape[1])] = row
    return found


def _take_turns(connection: Connection, items: Sequence[Rows]) -> None:
    """PostgreSQL: two transactions that ask for the same go one after the other where no unique index decides between them.

    Each would look before the row of the other is there. SQLite has one writer.
    """
    asked = {_key(guard) for item in items for guard in item.guards if not _unique(guard.table, tuple(sorted(guard.values)))}
    lanes.lock_keys(connection, [(table, *names, *map(str, values)) for (table, names), values in asked])


@cache
def _unique(table: str, names: tuple[str, ...]) -> bool:
    """Whether a key or a unique index of the table holds exactly these columns."""
    found = metadata.tables[table]
    columns = [tuple(found.primary_key.columns), *(tuple(index.columns) for index in found.indexes if index.unique)]
    alone = {column.name for column in found.columns if column.unique}
    return (len(names) == 1 and names[0] in alone) or any({column.name for column in one} == set(names) for one in columns)


def _waiting(connection: Connection, members: set[str]) -> dict[str, Conflict]:
    """The oldest parcel of each member that waits to be opened, as what forbids to go first (law 4)."""
    if not members:
        return {}
    rows = _WAITING[connection.dialect.name].dicts(connection, {"members": orjson.dumps(sorted(members)).decode()})
    return {row["member_id"]: Conflict(Guard("parcel", {"member_id": row["member_id"], "state": "received"}), row) for row in rows}


def _key(guard: Guard) -> tuple[_Shape, _Values]:
    names = tuple(sorted(guard.values))
    return (guard.table, names), tuple(guard.values[name] for name in names)


def _inserted(item: Rows, guard: Guard) -> Row:
    rows = item.inserts.get(guard.table, ())
    wanted = guard.values.items()
    return next((dict(row) for row in rows if all(row.get(name) == value for name, value in wanted)), dict(guard.values))


@cache
def _question(table: str, names: tuple[str, ...], dialect: str) -> Statement:
    columns = metadata.tables[table].c
    if dialect == "sqlite":
        matches = [f"t.{name} = json_extract(k.value, '$[{place}]')" for place, name in enumerate(names)]
        source = "json_each(:keys) AS k CROSS JOIN"  # CROSS JOIN: SQLite must look up each key, not walk the table
    else:
        numbers = {name for name in names if isinstance(columns[name].type, (BigInteger, Integer))}
        matches = [f"t.{name} = CAST(k.value ->> {place} AS {'bigint' if name in numbers else 'text'})" for place, name in enumerate(names)]
        source = "jsonb_array_elements(CAST(:keys AS jsonb)) AS k(value) JOIN"
    joined = " AND ".join([*matches, *_partial(table, names, dialect)])
    return Statement(text(f"SELECT t.* FROM {source} {table} AS t ON {joined}"))  # noqa: S608  # names are ours


def _partial(table: str, names: tuple[str, ...], dialect: str) -> list[str]:
    """The condition of a partial unique index over these columns: without it neither planner may use the index."""
    for index in metadata.tables[table].indexes:
        where = index.dialect_options[dialect].get("where")
        if index.unique and where is not None and {column.name for column in index.columns} == set(names):
            return [f"t.{where}"]
    return []
