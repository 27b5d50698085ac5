"""The hub of this machine, opened for one command and closed after it; the database is brought up to date first.

Server code is loaded here and nowhere else in the client. Example: `with opened() as hub: hub.replayer.message(row)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hub.errors import HubError, Misconfigured, TryAgain
from hub.settings import Settings

if TYPE_CHECKING:
    from hub.compose import Hub
    from hub.store.engine import Database


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Hub]:
    """A hub that neither delivers nor receives by itself; a running one beside it picks up what is left to do."""
    from hub.compose import Hub
    from hub.logs import configure

    told = settings or Settings()
    configure(told.log_level, told.log_format)
    with _reached(told):
        hub = Hub.open(told)
    try:
        yield hub
    finally:
        hub.stop()


@contextmanager
def database(settings: Settings | None = None) -> Iterator[Database]:
    """Only the database, for commands that read."""
    from hub.compose import open_database

    told = settings or Settings()
    with _reached(told):
        opened_ = open_database(told)
        opened_.upgrade()
    try:
        yield opened_
    finally:
        opened_.close()


@contextmanager
def _reached(settings: Settings) -> Iterator[None]:
    """A database that does not answer, or is none, in the words of what that means for whoever asked."""
    from sqlalchemy.exc import SQLAlchemyError

    from hub.store.failures import meaning

    try:
        yield
    except OSError as problem:
        raise TryAgain("STO-003", reason=problem.strerror or str(problem)) from problem
    except SQLAlchemyError as problem:
        known = meaning(problem)
        raise (known if isinstance(known, HubError) else Misconfigured("STO-001", url=shown(settings.database))) from problem


def shown(url: str) -> str:
    """The address of a database without a password in it."""
    return re.sub(r"(?<=://)([^/@]*?):[^/@]*@", r"\1:***@", url)
