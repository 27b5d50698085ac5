"""The one loop that drives the deliveries of a process: claim what is due, run it under a deadline, commit how it ended.

It knows nothing of formats or systems; the handler does. It never runs a delivery twice at a time, never loses one
(what it cannot finish, the lease gives back), and no fault of a handler stops it.
Example: `await Dispatcher(writer, handler, "host-1", clock).run()`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol, overload

import structlog

from hub.adapters.base import Receipt
from hub.adapters.conversation import places
from hub.errors import HubError
from hub.model.config import Retry
from hub.queue.claim import Rounds
from hub.queue.finish import finished
from hub.queue.outcome import Case, Verdict, judge, judge_bug, judge_error
from hub.queue.retry import SECOND
from hub.store.items import Claim, Claimed, Finish, Finished

SLOTS: Final = 1024
DEADLINE: Final = 60.0
GRACE: Final = 30.0  # between the deadline and the end of the lease: time to commit, also on a slow disk
SWEEP: Final = 1.0
POISON: Final = 20
PAUSES: Final = (0.1, 0.5)  # between the tries to commit an end

Handler = Callable[[Claimed], Awaitable[Finished]]
Heard = Callable[[Claimed, Finished], Awaitable[None]]

_log = structlog.get_logger(__name__)


class Commits(Protocol):
    """The part of the store's writer that the dispatcher uses."""

    @overload
    async def commit(self, item: Finish) -> list[int]: ...
    @overload
    async def commit(self, item: Claim) -> list[Claimed]: ...


async def nobody_listens(_claimed: Claimed, _ending: Finished) -> None:
    """How attempts end is nobody's affair but the delivery's."""


class Dispatcher:
    """Runs in one event loop. `wake` may be called from any thread; `run` until `stop`.

    `slots`: conversations at a time; more than the slow systems' paces add up to, or they delay the fast ones.
    `deadline`: seconds that one attempt may take. `lease`: seconds until a claim that nobody finished is free again.
    `retry`: the schedule for endings that the handler could not judge. `poison`: attempts after which a delivery whose
    attempts never end is a dead letter. `heard`: is told how each attempt ended.
    """

    def __init__(
        self,
        writer: Commits,
        handler: Handler,
        owner: str,
        clock: Callable[[], int],
        slots: int = SLOTS,
        deadline: float = DEADLINE,
        lease: float | None = None,
        *,
        retry: Callable[[Claimed], Retry] = lambda _: Retry(),
        jitter: Callable[[], float] = lambda: 0.0,
        sweep: float = SWEEP,
        poison: int = POISON,
        heard: Heard = nobody_listens,
    ) -> None:
        lease = deadline + GRACE if lease is None else lease
        if lease <= deadline:
            raise ValueError("the lease has to outlast the deadline, or two would deliver at once")
        self._writer = writer
        self._handler = handler
        self._clock = clock
        self._slots = slots
        self._deadline = deadline
        self._retry = retry
        self._jitter = jitter
        self._sweep = sweep
        self._poison = poison
        self._heard = heard
        self._rounds = Rounds(owner, int(lease * SECOND))
        self._running: set[asyncio.Task[None]] = set()
        self._talking: set[asyncio.Task[None]] = set()  # those that a stop may cut off; the rest are committing
        self._bell = asyncio.Event()
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._resting = False
        self._grace = 0.0

    @property
    def running(self) -> int:
        """How many deliveries are being made now."""
        return len(self._running)

    @property
    def resting(self) -> bool:
        """Whether it has nothing to do until it is woken, or until the next sweep."""
        return self._resting and not self._running and not self._bell.is_set()

    def wake(self) -> None:
        """There may be work. From any thread."""
        loop = self._loop
        if loop is None:
            return  # `run` begins by looking
        with suppress(RuntimeError):  # the loop has closed; the next process looks by itself
            loop.call_soon_threadsafe(self._bell.set)

    async def run(self) -> None:
        """Claim and deliver until stopped."""
        self._loop = asyncio.get_running_loop()
        try:
            while not self._stopping:
                self._bell.clear()
                await self._fill()
                await self._rest()
        finally:
            await self._drain()
            self._loop = None
            self._ended.set()

    async def stop(self, grace: float = 0.2) -> None:
        """Claim no more, wait `grace` seconds for what runs, hand the rest back, return when all is committed."""
        self._grace = grace
        self._stopping = True
        self._bell.set()
        if self._loop is not None:
            await self._ended.wait()

    async def _rest(self) -> None:
        self._resting = True
        with suppress(TimeoutError):
            async with asyncio.timeout(self._sweep):
                await self._bell.wait()
        self._resting = False

    async def _fill(self) -> None:
        while not self._stopping and self.running < self._slots:
            asked = self._rounds.ask(self._slots - self.running, self._clock())
            got = await self._claim(asked)
            for one in got:
                self._start(one)
            if not self._rounds.more(asked, got):
                return

    async def _claim(self, asked: Claim) -> Sequence[Claimed]:
        try:
            return await self._writer.commit(asked)
        except Exception as problem:  # noqa: BLE001  # the border to the database: an outage must not end the loop; the sweep asks again
            _log.error("claim.failed", problem=type(problem).__name__)
            return ()

    def _start(self, claimed: Claimed) -> None:
        task = asyncio.create_task(self._deliver(claimed))
        self._running.add(task)
        task.add_done_callback(self._ready)

    def _ready(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._bell.set()  # a slot is free, and the lane may have a new head

    async def _deliver(self, claimed: Claimed) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talking.add(task)
        try:
            ending = await self._attempt(claimed)
        finally:
            self._talking.discard(task)
        # Before the end is committed: the breaker of a silent system is set before its delivery can be claimed again.
        await self._heard(claimed, ending)
        await self._finish(ending)

    async def _attempt(self, claimed: Claimed) -> Finished:
        started = self._clock()
        if claimed.resuming and claimed.attempt > self._poison:
            return self._ending(claimed, started, self._poisoned())
        try:
            async with asyncio.timeout(self._deadline) as limit:
                return await self._handler(claimed)
        except asyncio.CancelledError:
            return self._ending(claimed, started, self._handed_back())
        except HubError as problem:
            return self._ending(claimed, started, judge_error(problem, self._case(claimed), reached=True))
        except Exception as problem:  # noqa: BLE001  # the border to everything above: a bug ends one attempt, not the loop
            if isinstance(problem, TimeoutError) and limit.expired():
                return self._ending(claimed, started, self._late(claimed))
            way = places(problem)  # not its words: they may quote a document
            _log.error("handler.failed", delivery=claimed.key, attempt=claimed.attempt, way=way)
            return self._ending(claimed, started, judge_bug("QUE-002", way[-1], self._case(claimed), reached=True))

    def _ending(self, claimed: Claimed, started: int, verdict: Verdict) -> Finished:
        return finished(claimed, verdict, started=started, now=self._clock())

    def _case(self, claimed: Claimed) -> Case:
        return Case(claimed.attempt, self._retry(claimed), self._clock(), self._jitter())

    def _late(self, claimed: Claimed) -> Verdict:
        return judge(Receipt("unknown", rule="QUE-004", reason=f"{self._deadline:g} s"), self._case(claimed))

    def _poisoned(self) -> Verdict:
        receipt = Receipt("unknown", rule="QUE-005", reason=str(self._poison))
        return Verdict("exhausted", self._clock(), receipt, "hub", unsettled=True)

    def _handed_back(self) -> Verdict:
        # Due at once: the process that follows looks up instead of waiting for the lease to end.
        return Verdict("unknown", self._clock(), Receipt("unknown", rule="QUE-006"), "hub")

    async def _finish(self, ending: Finished) -> None:
        for pause in PAUSES:
            if await self._committed(ending):
                return
            await asyncio.sleep(pause)
        await self._committed(ending)  # if not even now, the lease gives it back, to be looked up

    async def _committed(self, ending: Finished) -> bool:
        try:
            won = await self._writer.commit(Finish([ending]))
        except Exception as problem:  # noqa: BLE001  # the border to the database; finishing twice is harmless, for it is fenced
            _log.error("finish.failed", delivery=ending.delivery_id, problem=type(problem).__name__)
            return False
        if not won:
            _log.info("finish.lost", delivery=ending.delivery_id, attempt=ending.attempt)
        return True

    async def _drain(self) -> None:
        await self._wait(self._grace)
        for task in tuple(self._talking):
            task.cancel()
        await self._wait(GRACE)

    async def _wait(self, seconds: float) -> None:
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=seconds)
