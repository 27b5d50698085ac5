"""What tests of the queue stand on: a real store with a frozen clock, and a handler that notes everything it is asked.

It delivers nothing anywhere. The laws themselves are in `hub.testing.queue_kit`.
Example: `ground = Ground(database); key, = ground.owe("bolt/erp", "PO-1"); await ground.until(ground.all_ended)`.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select

from hub.adapters.base import Receipt
from hub.model.config import Retry
from hub.model.delivery import ENDED
from hub.queue.dispatcher import Dispatcher
from hub.queue.doorbell import Bell
from hub.queue.finish import finished
from hub.queue.outcome import Case, judge
from hub.queue.states import State
from hub.store import deliveries, tables
from hub.store.engine import Database
from hub.store.items import Claim, Claimed, Done, Finished, Row, Rows
from hub.store.writer import Writer
from hub.testing import stores
from hub.testing.fakes import CountingIds, FrozenClock
from hub.transports.converse import Call, Exchange

RETRY = Retry(waits=["5s", "1m"], jitter=0)
PATIENCE = 10.0  # seconds of real time after which a wait gives up

Say = Callable[[Claimed], Receipt | Awaitable[Receipt]]


class Handler:
    """Says `created` unless scripted. `say[key]`: what it answers to the attempts of a delivery, one after the other.

    `began`: every attempt. `most`: how many at a time there were at most, by system, by (system, thread) and by `all`.
    `slow`: seconds that a system takes.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self.say: dict[str, list[Say]] = defaultdict(list)
        self.slow: dict[str, float] = {}
        self.began: list[Claimed] = []
        self.most: Counter[object] = Counter()
        self._now: Counter[object] = Counter()
        self._clock = clock

    async def __call__(self, claimed: Claimed) -> Finished:
        started, places = self._clock(), ("all", claimed.system_id, (claimed.system_id, claimed.thread))
        self.began.append(claimed)
        self._now.update(places)
        self.most |= self._now
        try:
            receipt = await self._receipt(claimed)
        finally:
            self._now.subtract(places)
        verdict = judge(receipt, Case(claimed.attempt, RETRY, self._clock()))
        return finished(
            claimed,
            verdict,
            started=started,
            now=self._clock(),
            exchange=Exchange(receipt, reached=True, calls=[Call("POST", "/", "", 0, "")]),
        )

    async def _receipt(self, claimed: Claimed) -> Receipt:
        await asyncio.sleep(self.slow.get(claimed.system_id, 0))
        script = self.say[claimed.key]
        said = script.pop(0)(claimed) if script else Receipt("created")
        return await said if inspect.isawaitable(said) else said

    def attempts(self, key: str) -> list[tuple[int, bool]]:
        """The attempts of one delivery that began: number, and whether it had to look up first."""
        return [(one.attempt, one.resuming) for one in self.began if one.key == key]


def raising(problem: BaseException) -> Say:
    """A script step that fails."""

    def say(_claimed: Claimed) -> Receipt:
        raise problem

    return say


async def forever(_claimed: Claimed) -> Receipt:
    """A script step that never ends."""
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


class Ground:
    """A database, its writer, a frozen clock and a handler. A context manager: leaving it stops the writer.

    `bell`: rings after commits and wakes the dispatcher; without one, the `sweep` (seconds) finds the work, and tests do not wait long.
    """

    def __init__(self, database: Database, bell: Bell | None = None, sweep: float = 0.02) -> None:
        self.database = database
        self.clock = FrozenClock()
        self.ids = CountingIds()
        self.handler = Handler(self.clock)
        self._bell = bell
        self._sweep = sweep
        self.ring: Callable[[], None] = bell.ring if bell is not None else lambda: None
        self.writer = Writer(database, self._rung)
        self._systems: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.writer.stop()

    def _rung(self) -> None:
        self.ring()

    def owe(self, system_id: str, thread: str, count: int = 1, cap: int = 4) -> list[str]:
        """Accept so many messages with one delivery each; the keys in order."""
        keys, inserts = [], self._system(system_id, cap)
        for _ in range(count):
            key, message_id = self.ids.new(), self.ids.new()
            keys.append(key)
            inserts["message"].append(stores.message_row(message_id, thread=thread))
            inserts["delivery"].append(deliveries.new(key, message_id, system_id, thread, "json", "orders", now=self.clock()))
        assert isinstance(self.writer.submit(Rows(inserts, lanes={(system_id, thread)})).result(PATIENCE), Done)
        return keys

    def _system(self, system_id: str, cap: int) -> dict[str, list[Row]]:
        inserts: dict[str, list[Row]] = {"message": [], "delivery": []}
        if system_id not in self._systems:
            self._systems.add(system_id)
            inserts["system"] = [stores.system_row(system_id, cap)]
        return inserts

    def claim(self, owner: str, limit: int = 100, lease: float = 60.0) -> list[Claimed]:
        """Claim as a process would that dies without finishing."""
        now = self.clock()
        return self.writer.submit(Claim(owner, now, now + round(lease * 1e6), limit)).result(PATIENCE)

    def pause(self, system_id: str) -> None:
        """Stop a system's deliveries."""
        self.writer.submit(stores.paused(system_id)).result(PATIENCE)

    def resume(self, system_id: str) -> None:
        """Let a system's deliveries go on."""
        self.writer.submit(stores.resumed(system_id)).result(PATIENCE)

    def rows(self) -> dict[str, Row]:
        """Every delivery by its key."""
        with self.database.read() as connection:
            return {row["key"]: dict(row) for row in connection.execute(select(tables.delivery)).mappings()}

    def states(self, *keys: str) -> list[State]:
        """The states of these deliveries, or of all in order."""
        rows = self.rows()
        return [State(rows[key]["state"]) for key in keys or rows]

    def all_ended(self) -> bool:
        """Whether nothing is owed any more."""
        return all(state in ENDED for state in self.states())

    def dispatcher(self, **options: Any) -> Dispatcher:
        """A dispatcher on this ground."""
        settings: dict[str, Any] = {"deadline": 5.0, "sweep": self._sweep, "retry": lambda _claimed: RETRY}
        return Dispatcher(options.pop("writer", self.writer), self.handler, "me", self.clock, **(settings | options))

    async def until(self, condition: Callable[[], bool], dispatcher: Dispatcher | None = None, grace: float = 0.2) -> None:
        """Run a dispatcher until something is the case, then stop it."""
        dispatcher = dispatcher or self.dispatcher()
        running = asyncio.create_task(dispatcher.run())
        if self._bell is not None:
            self._bell.start(dispatcher.wake)
        begun = time.monotonic()
        try:
            while not condition():
                assert time.monotonic() - begun < PATIENCE, f"waited in vain; states {self.states()}"
                assert not running.done(), running.exception()
                await asyncio.sleep(0.002)
        finally:
            await dispatcher.stop(grace)
            await running
