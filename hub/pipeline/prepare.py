"""What deliveries carry, made ready: those that start together share one look into the store and the mapping of one document.

Nothing is kept beyond that: what is mapped anew at the next attempt comes out the same. No delivery fails for its neighbour.
Example: `prepared = await Preparer(hub.context, hub.stored.loads)(claimed)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.pipeline.context import Context, Row
from hub.pipeline.render import Load, Rendered, Trees, render
from hub.store import failures
from hub.store.items import Claimed

MOST: Final = 128  # documents in memory at a time


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message, and its bytes for one receiver."""

    message: Row
    rendered: Rendered


_Waiting = tuple[Claimed, "asyncio.Future[Prepared]"]


class Preparer:
    """Called once for each delivery, in the loop of the dispatcher; raises what stops that delivery."""

    def __init__(self, context: Callable[[], Context], loads: Callable[[Collection[str]], Mapping[str, Load]]) -> None:
        self._context = context
        self._loads = loads
        self._waiting: list[_Waiting] = []
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, work: Claimed) -> Prepared:
        future: asyncio.Future[Prepared] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())  # begins when all that were claimed together have asked
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                loads = self._loads({work.message_id for work, _ in batch})
            except Exception as problem:  # noqa: BLE001  # the border to the database: whatever it is goes to those who asked
                _all(batch, failures.meaning(problem))  # an outage says that nothing was sent; a bug does not
                continue
            await self._render(batch, loads)

    async def _render(self, batch: Sequence[_Waiting], loads: Mapping[str, Load]) -> None:
        trees: Trees = {}
        for work, future in batch:
            if not future.done():  # its delivery was stopped meanwhile
                try:
                    future.set_result(self._prepared(work, loads, trees))
                except Exception as problem:  # noqa: BLE001  # the border between deliveries: each has its own fault
                    future.set_exception(problem)
            await asyncio.sleep(0)  # an answer that came in meanwhile need not wait for the rest

    def _prepared(self, work: Claimed, loads: Mapping[str, Load], trees: Trees) -> Prepared:
        load = loads.get(work.message_id)
        if load is None:
            raise LookupError(f"delivery {work.key} of a message that is not there")
        return Prepared(load.message, render(self._context(), work, load, trees))


def _all(batch: Sequence[_Waiting], problem: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(problem)
