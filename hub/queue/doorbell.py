"""The doorbell: "there is work", rung after a commit. A ring carries nothing and may be lost, doubled or reordered.

It does no work but wake the dispatcher; whatever it loses, the sweep finds. This one rings within a process: dramatiq's stub broker
with one worker thread. `hub.queue.distant` rings in other processes. Example: `bell = Doorbell(); bell.start(dispatcher.wake)`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import DramatiqError

QUEUE: Final = "doorbell"
# A broker may swallow a ring; after this long another one is sent although the first was never answered.
PATIENCE: Final = 1.0

_log = structlog.get_logger(__name__)


class Bell(Protocol):
    """A doorbell of whatever kind. `ring` never fails and never waits; `start` and `stop` may be called twice."""

    def ring(self) -> None: ...
    def start(self, wake: Callable[[], None]) -> None: ...
    def stop(self) -> None: ...


class Doorbell:
    """Rings collapse: while one is on its way, others are not sent. `asked` and `sent` count for the metrics."""

    def __init__(self, broker: dramatiq.Broker | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._wake: Callable[[], None] = nobody
        self._clock = clock
        # No middleware: no retries, no age limits, no delays. A delivery's retry is a `due_at` in its row.
        self._broker = broker if broker is not None else StubBroker(middleware=[])
        self._actor = dramatiq.actor(broker=self._broker, actor_name="ring", queue_name=QUEUE)(self._answer)
        self._worker: dramatiq.Worker | None = None
        self._on_its_way: float | None = None
        self.asked = 0
        self.sent = 0

    def ring(self) -> None:
        """Say that there is work. Called by any thread, mostly the writer's after a commit; never fails, never waits."""
        self.asked += 1
        now, since = self._clock(), self._on_its_way
        if since is not None and now - since < PATIENCE:
            return
        self._on_its_way = now
        try:
            self._actor.send()
        except (DramatiqError, OSError) as problem:
            # The commit stands; the sweep will find what it left.
            _log.warning("doorbell.unheard", problem=type(problem).__name__)
        else:
            self.sent += 1

    def start(self, wake: Callable[[], None]) -> None:
        """Begin to listen, on one thread, which does nothing but call `wake`."""
        self._wake = wake
        if self._worker is None:
            self._worker = dramatiq.Worker(self._broker, queues={QUEUE}, worker_timeout=100, worker_threads=1)
            self._worker.start()

    def stop(self) -> None:
        """End listening."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop(timeout=1000)
        self._broker.close()

    def _answer(self) -> None:
        # The flag goes down before anyone looks: a ring that comes during the look is sent again, not swallowed.
        self._on_its_way = None
        self._wake()


def nobody() -> None:
    """Nobody listens yet."""
