"""The hub of this machine, opened for one command and closed after it; the database is brought up to date first.

Server code is loaded here and nowhere else in the client. Example: `with opened() as hub: hub.replayer.message(row)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

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
    hub = Hub.open(told)
    try:
        yield hub
    finally:
        hub.stop()


@contextmanager
def database(settings: Settings | None = None) -> Iterator[Database]:
    """Only the database, for commands that read."""
    from hub.compose import open_database

    opened_ = open_database(settings or Settings())
    try:
        opened_.upgrade()
        yield opened_
    finally:
        opened_.close()
