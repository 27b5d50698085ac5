"""What an adapter is: one business system, described as conversations that do no I/O.

An adapter yields requests and is sent responses; the hub drives them over a transport, with deadlines, pace and
recording in one place. A wire error is thrown into the conversation, so that the adapter decides between looking
up and giving up. It never opens a socket, a file or a clock.

>>> next(Plain().deliver(Parcel("d1", "b1", b"{}", "application/json", "d1.json"))).body
b'{}'
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal["created", "updated", "merged", "duplicate", "rejected", "deferred", "unknown"]


@dataclass(frozen=True, slots=True)
class Http:
    """A request over HTTP. `path` is joined to the system's configured URL; secrets are added by the transport."""

    method: str
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes handed to whatever document transport the system is configured with (folder, AS2, SFTP, HTTP POST).

    `key` is the delivery's idempotency key: transports carry it where they can and make the second write of the
    same key harmless.
    """

    body: bytes
    media_type: str
    name: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)


Request = Http | Send


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `status` is the HTTP status, or 200 where the wire has none; `body` is capped.

    `cookies` are those that the answer sets; nobody sends them again but the adapter itself, which puts them into a header.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, str] = field(default_factory=dict)


class WireError(Exception):
    """The wire failed. `sent` is False only when certainly nothing reached the other side."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Brought:
    """A document that came in the answer to a delivery: the bytes as they came, to be taken in as a parcel of that system."""

    body: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one attempt ended, in the words of the receiving system.

    `reference` is the receiver's own id. `after`: seconds that the receiver asked us to wait (deferred).
    `rule` is a catalogue id and `reason` the receiver's words where it refused, deferred or left us unknowing.
    `brought`: documents in the answer, an acknowledgement for one; the hub takes them in before it writes down how the attempt ended.
    """

    outcome: Outcome
    reference: str = ""
    rule: str = ""
    reason: str = ""
    after: float | None = None
    brought: tuple[Brought, ...] = ()


Conversation = Generator[Request, Response, Receipt]


@dataclass(frozen=True, slots=True)
class Probe:
    """What a system says of itself when asked whether we could work with it. The hub compares `clock` with its own.

    `outcome`: `ready`, `refused` (it is there and does not let us in) or `unreachable` (it does not answer, or not as such a system
    would). `clock` is the system's own moment as it states it (the Date header of HTTP), "" where it states none. `values` are its
    value lists by name (units, products): what an order may name there.
    """

    outcome: Literal["ready", "refused", "unreachable"]
    version: str = ""
    clock: str = ""
    rule: str = ""
    reason: str = ""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a record that an earlier receipt named: delivered is not processed.

    `state`: `processed`, `pending` (not yet, or only halfway), `failed` or `unknown`. A remote state that the adapter does not know is
    `unknown` and named in `reason`.
    """

    state: Literal["processed", "pending", "failed", "unknown"]
    reason: str = ""


Probing = Generator[Request, Response, Probe]
Checking = Generator[Request, Response, Status]


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature is made of beside the request: the whole URL, the moment (seconds since 1970 UTC), a random text, the secrets.

    `secrets` are the values of the adapter's settings that are references, by the name of the setting; a list has several.
    """

    url: str
    at: int
    nonce: str
    secrets: Mapping[str, Sequence[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a place of the receiver's own message can hold: at most `length` characters, all of them in `charset`.

    `values`: the only ones that it knows. What does not fit stops the delivery and is told; nothing is ever cut.
    """

    length: int | None = None
    charset: str = ""
    values: frozenset[str] = frozenset()


# How far an adapter was tried, from the strongest evidence to the weakest. Nothing is claimed beyond it.
Evidence = Literal["real server", "independent mock", "vendor contract", "wire format"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a delivery carries to the adapter: the two keys, and the bytes in the receiver's own format.

    `delivery_key` is stable for ever; `business_key` is sender + type + id + revision. `document` is the canonical
    document as JSON values, for adapters that speak an API instead of a format (see `Adapter.reads`). `resuming`: an earlier attempt ended unknown.
    """

    delivery_key: str
    business_key: str
    body: bytes
    media_type: str
    name: str
    document: Mapping[str, Any] | None = None
    resuming: bool = False


class NoSettings(BaseModel):
    """Settings of an adapter that has none."""

    model_config = ConfigDict(extra="forbid")


class Adapter:
    """One kind of business system. Subclasses say their name, what they carry, how they tell twice from once.

    `dedupe`: `key` (the receiver honours our idempotency key), `upsert`, `lookup` (we ask before we create),
    `none`. `carries` maps a document type (`order/1`, or `*`) to the verb used: `create`, `update`, `send` for what it takes, `poll`
    for what it gives. `speaks` maps the same document types to the message that it takes or gives (`json/tryton-order`), made by the map
    of that name; what is not named there travels as the agreement says. `reads`: it looks into `Parcel.document`; one that hands
    the bytes over as they are says False, and the document need not be parsed for it.
    `limits`: by message, what each place of it holds (`order/lines[*]/quantity`). `evidence`: how it was tried, and with what (`tried`).
    """

    name: ClassVar[str]
    settings_model: ClassVar[type[BaseModel]] = NoSettings
    carries: ClassVar[Mapping[str, str]] = {}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "none"
    reads: ClassVar[bool] = True
    speaks: ClassVar[Mapping[str, str]] = {}
    limits: ClassVar[Mapping[str, Mapping[str, Limit]]] = {}
    evidence: ClassVar[Evidence] = "wire format"
    tried: ClassVar[str] = ""

    def __init__(self, settings: BaseModel | None = None) -> None:
        self.settings = settings if settings is not None else self.settings_model()

    def deliver(self, parcel: Parcel) -> Conversation:  # noqa: ARG002  # the contract's own shape
        """Hand over one delivery. Law 3: ends `unknown` unless it knows."""
        raise TypeError(f"{self.name} delivers nothing")

    def look_up(self, parcel: Parcel) -> Conversation:  # noqa: ARG002
        """Find out whether an earlier attempt got through: `duplicate`/`created` if so, `deferred` to send again,
        `unknown` when the system cannot tell.
        """
        raise TypeError(f"{self.name} cannot look up")

    def sign(self, request: Request, signing: Signing) -> Mapping[str, str]:  # noqa: ARG002
        """Headers that prove who asks, for systems where a bearer token is not enough. Pure: the moment and the nonce are given."""
        return {}

    def check(self, reference: str) -> Checking:  # noqa: ARG002
        """What became of the record with the receiver's own id."""
        raise TypeError(f"{self.name} cannot say what became of a record")

    def probe(self) -> Probing:
        """Ask the system whether it is there, lets us in, and what it knows."""
        raise TypeError(f"{self.name} cannot be probed")


class Plain(Adapter):
    """The smallest adapter: sends the bytes and believes the answer. Used in examples and tests."""

    name = "erp/plain"
    carries: ClassVar[Mapping[str, str]] = {"*": "send"}

    def deliver(self, parcel: Parcel) -> Conversation:
        answer = yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key)
        return Receipt("created" if answer.status < 300 else "rejected")
