"""What webhooks named is fetched: claimed under a lease, taken in as parcels, its end written with the last of them.

A process that dies anywhere leaves the notice, which is claimed again when its lease is over. One of a system at a time, so that a form
is asked for once and a platform is not pressed. Example: `Collector(...).work()` gives how many attempts were made.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from hub.adapters.base import Adapter
from hub.adapters.conversation import places
from hub.adapters.inbound import Collected, Fetched, Notice, Source, form_named
from hub.errors import HubError, Misconfigured
from hub.ledger import leaves
from hub.model.member import member_of
from hub.pipeline.accept import Commits, Overtaken, Reception
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.hooks import fetched_arrival
from hub.pipeline.record import Step
from hub.queue.notices import Event, NoticeState, Verdict, after, judge
from hub.store import messages, notices
from hub.store.engine import Database
from hub.store.items import Done, Guard, Rows, Update
from hub.transports.base import Transport
from hub.transports.fetching import collect

_log = structlog.get_logger(__name__)
MOST = 50  # of one system in one turn, so that a turn ends


@dataclass(frozen=True, slots=True)
class KnownForms(Collection[str]):
    """The forms of a member that the hub has, asked for by key when an adapter wants to know."""

    context: Context
    member_id: str

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.context.known.lead_form(self.member_id, *form_named(key)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Collector:
    """Fetches. `wire` gives the transport to a system; `deadline` and `lease` are seconds, the second the longer."""

    context: Callable[[], Context]
    writer: Commits
    database: Database
    reception: Reception
    adapters: Mapping[str, type[Adapter]]
    jitter: Callable[[], float]
    trip: Callable[[str], None]
    deadline: float = 30.0
    lease: float = 90.0

    async def work(self, wire: Callable[[str], Transport]) -> int:
        """One turn over all systems at once; how many attempts were made."""
        return sum(await asyncio.gather(*(self.turn(system_id, wire) for system_id in self.due())))

    def due(self) -> list[str]:
        """The systems whose turn it is."""
        with self.database.read() as connection:
            return notices.due(connection, self.context().now())

    async def turn(self, system_id: str, wire: Callable[[str], Transport]) -> int:
        """One turn of a system, notice after notice; how many attempts were made."""
        for made in range(MOST):
            row = self._claim(system_id)
            if row is None:
                return made
            try:
                await self._attempt(row, wire)
            except Overtaken:
                pass  # its lease ran out and another process ended it
            except asyncio.CancelledError:
                await self._hand_back(row)
                raise
            except Exception as problem:  # noqa: BLE001  # the border between systems: the lease brings it back
                _log.error("fetch.failed", system=system_id, problem=type(problem).__name__, way=places(problem))
        return MOST

    async def _hand_back(self, row: Row) -> None:
        """Whoever follows a process that stops need not wait for the lease."""
        ours = {name: row[name] for name in ("system_id", "key", "number", "attempt")}
        await self.writer.commit(Rows(updates=[Update("notice", ours, {"due_at": self.context().now()})]))

    def _claim(self, system_id: str) -> Row | None:
        now = self.context().now()
        with self.database.write() as connection:
            return notices.claim(connection, system_id, now, now + int(self.lease * 1_000_000))

    async def _attempt(self, row: Row, wire: Callable[[str], Transport]) -> None:
        context = self.context()
        found = await self._found(context, row, wire)
        self.trip("after-fetch")
        verdict = judge(found, row["attempt"], self.context().now(), self.jitter())
        parcels = found.parcels if isinstance(found, Collected) and verdict.event == "fetch" else ()
        call = self._call(row)
        # Each earlier parcel is a form, known from then on; a death before the last one costs one question more and doubles nothing.
        for one in parcels[:-1]:
            await self.reception.accept(fetched_arrival(context, call, one), one.body)
            self.trip("after-form")
        await self._end(context, row, verdict, parcels[-1:], call)

    async def _found(self, context: Context, row: Row, wire: Callable[[str], Transport]) -> Collected | HubError:
        try:
            source = self._source(context, row["system_id"])
            notice = Notice(row["key"], json.loads(row["names"]))
            known = KnownForms(context, member_of(row["system_id"]))
            return await collect(source.collect(notice, known), wire(row["system_id"]), self.deadline)
        except HubError as problem:
            return problem

    def _source(self, context: Context, system_id: str) -> Source:
        system = context.rules.system(system_id)
        if system is None:
            raise Misconfigured("DLV-001", system=system_id)
        kind = self.adapters.get(system.adapter)
        adapter = kind(kind.settings_model.model_validate(system.settings)) if kind is not None else None
        if not isinstance(adapter, Source):
            raise Misconfigured("DLV-002", adapter=system.adapter)
        return adapter

    def _call(self, row: Row) -> Arrival:
        """The arrival of the webhook that named it first."""
        with self.database.read() as connection:
            parcel = messages.parcel(connection, row["parcel_id"], None)
        assert parcel is not None
        return Arrival(parcel["id"], parcel["member_id"], parcel["system_id"], "http", parcel["peer"], "", "", 0, {})

    async def _end(self, context: Context, row: Row, verdict: Verdict, last: Sequence[Fetched], call: Arrival) -> None:
        """The parcel that was asked for and the end of the notice, in one transaction."""
        arrivals = [(fetched_arrival(context, call, one), one) for one in last]
        if verdict.event == "hold":
            _log.warning("fetch.held", system=row["system_id"], notice=row["key"], rule=verdict.rule)
        step = moved(row, verdict, self.context().now(), [arrival.parcel_id for arrival, _ in arrivals])
        for arrival, one in arrivals:
            await self.reception.accept(arrival, one.body, also=step)
            return
        if not isinstance(await self.writer.commit(step.rows()), Done):
            raise Overtaken

    async def release(self, system_id: str) -> int:
        """Set going again what the operator had to look at; how many."""
        with self.database.read() as connection:
            rows = notices.held(connection, system_id)
        now = self.context().now()
        steps = [moved({**row, "attempt": 0}, Verdict("release", now), now, ()) for row in rows]
        return sum([isinstance(await self.writer.commit(step.rows()), Done) for step in steps])


_FROM: Mapping[Event, NoticeState] = {"release": "held"}


def moved(row: Row, verdict: Verdict, now: int, parcels: Sequence[str]) -> Step:
    """The rows of a notice that moved. Two that end one attempt cannot both: the second finds the step of the first."""
    state = after(_FROM.get(verdict.event, "fetching"), verdict.event)
    assert state is not None
    key = {"system_id": row["system_id"], "key": row["key"]}
    number = row["number"] + 1
    made: Row = {
        **key, "number": number, "event": verdict.event, "state": state, "attempt": row["attempt"], "rule": verdict.rule,
        "reason": verdict.reason[:500], "at": now,
    }  # fmt: skip
    step = Step()
    step.guards.append(Guard("notice_step", {**key, "number": number}))
    step.add("notice_step", made)
    values = {"state": state, "number": number, "attempt": row["attempt"], "due_at": verdict.due_at}
    step.updates.append(Update("notice", key, values))
    step.leaves.append(leaves.notice_moved(made, row["parcel_id"], parcels))
    return step
