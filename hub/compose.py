"""The only place where concrete parts are wired together. A `Hub` is one process's hub; nothing is global.

It decides nothing about messages. Clocks, ids and the steps of the crash test can be handed in.
Example: `hub = Hub.open(Settings()); hub.start(deliver=True); ...; hub.stop()`.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import structlog

from hub.adapters.conversation import places
from hub.adapters.discover import adapters
from hub.configuration.active import ActiveConfiguration
from hub.configuration.tree import Tree, tree
from hub.entropy import Entropy
from hub.errors import HubError, Misconfigured
from hub.formats.discover import formats
from hub.ledger import leaves
from hub.ledger.sealer import Sealer, signer
from hub.model.canonical_json import canonical_json
from hub.model.config import Breaker as BreakerConfig
from hub.model.config import seconds
from hub.model.ids import Ids
from hub.model.member import member_of
from hub.pipeline.accept import Reception
from hub.pipeline.answers import Answers
from hub.pipeline.backlog import Backlog
from hub.pipeline.context import Arrival, Context
from hub.pipeline.deliver import Deliverer
from hub.pipeline.forecast import Forecaster
from hub.pipeline.hooks import Hooks
from hub.pipeline.notices import Collector
from hub.pipeline.overdue import Overdue
from hub.pipeline.plans import Plans
from hub.pipeline.poll import Poller
from hub.pipeline.prepare import Preparer
from hub.pipeline.preview import Preview
from hub.pipeline.replay import Replayer
from hub.pipeline.replaying import Replaying
from hub.pipeline.rounds import Round, Rounds
from hub.pipeline.stored import Stored
from hub.pipeline.systems import Switch
from hub.pipeline.tokens import mint
from hub.pipeline.turns import Turns
from hub.queue.breaker import Limits
from hub.queue.breakers import Breakers
from hub.queue.dispatcher import Dispatcher
from hub.queue.distant import DistantDoorbell
from hub.queue.doorbell import Bell, Doorbell
from hub.queue.worker import Worker
from hub.settings import Settings
from hub.store import hub_secrets, members, payloads
from hub.store.counters import Numbers
from hub.store.engine import Database
from hub.store.notifications import Notifications
from hub.store.payloads import PayloadStream
from hub.store.writer import Writer
from hub.transports.http import HttpClient
from hub.transports.inbox import Arrived, FolderInbox
from hub.transports.memory import Boxes
from hub.transports.wires import Wires

Trip = Callable[[str], None]
_DAY = 86_400_000_000  # microseconds
_log = structlog.get_logger(__name__)


def no_trip(_: str) -> None:
    """The steps of the journey pass without a crash."""


def wall_clock() -> int:
    """Microseconds since 1970 UTC."""
    return time.time_ns() // 1000


def secret(reference: str) -> str:
    """The value behind a reference: `env:NAME` or `file:path`. Raises Misconfigured, which never shows a value."""
    kind, _, name = reference.partition(":")
    try:
        return os.environ[name] if kind == "env" else Path(name).read_text("utf-8").strip()
    except (KeyError, OSError) as problem:
        raise Misconfigured("CFG-106", reference=reference) from problem


def settle() -> None:
    """For a process that serves, once it has started: the garbage collector leaves alone what is there to stay.

    Modules, grammars and maps stay for ever, and messages are trees, which the counting of references frees: what is left to
    the collector are the rare cycles of a connection that broke. Measured on `hub work`: 30 % more deliveries.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


class Hub:
    """Everything of one process. `start` begins to work, `stop` ends with everything committed."""

    def __init__(self, settings: Settings, database: Database, *, clock: Callable[[], int] = wall_clock, trip: Trip = no_trip) -> None:
        self.settings = settings
        self.database = database
        self.clock = clock
        self.trip = trip
        self._random = Entropy()
        self._ending = threading.Event()
        self.ids = Ids(clock, self._random)
        self.doorbell = doorbell(settings, database)
        self.writer = Writer(database, self.doorbell.ring, trip=trip)
        self.numbers = Numbers(database)
        self.switch = Switch(self.writer, database, clock)
        self.breakers = Breakers(database, self.writer, self._limits, clock)
        self.formats = formats()
        self.adapters = adapters()
        self.boxes = Boxes()
        self._rules = ActiveConfiguration.empty()
        self._inboxes: dict[str, FolderInbox] = {}
        self.reload()
        self.stored = Stored(database, lambda: self._rules, self._own_secret("lead keys"))
        self.reception = Reception(self.context, self.writer, self.stored, orjson.dumps, trip)
        self.hooks = Hooks(self.context, self.writer, database, self.reception, self.adapters, secret, trip)
        self.collector = Collector(self.context, self.writer, database, self.reception, self.adapters, _jitter, trip)
        self.poller = Poller(self.context, self.writer, database, self.reception, self.adapters, _jitter, trip)
        self.backlog = Backlog(self.context, self.writer, database, self.stored, trip, self._ending.is_set)
        self.replayer = Replayer(self.context, self.writer, database, self.stored, self.backlog)
        self.forecaster = Forecaster(database, self.backlog.chunks, self.stored.documents)
        self.plans = Plans(self.context, self.writer, database, self.stored, self.forecaster)
        self.preview = Preview(self.context, database, self.stored, self.forecaster)
        self.replaying = Replaying(self.context, self.writer, database, self.replayer, self.ids.new(), trip, self._ending.is_set)
        self.overdue = Overdue(self.context, self.writer, database, self.stored)
        self.sealer = Sealer(
            database, signer(database, settings.ledger_name, clock()), settings.ledger_name, interval=int(settings.seal_every * 1_000_000)
        )
        self._opening = Round("open", 1.0, self.backlog.work)
        self._replaying = Round("replays", 1.0, self.replaying.work)
        self._rounds: Rounds | None = None
        self._worker: Worker | None = None
        self._polling: Turns[tuple[str, str]] | None = None
        self._fetching: Turns[str] | None = None

    @classmethod
    def open(cls, settings: Settings, *, clock: Callable[[], int] = wall_clock, trip: Trip = no_trip) -> Hub:
        """The hub on the database that the settings name, brought to the newest schema first."""
        database = open_database(settings)
        database.upgrade()
        return cls(settings, database, clock=clock, trip=trip)

    @property
    def rules(self) -> ActiveConfiguration:
        """The configuration in force."""
        return self._rules

    def context(self) -> Context:
        """The hands of the verbs, under the rules of this moment."""
        return Context(self.clock, self.ids.new, self._salt, self.numbers.next, self.formats, self._rules, self.stored)

    def reload(self) -> bool:
        """Take up the active configuration, if it is another one; another process may have applied it."""
        with self.database.read() as connection:
            row = members.active(connection)
        if row is None or row["digest"] == self._rules.digest:
            return False
        self._rules = ActiveConfiguration.from_tree(orjson.loads(row["tree"]))
        self._inboxes = {
            system_id: FolderInbox(system.in_.folder)
            for system_id, system in self._rules.configuration.systems.items()
            if system.in_ is not None and system.in_.folder is not None
        }
        return True

    def tree(self) -> Tree:
        """The stored tree of the configuration in force."""
        return tree(self._rules.configuration, self._rules.files)

    def apply(self, tree: Tree, actor: str) -> str:
        """Make a checked tree the active configuration; its digest."""
        rules = ActiveConfiguration.from_tree(tree)
        now = self.clock()
        paces = {system_id: system.pace for system_id, system in rules.configuration.systems.items()}
        with self.database.read() as connection:
            rows = members.apply(
                connection, rules.digest, canonical_json(tree), now, actor, paces, [leaves.configuration_applied(rules.digest, actor, now)]
            )
        self.writer.submit(rows).result()
        self.reload()
        return rules.digest

    def new_token(
        self, name: str, member: str, system: str, scopes: Sequence[str], days: int | None, actor: str = "cli"
    ) -> tuple[str, str]:
        """A new bearer token, shown this once, and its id."""
        now = self.clock()
        expires = now + days * _DAY if days is not None else None
        plain, rows = mint(self.ids.new, os.urandom, name, member, system, scopes, expires, now=now, actor=actor)
        self.writer.submit(rows).result()
        return plain, str(rows.inserts["token"][0]["id"])

    def start(self, *, deliver: bool, receive: bool = True) -> None:
        """Begin: `deliver` runs the dispatcher, `receive` opens large parcels and watches folders."""
        rounds = [
            Round("reload", 1.0, self.reload),
            Round("seal", min(1.0, self.settings.seal_every), self.seal),
            self._replaying,
        ]
        if receive:
            rounds += [
                self._opening,
                Round("folders", 1.0, self.collect),
                Round("offers", 1.0, self.overdue.work),
                Round("sweep", 3600.0, self.sweep),
            ]
        if deliver:
            rounds.append(Round("breakers", 1.0, self.breakers.look))
            self._worker = self._new_worker()
            self._worker.start()
        if receive:
            self._polling = self._new_polling()
            self._polling.start()
            self._fetching = self._new_fetching()
            self._fetching.start()
        self._rounds = Rounds(rounds)
        self._rounds.start()

    def stop(self) -> None:
        """End: no more claims, what runs is committed, the ledger is sealed, the database is closed."""
        self._ending.set()
        if self._rounds is not None:
            self._rounds.stop()
        for turns in (self._polling, self._fetching):
            if turns is not None:
                turns.stop()
        if self._worker is not None:
            self._worker.stop()
        self.writer.stop()
        self.seal(force=True)
        self.doorbell.stop()
        self.database.close()

    def seal(self, *, force: bool = False) -> None:
        """Seal what is pending; sign when it is time."""
        self.sealer.seal(self.clock(), force=force)

    def open_soon(self) -> None:
        """A large parcel was received: open it now rather than at the next round."""
        self._opening.hurry()

    def replay_soon(self) -> None:
        """A plan was started: begin now rather than at the next round."""
        self._replaying.hurry()

    def fetch_soon(self) -> None:
        """A webhook named something: fetch it now rather than at the next round."""
        if self._fetching is not None:
            self._fetching.hurry()

    def collect(self) -> int:
        """Take in every complete file of every watched folder; how many."""
        return sum(self._collected(system_id, inbox) for system_id, inbox in list(self._inboxes.items()))

    def _collected(self, system_id: str, inbox: FolderInbox) -> int:
        taken = 0
        try:
            for file in inbox.poll():
                if self._ending.is_set():
                    break
                self._take(system_id, file)
                inbox.take(file)
                taken += 1
        except Exception as problem:  # noqa: BLE001  # the border between members: one broken folder must not stop the others
            # The rest of this folder waits: an order change must not be taken while its order cannot be (law 4).
            rule = problem.rule if isinstance(problem, HubError) else ""
            _log.error("folder.failed", system=system_id, rule=rule, problem=type(problem).__name__, way=places(problem))
        return taken

    def sweep(self) -> int:
        """Remove chunks of uploads that were never finished, a day after they began; how many bodies."""
        before = Ids(lambda: self.clock() - _DAY, os.urandom).new()
        return payloads.sweep(self.database, before)

    def _take(self, system_id: str, file: Arrived) -> None:
        arrival = Arrival(
            parcel_id=self.ids.new(),
            member_id=member_of(system_id),
            system_id=system_id,
            transport="folder",
            peer=str(file.path.parent),
            name=file.name.encode("utf-8", "replace").decode(),  # a name need not be UTF-8, and the store takes nothing else
            media_type="application/octet-stream",
            received_at=self.clock(),
            headers={},
        )
        if file.size <= self.settings.inline_limit:
            asyncio.run(self.reception.accept(arrival, b"".join(file.chunks())))
        else:
            self._take_large(arrival, file)

    def _take_large(self, arrival: Arrival, file: Arrived) -> None:
        stream = PayloadStream(self.database, self.ids.new(), arrival.member_id, arrival.media_type, self._salt(), arrival.received_at)
        try:
            for chunk in file.chunks():
                stream.write(chunk)
            asyncio.run(self.reception.receive(arrival, stream.finish()))
        finally:
            stream.abandon()  # what nobody came to own
        self.open_soon()

    def _salt(self) -> bytes:
        return self._random(16)

    def _limits(self, system_id: str) -> Limits:
        system = self._rules.system(system_id)
        told = system.breaker if system is not None else BreakerConfig()
        return Limits(told.failures, seconds(told.pause), seconds(told.longest))

    def _own_secret(self, name: str) -> bytes:
        with self.database.write() as connection:
            return hub_secrets.kept(connection, name, os.urandom(32), self.clock())

    def _new_polling(self) -> Turns[tuple[str, str]]:
        wires = Wires(HttpClient(), self.boxes, secret)

        async def turn(key: tuple[str, str]) -> int:
            return await self.poller.turn(*key, lambda system_id, system, adapter: wires.to(system_id, system.out, adapter))

        return Turns(self.poller.due, turn, wires.close)

    def _new_fetching(self) -> Turns[str]:
        wires = Wires(HttpClient(), self.boxes, secret)

        async def turn(system_id: str) -> int:
            return await self.collector.turn(system_id, lambda one: wires.to(one, self._rules.configuration.systems[one].out))

        return Turns(self.collector.due, turn, wires.close)

    def _new_worker(self) -> Worker:
        settings = self.settings
        http = HttpClient()
        handler = Deliverer(
            self.context,
            Preparer(self.context, self.stored.loads),
            self.adapters,
            Wires(http, self.boxes, secret),
            _jitter,
            settings.deadline,
            self.trip,
            Answers(self.context, self.reception),
        )
        owner = f"{socket.gethostname()}-{os.getpid()}-{self.ids.new()[-6:]}"
        dispatcher = Dispatcher(
            self.writer,
            handler,
            owner,
            self.clock,
            settings.slots,
            settings.deadline + settings.grace / 2,  # an attempt ends by its own deadline; this one catches what does not
            settings.deadline + settings.grace,
            jitter=_jitter,
            heard=self.breakers.heard,
        )
        return Worker(dispatcher, self.doorbell, http.close)


def open_database(settings: Settings) -> Database:
    """The database of the settings; the folder of a SQLite file is made if it is missing."""
    if settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return Database.open(settings.database)


def doorbell(settings: Settings, database: Database) -> Bell:
    """The doorbell of the settings. Raises Misconfigured if they name no broker; one that is down is no failure."""
    broker = settings.broker.get_secret_value()
    if broker != "memory":
        from hub.queue import brokers  # noqa: PLC0415  # client verbs need no broker's library

        return DistantDoorbell(brokers.line(broker, settings.broker_queue))
    return Doorbell() if database.dialect == "sqlite" else DistantDoorbell(Notifications(database))


def _jitter() -> float:
    return random.uniform(-1.0, 1.0)  # noqa: S311  # spreads retries, guards nothing
