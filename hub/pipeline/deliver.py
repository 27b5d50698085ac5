"""One delivery, once: document to the receiver's bytes, a conversation over the wire, and the rows of how it ended.

It never commits and never retries: the dispatcher does the first, the schedule of the agreement decides the second.
Example: `ending = await Deliverer(...)(claimed)`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.adapters.base import Adapter, Brought, Parcel
from hub.adapters.limits import overflows
from hub.errors import HubError, Misconfigured
from hub.model.config import Retry, SystemConfig
from hub.pipeline.context import Context, Row
from hub.pipeline.prepare import Prepared
from hub.pipeline.render import Rendered
from hub.queue.finish import finished
from hub.queue.outcome import Case, Verdict, judge_error, judge_exchange
from hub.queue.states import State
from hub.store import payloads, references
from hub.store.items import Claimed, Finished
from hub.transports.converse import Exchange, hand_over
from hub.transports.wires import Wires


@dataclass(frozen=True, slots=True)
class Deliverer:
    """The handler of the dispatcher. `context` is asked anew for each delivery, so that new rules count at once.

    `take` takes in what an answer brought: before the attempt is written down, for whoever answers may not say it again.
    `trip` is called at the steps where a crash would hurt; only the crash test gives one that does anything.
    """

    context: Callable[[], Context]
    prepare: Callable[[Claimed], Awaitable[Prepared]]
    adapters: Mapping[str, type[Adapter]]
    wires: Wires
    jitter: Callable[[], float]
    deadline: float
    trip: Callable[[str], None]
    take: Callable[[Claimed, Brought], Awaitable[None]]

    async def __call__(self, work: Claimed) -> Finished:
        context = self.context()
        started = context.now()
        try:
            prepared = await self.prepare(work)
            exchange = await self._talk(context, work, prepared)
        except HubError as problem:
            # Nothing was sent: the document, the map or the configuration stopped it here.
            verdict = replace(judge_error(problem, self._case(context, work), reached=False), fault=_fault(problem))
            return finished(work, verdict, started=started, now=context.now(), requests=0)
        for brought in exchange.receipt.brought:
            await self.take(work, brought)
        verdict = judge_exchange(exchange, self._case(context, work))
        self.trip("before-finish")
        return _ended(context, work, prepared, verdict, exchange, started)

    async def _talk(self, context: Context, work: Claimed, prepared: Prepared) -> Exchange:
        system = context.rules.system(work.system_id)
        if system is None:
            raise Misconfigured("DLV-001", system=work.system_id)
        adapter = self._adapter(system)
        transport = self.wires.to(work.system_id, system.out, adapter)
        message, rendered = prepared.message, prepared.rendered
        _fits(adapter, work, rendered)
        document = rendered.values() if adapter.reads else None
        key = message["document_key"] or message["id"]
        parcel = Parcel(work.key, key, rendered.body, rendered.media_type, rendered.name, document, work.resuming)
        self.trip("before-send")
        exchange = await hand_over(adapter, parcel, transport, self.deadline)
        self.trip("after-send")
        return exchange

    def _adapter(self, system: SystemConfig) -> Adapter:
        kind = self.adapters.get(system.adapter)
        if kind is None:
            raise Misconfigured("DLV-002", adapter=system.adapter)
        return kind(kind.settings_model.model_validate(system.settings))

    def _case(self, context: Context, work: Claimed) -> Case:
        agreement = context.rules.agreement(work.agreement_id)
        retry = agreement.retry if agreement is not None else Retry()
        return Case(work.attempt, retry, context.now(), self.jitter())


def _fits(adapter: Adapter, work: Claimed, rendered: Rendered) -> None:
    """Law 2: a value that the receiver would cut or refuse stops here, named by its place. Raises Misconfigured."""
    limits = adapter.limits.get(work.target)
    found = next(overflows(json.loads(rendered.body), limits), None) if limits else None
    if found is not None:
        raise Misconfigured(
            "DLV-007", place=found.place, target=work.target, value=found.value, system=work.system_id, allowed=found.allowed
        )


def _ended(context: Context, work: Claimed, prepared: Prepared, verdict: Verdict, exchange: Exchange, started: int) -> Finished:
    """The attempt with the bytes that were sent; the receiver's own number becomes a reference of the message."""
    now, salt, message = context.now(), context.salt(), prepared.message
    inserts: dict[str, list[Row]] = {}
    payload_id = ""
    if exchange.sent:
        stored = payloads.store_rows(message["receiver_id"] or message["sender_id"], exchange.sent, prepared.rendered.media_type, salt, now)
        inserts, payload_id = dict(stored.inserts), stored.payload_id
    reference = exchange.receipt.reference
    if reference and verdict.state is State.DELIVERED:
        sides = [side for side in (message["sender_id"], message["receiver_id"]) if side]
        inserts["reference"] = references.rows(message["id"], sides, [("receipt", reference)])
    return finished(work, verdict, started=started, now=now, exchange=exchange, sent_payload_id=payload_id, sent_salt=salt, inserts=inserts)


_MAP_RULES = ("MAP", "DLV-003", "DLV-004", "DLV-005", "DLV-007")


def _fault(problem: HubError) -> Any:
    return "map" if problem.rule.startswith(_MAP_RULES) else "hub"
