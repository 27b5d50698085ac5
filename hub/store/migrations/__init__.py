"""Brings the tables from one revision to another, with Alembic and without a configuration file.

The revisions are the files of `versions`; nothing here reads `tables.py`, so old revisions stay what they were.

>>> needed()
'0001'
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from hub.errors import Misconfigured
from hub.store.engine import Database

# Two processes that start at once must not both create the tables.
_TURN = text("SELECT pg_advisory_xact_lock(7)")
# Alembic keeps the migration under way in module globals: one at a time in a process.
_ALONE = threading.Lock()
_Steps = Callable[[Any, MigrationContext], list[Any]]


def upgrade(database: Database, revision: str = "head") -> None:
    """Go up to a revision; all of it or nothing."""
    script = _script()
    _run(database, script, revision, lambda found, _context: script._upgrade_revs(revision, found))  # noqa: SLF001  # Alembic's own commands do the same


def downgrade(database: Database, revision: str) -> None:
    """Go down to a revision; `base` removes every table and what is in it."""
    script = _script()
    _run(database, script, revision, lambda found, _context: script._downgrade_revs(revision, found))  # noqa: SLF001


def found(database: Database) -> str:
    """The revision that the tables are at; "" before the first."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def needed() -> str:
    """The revision that this version of the hub needs."""
    return _script().get_current_head() or ""


def require_current(database: Database) -> None:
    """Raise Misconfigured unless the tables are exactly at the revision needed."""
    have, need = found(database), needed()
    if have != need:
        raise Misconfigured("STO-005", found=have, needed=need)


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).parent))


def _run(database: Database, script: ScriptDirectory, revision: str, steps: _Steps) -> None:
    with _ALONE, database.write() as connection, EnvironmentContext(Config(), script, fn=steps, destination_rev=revision) as environment:
        if database.dialect == "postgresql":
            connection.execute(_TURN)
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()
