"""One run of the store benchmark: rows made first, then written by the hub's writer or by sqlite3 itself, then counted and verified.

The driver's run writes the same rows in the same tables with the same pragmas, 32 orders a transaction, one executemany a table; it checks no
guards and promotes no lanes. Example: `python -m benchmarks.store_child '{"mode": "writer", "tasks": 32, "count": 1000}'`.
"""

from __future__ import annotations

import asyncio
import pickle
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import house
from benchmarks.children import answer, request
from benchmarks.measure import seconds
from hub.compose import Hub
from hub.store.columns import metadata
from hub.store.items import Done, Rows

Statements = list[tuple[str, list[tuple[Any, ...]]]]


async def written(hub: Hub, rows: Sequence[Rows], tasks: int) -> None:
    """By the hub's writer, from so many senders at a time."""
    waiting = iter(rows)

    async def sender() -> None:
        for item in waiting:
            answered = await hub.writer.commit(item)
            assert isinstance(answered, Done), "a generated order met another one"

    await asyncio.gather(*(sender() for _ in range(tasks)))


def statements(rows: Sequence[Rows]) -> Statements:
    """The same rows as tuples, by table, parents first: made before the clock starts."""
    made: Statements = []
    for table in metadata.sorted_tables:
        values = [row for item in rows for row in item.inserts.get(table.name, ())]
        if table.name == "leaf":
            values = [{"hash": leaf.hash, "body": leaf.body, "message_id": leaf.message_id} for item in rows for leaf in item.leaves]
        if values:
            columns = list(values[0])
            marks = ", ".join("?" for _ in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            made.append(
                (f"INSERT INTO {table.name} ({names}) VALUES ({marks})", [tuple(row[column] for column in columns) for row in values])
            )
    return made


def driven(path: str, batches: Sequence[Statements]) -> None:
    """By sqlite3 alone, one transaction a batch."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32768", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in batch:
            connection.executemany(statement, values)
        connection.execute("COMMIT")
    connection.close()


def make(hub: Hub, path: Path, count: int) -> None:
    """The rows of so many orders, once for all runs."""
    path.write_bytes(pickle.dumps(house.captured(hub, range(1, count + 1))))


def timed(hub: Hub, rows: Sequence[Rows], asked: dict[str, Any]) -> float:
    """Seconds, by the driver or by the writer."""
    if asked["mode"] == "writer":
        return seconds(lambda: asyncio.run(written(hub, rows, asked["tasks"])))
    size = asked["batch"]
    batches = [statements(rows[start : start + size]) for start in range(0, len(rows), size)]
    return seconds(lambda: driven(hub.database.url.removeprefix("sqlite:///"), batches))


def main() -> None:
    asked = request()
    path, count = Path(asked["rows"]), asked["count"]
    with house.opened(house.configuration()) as hub:
        if asked["mode"] == "make":
            make(hub, path, count)
            answer({})
            return
        rows = pickle.loads(path.read_bytes())[:count]
        taken = timed(hub, rows, asked)
        damages = house.damages(hub)
    answer({"seconds": taken, "count": count, "damages": damages})


if __name__ == "__main__":
    main()
