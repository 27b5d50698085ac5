"""A system calls us: the call is verified by its adapter before it is read, and stored before it is answered (law 1).

What it names is owed from the same transaction on; nothing is fetched while the caller waits. A call that is turned away is kept too.
Example: `answer = await Hooks(...).take(call, arrival)` is a Received or a Rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.adapters.base import Adapter
from hub.adapters.inbound import Call, Fetched, Notice, Received, Rejected, Source
from hub.errors import Misconfigured, Refused
from hub.ledger import leaves
from hub.model.canonical_json import canonical_json
from hub.model.location import Finding
from hub.pipeline.accept import Commits, Overtaken, Reception
from hub.pipeline.context import Arrival, Context, Row
from hub.pipeline.record import Step, parcel_step
from hub.store import notices, payloads, polls
from hub.store.engine import Database
from hub.store.items import Done, Guard

ROUNDS = 8  # two calls that name the same thing at the same moment; more than this means a bug


@dataclass(frozen=True, slots=True)
class Hooks:
    """The door for calls. `secret` turns a reference into its value."""

    context: Callable[[], Context]
    writer: Commits
    database: Database
    reception: Reception
    adapters: Mapping[str, type[Adapter]]
    secret: Callable[[str], str]
    trip: Callable[[str], None]

    def knows(self, system_id: str) -> bool:
        """Whether this system may call."""
        system = self.context().rules.system(system_id)
        return system is not None and system.in_ is not None and system.in_.webhook is not None

    async def take(self, call: Call, arrival: Arrival) -> Received | Rejected:
        """Verify a call and keep it. A challenge is answered, and leaves nothing to keep."""
        source, secrets = self._source(arrival.system_id, call)
        verdict = _verified(source, call, secrets)
        if call.method == "GET":
            return verdict
        if isinstance(verdict, Rejected):
            step = parcel_step(arrival, self._stored(arrival, call.body), "refused", [Finding(verdict.rule, "error")])
            await self.writer.commit(step.rows())
            return verdict
        whole = next((one for one in verdict.parcels if one.body == call.body), None)
        await (self._named(call, arrival, verdict.notices) if whole is None else self._whole(arrival, whole, verdict.notices))
        for one in verdict.parcels:
            if one is not whole:
                await self.reception.accept(fetched_arrival(self.context(), arrival, one), one.body)
        return verdict

    def _source(self, system_id: str, call: Call) -> tuple[Source, list[bytes]]:
        system = self.context().rules.system(system_id)
        webhook = system.in_.webhook if system is not None and system.in_ is not None else None
        kind = self.adapters.get(system.adapter) if system is not None else None
        adapter = kind(kind.settings_model.model_validate(system.settings)) if kind is not None and system is not None else None
        if webhook is None or not isinstance(adapter, Source):
            raise Refused("API-004")
        handshake = webhook.handshake if call.method == "GET" else None
        references = [handshake] if handshake else [reference for reference in (webhook.secret, webhook.previous) if reference]
        return adapter, [self._value(reference) for reference in references]

    def _value(self, reference: str) -> bytes:
        value = self.secret(reference)
        if not value:  # anybody could sign with nothing
            raise Misconfigured("CFG-106", reference=reference)
        return value.encode()

    def _stored(self, arrival: Arrival, body: bytes) -> payloads.Stored:
        return payloads.store_rows(arrival.member_id, body, arrival.media_type, self.context().salt(), arrival.received_at)

    async def _named(self, call: Call, arrival: Arrival, named: Iterable[Notice]) -> None:
        """The call as a parcel that holds no message, and what it names, in one transaction."""
        for _ in range(ROUNDS):
            step = parcel_step(arrival, self._stored(arrival, call.body), "opened")
            step.absorb(self._owed(arrival, named))
            self.trip("before-hook")
            if isinstance(await self.writer.commit(step.rows()), Done):
                self.trip("after-hook")
                return
        raise RuntimeError(f"parcel {arrival.parcel_id} meets a new conflict at every round")

    async def _whole(self, arrival: Arrival, found: Fetched, named: Iterable[Notice]) -> None:
        """The call is the document itself; one that comes again has been taken already."""
        identity = polls.identity(arrival.system_id, found.key, found.version)
        step = self._owed(arrival, named)
        step.guards.append(polls.once(identity))
        step.add("polled", {"id": identity, "parcel_id": arrival.parcel_id, "at": arrival.received_at})
        try:
            await self.reception.accept(replace(arrival, test=found.test, name=found.name), found.body, also=step)
        except Overtaken:
            return

    def _owed(self, arrival: Arrival, named: Iterable[Notice]) -> Step:
        """Rows for what was not named before: a webhook that comes twice owes nothing more."""
        step, wanted = Step(), {notice.key: notice for notice in named}
        if not wanted:
            return step
        with self.database.read() as connection:
            known = {row["key"] for row in notices.of_keys(connection, arrival.system_id, wanted)}
        for key in sorted(wanted.keys() - known):
            row = _row(arrival, wanted[key])
            step.add("notice", row)
            step.guards.append(Guard("notice", {"system_id": row["system_id"], "key": key}))
            step.leaves.append(leaves.notice_owed(row))
        return step


def _verified(source: Source, call: Call, secrets: Sequence[bytes]) -> Received | Rejected:
    """What the adapter says under the secret that fits; while a secret is changed there are two."""
    verdict = source.receive(call, secrets[0])
    for secret in secrets[1:]:
        if not isinstance(verdict, Rejected):
            break
        verdict = source.receive(call, secret)
    return verdict


def _row(arrival: Arrival, notice: Notice) -> Row:
    return {
        "system_id": arrival.system_id,
        "key": notice.key,
        "names": canonical_json(dict(notice.names)),
        "parcel_id": arrival.parcel_id,
        "state": "owed",
        "number": 0,
        "attempt": 0,
        "due_at": arrival.received_at,
        "created_at": arrival.received_at,
    }


def fetched_arrival(context: Context, call: Arrival, found: Fetched) -> Arrival:
    """The arrival of what a call brought or led to: from the same system, with the call's parcel as its cause."""
    return Arrival(
        parcel_id=context.ids(),
        member_id=call.member_id,
        system_id=call.system_id,
        transport="fetch",
        peer=call.peer,
        name=found.name,
        media_type=found.media_type,
        received_at=context.now(),
        headers={"cause": call.parcel_id, "notice": found.key},
        test=found.test,
    )
