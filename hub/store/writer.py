"""The one thread that writes: everything that waits goes into one transaction, answers come after the commit.

It never runs a caller's code inside the transaction and never lets a bad item sink its neighbours.

>>> writer = Writer(database, after_commit=doorbell.ring)        # doctest: +SKIP
>>> writer.submit(Rows(inserts={"parcel": [row]})).result()      # doctest: +SKIP
Done()
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, overload

from sqlalchemy import Connection

from hub.errors import TryAgain
from hub.store import failures
from hub.store.batch import Outcome, transact
from hub.store.engine import Database
from hub.store.items import (
    Again,
    Answer,
    Claim,
    Claimed,
    Conflict,
    Done,
    Finish,
    Finished,
    Guard,
    Item,
    LeafRow,
    Move,
    Moves,
    Replay,
    Rows,
    Update,
)
from hub.store.tickets import Ticket, settle

__all__ = [
    "Again",
    "Claim",
    "Claimed",
    "Conflict",
    "Done",
    "Finish",
    "Finished",
    "Guard",
    "LeafRow",
    "Move",
    "Moves",
    "Replay",
    "Rows",
    "Update",
    "Writer",
]

_MOST = 1024  # items in one transaction
_REPEATS = 3  # of a transaction that was undone only because it met another
_log = logging.getLogger(__name__)


class Writer:
    """Group commit. Starts its thread at once; `stop()` commits what is queued and ends it.

    `after_commit` rings the doorbell: called after commits that may have made work, never inside one. `trip` is
    called with "before-begin", "before-commit" and "after-commit": the kill test ends the process there.
    """

    def __init__(
        self, database: Database, after_commit: Callable[[], None] = lambda: None, *, trip: Callable[[str], None] | None = None
    ) -> None:
        self._database = database
        self._after_commit = after_commit
        self._trip = trip if trip is not None else _no_trip
        self._queue: SimpleQueue[Ticket | None] = SimpleQueue()
        self._stopping = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="hub-writer", daemon=True)
        self._thread.start()

    @overload
    def submit(self, item: Rows) -> Future[Done | Conflict]: ...
    @overload
    def submit(self, item: Finish | Moves) -> Future[list[int]]: ...
    @overload
    def submit(self, item: Claim) -> Future[list[Claimed]]: ...
    @overload
    def submit(self, item: Replay) -> Future[list[str]]: ...
    def submit(self, item: Item) -> Future[Any]:
        """The answer, once committed: for threads."""
        future: Future[Any] = Future()
        self._put(Ticket(item, future))
        return future

    @overload
    async def commit(self, item: Rows) -> Done | Conflict: ...
    @overload
    async def commit(self, item: Finish | Moves) -> list[int]: ...
    @overload
    async def commit(self, item: Claim) -> list[Claimed]: ...
    @overload
    async def commit(self, item: Replay) -> list[str]: ...
    async def commit(self, item: Item) -> Any:
        """The answer, once committed: for event loops. Cancelling the wait does not take the item back."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._put(Ticket(item, future, loop))
        return await future

    def stop(self) -> None:
        """Commit what is queued, then end the thread. Later items are told to try again."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join()
        self._refuse_rest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _put(self, ticket: Ticket) -> None:
        if self._stopping:
            raise TryAgain("STO-004")
        self._queue.put(ticket)

    def _refuse_rest(self) -> None:
        # Whoever passed the door just before it closed must not wait for ever.
        while self._queue.qsize():
            ticket = self._queue.get()
            if ticket is not None:
                settle([(ticket, TryAgain("STO-004"))])

    def _run(self) -> None:
        running = True
        while running:
            tickets, running = self._take()
            if tickets:
                self._serve(tickets)
        self._drop_connection()

    def _take(self) -> tuple[list[Ticket], bool]:
        waiting = [self._queue.get()]
        waiting += [self._queue.get() for _ in range(min(self._queue.qsize(), _MOST - 1))]
        tickets = [ticket for ticket in waiting if ticket is not None]
        return tickets, len(tickets) == len(waiting)

    def _serve(self, tickets: Sequence[Ticket]) -> None:
        answers, rings = self._answers([ticket.item for ticket in tickets])
        self._trip("after-commit")
        settle(zip(tickets, answers, strict=True))
        if rings:
            self._ring()

    def _ring(self) -> None:
        try:
            self._after_commit()
        except Exception:  # noqa: BLE001  # the writer outlives a broken bell: the sweep finds what was not rung
            _log.exception("the doorbell failed after a commit")

    def _answers(self, items: Sequence[Item]) -> tuple[list[Answer | Exception], bool]:
        try:
            outcome = self._commit(items)
        except Exception as error:  # noqa: BLE001  # the boundary: whatever it is goes to the one who asked
            if failures.lost(error) or len(items) == 1:
                return [failures.meaning(error)] * len(items), False
            return self._one_by_one(items)
        return list(outcome.answers), outcome.rings

    def _one_by_one(self, items: Sequence[Item]) -> tuple[list[Answer | Exception], bool]:
        answers: list[Answer | Exception] = []
        rings = False
        for item in items:
            some, rang = self._answers([item])
            answers += some
            rings |= rang
        return answers, rings

    def _commit(self, items: Sequence[Item]) -> Outcome:
        for _ in range(_REPEATS):
            try:
                return self._once(items)
            except Exception as error:
                if not self._worth_repeating(error, items):
                    raise
        return self._once(items)

    def _worth_repeating(self, error: Exception, items: Sequence[Item]) -> bool:
        if failures.rolled_back(error):
            return True
        # Another process may have inserted the guarded row meanwhile: now the guard sees it.
        return failures.collided(error) and len(items) == 1 and bool(getattr(items[0], "guards", ()))

    def _once(self, items: Sequence[Item]) -> Outcome:
        self._trip("before-begin")
        with self._database.turn():
            connection = self._connected()
            try:
                with connection.begin():
                    outcome = transact(connection, items)
                    self._trip("before-commit")
            except Exception as error:
                if failures.lost(error):
                    self._drop_connection()
                raise
        return outcome

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect()
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()


def _no_trip(_point: str) -> None:
    """Outside of the kill test nothing happens at the marked points."""
