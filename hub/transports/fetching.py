"""Drives the fetching half of an adapter over a transport, under one deadline, to how it ended.

It decides nothing and tries nothing twice. Example: `found = await collect(adapter.collect(notice, known), transport, 30.0)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Final, Generic, TypeVar

from hub.adapters.base import Request, Response, WireError
from hub.adapters.conversation import AdapterError, places
from hub.adapters.inbound import Collected
from hub.errors import HubError
from hub.transports.base import Transport

MOST_REQUESTS: Final = 200  # as many as a conversation that delivers

T = TypeVar("T")


class _Over(Generic[T]):
    """The end that the other side of the conversation gave."""

    def __init__(self, found: T) -> None:
        self.found = found


async def collect(collection: Generator[Request, Response, T], transport: Transport, deadline: float) -> T | Collected:
    """The end of a collection; an error of ours is raised. A wire that nobody minded, or time that ran out, defers it."""
    try:
        async with asyncio.timeout(deadline):
            return await _talk(collection, transport, asyncio.get_running_loop().time() + deadline)
    except TimeoutError:
        return Collected("deferred", rule="QUE-004", reason=f"{deadline:g} s")
    except WireError as problem:
        return Collected("deferred", rule="NET-103", reason=problem.reason)
    finally:
        collection.close()


async def _talk(collection: Generator[Request, Response, T], transport: Transport, until: float) -> T | Collected:
    clock = asyncio.get_running_loop().time
    request: Request | _Over[T] = _step(lambda: next(collection))
    for _ in range(MOST_REQUESTS):
        if isinstance(request, _Over):
            return request.found
        try:
            answer = await transport.exchange(request, max(0.0, until - clock()))
        except WireError as problem:
            request = _thrown(collection, problem)
        else:
            request = _sent(collection, answer)
    return (
        request.found if isinstance(request, _Over) else Collected("refused", rule="NET-112", reason=f"more than {MOST_REQUESTS} requests")
    )


def _thrown(collection: Generator[Request, Response, T], problem: WireError) -> Request | _Over[T]:
    return _step(lambda: collection.throw(problem))


def _sent(collection: Generator[Request, Response, T], answer: Response) -> Request | _Over[T]:
    return _step(lambda: collection.send(answer))


def _step(move: Callable[[], Request]) -> Request | _Over[T]:
    try:
        return move()
    except StopIteration as end:
        return _Over(end.value)
    except (WireError, HubError):
        raise
    except Exception as problem:  # the border to code that others write
        raise AdapterError("QUE-010", reason=places(problem)[-1]) from problem
