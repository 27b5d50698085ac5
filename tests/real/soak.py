"""The soak: processes that are killed and brokers that are wiped under load, and an exact account of what arrived.

Several `hub serve` and `hub work` on one database. Senders hand in orders and their changes; in every round one process is killed with
SIGKILL and started again, and the broker is emptied, now and then killed as well. Whatever was answered with 202 has to arrive at each of
its systems, in its order, however often under one key. `python -m tests.real.soak [sqlite postgresql rabbitmq redis]` prints JSON lines.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import text

from benchmarks.measure import tell, void
from hub.compose import Hub
from hub.configuration.read import load
from hub.ledger.verify import verify
from hub.settings import Settings
from hub.store.engine import Database
from tests import brokers, services
from tests.real import journal
from tests.real.account import Account, Scale, count, rows, steps, system
from tests.real.processes import Program

PLACES = ("sqlite", "postgresql", "rabbitmq", "redis")
PATIENCE = 240.0
RECEIVER_SECONDS = 0.02  # that a receiver takes, so that a kill meets deliveries on their way
PROBES = 30
HUB = str(Path(sys.executable).with_name("hub"))


@dataclass
class Place:
    """A database, and the broker beside it if there is one; `own` if it is ours to kill."""

    name: str
    database: str
    folder: Path
    broker: str = "memory"
    own: brokers.Own | None = None
    queue: str = field(default_factory=lambda: f"hub_soak_{secrets.token_hex(4)}")

    @property
    def abreast(self) -> int:
        """Processes of each kind: SQLite is for one machine and one writer at a time."""
        return 1 if self.name == "sqlite" else 2

    def environment(self) -> dict[str, str]:
        return {
            "HUB_DATABASE": self.database,
            "HUB_BROKER": self.broker,
            "HUB_BROKER_QUEUE": self.queue,
            "HUB_DEADLINE": "3",
            "HUB_GRACE": "1",
            "HUB_SEAL_EVERY": "1",
            "HUB_PORT": "0",
        }


@contextmanager
def place(name: str, folder: Path, *, mortal: bool) -> Iterator[Place]:
    """Where a soak takes place; a `mortal` broker is one of our own, which takes seconds to start. Raises Absent where a server is missing."""
    if name == "sqlite":
        yield Place(name, f"sqlite:///{folder}/hub.db", folder)
        return
    with services.server() as admin, services.database(admin) as database:
        if name == "postgresql":
            yield Place(name, database, folder)
        elif mortal:
            with {"rabbitmq": brokers.OwnRabbitMQ, "redis": brokers.OwnRedis}[name]() as own:
                yield Place(name, database, folder, own.url, own)
        else:
            with {"rabbitmq": brokers.rabbitmq, "redis": brokers.redis_server}[name]() as url:
                where = Place(name, database, folder, url)
                yield where
                brokers.wipe(url, where.queue)


def configuration(scale: Scale, port: int) -> str:
    """A buyer with a system for each sender, a seller with all receiving systems."""
    http = "{adapter: erp/document, out: {http: {url: 'http://127.0.0.1:%s/%s', private: true}}}"
    receiving = [system(sender, number) for sender in range(scale.senders) for number in range(scale.systems)]
    agreements = [
        f"  a{sender}: {{from: lanmei/s{sender}, to: nordkran, carries: [order, order_change],"
        f" deliver: [{', '.join(f'{{to: nordkran/{system(sender, number)}, as: json}}' for number in range(scale.systems))}],"
        f" retry: {{waits: [{', '.join(['1s'] * 30)}], jitter: 0}}}}"
        for sender in range(scale.senders)
    ]
    return "\n".join(
        [
            "apiVersion: hub/v1",
            "members:",
            "  lanmei: {name: {en: Lanmei Pumps}, ids: {x12: 'ZZ:LANMEI'}}",
            "  nordkran: {name: {en: Nordkran AB}, ids: {x12: 'ZZ:NORDKRAN'}}",
            "systems:",
            *(f"  lanmei/s{sender}: {{adapter: erp/document, out: {{memory: lanmei}}}}" for sender in range(scale.senders)),
            *(f"  nordkran/{name}: {http % (port, name)}" for name in receiving),
            "agreements:",
            *agreements,
        ]
    )


def document(sender: int, thread: str, step: int) -> bytes:
    """An order, or one of its changes."""
    order, line = (
        f"PO-{sender}-{thread}",
        {"id": "1", "quantity": {"value": str(step + 1), "unitCode": "EA"}, "item": {"name": "Pump"}},
    )
    if step == 0:
        return _json("order", {"id": order, "issueDate": "2026-11-20", "orderLine": [line]})
    return _json("order_change", {"id": f"{order}-{step}", "issueDate": "2026-11-21", "orderReference": {"id": order}, "orderLine": [line]})


def _json(name: str, values: dict[str, object]) -> bytes:
    return json.dumps({"$schema": f"https://tradepost.example/schemas/{name}/1.0", **values}).encode()


class Senders:
    """Each on a thread of its own. They hand in until `allowed`; what was not answered is handed in again under the same key."""

    def __init__(self, scale: Scale, tokens: Sequence[str], doors: Callable[[], list[str]]) -> None:
        self.answered = 0
        self._allowed = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._doors = doors
        self._tokens = tokens
        self.failed: list[str] = []
        self._threads = [threading.Thread(target=self._run, args=(sender, scale), daemon=True) for sender in range(scale.senders)]
        for thread in self._threads:
            thread.start()

    def allow(self, many: int) -> None:
        self._allowed.release(many)

    def _run(self, sender: int, scale: Scale) -> None:
        try:
            for thread, step in steps(sender, scale):
                self._allowed.acquire()
                self.hand_in(sender, thread, step)
        except Exception as problem:  # noqa: BLE001  # told by whoever waits
            self.failed.append(f"{type(problem).__name__}: {problem}")

    def hand_in(self, sender: int, thread: str, step: int) -> None:
        body, key, until = document(sender, thread, step), f"{sender}-{thread}-{step}", time.monotonic() + PATIENCE
        while True:
            doors = self._doors()
            status, said = _post(doors[sender % len(doors)], self._tokens[sender], body, key) if doors else (0, "no process serves")
            if status == 202:
                assert [one["state"] for one in json.loads(said)["messages"]] == ["routed"], said
                break
            assert status in (0, 502, 503), f"{status}: {said}"
            assert time.monotonic() < until, f"never accepted: {said}"
            time.sleep(0.05)
        with self._lock:
            self.answered += 1


def _post(door: str, token: str, body: bytes, key: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{door}/v1/messages", body, headers, method="POST"), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, problem.read().decode()
    except (OSError, HTTPException) as problem:  # the second: it died in the middle of its answer
        return 0, str(problem)


class Soak:
    """One run at one place."""

    def __init__(self, where: Place, scale: Scale, seed: int = 7) -> None:
        self.where = where
        self.scale = scale
        self.account = Account(scale.owed)
        self._random = random.Random(seed)
        self._file = where.folder / "journal"
        self._database = Database.open(where.database)
        environment, log = where.environment(), where.folder / "log"
        self._serve = [Program(f"serve {number}", [HUB, "serve"], log, environment) for number in range(where.abreast)]
        self._work = [Program(f"work {number}", [HUB, "work"], log, environment) for number in range(where.abreast)]
        self._doors: dict[str, str] = {}
        self._mending: threading.Thread | None = None

    def run(self, *, probe: bool = False) -> Account:
        told = json.dumps({"file": str(self._file), "pause": RECEIVER_SECONDS})
        with Program("journal", ["-m", "tests.real.journal", told], self.where.folder / "log") as receivers, ExitStack() as running:
            tokens = self._prepared(int(receivers.said()))
            for program in self._programs():
                running.enter_context(program)
            for program in self._programs():
                self._ready(program)
            begun = time.monotonic()
            if probe:
                self._probe(tokens[0])
            self._rounds(Senders(self.scale, tokens, lambda: list(self._doors.values())))
            self._wait(lambda: self._delivered() >= self._owed(), "everything is delivered")
            self.account.seconds = time.monotonic() - begun
            if self._delivered() != self._owed():
                self.account.wrong.append(f"{self._delivered()} deliveries stand as delivered where {self._owed()} were owed")
            ended = {program.name: program.stop() for program in self._programs()}
            self.account.wrong += [f"{name} ended with {code}" for name, code in ended.items() if code]
        self._database.close()
        self._audit()
        return self.account

    def _programs(self) -> list[Program]:
        return [one for pair in zip(self._work, self._serve, strict=True) for one in pair]

    def _prepared(self, port: int) -> list[str]:
        hub = Hub.open(Settings(database=self.where.database))
        try:
            loaded = load(configuration(self.scale, port), "hub.yaml", lambda _: None)
            assert loaded.tree is not None, loaded.problems
            hub.apply(loaded.tree, "soak")
            return [hub.new_token("soak", "lanmei", f"lanmei/s{sender}", ["send"], None)[0] for sender in range(self.scale.senders)]
        finally:
            hub.stop()

    def _ready(self, program: Program) -> None:
        said = program.said()
        if program in self._serve:
            self._doors[program.name] = said.rpartition(" ")[2]

    # ── the rounds ──

    def _rounds(self, senders: Senders) -> None:
        share, given = -(-self.scale.messages // self.scale.rounds), 0
        for number in range(self.scale.rounds):
            senders.allow(share)
            half, given = given + share // 2, min(given + share, self.scale.messages)
            self._wait(lambda half=half: senders.answered >= half or senders.failed, "half of the round is accepted")
            self._strike(number)
            self._wait(lambda given=given: senders.answered >= given or senders.failed, "the round is accepted")
            assert not senders.failed, senders.failed
        if self._mending is not None:
            self._mending.join()

    def _strike(self, number: int) -> None:
        """One process dies and is started again, and the broker forgets everything; every fifth time it dies too."""
        programs = self._programs()
        victim = programs[number % len(programs)]
        time.sleep(self._random.uniform(0, 0.1))
        victim.kill()
        self._doors.pop(victim.name, None)
        self.account.kills += 1
        if self.where.broker != "memory":
            self._strike_broker(number)
        time.sleep(self._random.uniform(0, 0.3))
        victim.start()
        self._ready(victim)

    def _strike_broker(self, number: int) -> None:
        self.account.wipes += 1
        if self._mending is not None:
            self._mending.join()
        if self.where.own is None or number % 5 != 4:
            brokers.wipe(self.where.broker, self.where.queue)
            return
        self.where.own.kill()
        self._mending = threading.Thread(target=self.where.own.start)
        self._mending.start()

    def _probe(self, token: str) -> None:
        """From the answer to a sender until the arrival at a receiver, while nothing else happens."""
        door = next(iter(self._doors.values()))
        answered = {}
        for number in range(PROBES):
            body = document(0, f"probe{number}", 0)
            status, said = _post(door, token, body, f"probe-{number}")
            assert status == 202, said
            answered[json.loads(body)["id"]] = time.time()
            time.sleep(0.25)
        self._wait(lambda: sum("probe" in one.document for one in journal.read(self._file)) >= PROBES * self.scale.systems, "probes arrive")
        first: dict[str, float] = {}
        for one in journal.read(self._file):
            first.setdefault(one.document, one.at)
        self.account.quiet_ms = [max(0.0, first[name] - moment) * 1000 for name, moment in answered.items()]

    def _wait(self, condition: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until:
                log = (self.where.folder / "log").read_text(errors="replace")[-1500:]
                raise AssertionError(f"{what}: not within {PATIENCE:g} s; {self._delivered()} of {self._owed()} delivered; {log}")
            time.sleep(0.05)

    # ── the account ──

    def _owed(self) -> int:
        return self.scale.owed + len(self._probes()) * self.scale.systems

    def _probes(self) -> list[str]:
        return [f"PO-0-probe{number}" for number in range(PROBES)] if self.account.quiet_ms else []

    def _delivered(self) -> int:
        with self._database.read() as connection:
            return int(connection.execute(text("SELECT COUNT(*) FROM delivery WHERE state = 4")).scalar_one())

    def _audit(self) -> None:
        hub = Hub.open(Settings(database=self.where.database))
        try:
            hub.seal(force=True)
            with hub.database.read() as connection:
                self.account.wrong += [str(problem) for problem in verify(connection)][:3]
        finally:
            hub.stop()
        count(self.account, self.scale, list(journal.read(self._file)), self._probes())


def main(names: Sequence[str]) -> int:
    failed = 0
    for name in names or PLACES:
        with tempfile.TemporaryDirectory(prefix="hub-soak-") as folder:
            try:
                with place(name, Path(folder), mortal=True) as where:
                    account = Soak(where, Scale()).run(probe=True)
            except services.Absent as absent:
                tell(void("soak", name, "", f"skipped: {absent}"))
                continue
        for row in rows(account, name):
            tell(row)
            failed |= row.met is False
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
