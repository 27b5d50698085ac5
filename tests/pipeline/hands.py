"""The hands of the pipeline's tests: a hub whose clock stands still, whose receivers are boxes in memory, with no thread but the writer's.

Nothing here waits: `house.run()` makes every attempt that is due, one after another, and returns when nothing is.
Example: `taken = house.send(order("PO-1"))`, then `house.run()`, then `house.box("erp").taken`.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from hub.api.access import Access
from hub.compose import Hub, secret
from hub.configuration.read import load
from hub.ledger.verify import Problem, verify
from hub.pipeline.accept import Accepted, Once
from hub.pipeline.answers import Answers
from hub.pipeline.context import Arrival
from hub.pipeline.deliver import Deliverer
from hub.pipeline.prepare import Preparer
from hub.settings import Settings
from hub.store import deliveries, messages, payloads, references
from hub.store.engine import Database
from hub.store.items import Claim, Finish, Row
from hub.testing.fakes import FrozenClock
from hub.transports.http import HttpClient
from hub.transports.memory import Box
from hub.transports.wires import Wires
from tests.journeys import world
from tests.journeys.world import order, response  # noqa: F401  # the tests of this folder take them from here

TREE = world.TREE
for _name, _old in (
    ("lanmei", 'folder: {path: "FOLDER/lanmei"}'),
    ("erp", 'http: {url: "URL", private: true, timeout: 5s}'),
    ("archive", 'folder: {path: "FOLDER/archive"}'),
    ("rival", 'folder: {path: "FOLDER/rival"}'),
):
    assert _old in TREE
    TREE = TREE.replace(_old, f"memory: {_name}")

Steps = Callable[[str], None]
DEADLINE, LEASE = 5.0, 10_000_000


class Crashed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


@dataclass
class Trips:
    """The steps of the journey. `at(step, count, action)` arms one; `seen` tells which were passed."""

    seen: list[str] = field(default_factory=list)
    _armed: dict[tuple[str, int], Callable[[], None]] = field(default_factory=dict)

    def __call__(self, step: str) -> None:
        self.seen.append(step)
        action = self._armed.pop((step, self.seen.count(step)), None)
        if action is not None:
            action()

    def at(self, step: str, count: int, action: Callable[[], None]) -> None:
        """What happens when `step` is passed for the `count`-th time from now on."""
        self._armed[step, self.seen.count(step) + count] = action


@dataclass
class House:
    """The hub and the hands of a test."""

    hub: Hub
    clock: FrozenClock
    trips: Trips
    folder: Path
    deadline: float = DEADLINE

    # ── in ──

    def arrival(self, system: str = "lanmei/srm", **more: Any) -> Arrival:
        known = {"transport": "test", "peer": "", "name": "", "media_type": "application/octet-stream", "headers": {}}
        return Arrival(self.hub.ids.new(), system.partition("/")[0], system, **{**known, "received_at": self.clock(), **more})

    async def accept(self, data: bytes, system: str = "lanmei/srm", once: Once | None = None, **more: Any) -> Accepted:
        return await self.hub.reception.accept(self.arrival(system, **more), data, once)

    def send(self, data: bytes, system: str = "lanmei/srm", once: Once | None = None, **more: Any) -> Accepted:
        """Hand a small parcel in."""
        return asyncio.run(self.accept(data, system, once, **more))

    def send_large(self, data: bytes, system: str = "lanmei/srm", once: Once | None = None, **more: Any) -> Accepted:
        """Hand a parcel in as a large one: it waits for `hub.backlog.work()`."""
        hub, arrival = self.hub, self.arrival(system, **more)
        stream = payloads.PayloadStream(hub.database, hub.ids.new(), arrival.member_id, arrival.media_type, b"s" * 16, self.clock())
        stream.write(data)
        return asyncio.run(hub.reception.receive(arrival, stream.finish(), once))

    # ── out ──

    def run(self) -> int:
        """Make every attempt that is due; how many those were."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        http = HttpClient()
        handler = Deliverer(
            self.hub.context,
            Preparer(self.hub.context, self.hub.stored.loads),
            self.hub.adapters,
            Wires(http, self.hub.boxes, secret),
            lambda: 0.0,
            self.deadline,
            self.trips,
            Answers(self.hub.context, self.hub.reception),
        )
        made = 0
        try:
            while claimed := await self.hub.writer.commit(Claim("test", self.clock(), self.clock() + LEASE, 100)):
                for one in claimed:
                    await self.hub.writer.commit(Finish([await handler(one)]))
                    made += 1
        finally:
            await http.close()
        return made

    def box(self, name: str) -> Box:
        return self.hub.boxes.box(name)

    def later(self, seconds: float) -> int:
        """Let time pass, then make what is due."""
        self.clock.advance(seconds)
        return self.run()

    # ── what is known ──

    def message(self, message_id: str) -> Row:
        with self.hub.database.read() as connection:
            row = messages.one(connection, message_id, None)
        assert row is not None
        return row

    def messages(self, member: str | None = None) -> list[Row]:
        """Every message, the oldest first."""
        with self.hub.database.read() as connection:
            return messages.page(connection, member, limit=1000)[::-1]

    def document(self, message_id: str) -> dict[str, Any]:
        with self.hub.database.read() as connection:
            row = messages.document(connection, message_id, None)
        return json.loads(row["body"]) if row else {}

    def owed(self, message_id: str) -> list[Row]:
        with self.hub.database.read() as connection:
            return deliveries.of_message(connection, message_id, None)

    def delivery(self, message_id: str, system: str) -> Row:
        """The newest delivery of a message to a system."""
        return [row for row in self.owed(message_id) if row["system_id"] == system][-1]

    def attempts(self, delivery: Row) -> list[Row]:
        with self.hub.database.read() as connection:
            return deliveries.attempts(connection, delivery["id"])

    def found(self, reference: str, member: str | None = None) -> list[str]:
        """The messages that a member finds under a reference."""
        with self.hub.database.read() as connection:
            return [row["id"] for row in references.find(connection, reference, member, 100)]

    def parcel(self, parcel_id: str) -> Row:
        with self.hub.database.read() as connection:
            row = messages.parcel(connection, parcel_id, None)
        assert row is not None
        return row

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """Rows of a question of the test's own."""
        from sqlalchemy import text

        with self.hub.database.read() as connection:
            return list(connection.execute(text(sql), values))

    def verified(self) -> list[Problem]:
        self.hub.seal(force=True)
        with self.hub.database.read() as connection:
            return list(verify(connection))

    # ── rules ──

    def configure(self, *changes: tuple[str, str]) -> None:
        """Apply the tree with parts of its text replaced."""
        text = TREE
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        loaded = load(text, "hub.yaml", lambda _: None)
        assert loaded.tree is not None, loaded.problems
        self.clock.advance(1)
        self.hub.apply(loaded.tree, "test")


# What the sender's operator may see, for the rules of the faces.
def access(member: str, scopes: str = "read") -> Access:
    return Access("t", member, "", frozenset(scopes.split()))


@contextmanager
def outage(house: House, questions: int = 1) -> Iterator[None]:
    """The next questions to the database fail, as they do once when its server was restarted."""
    read, left = house.hub.database.read, [None] * questions

    def broken() -> Any:
        if left:
            left.pop()
            gone = sqlite3.OperationalError("disk I/O error")
            gone.sqlite_errorname = "SQLITE_IOERR"
            raise gone
        return read()

    with mock.patch.object(house.hub.database, "read", broken):
        yield
    assert not left, "nobody asked"


def once(key: str, digest: str = "d") -> Once:
    return Once("token", key, digest)


def opened(url: str, clock: FrozenClock, trips: Trips, folder: Path) -> House:
    """A house on a database that is at the newest schema already."""
    return House(Hub(Settings(database=url), Database.open(url), clock=clock, trip=trips), clock, trips, folder)


def only(accepted: Accepted) -> Any:
    """The one outcome of a parcel."""
    (outcome,) = accepted.outcomes
    return outcome


def rules(findings: Any) -> list[str]:
    return [finding.rule for finding in findings]


def segments(data: bytes) -> list[list[str]]:
    """X12 as its segments and elements, for bytes written with the usual delimiters."""
    return [part.strip().split("*") for part in data.decode().split("~") if part.strip()]


def element(data: bytes, tag: str, at: int, which: int = 0) -> str:
    """An element of the n-th segment with a tag."""
    return [one for one in segments(data) if one[0] == tag][which][at]


def interchange(
    *sets: str,
    control: int = 1,
    sender: str = "LANMEI",
    receiver: str = "NORDKRAN",
    test: bool = False,
    group: str = "PO",
    count: int | None = None,
    version: str = "004010",
) -> bytes:
    """Sets in one group in one interchange. `count`: what GE says instead of the truth."""
    lines = [
        f"ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*{receiver:<15}*261120*0930*U*00401*{control:09d}*0*{'T' if test else 'P'}*>",
        f"GS*{group}*{sender}*{receiver}*20261120*0930*{control}*X*{version}",
        *sets,
        f"GE*{len(sets) if count is None else count}*{control}",
        f"IEA*1*{control:09d}",
    ]
    return "".join(f"{line}~\n" for line in lines).encode()


def a_set(number: str = "PO-1", at: int = 1, quantity: str = "10", more: tuple[str, ...] = (), date: str = "20261120") -> str:
    """One 850, without its last terminator. `more`: segments after the parties."""
    body = [f"BEG*00*SA*{number}**{date}", "CUR*BY*EUR", "N1*BY*LANMEI PUMPS*92*LANMEI", *more]
    body += [f"PO1*1*{quantity}*EA*36.50*PE*BP*LM-0001", "CTT*1"]
    return "~\n".join([f"ST*850*{at:04d}", *body, f"SE*{len(body) + 2}*{at:04d}"])


def word(control: int, code: str = "A", of: int = 1) -> bytes:
    """A 997 from NORDKRAN on group `control`, in its own interchange number `of`."""
    said = f"ST*997*0001~\nAK1*PO*{control}~\nAK9*{code}*1*1*{int(code == 'A')}~\nSE*4*0001"
    return interchange(said, control=of, sender="NORDKRAN", receiver="LANMEI", group="FA")


def answer_to(number: str = "PO-1", **more: object) -> bytes:
    """An order response that an 855 has a place for; `more`: other values of it."""
    return json.dumps(
        {name: value for name, value in (json.loads(response(number)) | more).items() if name != "id" or "id" in more}
    ).encode()
