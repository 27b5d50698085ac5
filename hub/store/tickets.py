"""Items that wait for the writer, each with the future of whoever waits for it.

It moves answers back to threads and event loops; it knows nothing of databases.

>>> ticket = Ticket(Rows(), Future()); settle([(ticket, Done())]); ticket.future.result()
Done()
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hub.store.items import Answer, Done, Item, Rows

__all__ = ["Done", "Rows", "Ticket", "settle"]


@dataclass(slots=True)
class Ticket:
    """One item and its future; `loop` is set if the future belongs to an event loop."""

    item: Item
    future: Future[Any] | asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop | None = None


_Settled = tuple[Ticket, Answer | Exception]


def settle(answers: Iterable[_Settled]) -> None:
    """Hand every answer back: one call into each event loop, whatever the number of its tickets."""
    loops: dict[asyncio.AbstractEventLoop, list[_Settled]] = {}
    for ticket, answer in answers:
        if ticket.loop is None:
            _resolve([(ticket, answer)])
        else:
            loops.setdefault(ticket.loop, []).append((ticket, answer))
    for loop, settled in loops.items():
        with suppress(RuntimeError):  # a loop that was closed meanwhile has nobody waiting
            loop.call_soon_threadsafe(_resolve, settled)


def _resolve(settled: Iterable[_Settled]) -> None:
    for ticket, answer in settled:
        if ticket.future.done():  # cancelled by whoever waited; what it asked for is committed all the same
            continue
        if isinstance(answer, Exception):
            ticket.future.set_exception(answer)
        else:
            ticket.future.set_result(answer)
