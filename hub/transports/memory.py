"""Receivers inside the process, for the demonstration and for tests: they keep what they get and may be told to fail.

Nothing leaves the process and nothing survives it. A box honours idempotency keys: the same key twice is taken once.

>>> boxes = Boxes(); boxes.box("acme").taken
[]
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable

from hub.adapters.base import Request, Response, Send, WireError

# What a box does instead of taking a request: answer this, fail like this, or ask a function.
Behaviour = Response | WireError | Callable[[Request], Response | WireError]


class Box:
    """One receiver. `asked`: every request; `taken`: each accepted document once, in order of arrival."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[Request] = []
        self.taken: list[Send] = []
        self.delay = 0.0
        self._script: deque[Behaviour] = deque()
        self._ids: dict[str, str] = {}

    def script(self, *behaviours: Behaviour) -> None:
        """What the next requests meet, one each; afterwards everything is taken."""
        self._script.extend(behaviours)

    async def exchange(self, request: Request, deadline: float) -> Response:
        self.asked.append(request)
        if self.delay:
            await self._wait(deadline)
        behaviour = self._script.popleft() if self._script else self.take
        answer = behaviour(request) if callable(behaviour) else behaviour
        if isinstance(answer, WireError):
            raise answer
        return answer

    async def _wait(self, deadline: float) -> None:
        await asyncio.sleep(min(self.delay, deadline))
        if self.delay > deadline:
            raise WireError("no answer in time", sent=True)

    def take(self, request: Request) -> Response:
        """Accept a document: 201 and a new id, or 200 and the old one for a key that was seen before."""
        if not isinstance(request, Send):
            return Response(404, {}, b"")
        known = self._ids.get(request.key)
        if known is None:
            self._ids[request.key] = f"{self.name}-{len(self._ids) + 1}"
            self.taken.append(request)
        answer = json.dumps({"id": self._ids[request.key]}).encode()
        return Response(201 if known is None else 200, {"content-type": "application/json"}, answer)

    def lose_answer(self, request: Request) -> WireError:
        """A behaviour: the document is taken, but the answer never arrives."""
        self.take(request)
        return WireError("connection lost while waiting for the answer", sent=True)


class Boxes:
    """The boxes of one process, by the name that the configuration gives (`out: {memory: NAME}`)."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}

    def box(self, name: str) -> Box:
        """The box of this name, made when first asked for."""
        if name not in self._boxes:
            self._boxes[name] = Box(name)
        return self._boxes[name]
