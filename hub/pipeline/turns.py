"""Turns that must not wait for each other: one event loop on a thread of its own, one task for each thing whose turn it is.

It knows nothing of what a turn does. A thing whose turn is under way is not begun again; a stop cancels what runs and waits for it.
Example: `Turns(poller.due, poller.turn).start()`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection, Hashable
from typing import Generic, TypeVar

import structlog

from hub.adapters.conversation import places

K = TypeVar("K", bound=Hashable)
_log = structlog.get_logger(__name__)


class Turns(Generic[K]):
    """`due` tells whose turn it is, asked every so many seconds; `turn` takes one. `closing` runs in the loop at the end."""

    def __init__(
        self,
        due: Callable[[], Collection[K]],
        turn: Callable[[K], Awaitable[object]],
        closing: Callable[[], Awaitable[None]] | None = None,
        *,
        every: float = 1.0,
    ) -> None:
        self._due = due
        self._turn = turn
        self._closing = closing
        self._every = every
        self._running: dict[K, asyncio.Task[None]] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bell: asyncio.Event | None = None
        self._stopping = False
        self._begun = threading.Event()

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="turns", daemon=True)
        self._thread.start()
        self._begun.wait()

    def hurry(self) -> None:
        """Look now whose turn it is. From any thread."""
        loop, bell = self._loop, self._bell
        if loop is not None and bell is not None and not self._stopping:
            loop.call_soon_threadsafe(bell.set)

    def stop(self) -> None:
        """End: nothing new begins, what runs is cancelled and has ended when this returns."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self.hurry()
        self._stopping = True
        thread.join()

    async def _main(self) -> None:
        self._loop, self._bell = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        try:
            while not self._stopping:
                self._bell.clear()
                await self._look()
                if not self._stopping:
                    await self._rest(self._bell)
        finally:
            await self._drain()

    async def _look(self) -> None:
        try:
            due = await asyncio.to_thread(self._due)
        except Exception as problem:  # noqa: BLE001  # the border to the database: an outage must not end the loop
            _log.error("turns.failed", problem=type(problem).__name__, way=places(problem))
            return
        for key in due:
            if key not in self._running and not self._stopping:
                self._running[key] = asyncio.create_task(self._take(key))

    async def _take(self, key: K) -> None:
        try:
            await self._turn(key)
        except Exception as problem:  # noqa: BLE001  # the border to any turn: one failure is nobody else's
            _log.error("turn.failed", problem=type(problem).__name__, way=places(problem))
        finally:
            self._running.pop(key, None)

    async def _rest(self, bell: asyncio.Event) -> None:
        # Looks at the stop too, which may come between two looks of the loop.
        try:
            async with asyncio.timeout(self._every):
                await bell.wait()
        except TimeoutError:
            pass

    async def _drain(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._closing is not None:
            await self._closing()
