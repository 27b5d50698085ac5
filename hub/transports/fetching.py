"""Drives the fetching half of an adapter over a transport, under one deadline, to how it ended.

It decides nothing and tries nothing twice. Example: `found = await collect(adapter.collect(notice, known), transport, 30.0)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from hub.adapters.base import Http, Response, WireError
from hub.adapters.conversation import AdapterError, places
from hub.adapters.inbound import Collected, Collecting
from hub.errors import HubError
from hub.transports.base import Transport

MOST_REQUESTS: Final = 20


async def collect(collection: Collecting, transport: Transport, deadline: float) -> Collected:
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


async def _talk(collection: Collecting, transport: Transport, until: float) -> Collected:
    clock = asyncio.get_running_loop().time
    request = _step(lambda: next(collection))
    for _ in range(MOST_REQUESTS):
        if isinstance(request, Collected):
            return request
        try:
            answer = await transport.exchange(request, max(0.0, until - clock()))
        except WireError as problem:
            request = _thrown(collection, problem)
        else:
            request = _sent(collection, answer)
    return request if isinstance(request, Collected) else Collected("refused", rule="NET-112", reason=f"more than {MOST_REQUESTS} requests")


def _thrown(collection: Collecting, problem: WireError) -> Http | Collected:
    return _step(lambda: collection.throw(problem))


def _sent(collection: Collecting, answer: Response) -> Http | Collected:
    return _step(lambda: collection.send(answer))


def _step(move: Callable[[], Http]) -> Http | Collected:
    try:
        return move()
    except StopIteration as end:
        found: Collected = end.value
        return found
    except (WireError, HubError):
        raise
    except Exception as problem:  # the border to code that others write
        raise AdapterError("QUE-010", reason=places(problem)[-1]) from problem
