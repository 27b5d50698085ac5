"""How the kits play a conversation: the fakes they ask, the wires that fail, and what a peer may say that makes no sense.

Nothing here opens a socket. Example: `play(adapter.deliver(PARCEL), willing).outcome`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from hub.adapters.base import Adapter, Conversation, Http, Parcel, Receipt, Request, Response, WireError
from hub.adapters.conversation import Dialogue

Reply = Response | WireError
# What a peer that works answers to each request of a conversation: `(request, number from 0) -> reply`.
Peer = Callable[[Request, int], Reply]

PARCEL = Parcel(
    "01900000-0000-7000-8000-000000000001", "acme|order/1|PO-1|0", b'{"id": "PO-1"}', "application/json", "PO-1.json", {"id": "PO-1"}
)
NONSENSE: Sequence[Response] = (
    Response(200, {}, b""),
    Response(200, {"content-type": "application/json"}, b"{"),
    Response(200, {}, b"\xff\xfe\x00"),
    Response(200, {}, b"[" * 5000),
    Response(200, {}, b'{"id": {"deeper": [null]}}'),
    Response(204, {}, b""),
    Response(302, {"location": "http://127.0.0.1/"}, b""),
    Response(400, {}, b"no"),
    Response(401, {}, b"who?"),
    Response(404, {}, b""),
    Response(409, {}, b"null"),
    Response(429, {"retry-after": "-1"}, b""),
    Response(503, {"retry-after": "soon"}, b"<html>"),
    Response(999, {}, b""),
)
SENT, UNSENT = WireError("connection lost", sent=True), WireError("no connection", sent=False)
ARRIVED = frozenset({"created", "updated", "merged", "duplicate"})
MOST = 200  # requests; a conversation that asks for ever is cut off

T = TypeVar("T")


class FakePeer(Protocol):
    """A small fake of the other system, new for each test: it keeps what it is sent, as the real one would."""

    def answer(self, request: Request) -> Response:
        """What the real system answers to this request, having done what it asks."""
        ...

    def held(self) -> object:
        """The business records that it has, as values that can be compared; empty (false) at first. Whatever changes at each
        request (tokens, times, versions) is left out.
        """
        ...


class PolledPeer(Protocol):
    """A fake of a system with rows that are asked for. Moments are seconds since 1970 UTC."""

    def answer(self, request: Request) -> Response:
        """What the real system answers to this request."""
        ...

    def add(self, name: str, created: int, changed: int | None = None) -> None:
        """A row appears; `changed` None: it was never changed since."""
        ...

    def change(self, name: str, at: int) -> None:
        """A row changes."""
        ...

    def remove(self, name: str) -> None:
        """A row is gone."""
        ...


def play(conversation: Conversation, peer: Peer) -> Receipt:
    """Run a conversation that delivers or looks up to its receipt, with the checks of the hub."""
    dialogue = Dialogue(conversation)
    request, number = dialogue.begin(), 0
    while request is not None:
        reply = peer(request, number)
        request = dialogue.fail(reply) if isinstance(reply, WireError) else dialogue.answer(reply)
        number += 1
    dialogue.close()
    assert dialogue.receipt is not None
    return dialogue.receipt


def run(conversation: Generator[Request, Response, T], peer: Peer) -> T:
    """Run any other conversation (probe, check, poll) to its end. A wire error that it lets pass is raised."""
    try:
        request = next(conversation)
        for number in range(MOST):
            reply = peer(request, number)
            request = conversation.throw(reply) if isinstance(reply, WireError) else conversation.send(reply)
    except StopIteration as end:
        found: T = end.value
        return found
    finally:
        conversation.close()
    raise AssertionError(f"it asked more than {MOST} times")


def willing(_request: Request, number: int) -> Reply:
    """A peer that takes everything and names an id."""
    return Response(201, {"content-type": "application/json"}, b'{"id": "R-%d"}' % number)


def handed_over(adapter: Adapter, parcel: Parcel, peer: Peer) -> Receipt:
    """One attempt as the hub makes it: where an earlier one ended unknown, the receiver is asked first."""
    if parcel.resuming:
        found = _looked_up(adapter, parcel, peer)
        if found.outcome != "deferred":
            return found
    return play(adapter.deliver(parcel), peer)


def _looked_up(adapter: Adapter, parcel: Parcel, peer: Peer) -> Receipt:
    if type(adapter).look_up is Adapter.look_up:
        return Receipt("deferred" if adapter.dedupe in ("key", "upsert") else "unknown")
    receipt = play(adapter.look_up(parcel), peer)
    no_answer = receipt.rule in ("NET-103", "NET-104")
    return replace(receipt, outcome="unknown") if no_answer else receipt


def asked(peer: FakePeer | PolledPeer, requests: list[Request] | None = None) -> Peer:
    """A fake as the other end of a conversation; `requests` gets what it was asked."""

    def answer(request: Request, _number: int) -> Reply:
        if requests is not None:
            requests.append(request)
        return peer.answer(request)

    return answer


def failing(peer: FakePeer | PolledPeer, at: int, reply: Reply, *, done: bool) -> Peer:
    """Request number `at` gets another reply than the fake's. `done`: the fake did what it was asked before that."""

    def answer(request: Request, number: int) -> Reply:
        if number != at:
            return peer.answer(request)
        if done:
            peer.answer(request)
        return reply

    return answer


def writes(request: Request) -> bool:
    """Whether a request may change something at the other side."""
    return not isinstance(request, Http) or request.method not in ("GET", "HEAD", "OPTIONS")


def always(reply: Reply) -> Peer:
    """A peer that says the same whatever it is asked."""
    return lambda _request, _number: reply
