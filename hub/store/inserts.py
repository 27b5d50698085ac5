"""Plain inserts and updates of a batch, and its leaves: rows gathered by table, one executemany for each.

It knows tables and columns, not what they mean; nothing here begins or ends a transaction.

>>> gathered = Gathered(); gathered.add({"counter": [{"name": "x", "next": 1}]}, (), ())
>>> list(gathered.inserts)
[('counter', ('name', 'next'))]
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, and_, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.columns import metadata
from hub.store.items import Inserts, LeafRow, Row, Update
from hub.store.leaves import append as append_leaves
from hub.store.statements import Statement, pipelined

_Shape = tuple[str, tuple[str, ...]]
_Change = tuple[str, tuple[str, ...], tuple[str, ...]]

_RANK = {table.name: rank for rank, table in enumerate(metadata.sorted_tables)}
# Rows that name what they hold: writing one again changes nothing, and two senders of the same bytes must not collide.
_KEPT = frozenset({"payload", "payload_chunk", "reference"})


class Gathered:
    """The inserts, updates and leaves of many items, in the order in which they were added."""

    def __init__(self) -> None:
        self.inserts: dict[_Shape, list[Row]] = {}
        self.updates: dict[_Change, list[Row]] = {}
        self.leaves: list[LeafRow] = []

    def add(self, inserts: Inserts, updates: Sequence[Update], leaves: Sequence[LeafRow]) -> None:
        """Take one item's rows."""
        for table, rows in inserts.items():
            if rows:
                self.inserts.setdefault((table, tuple(rows[0])), []).extend(rows)
        for change in updates:
            key = (change.table, tuple(change.where), tuple(change.values))
            parameters = {f"w_{name}": value for name, value in change.where.items()}
            parameters.update({f"v_{name}": value for name, value in change.values.items()})
            self.updates.setdefault(key, []).append(parameters)
        self.leaves.extend(leaves)

    def write(self, connection: Connection) -> None:
        """Inserts in foreign-key order, then updates, then leaves."""
        with pipelined(connection):
            self._write(connection, connection.dialect.name)

    def _write(self, connection: Connection, dialect: str) -> None:
        for shape in sorted(self.inserts, key=lambda shape: _RANK[shape[0]]):
            _insertion(*shape, dialect).many(connection, self.inserts[shape])
        for change, parameters in self.updates.items():
            _change(*change, dialect).many(connection, parameters)
        append_leaves(connection, self.leaves)


@cache
def _insertion(table: str, names: tuple[str, ...], dialect: str) -> Statement:
    if table not in _KEPT:
        return Statement(insert(metadata.tables[table]).inline(), names)
    special = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return Statement(special(metadata.tables[table]).on_conflict_do_nothing().inline(), names)


@cache
def _change(table: str, where: tuple[str, ...], values: tuple[str, ...], _dialect: str) -> Statement:
    columns = metadata.tables[table].c
    matches = and_(*(columns[name] == bindparam(f"w_{name}") for name in where))
    return Statement(update(metadata.tables[table]).where(matches).values({name: bindparam(f"v_{name}") for name in values}))
