"""Systems are asked what is new: a turn of one stream under a lease, its records taken in as parcels, its cursor moved with the last.

A process that dies anywhere leaves the cursor where it was; what it had taken is known by key and version and is not taken twice. A stream
never gives up: what fails is asked again, less and less often, and says why. Example: `await poller.turn("acme/erp", "sales", wire)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from hub.adapters.base import Adapter
from hub.adapters.conversation import places
from hub.adapters.inbound import Collected, Fetched, Page, Pollable
from hub.errors import HubError, Misconfigured
from hub.model.config import PollIn, Retry, SystemConfig, seconds
from hub.model.member import member_of
from hub.pipeline.accept import Commits, Overtaken, Reception
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.record import Step
from hub.queue.outcome import words
from hub.queue.retry import SECOND, next_due
from hub.store import polls
from hub.store.engine import Database
from hub.store.items import Rows
from hub.transports.base import Transport
from hub.transports.fetching import collect

_log = structlog.get_logger(__name__)
MOST: Final = 20  # pages of one stream in one turn, so that a turn ends
BACKOFF: Final = Retry(waits=["5s", "30s", "2m", "10m", "30m"])  # the last one for ever

Wire = Callable[[str, SystemConfig, Adapter], Transport]


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls. `deadline` (of one page) and `lease` (of one page and what it brought) are seconds."""

    context: Callable[[], Context]
    writer: Commits
    database: Database
    reception: Reception
    adapters: Mapping[str, type[Adapter]]
    jitter: Callable[[], float]
    trip: Callable[[str], None]
    deadline: float = 60.0
    lease: float = 90.0

    def due(self) -> list[tuple[str, str]]:
        """The streams whose turn it is; a stream that was configured since the last look is due at once."""
        now, streams = self.context().now(), self._streams()
        if not streams:
            return []
        with self.database.read() as connection:
            fresh, due = polls.missing(connection, streams), polls.due(connection, now)
        if fresh:
            with self.database.write() as connection:
                polls.begin(connection, fresh, now)
        return fresh + [(system_id, stream) for system_id, stream in due if stream in streams.get(system_id, ())]

    def _streams(self) -> dict[str, Sequence[str]]:
        found: dict[str, Sequence[str]] = {}
        for system_id, system in self.context().rules.configuration.systems.items():
            asked, kind = _asked(system), self.adapters.get(system.adapter)
            if asked is not None and kind is not None:
                found[system_id] = asked.streams if asked.streams is not None else tuple(getattr(kind, "streams", ()))
        return found

    async def turn(self, system_id: str, stream: str, wire: Wire) -> int:
        """One turn of a stream, page after page; how many records were taken."""
        taken = 0
        for _ in range(MOST):
            row = self._claim(system_id, stream)
            if row is None:
                return taken
            try:
                made, more = await self._take(row, await self._page(row, wire))
            except Overtaken:
                return taken  # its lease ran out and another process is at it
            except asyncio.CancelledError:
                await self._hand_back(row)
                raise
            except Exception as problem:  # noqa: BLE001  # the border between streams: a bug or an outage of ours is told like any other
                _log.error("poll.failed", system=system_id, stream=stream, problem=type(problem).__name__, way=places(problem))
                await self._again(row, problem if isinstance(problem, HubError) else _fault(problem))
                return taken
            taken += made
            if not more:
                return taken
        return taken

    async def _hand_back(self, row: Row) -> None:
        """Whoever follows a process that stops need not wait for the lease."""
        await self.writer.commit(Rows(updates=[polls.moved(row, due_at=self.context().now())]))

    def _claim(self, system_id: str, stream: str) -> Row | None:
        now = self.context().now()
        with self.database.write() as connection:
            return polls.claim(connection, system_id, stream, now, now + int(self.lease * SECOND))

    async def _page(self, row: Row, wire: Wire) -> Page | Collected | HubError:
        try:
            system = self.context().rules.system(row["system_id"])
            asked = _asked(system)
            if system is None or asked is None:
                raise Misconfigured("DLV-001", system=row["system_id"])
            adapter = self._adapter(system)
            limit = asked.limit
            return await collect(adapter.poll(row["stream"], row["cursor"], limit), wire(row["system_id"], system, adapter), self.deadline)
        except HubError as problem:
            return problem

    def _adapter(self, system: SystemConfig) -> _Polled:
        kind = self.adapters.get(system.adapter)
        adapter = kind(kind.settings_model.model_validate(system.settings)) if kind is not None else None
        if adapter is None or not isinstance(adapter, Pollable):
            raise Misconfigured("DLV-002", adapter=system.adapter)
        return adapter  # type: ignore[return-value]  # both at once, which no annotation can say

    async def _take(self, row: Row, found: Page | Collected | HubError) -> tuple[int, bool]:
        """What a page brought, each with its name, the last with the cursor; how many, and whether there is more."""
        self.trip("after-poll")
        if not isinstance(found, Page):
            await self._again(row, found)
            return 0, False
        fresh = self._fresh(row["system_id"], found.parcels)
        end = self._end(row, found)
        for ordinal, (identity, one) in enumerate(fresh, 1):
            await self._one(row, identity, one, end if ordinal == len(fresh) else Step())
            self.trip("after-polled")
        if not fresh:
            await self.writer.commit(end.rows())
        return len(fresh), found.more

    def _fresh(self, system_id: str, parcels: Sequence[Fetched]) -> list[tuple[str, Fetched]]:
        named = {polls.identity(system_id, one.key, one.version): one for one in parcels}
        with self.database.read() as connection:
            known = polls.taken(connection, named)
        return [(identity, one) for identity, one in named.items() if identity not in known]

    async def _one(self, row: Row, identity: str, one: Fetched, end: Step) -> None:
        context = self.context()
        arrival = Arrival(
            parcel_id=context.ids(),
            member_id=member_of(row["system_id"]),
            system_id=row["system_id"],
            transport="poll",
            peer=row["stream"],
            name=one.name,
            media_type=one.media_type,
            received_at=context.now(),
            headers={"stream": row["stream"], "key": one.key, "version": one.version},
            test=one.test,
        )
        step = Step(guards=[polls.once(identity)])
        step.add("polled", {"id": identity, "parcel_id": arrival.parcel_id, "at": arrival.received_at})
        step.absorb(end)
        await self.reception.accept(arrival, one.body, also=step)

    def _end(self, row: Row, page: Page) -> Step:
        now = self.context().now()
        every = 0 if page.more else seconds(self._every(row["system_id"])) * SECOND
        values = {"cursor": page.cursor, "attempt": 0, "rule": "", "reason": "", "due_at": now + every, "polled_at": now}
        return Step(updates=[polls.moved(row, **values)])

    def _every(self, system_id: str) -> str:
        asked = _asked(self.context().rules.system(system_id))
        return asked.every if asked is not None else PollIn().every

    async def _again(self, row: Row, found: Collected | HubError) -> None:
        """A turn that failed: the same cursor, later, and why."""
        rule, reason = (found.rule, words(found)) if isinstance(found, HubError) else (found.rule, found.reason)
        after = found.after if isinstance(found, Collected) else None
        attempt = row["attempt"] + 1
        due = next_due(BACKOFF, min(attempt, len(BACKOFF.waits)), self.context().now(), self.jitter(), after)
        _log.warning("poll.again", system=row["system_id"], stream=row["stream"], rule=rule, attempt=attempt)
        step = polls.moved(row, attempt=attempt, rule=rule, reason=reason[:500], due_at=due)
        await self.writer.commit(Rows(updates=[step]))


class _Polled(Adapter, Pollable):
    """An adapter that is polled."""


def _fault(problem: Exception) -> Collected:
    # Not its words: they may quote a document.
    return Collected("deferred", rule="HUB-001", reason=type(problem).__name__)


def _asked(system: SystemConfig | None) -> PollIn | None:
    return system.in_.poll if system is not None and system.in_ is not None else None
