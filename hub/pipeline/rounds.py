"""The rounds of a process: small jobs that come again, each on a thread of its own, none able to stop another.

It knows nothing of what a job does; a job that fails is logged and tried again at its next turn.
Example: `Rounds([Round("seal", 10.0, sealer.seal)]).start()`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from hub.adapters.conversation import places

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Round:
    """One job: its name, how many seconds lie between its turns, and what it does. `hurry` makes its next turn now."""

    name: str
    every: float
    job: Callable[[], object]
    _bell: threading.Event = field(default_factory=threading.Event)

    def hurry(self) -> None:
        """Do not wait for the next turn."""
        self._bell.set()

    def walk(self, stopping: Callable[[], bool]) -> None:
        """Turn after turn, until the process stops."""
        while not stopping():
            self._bell.clear()
            try:
                self.job()
            except Exception as problem:  # noqa: BLE001  # the border to any job: one failure must not end the rounds
                _log.error("round.failed", round=self.name, problem=type(problem).__name__, way=places(problem))
            if not stopping():
                self._bell.wait(self.every)


class Rounds:
    """All jobs of a process."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin all of them."""
        for one in self._rounds:
            thread = threading.Thread(target=one.walk, args=(self._stop.is_set,), name=f"round-{one.name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End all of them, each after the turn it is in."""
        self._stop.set()
        for one in self._rounds:
            one.hurry()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
