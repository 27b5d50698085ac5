"""Core statements of the writer, compiled once for each driver and run on the driver's own cursor.

A transaction of the writer is a dozen small statements; preparing each anew costs more than the database needs for
it. Errors are the driver's own; `failures` knows them. The read modules use Core as it is.

>>> from sqlalchemy import text
>>> Statement(text("SELECT :a")).__class__.__name__
'Statement'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

_Row = tuple[Any, ...]


class Statement:
    """One statement for one dialect. `columns`: the names of an insert's values, which all its rows have."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._text = ""
        self._places: Sequence[str] | None = None

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row."""
        if not self._text:
            self._compile(connection)
        cursor = connection.connection.cursor()
        ordered = self._ordered(rows)
        try:
            if len(ordered) == 1:  # psycopg makes a round trip of its own of executemany
                cursor.execute(self._text, ordered[0])
            else:
                cursor.executemany(self._text, ordered)
        finally:
            cursor.close()

    def count(self, connection: Connection, parameters: Mapping[str, Any]) -> int:
        """Run it once; how many rows it changed."""
        return int(self._once(connection, parameters)[0])

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> list[_Row]:
        """Run it once; the rows that it gives."""
        return self._once(connection, parameters, fetch=True)[1]

    def dicts(self, connection: Connection, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run it once; its rows by column name."""
        _, rows, names = self._once(connection, parameters, fetch=True)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _once(self, connection: Connection, parameters: Mapping[str, Any], *, fetch: bool = False) -> tuple[int, list[_Row], list[str]]:
        if not self._text:
            self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._text, self._ordered([parameters])[0])
            rows: list[_Row] = list(cursor.fetchall()) if fetch else []
            return cursor.rowcount, rows, [column[0] for column in cursor.description or ()]
        finally:
            cursor.close()

    def _compile(self, connection: Connection) -> None:
        keys = None if self._columns is None else list(self._columns)
        compiled: Compiled = self._statement.compile(dialect=connection.dialect, column_keys=keys)
        assert isinstance(compiled, SQLCompiler)
        # SQLite takes values by place, psycopg by name.
        self._places = compiled.positiontup
        self._text = str(compiled)

    def _ordered(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        if self._places is None:
            return rows
        if len(self._places) == 0:
            return [()] * len(rows)
        if len(self._places) == 1:
            (only,) = self._places
            return [(row[only],) for row in rows]
        return list(map(itemgetter(*self._places), rows))


@contextmanager
def pipelined(connection: Connection) -> Iterator[None]:
    """PostgreSQL: statements whose answers nobody waits for go out together; their errors come at the end."""
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.pipeline():
            yield
    else:
        yield


def by_dialect(texts: Mapping[str, ClauseElement]) -> dict[str, Statement]:
    """The statements of both dialects."""
    return {dialect: Statement(statement) for dialect, statement in texts.items()}
