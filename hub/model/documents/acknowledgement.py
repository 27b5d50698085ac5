"""The acknowledgement: word that a message was understood or not (`acknowledgement/1`), with every error located.

It never says what the business decided; that is a response. For members who speak JSON it is the 997 of the hub.

>>> Acknowledgement.model_validate({"id": "a1", "ackOf": {"documentID": "4711"}, "level": "syntax", "code": "accepted"}).code
'accepted'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.common import Closed, Document, Many, Maybe
from hub.model.documents.scalars import CodeText, Instant, Key, Line, Prose


class AckOf(Closed):
    """What is acknowledged: by the hub's ids, by its bytes, or by the sender's own numbers."""

    message_id: Maybe[Key] = None
    parcel_id: Maybe[Key] = None
    raw_sha256: Maybe[Key] = None
    document_key: Maybe[Key] = None
    document_type: Maybe[CodeText] = None
    document_id: Maybe[Key] = None
    format: Maybe[CodeText] = None
    interchange_control_number: Maybe[Key] = None
    group_control_number: Maybe[Key] = None
    message_control_number: Maybe[Key] = None


class SourcePosition(Closed):
    """Where in what was sent; positions count from 1, `byte` from 0; numbers are text like every number here."""

    byte: Maybe[Key] = None
    line: Maybe[Key] = None
    segment: Maybe[Key] = None
    position: Maybe[Key] = None
    element: Maybe[Key] = None
    component: Maybe[Key] = None
    repeat: Maybe[Key] = None
    path: Maybe[Line] = None


class AcknowledgementError(Closed):
    """One thing that was wrong: a rule of the catalogue or the sender's own code, where, and in words."""

    code: CodeText
    severity: Literal["error", "warning", "info"]
    path: Maybe[Line] = None
    source_position: Maybe[SourcePosition] = None
    text: Maybe[Prose] = None
    fix: Maybe[Prose] = None


class Acknowledgement(Document):
    """An acknowledgement, of one message at one level."""

    document_type: ClassVar[str] = "acknowledgement/1"

    schema_: Literal["https://tradepost.example/schemas/acknowledgement/1.0"] = Field(
        default="https://tradepost.example/schemas/acknowledgement/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    ack_of: AckOf
    level: Literal["transport", "syntax", "functional", "business"]
    code: Literal["accepted", "acceptedWithErrors", "rejected"]
    at: Maybe[Instant] = None
    receiver: Maybe[Key] = None
    error: Many[AcknowledgementError] = ()

    def thread(self) -> str:
        return self.ack_of.document_id or self.ack_of.message_id or self.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "acknowledgement", self.id
        yield "order", self.ack_of.document_id
        yield "interchange", self.ack_of.interchange_control_number
