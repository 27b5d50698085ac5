"""Recomputes everything that the ledger seals and names every row that does not agree.

Reads only, as a stream; memory does not grow with the log. It cannot prove the loss of leaves that no checkpoint
covers yet, nor see a database put back to an older backup: for that somebody else must keep a checkpoint.

>>> list(verify(connection))   # doctest: +SKIP
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.ledger.checks import log, messages, notices, offers, parcels, payloads
from hub.ledger.checks.problem import Problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Problem", "verify"]


def verify(connection: Connection) -> Iterator[Problem]:
    """Every disagreement between rows, leaves, roots and signatures; nothing when all is well."""
    for part in (log, payloads, parcels, messages, offers, notices):
        yield from part.check(connection)
