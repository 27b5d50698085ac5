"""Pages of messages: newest first, held, by reference, by thread. Each page is filled from what the reader may see.

A row that is not for the reader is passed over and another taken, so that a short page tells nothing of what others do.
Example: `rows, more = newest(connection, access, after="", limit=50)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection

from hub.api.access import Access
from hub.api.views import owns, runs, sees
from hub.errors import Refused
from hub.store import deliveries, messages, references
from hub.store.items import Row

Page = tuple[list[Row], bool]  # the rows, and whether there are more
LIMIT: Final = 200
# Pages read to fill one; more than this many rows in a row that are not for the reader end the page early.
_ROUNDS: Final = 50
_MOST_FOUND: Final = 5000


def newest(connection: Connection, access: Access, after: str, limit: int) -> Page:
    """All messages, the newest first."""
    return _filled(lambda last, most: messages.page(connection, access.member, last, most), lambda row: sees(access, row), after, limit)


def held(connection: Connection, access: Access, after: str, limit: int) -> Page:
    """Held messages, the oldest first: only the sender and the operator know of them."""
    return _filled(lambda last, most: messages.held(connection, access.member, "", last, most), lambda row: owns(access, row), after, limit)


def by_reference(connection: Connection, access: Access, value: str, after: str, limit: int) -> Page:
    """What carries a reference, the newest first."""
    rows: list[Row] = []
    for most in (limit + 1, _MOST_FOUND):
        found = references.find(connection, value, access.member, most)
        rows = [row for row in found if sees(access, row) and (not after or row["id"] < after)]
        if len(rows) > limit or len(found) < most:
            break
    return _cut(rows, limit)


def by_thread(connection: Connection, access: Access, thread: str, after: str, limit: int) -> Page:
    """One business conversation, the oldest first."""
    found = messages.thread(connection, thread, access.member)
    return _cut([row for row in found if sees(access, row) and row["id"] > after], limit)


def conversations(connection: Connection, access: Access, reference: str) -> list[Row]:
    """Every message of the threads in which a reference occurs, and those without a thread that carry it; oldest first."""
    named, _ = by_reference(connection, access, reference, "", LIMIT)
    rows = {row["id"]: row for row in named}
    for thread in {row["thread"] for row in named if row["thread"]} | {reference}:
        found, _ = by_thread(connection, access, thread, "", LIMIT)
        rows.update((row["id"], row) for row in found)
    return [rows[message_id] for message_id in sorted(rows)]


def stopped(connection: Connection, access: Access, after: str, limit: int) -> Page:
    """Deliveries that stopped, the oldest first: only who runs the receiving system, and the operator, know of them."""
    last = deliveries.one(connection, after, access.member) if after else None
    if after and last is None:
        raise Refused("API-012")
    kept: list[Row] = []
    start = last["id"] if last else 0
    for _ in range(_ROUNDS):
        rows = deliveries.stopped(connection, access.member, after=start, limit=limit + 1)
        kept += [row for row in rows if runs(access, row)]
        if len(kept) > limit or len(rows) <= limit:
            break
        start = rows[-1]["id"]
    return _cut(kept, limit)


def _filled(fetch: Callable[[str, int], Sequence[Row]], keep: Callable[[Row], bool], after: str, limit: int) -> Page:
    kept: list[Row] = []
    step = limit + 1
    for _ in range(_ROUNDS):
        rows = fetch(after, step)
        kept += [row for row in rows if keep(row)]
        if len(kept) > limit or len(rows) < step:
            break
        after = rows[-1]["id"]
    return _cut(kept, limit)


def _cut(rows: list[Row], limit: int) -> Page:
    return rows[:limit], len(rows) > limit
