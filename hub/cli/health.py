"""The checks of `hub doctor`: what was looked at, how it is, in which figures, and what to do about it.

Reads only. A check that cannot be made because an earlier one failed is left out. Example: `next(checks(Settings())).name`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hub.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.configuration.active import ActiveConfiguration
    from hub.errors import HubError
    from hub.store.engine import Database
    from hub.store.items import Row

State = Literal["ok", "warn", "wrong"]

LEAST_FREE = 1 << 30  # bytes; below this a busy day fills the disk
LATE = 600  # seconds that a due delivery may wait before somebody should look
SKEW = 1.0  # seconds between clocks; the pace of a system allows for as much
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `state`: ok, warn (look when you have time), wrong (something does not work). `todo`: what helps."""

    name: str
    state: State
    detail: str
    todo: str = ""


def checks(settings: Settings) -> Iterator[Check]:
    """Every check, the ones that others need first."""
    from sqlalchemy.exc import SQLAlchemyError

    from hub.compose import open_database
    from hub.errors import HubError

    try:
        database = open_database(settings)
        schema = _schema(database)
    except HubError as problem:
        yield _worded("database", problem)
        return
    except (SQLAlchemyError, OSError) as problem:
        told = f"{type(problem).__name__}: {str(problem).splitlines()[0] if str(problem) else ''}"
        yield Check("database", "wrong", told, "Start the database, or correct HUB_DATABASE.")
        return
    try:
        yield Check("database", "ok", f"{database.dialect} answers")
        yield schema
        yield from _server(database)
        yield _disk(settings, database)
        yield _broker(settings, database)
        if schema.state == "ok":
            yield from _stored(database)
    finally:
        database.close()


def _worded(name: str, problem: HubError) -> Check:
    """An error of ours, in the words of its rule."""
    from hub.catalogue import explain

    words = explain(problem.rule, problem.params)
    return Check(name, "wrong", f"{problem.rule} {words.message}", words.fix)


def _schema(database: Database) -> Check:
    from hub.store import migrations

    have, need = migrations.found(database), migrations.needed()
    if have == need:
        return Check("schema", "ok", f"revision {have}")
    return Check("schema", "wrong", f"revision {have or 'none'}, this version needs {need}", "`hub db upgrade`")


def _server(database: Database) -> Iterator[Check]:
    """What the database promises about a commit, and its clock."""
    from hub.store import durability

    before = time.time()
    with database.read() as connection:
        said, theirs = durability.promises(connection), durability.clock(connection)
    if theirs is None:
        journal = said["journal_mode"]
        yield Check("durability", "ok" if journal == "wal" else "wrong", f"journal {journal}, every commit is synced (FULL)")
        yield Check("clock", "ok", "the database is on this machine")
        return
    off = [name for name, value in said.items() if value in ("off", "local")]
    told = ", ".join(f"{name} {value}" for name, value in said.items())
    remedy = f"Set {', '.join(off)} to on: an answered message may be lost." if off else ""
    yield Check("durability", "wrong" if off else "ok", told, remedy)
    yield _skew(theirs, (before + time.time()) / 2)


def _skew(theirs: float, ours: float) -> Check:
    skew = theirs - ours
    told = f"the database's clock is {abs(skew):.2f} s {'ahead' if skew > 0 else 'behind'}"
    if abs(skew) <= SKEW:
        return Check("clock", "ok", told)
    return Check("clock", "warn", told, "Let both machines keep time by NTP: due times and paces are counted in our clock.")


def _disk(settings: Settings, database: Database) -> Check:
    from hub.store import durability

    if database.dialect != "sqlite":
        with database.read() as connection:
            size = durability.size(connection)
        return Check("disk", "ok", f"the database has {size / (1 << 30):.2f} GiB; what is free is for its server to say")
    where = Path(settings.database.removeprefix("sqlite:///")).parent
    free = shutil.disk_usage(where).free
    told = f"{free / (1 << 30):.1f} GiB free at {where.resolve()}"
    return Check("disk", "ok", told) if free >= LEAST_FREE else Check("disk", "wrong", told, "Make room before the disk is full.")


def _broker(settings: Settings, database: Database) -> Check:
    """Rings once: a ring carries nothing, and one too many does no harm."""
    from hub.errors import Misconfigured

    setting = settings.broker.get_secret_value()
    if setting == "memory":
        told = "none between processes" if database.dialect == "sqlite" else "PostgreSQL itself wakes other processes"
        return Check("broker", "ok", told)
    from hub.queue import brokers

    try:
        line = brokers.line(setting, settings.broker_queue)
        try:
            line.send()
        finally:
            line.hang_up()
    except Misconfigured as problem:
        return _worded("broker", problem)
    except Exception as problem:  # noqa: BLE001  # libraries raise what they like, with the URL in it
        todo = "Start the broker. Until then deliveries begin within a second instead of at once."
        return Check("broker", "warn", f"{setting.partition(':')[0]} does not answer ({type(problem).__name__})", todo)
    return Check("broker", "ok", f"{line.name} takes rings")


def _stored(database: Database) -> Iterator[Check]:
    import json

    from hub.cli.reaching import credentials, endpoints, inboxes
    from hub.configuration.active import ActiveConfiguration
    from hub.store import members

    with database.read() as connection:
        active = members.active(connection)
        rules = ActiveConfiguration.from_tree(json.loads(active["tree"])) if active is not None else None
        yield _configuration(active, rules)
        yield from _queue(connection)
        yield _ledger(connection)
    if rules is not None:
        yield from credentials(rules)
        yield from endpoints(rules)
        yield from inboxes(rules)


def _configuration(active: Row | None, rules: ActiveConfiguration | None) -> Check:
    if active is None or rules is None:
        return Check("configuration", "wrong", "none is in force", "`hub apply hub.yaml`")
    told = rules.configuration
    return Check("configuration", "ok", f"{active['digest'][:12]}: {len(told.members)} members, {len(told.agreements)} agreements")


def _queue(connection: Connection) -> Iterator[Check]:
    from hub.model.delivery import DeliveryState
    from hub.store import deliveries, systems

    rows = deliveries.backlog(connection)
    counts = {state: sum(row["deliveries"] for row in rows if row["state"] == state) for state in DeliveryState if state <= 3}
    told = ", ".join(f"{count} {state.name.lower()}" for state, count in counts.items())
    held = counts[DeliveryState.HELD]
    yield Check("deliveries", "wrong" if held else "ok", told, "`hub held --by cause`" if held else "")
    shut = {row["id"] for row in systems.every_one(connection) if not row["open"] or row["shut_until"]}
    yield from (_shut(row) for row in systems.every_one(connection) if row["id"] in shut)
    due = {name: at for name, at in systems.oldest_due(connection).items() if name not in shut}
    yield _oldest(due)


def _shut(row: Row) -> Check:
    if not row["open"]:
        return Check(
            f"system {row['id']}", "warn", "paused; what is owed to it waits", f"`hub systems` tells why; `hub resume {row['id']}`"
        )
    return Check(
        f"system {row['id']}", "wrong", "does not answer; its breaker is open", "Ask whoever runs it. It is tried again by itself."
    )


def _oldest(due: dict[str, int]) -> Check:
    """Of the systems that are open: how long what is due has waited. A number that grows says that nobody delivers."""
    if not due:
        return Check("oldest due", "ok", "nothing waits")
    name = min(due, key=lambda one: due[one])
    late = max(0, time.time_ns() // 1000 - due[name]) // SECOND
    todo = "Is a `hub work` running? If it is, the pace of this system is too slow for what it is owed."
    return Check("oldest due", "wrong" if late > LATE else "ok", f"{late} s, to {name}", todo if late > LATE else "")


def _ledger(connection: Connection) -> Check:
    from hub.store.checkpoints import figures

    told = figures(connection)
    unsealed = told["leaves"] - told["signed"]
    late = unsealed > 0 and time.time_ns() // 1000 - told["signed_at"] > 3600 * SECOND
    detail = f"{told['leaves']} leaves, {unsealed} not under a signature yet"
    return Check("ledger", "wrong" if late else "ok", detail, "Start a process of the hub: it signs every few seconds." if late else "")
