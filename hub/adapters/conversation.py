"""One conversation of an adapter, step by step, without a wire: what to send next, until a receipt.

Pure: drivers (`hub.transports.converse`, the public kit) do the sending. It turns an adapter's slips into
`AdapterError`, and a wire error that the adapter let pass into the receipt that law 3 asks for.

>>> from hub.adapters.base import Parcel, Plain, Response
>>> d = Dialogue(Plain().deliver(Parcel("k", "b", b"{}", "application/json", "a.json"))); d.begin() is not None
True
>>> d.answer(Response(201, {}, b"")), d.receipt.outcome
(None, 'created')
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from traceback import extract_tb
from typing import Final, get_args

from hub.adapters.base import Conversation, Http, Outcome, Receipt, Request, Response, Send, WireError
from hub.errors import HubError

MOST_REQUESTS: Final = 200  # an adapter that asks for ever is cut off
OUTCOMES: Final = frozenset(get_args(Outcome))


class AdapterError(HubError):
    """The adapter broke its contract; not the receiver's fault and not the sender's."""


class Dialogue:
    """Begin, answer or fail until it returns None; then `receipt` says how it ended. Close it in any case."""

    def __init__(self, conversation: Conversation, most: int = MOST_REQUESTS) -> None:
        self._conversation = conversation
        self._most = most
        self.requests = 0
        self.receipt: Receipt | None = None

    def begin(self) -> Request | None:
        """The first request."""
        return self._step(lambda: next(self._conversation))

    def answer(self, response: Response) -> Request | None:
        """Hand in what came back; the next request."""
        return self._step(lambda: self._conversation.send(response))

    def fail(self, problem: WireError) -> Request | None:
        """Throw the wire error in, so that the adapter decides between looking up and giving up."""
        try:
            return self._step(lambda: self._conversation.throw(problem))
        except WireError as passed:
            self.receipt = lost(passed)
            return None

    def close(self) -> None:
        """End the generator; one that goes on yielding, or raises on its way out, has a bug."""
        try:
            self._conversation.close()
        except Exception as problem:  # the same border
            raise AdapterError("QUE-010", reason=f"when closed: {places(problem)[-1]}") from problem

    def _step(self, move: Callable[[], Request]) -> Request | None:
        try:
            request = move()
        except StopIteration as end:
            self.receipt = _checked(end.value)
            return None
        except (WireError, HubError):
            raise
        except Exception as problem:  # the border to code that others write: whatever it raises is a bug of that adapter
            raise AdapterError("QUE-010", reason=places(problem)[-1]) from problem
        if not isinstance(request, Http | Send):
            raise AdapterError("QUE-010", reason=f"it yielded {type(request).__name__}, not a request")
        self.requests += 1
        if self.requests > self._most:
            raise AdapterError("QUE-010", reason=f"it asked more than {self._most} times")
        return request


def lost(problem: WireError) -> Receipt:
    """The receipt of a wire error that nobody handled: unknown as soon as anything may have arrived."""
    if problem.sent:
        return Receipt("unknown", rule="NET-104", reason=problem.reason)
    return Receipt("deferred", rule="NET-103", reason=problem.reason)


def places(problem: BaseException) -> list[str]:
    """The way an error came, outermost first, ending in its type and place; never its words, which may quote a document."""
    way = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in extract_tb(problem.__traceback__)]
    return [*way[:-1], f"{type(problem).__name__} in {way[-1]}" if way else type(problem).__name__]


def _checked(value: object) -> Receipt:
    if not isinstance(value, Receipt):
        raise AdapterError("QUE-010", reason=f"it returned {type(value).__name__}, not a receipt")
    if value.outcome not in OUTCOMES:
        raise AdapterError("QUE-010", reason=f"its receipt says {value.outcome!r}")
    return value
