"""What a system calls us with, and how what it only names is fetched: the inbound half of an adapter, without I/O like the other.

A webhook is verified before it is read, and often brings numbers only. It is stored first, as it came; what it names is then work
owed: a notice, whose conversation yields requests and ends in the parcels that were fetched. A lost wire is thrown into the conversation.

>>> Notice("meta/lead/444", {"id": "444"}).key
'meta/lead/444'
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol, runtime_checkable

from hub.adapters.base import Http, Response, WireError


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it reached our door. `headers` have small letters; `query` holds the first value of each name.

    `url` is the address that was called, as the caller wrote it; `at` the moment it came, in seconds since 1970 UTC. Both are signed
    by some systems.
    """

    method: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """Work owed: one thing that a call named. `key` is the same each time it is named, so that it is fetched once."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes as a system gave them, to be taken in as a parcel. `message`: the map that reads them (`json/meta-lead`).

    `key` names the thing, `version` its state at that time where a system has states of it: the same twice is taken once.
    `form`: the key of the form that explains them. `test`: nobody wants anything; it never reaches a live system.
    """

    key: str
    message: str
    body: bytes
    name: str
    media_type: str = "application/json"
    form: str = ""
    test: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A call that is who it says it is. `answer` is what it asks to hear; `parcels` need no fetching."""

    notices: tuple[Notice, ...] = ()
    parcels: tuple[Fetched, ...] = ()
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A call that is turned away, with the HTTP status that says so."""

    rule: str
    status: int = 401


@dataclass(frozen=True, slots=True)
class Collected:
    """How fetching ended. `gone`: it is no longer there, and nobody need ask again. `after`: seconds that we were asked to wait.

    Forms stand before the leads that they explain, so that they are taken in first.
    """

    outcome: Literal["fetched", "gone", "deferred", "refused"]
    parcels: tuple[Fetched, ...] = ()
    rule: str = ""
    reason: str = ""
    after: float | None = None


Collecting = Generator[Http, Response, Collected]


@dataclass(frozen=True, slots=True)
class Page:
    """What one turn of polling brought, oldest first. `cursor`: where the next turn begins; `more`: it may begin at once.

    The cursor is the adapter's own text. It reaches back far enough that a record which a system wrote late, or at the same
    moment as the last one of the page, comes again rather than never: what came before is known by key and version.
    """

    parcels: tuple[Fetched, ...]
    cursor: str
    more: bool = False


Polling = Generator[Http, Response, Page | Collected]


@runtime_checkable
class Pollable(Protocol):
    """An adapter that is asked what is new. Each of its `streams` has a cursor of its own, "" before the first turn."""

    name: ClassVar[str]
    streams: ClassVar[tuple[str, ...]]

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        """Up to about `limit` things after the cursor. A `Collected` says why there is no page: `deferred` or `refused`."""


@runtime_checkable
class Source(Protocol):
    """An adapter that is called. `secret` is what both sides know; `known` are the keys of forms that the hub has already."""

    name: ClassVar[str]

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """Who calls, and what about. Pure, and quick: the caller waits."""

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:
        """Fetch what a notice names."""


_FORM = re.compile(r"([^/:(),]+)(?:,([^/:(),]+))?\)?")


def form_named(key: str) -> tuple[str, str | None]:
    """Number and version of the form that a key names: `meta/form/777`, `linkedin/form/urn:…:(urn:li:leadGenForm:12,2)`."""
    found = _FORM.fullmatch(re.split(r"[/:(]", key)[-1])
    return (found[1], found[2]) if found is not None else (key, None)


def signed(secret: bytes, body: bytes, stated: str) -> bool:
    """Whether a stated hex HMAC-SHA256 is that of the body; compared in constant time. An empty secret is nobody's."""
    return bool(secret) and hmac.compare_digest(
        hmac.new(secret, body, hashlib.sha256).hexdigest().encode(), stated.strip().lower().encode()
    )


Peer = Callable[[Http, int], Response | WireError]


def fetch(collection: Collecting, peer: Peer, most: int = 20) -> Collected:
    """Drive a collection with something that answers each request (number from 0); a wire that nobody minded defers it."""
    try:
        request = next(collection)
        for number in range(most):
            reply = peer(request, number)
            request = collection.throw(reply) if isinstance(reply, WireError) else collection.send(reply)
    except StopIteration as end:
        found: Collected = end.value
        return found
    except WireError as problem:
        return Collected("deferred", rule="NET-103", reason=problem.reason)
    finally:
        collection.close()
    return Collected("refused", rule="NET-112", reason=f"more than {most} requests")
