"""What every route has at hand: the hub, the tokens, and reads that do not stop the event loop.

It is made once per application and found through the request. Example: `rows = await desk_of(request).ask(lambda c: ...)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from hub.api.access import Access, Tokens, Verb
from hub.compose import Hub
from hub.store import failures

T = TypeVar("T")


class Desk:
    """The hub as the routes see it. `running`: requests by token and Idempotency-Key that have no answer yet."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.tokens = Tokens(hub.database, hub.clock)
        self.running: set[tuple[str, str]] = set()

    async def ask(self, question: Callable[[Connection], T]) -> T:
        """The answer to a question put to the store, in a thread, inside one read transaction."""
        return await asyncio.to_thread(self._ask, question)

    def _ask(self, question: Callable[[Connection], T]) -> T:
        try:
            with self.hub.database.read() as connection:
                return question(connection)
        except DBAPIError as error:
            raise failures.meaning(error) from error


def desk_of(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


async def access_of(request: Request, verb: Verb) -> Access:
    """Who asks, if the token opens this door."""
    access = await desk_of(request).tokens.access(request.headers.get("authorization", ""))
    return access.require(verb)


async def reader(request: Request) -> Access:
    """Dependency of every route that reads."""
    return await access_of(request, "read")


async def operator(request: Request) -> Access:
    """Dependency of every route that sets something going again."""
    return await access_of(request, "operate")


async def checker(request: Request) -> Access:
    """Dependency of the route that checks documents."""
    return await access_of(request, "check")
