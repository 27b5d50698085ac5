"""A doorbell that rings in other processes, over a line: a RabbitMQ or Redis server, or the notifications of PostgreSQL.

It never holds up who rings: a thread of its own sends, another listens, and each finds its way back after an outage. What it
loses meanwhile, the sweep finds. Example: `bell = DistantDoorbell(line("redis://broker.example", "tradepost"))`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Final, Protocol

import structlog

from hub.queue.doorbell import nobody

# Seconds between two rings of a process: under load one announces the work of several commits, and it need not be told faster.
GAP: Final = 0.005
# Seconds without a ring after which the connection that sends is given back: a server ends one that shows no sign of life, and the next
# ring would find that out too late.
IDLE: Final = 10.0
# Seconds before the next try after so many failures in a row; the sweep works all the while.
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 5.0)
# Seconds that `stop` waits for each thread: one that hangs on a dead server is left to the end of the process.
PATIENCE: Final = 1.0

_log = structlog.get_logger(__name__)


class Line(Protocol):
    """How a ring gets from one process to others. Both ways may raise anything and are then tried again, from the start.

    `send` may take its time; one thread calls it, and `hang_up` at the end. `listen` connects, then yields whether a ring came,
    at least several times a second; closing it disconnects.
    """

    @property
    def name(self) -> str: ...
    def send(self) -> None: ...
    def hang_up(self) -> None: ...
    def listen(self) -> Generator[bool]: ...


class DistantDoorbell:
    """Rings collapse: those that are asked for while one is being sent become one. `asked` and `sent` count for the metrics."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._wake: Callable[[], None] = nobody
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._listening: threading.Thread | None = None
        self._ringing = threading.Thread(target=self._ring_on, name="doorbell-rings", daemon=True)
        self._ringing.start()
        self.asked = 0
        self.sent = 0

    def ring(self) -> None:
        """Say that there is work. Called by any thread, mostly the writer's after a commit; never fails, never waits."""
        self.asked += 1
        self._wanted.set()

    def start(self, wake: Callable[[], None]) -> None:
        """Begin to listen, on one thread, which does nothing but call `wake`."""
        self._wake = wake
        if self._listening is None and not self._stopping.is_set():
            self._listening = threading.Thread(target=self._listen_on, name="doorbell-listens", daemon=True)
            self._listening.start()

    def stop(self) -> None:
        """Send what was just asked for, and end; whatever the server does, soon."""
        self._stopping.set()
        self._wanted.set()
        for thread in (self._ringing, self._listening):
            if thread is not None:
                thread.join(PATIENCE)

    def _ring_on(self) -> None:
        outage, seen = _Outage("doorbell.unheard", self._line.name), 0
        while not (self._stopping.is_set() and self.asked == seen):
            if not self._wanted.wait(IDLE):
                self._line.hang_up()
                continue
            # The flag goes down before the ring is sent: what is committed from here on is announced by the next one.
            self._wanted.clear()
            if self.asked != seen:
                seen = self.asked
                self._stopping.wait(self._sent(outage))
        self._line.hang_up()

    def _sent(self, outage: _Outage) -> float:
        """Send one ring; the seconds until the next."""
        try:
            self._send_now(again=not outage.lasts)
        except Exception as problem:  # noqa: BLE001  # the border to a server: the commit stands, and the sweep finds what it left
            return outage.failed(problem)
        self.sent += 1
        outage.over()
        return GAP

    def _send_now(self, *, again: bool) -> None:
        try:
            self._line.send()
        except Exception:
            if not again:
                raise
            self._line.send()  # anew: only the connection may have ended, by a restart of the server

    def _listen_on(self) -> None:
        outage = _Outage("doorbell.deaf", self._line.name)
        while not self._stopping.is_set():
            try:
                self._listen(outage)
            except Exception as problem:  # noqa: BLE001  # the border to a server, and to libraries that raise what they like
                self._stopping.wait(outage.failed(problem))

    def _listen(self, outage: _Outage) -> None:
        with closing(self._line.listen()) as rings:
            # What was rung before anybody listened was not heard: look once.
            next(rings)
            outage.over()
            self._wake()
            for rang in rings:
                if rang:
                    self._wake()
                if self._stopping.is_set():
                    return
        if not self._stopping.is_set():
            raise ConnectionError("the line ended")


class _Outage:
    """Tells of a failure once and of its end once, never in the words of the server, which may quote what is secret."""

    def __init__(self, event: str, line: str) -> None:
        self._event = event
        self._line = line
        self._failures = 0

    @property
    def lasts(self) -> bool:
        return self._failures > 0

    def failed(self, problem: Exception) -> float:
        """One more failure; the seconds until it is worth trying again."""
        if not self._failures:
            _log.warning(self._event, line=self._line, problem=type(problem).__name__)
        self._failures += 1
        return PAUSES[min(self._failures, len(PAUSES)) - 1]

    def over(self) -> None:
        """It works, perhaps again."""
        if self._failures:
            _log.info(f"{self._event}.over", line=self._line, failures=self._failures)
        self._failures = 0
