"""What the answers look like, as models: the one source of their JSON names and of the OpenAPI document.

They carry no behaviour and validate nothing that comes in. What a reader may not see is null.
Example: `Head(size=2, ...).model_dump_json(by_alias=True)`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import Response

Instant = str


class Shape(BaseModel):
    """Base of every answer: frozen, camelCase outside, snake_case inside."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


def answer(shape: Shape, status: int = 200) -> Response:
    """The answer's bytes."""
    return Response(shape.model_dump_json(by_alias=True), status, media_type="application/json")


class Receipt(Shape):
    """The post-office receipt: committed, and what became of it so far."""

    parcel: str
    state: Literal["received", "opened", "held"]
    leaf: str = Field(description="Hash of the ledger leaf that says the parcel arrived.")
    duplicate_of: str | None
    acknowledgement: str | None
    findings: list[dict[str, Any]]
    messages: list[dict[str, Any]]


class DeliverySummary(Shape):
    """One delivery in the answer for its message. `member` is the receiver; `system` is shown to that member only."""

    key: str
    member: str
    system: str | None
    state: str
    acknowledged: str | None


class MessageSummary(Shape):
    """One message in a list. Null: not known, or not for this reader."""

    id: str
    direction: Literal["in", "out"]
    parcel: str | None
    sender: str | None
    receiver: str | None
    system: str | None
    agreement: str | None
    format: str | None
    version: str | None
    control_number: str | None
    document: str | None
    thread: str | None
    state: str
    verdict: Literal["clean", "warnings", "rejected"] | None
    test: bool
    cause: str | None
    fault: str | None
    duplicate_of: str | None
    causation: str | None
    received_at: Instant
    deliveries: list[DeliverySummary]


class MessageView(MessageSummary):
    """One message. Findings and coverage are told to its sender and to the operator, not to the receiver."""

    findings: list[dict[str, Any]] | None
    coverage: dict[str, Any] | None


class MessagePage(Shape):
    """A page of messages; `next` is the cursor of the one after it."""

    items: list[MessageSummary]
    next: str | None


class DeliveryView(Shape):
    """One delivery. What is inside the receiving side (system, cause, attempts) is null for the sender."""

    key: str
    message: str
    member: str
    state: str
    acknowledged: str | None
    receipt: dict[str, Any] | None
    created_at: Instant
    promised_at: Instant | None
    ended_at: Instant | None
    replay_of: str | None
    system: str | None
    target: str | None
    agreement: str | None
    attempts: int | None
    control_number: int | None
    cause: str | None
    fault: str | None
    due_at: Instant | None


class Deliveries(Shape):
    """The deliveries of a message, oldest first."""

    items: list[DeliveryView]


class StoppedPage(Shape):
    """A page of stopped deliveries; `next` is the cursor of the one after it."""

    items: list[DeliveryView]
    next: str | None


class Call(Shape):
    """One request of an attempt: digests of what was sent and answered, 0 as the status where nothing came back."""

    method: str
    path: str
    sent: str
    status: int
    answered: str
    problem: str


class Attempt(Shape):
    """One try of a delivery."""

    ordinal: int
    outcome: str
    rule: str | None
    reason: str | None
    reference: str | None
    status: int | None
    sent_digest: str | None
    answer: str | None
    calls: list[Call]
    started_at: Instant
    ended_at: Instant


class Attempts(Shape):
    """The attempts of a delivery in order."""

    items: list[Attempt]


class Event(Shape):
    """One leaf. The hash is shown where all facts are: without them it proves nothing to the reader."""

    kind: str
    at: Instant
    facts: dict[str, Any]
    whole: bool
    position: int | None
    hash: str | None


class Events(Shape):
    """What the ledger says about a message, in order."""

    items: list[Event]


class PartOfParcel(Shape):
    """One message in the answer for its parcel."""

    id: str
    format: str | None
    control_number: str | None
    document: str | None
    state: str
    verdict: Literal["clean", "warnings", "rejected"]


class ParcelView(Shape):
    """Bytes as they arrived. `messages` is null where there are more than a thousand."""

    id: str
    member: str
    system: str
    transport: str
    name: str | None
    media_type: str
    state: str
    test: bool
    digest: str | None
    size: int | None
    findings: list[dict[str, Any]]
    opened: int
    received_at: Instant
    messages: list[PartOfParcel] | None


class Example(Shape):
    """The oldest of what stopped for one cause. `finding`: what is wrong, at its place in what the sender wrote, and what would be right."""

    message: str
    delivery: str | None
    reference: str | None = Field(description="The number that the sender gave the document.")
    sender: str | None
    system: str | None = Field(description="Of a message, where it came from; of a delivery, where it goes.")
    format: str | None
    finding: dict[str, Any] | None


class Cause(Shape):
    """Why messages or deliveries stopped: one cause, how many, the oldest of them, and what would free all."""

    cause: str
    kind: Literal["message", "delivery"]
    state: Literal["held", "rejected", "dead"]
    rule: str | None
    fault: str | None
    messages: int
    deliveries: int
    first: str = Field(description="The oldest: a message's id or a delivery's key.")
    oldest: Instant
    example: Example


class Causes(Shape):
    """All causes, the most frequent first."""

    items: list[Cause]


class Owed(Shape):
    """Something that is owed next. `by`: the member that owes it, null where it is the hub. `what`: a document or a format."""

    kind: Literal["reply", "offer", "delivery", "acknowledgement"]
    what: str
    by: str | None
    to: str | None
    message: str
    since: Instant
    due: Instant | None
    overdue: bool


class OfferView(Shape):
    """A lead at one seller. Its source sees every candidate, a seller itself only."""

    lead: str
    seller: str
    state: str
    message: str | None
    status: str | None
    offered_at: Instant | None
    until: Instant | None
    ended_at: Instant | None


class Thread(Shape):
    """A business conversation, oldest first, the offers of its leads, and what is owed next, the earliest due first."""

    reference: str
    items: list[MessageSummary]
    offers: list[OfferView]
    owed: list[Owed]


class Head(Shape):
    """The newest signed head of the ledger; `note` is the C2SP signed note, whole."""

    origin: str
    size: int
    root: str
    signed_at: Instant
    note: str


class ParcelPage(Shape):
    """A page of held parcels; `next` is the cursor of the one after it."""

    items: list[ParcelView]
    next: str | None


class Replayed(Shape):
    """What a replay led to: the parcel, the message, or the delivery that is owed now."""

    parcel: ParcelView | None = None

    message: MessageView | None = None
    delivery: DeliveryView | None = None


class Released(Shape):
    """How many notices of a system are due again."""

    released: int


class Status(Shape):
    """Whether the process lives, or can take something."""

    status: Literal["alive", "ready"]


class Located(Shape):
    """One thing that is wrong, in both languages, with its place."""

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    message_zh: str = Field(alias="message_zh")
    fix: str
    fix_zh: str = Field(alias="fix_zh")
    pointer: str | None
    where: dict[str, Any]


class ProblemDetails(Shape):
    """RFC 9457: why a request was not served."""

    type: str
    title: str
    status: int
    detail: str
    rule: str
    instance: str
    request_id: str
    errors: list[Located]
