"""What a failed statement means for whoever asked: come again later, or this very item is wrong.

Pure: looks at the exception only, be it the driver's own or SQLAlchemy's wrapping of it. What it does not know it
leaves as it is.

>>> meaning(ValueError("x"))
ValueError('x')
"""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.errors import TryAgain

# SQLite result codes that say "not now", https://sqlite.org/rescode.html
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")
_STUCK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PROTOCOL")
# SQLSTATE classes: connection exception, insufficient resources, operator intervention, system error.
_UNREACHABLE = ("08", "53", "57", "58")
# Class 40: transaction rollback (deadlock, serialization); the same again succeeds.
_ROLLED_BACK = "40"


def meaning(error: Exception) -> Exception:
    """`TryAgain` for failures that say nothing about the item, else the error itself."""
    if _gone(error) or _sqlite(error, _BUSY) or rolled_back(error) or isinstance(error, PoolTimeout):
        return TryAgain("STO-002", after=1.0)
    if _sqlite(error, _STUCK) or _sqlstate(error)[:2] in _UNREACHABLE:
        return TryAgain("STO-003", after=5.0, reason=str(_driver(error)))
    return error


def passing(error: Exception) -> bool:
    """Whether the same again may succeed: it was the database, not what it was asked."""
    return isinstance(meaning(error), TryAgain)


def lost(error: Exception) -> bool:
    """Whether the database cannot be written now, so that repeating the items one by one is idle."""
    return _gone(error) or _sqlite(error, _BUSY) or _sqlstate(error)[:2] in _UNREACHABLE


def rolled_back(error: Exception) -> bool:
    """Whether the database undid a transaction only because it met another."""
    return _sqlstate(error).startswith(_ROLLED_BACK)


def collided(error: Exception) -> bool:
    """Whether a constraint refused a row: another process may have inserted it meanwhile."""
    return isinstance(_driver(error), (sqlite3.IntegrityError, psycopg.IntegrityError))


def _driver(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _gone(error: Exception) -> bool:
    # A connection that broke, or could not even be made, has no SQLSTATE.
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    driver = _driver(error)
    return isinstance(driver, psycopg.OperationalError) and (driver.sqlstate is None or driver.sqlstate == "57P01")


def _sqlite(error: Exception, names: tuple[str, ...]) -> bool:
    driver = _driver(error)
    return isinstance(driver, sqlite3.Error) and str(getattr(driver, "sqlite_errorname", "")).startswith(names)


def _sqlstate(error: Exception) -> str:
    driver = _driver(error)
    return (driver.sqlstate or "") if isinstance(driver, psycopg.Error) else ""
