"""Failures that say nothing about what was asked pass by themselves; the others are somebody's affair."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hub.errors import Misconfigured, TryAgain
from hub.store import failures


def sqlite(kind: type[sqlite3.Error], name: str) -> sqlite3.Error:
    made = kind("words")
    made.sqlite_errorname = name
    return made


def wrapped(error: Exception, kind: type[DBAPIError] = DBAPIError, *, gone: bool = False) -> DBAPIError:
    return kind("SELECT 1", {}, error, connection_invalidated=gone)


@pytest.mark.parametrize(
    "error",
    [
        sqlite(sqlite3.OperationalError, "SQLITE_BUSY"),
        wrapped(sqlite(sqlite3.OperationalError, "SQLITE_BUSY_SNAPSHOT")),
        sqlite(sqlite3.OperationalError, "SQLITE_FULL"),
        psycopg.OperationalError("no connection could be made"),
        wrapped(psycopg.errors.AdminShutdown("restarted")),
        wrapped(ValueError("whatever"), gone=True),
        psycopg.errors.DeadlockDetected("met another"),
        PoolTimeout("every connection of the pool is taken"),
        TryAgain("STO-004"),
    ],
    ids=lambda error: f"{type(error).__name__}-{error}"[:40],
)
def test_what_passes_may_be_asked_again(error: Exception) -> None:
    assert failures.passing(error)
    assert isinstance(failures.meaning(error), TryAgain)


@pytest.mark.parametrize(
    "error",
    [
        wrapped(sqlite(sqlite3.IntegrityError, "SQLITE_CONSTRAINT_UNIQUE"), IntegrityError),
        psycopg.errors.UniqueViolation("twice"),
        psycopg.errors.SyntaxError("a bug"),
        sqlite(sqlite3.OperationalError, "SQLITE_ERROR"),
        ValueError("a bug"),
        OSError("a disk"),
        Misconfigured("DLV-001"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_the_others_stay_what_they_are(error: Exception) -> None:
    assert not failures.passing(error)
    assert failures.meaning(error) is error
