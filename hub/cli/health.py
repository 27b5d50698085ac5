"""The checks of `hub doctor`, one function each: what was looked at, whether it is well, and in which figures.

Reads only. A check that cannot be made because an earlier one failed is left out. Example: `next(checks(Settings())).name`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hub.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.configuration.active import ActiveConfiguration

LEAST_FREE = 1 << 30  # bytes; below this a busy day fills the disk
STATES = ("behind", "ready", "running", "held")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `ok`, and the figures behind it."""

    name: str
    ok: bool
    detail: str


def checks(settings: Settings) -> Iterator[Check]:
    """Every check, the ones that others need first."""
    from sqlalchemy.exc import SQLAlchemyError

    from hub.compose import open_database
    from hub.errors import HubError

    try:
        database = open_database(settings)
        database.upgrade()
    except (SQLAlchemyError, HubError, OSError) as problem:
        yield Check("database", ok=False, detail=f"{type(problem).__name__}: {str(problem).splitlines()[0]}")
        return
    yield Check("database", ok=True, detail=f"{database.dialect}, schema current")
    try:
        with database.read() as connection:
            yield from _stored(connection)
    finally:
        database.close()
    yield from _broker(settings)
    yield _disk(settings)


def _broker(settings: Settings) -> Iterator[Check]:
    """Whether the broker answers, if there is to be one; what cannot be reached is not told in its own words, which may hold a password."""
    from hub.errors import Misconfigured
    from hub.queue import brokers

    url = settings.broker.get_secret_value()
    if url == "memory":
        return
    try:
        line = brokers.line(url, settings.broker_queue)
        yield Check("broker", ok=True, detail=f"{line.name} answers, {line.waiting()} rings wait in {settings.broker_queue}")
    except Misconfigured as problem:
        yield Check("broker", ok=False, detail=str(problem))
    except Exception as problem:  # noqa: BLE001  # the border to two libraries
        yield Check("broker", ok=False, detail=f"no answer ({type(problem).__name__}); work is found by the sweep, up to a second later")


def _stored(connection: Connection) -> Iterator[Check]:
    import json

    from hub.configuration.active import ActiveConfiguration
    from hub.store import members

    active = members.active(connection)
    if active is None:
        yield Check("configuration", ok=False, detail="none is in force; `hub apply hub.yaml`")
    else:
        rules = ActiveConfiguration.from_tree(json.loads(active["tree"]))
        told = rules.configuration
        yield Check(
            "configuration", ok=True, detail=f"{active['digest'][:12]}: {len(told.members)} members, {len(told.agreements)} agreements"
        )
        yield _secrets(rules)
    yield _backlog(connection)
    yield _ledger(connection)


def _secrets(rules: ActiveConfiguration) -> Check:
    from hub.cli.folder import is_set

    wanted = {
        out.http.token
        for system in rules.configuration.systems.values()
        if (out := system.out) is not None and out.http is not None and out.http.token is not None
    }
    missing = sorted(reference for reference in wanted if not is_set(Path.cwd(), reference))
    return Check("secrets", ok=not missing, detail=f"{len(wanted)} named, missing: {', '.join(missing) or 'none'}")


def _backlog(connection: Connection) -> Check:
    from hub.store import deliveries

    rows = deliveries.backlog(connection)
    counts = {state: sum(row["deliveries"] for row in rows if row["state"] == number) for number, state in enumerate(STATES)}
    return Check("deliveries", ok=not counts["held"], detail=", ".join(f"{count} {state}" for state, count in counts.items()))


def _ledger(connection: Connection) -> Check:
    from hub.store.checkpoints import figures

    told = figures(connection)
    late = told["leaves"] > told["signed"] and time.time_ns() // 1000 - told["signed_at"] > 3_600_000_000
    return Check("ledger", ok=not late, detail=f"{told['leaves']} leaves, signed up to {told['signed']}")


def _disk(settings: Settings) -> Check:
    path = settings.database.removeprefix("sqlite:///")
    where = Path(path).parent if path != settings.database else Path.cwd()
    free = shutil.disk_usage(where).free
    return Check("disk", ok=free >= LEAST_FREE, detail=f"{free / (1 << 30):.1f} GiB free at {where.resolve()}")
