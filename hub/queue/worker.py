"""A dispatcher on a thread and an event loop of its own, with its doorbell: what a process starts and stops.

It adds no rules. uvloop is used where it is installed. Example: `worker = Worker(dispatcher, bell); worker.start()`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from hub.queue.dispatcher import Dispatcher
from hub.queue.doorbell import Bell

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on the fastest loop there is."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(main)


def _loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop  # noqa: PLC0415  # there is none for Windows
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


class Worker:
    """`start` returns at once, `stop` when everything is committed or handed back.

    `closing` runs in the loop after the last delivery: what was opened there (connections) is closed there.
    """

    def __init__(self, dispatcher: Dispatcher, doorbell: Bell, closing: Callable[[], Awaitable[None]] | None = None) -> None:
        self._dispatcher = dispatcher
        self._doorbell = doorbell
        self._closing = closing
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun = threading.Event()

    def start(self) -> None:
        """Begin to deliver."""
        self._thread = threading.Thread(target=run, args=(self._main(),), name="dispatcher", daemon=True)
        self._thread.start()
        self._begun.wait()
        self._doorbell.start(self._dispatcher.wake)

    def stop(self, grace: float = 0.2) -> None:
        """Stop claiming, wait up to `grace` seconds, hand back what still runs."""
        thread, loop = self._thread, self._loop
        if thread is None or loop is None:
            return
        asyncio.run_coroutine_threadsafe(self._dispatcher.stop(grace), loop)
        self._doorbell.stop()
        thread.join()
        self._thread = None

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        running = asyncio.create_task(self._dispatcher.run())
        await asyncio.sleep(0)  # the loop of the dispatcher is known from here on
        self._begun.set()
        try:
            await running
        finally:
            if self._closing is not None:
                await self._closing()
