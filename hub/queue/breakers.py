"""The breakers of all systems, kept in their rows: fed by how attempts end, so that every process sees the same one.

It holds deliveries back and never judges one. A healthy system costs nothing: only silence, and the answers after it, are written.
Example: `await breakers.heard(claimed, ending)` before the ending is committed.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Final, Literal, Protocol

import structlog

from hub.queue import breaker
from hub.queue.breaker import Breaker, Limits
from hub.queue.outcome import ARRIVED
from hub.queue.systems import moved
from hub.store import systems
from hub.store.engine import Database
from hub.store.items import Claimed, Conflict, Done, Finished, Row, Rows, Update

Hearing = Literal["answered", "silent", "untold"]

# No connection, a connection lost before the answer, no result in time.
SILENCE: Final = frozenset(("NET-103", "NET-104", "QUE-004"))
_ROUNDS: Final = 5
_log = structlog.get_logger(__name__)


class Commits(Protocol):
    """The part of the store's writer that is used here."""

    async def commit(self, item: Rows) -> Done | Conflict: ...


def hearing(ending: Finished) -> Hearing:
    """What an attempt tells of the system as a whole. A refusal is an answer; what never reached the wire tells nothing."""
    row = ending.attempt_row
    outcome, rule, status = row.get("outcome", ""), row.get("rule", ""), row.get("status", 0)
    if rule in SILENCE or (status >= 500 and outcome not in ARRIVED):
        return "silent"
    if ending.requests in (None, 0):
        return "untold"
    return "answered" if status or outcome in ARRIVED or outcome == "rejected" else "silent"


class Breakers:
    """Used in the loop of one dispatcher. `limits`: how patient the breaker of a system is, by its id."""

    def __init__(self, database: Database, writer: Commits, limits: Callable[[str], Limits], clock: Callable[[], int]) -> None:
        self._database = database
        self._writer = writer
        self._limits = limits
        self._clock = clock
        self._uneasy: frozenset[str] = frozenset()
        # What one process hears at the same time is counted one by one; what two processes do is decided by the row.
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def look(self) -> None:
        """Note which systems were silent lately, as other processes may have heard. Blocking; once a second is enough."""
        with self._database.read() as connection:
            self._uneasy = frozenset(systems.uneasy(connection))

    async def heard(self, claimed: Claimed, ending: Finished) -> None:
        """An attempt ended. Never fails: a breaker that could not be written costs a knock, no delivery."""
        told, system_id = hearing(ending), claimed.system_id
        if told == "untold" or (told == "answered" and not claimed.probe and system_id not in self._uneasy):
            return
        try:
            async with self._turns[system_id]:
                await self._note(system_id, told, str(ending.attempt_row.get("reason", "")), probe=claimed.probe)
        except Exception as problem:  # noqa: BLE001  # the border to the database
            _log.error("breaker.failed", system=system_id, problem=type(problem).__name__)

    async def _note(self, system_id: str, told: Hearing, reason: str, *, probe: bool) -> None:
        for _ in range(_ROUNDS):
            row = await asyncio.to_thread(self._row, system_id)
            if row is None:
                return
            before = stored(row)
            after = self._after(system_id, before, told, probe=probe)
            self._remember(system_id, after)
            if after == before:
                return
            if isinstance(await self._writer.commit(self._rows(row, before, after, reason)), Done):
                self._tell(system_id, before, after)
                return

    def _after(self, system_id: str, before: Breaker, told: Hearing, *, probe: bool) -> Breaker:
        now = self._clock()
        tried = breaker.probing(before, now) if probe else before
        return breaker.succeeded(tried) if told == "answered" else breaker.failed(tried, now, self._limits(system_id))

    def _rows(self, row: Row, before: Breaker, after: Breaker, reason: str) -> Rows:
        text = written(after)
        if after.state == before.state and after.pauses == before.pauses:
            # Only counted: whoever counted meanwhile keeps what it wrote.
            return Rows(updates=[Update("system", {"id": row["id"], "breaker": row["breaker"]}, {"breaker": text})])
        event: Literal["broken", "mended"] = "mended" if after.state == "closed" else "broken"
        return moved(row, event, "hub", reason, self._clock(), breaker=text, shut_until=after.until)

    def _remember(self, system_id: str, after: Breaker) -> None:
        self._uneasy = self._uneasy - {system_id} if after == breaker.CLOSED else self._uneasy | {system_id}

    def _tell(self, system_id: str, before: Breaker, after: Breaker) -> None:
        if after.state == "open" and after.until != before.until:
            pause = (after.until - self._clock()) // 1_000_000
            _log.warning("breaker.opened", system=system_id, failures=after.failures, seconds=pause)
        elif before.state != "closed" and after.state == "closed":
            _log.info("breaker.closed", system=system_id)

    def _row(self, system_id: str) -> Row | None:
        with self._database.read() as connection:
            return systems.one(connection, system_id)


def stored(row: Row) -> Breaker:
    """The breaker that a system's row holds."""
    return breaker.from_dict(json.loads(row["breaker"])) if row["breaker"] else breaker.CLOSED


def written(value: Breaker) -> str:
    """The form in which the row holds it; closed without failures is nothing."""
    return "" if value == breaker.CLOSED else json.dumps(breaker.as_dict(value), separators=(",", ":"))
