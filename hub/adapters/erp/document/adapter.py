"""The document adapter: sends the mapped document as it is and reads the answer's status.

It never sends twice by itself. Over a folder, or to a receiver that honours `Idempotency-Key`, sending the same
delivery again is harmless; with `idempotent: false` an unknown outcome is held for a person.

>>> Document().look_up.__name__
'look_up'
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.adapters.answers import body_id, reference, refusal, retry_after
from hub.adapters.base import Adapter, Conversation, Parcel, Receipt, Request, Response, Send, WireError
from hub.adapters.conversation import lost


class DocumentSettings(BaseModel):
    """`idempotent`: the receiver takes the same `Idempotency-Key` once. `accepted`: statuses beside 2xx that mean "taken"."""

    model_config = ConfigDict(extra="forbid")

    idempotent: bool = Field(default=True, description="the receiver takes a delivery with the same Idempotency-Key only once")
    accepted: list[int] = Field(default=[], description="HTTP statuses beside 2xx that mean the document was taken")


class Document(Adapter):
    """Any system that takes whole documents."""

    name = "erp/document"
    settings_model: ClassVar[type[BaseModel]] = DocumentSettings
    carries: ClassVar[Mapping[str, str]] = {"*": "send"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "key"
    reads: ClassVar[bool] = False

    def deliver(self, parcel: Parcel) -> Conversation:
        """Send the bytes; the status says how it went."""
        try:
            answer = yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key)
        except WireError as problem:
            return lost(problem)
        return self._receipt(answer)

    def look_up(self, parcel: Parcel) -> Conversation:  # noqa: ARG002  # there is nobody to ask
        """A document cannot be looked up: send it again if the key makes that harmless, else leave it to a person."""
        yield from _nothing()
        if self._settings.idempotent:
            return Receipt("deferred")
        return Receipt("unknown", rule="NET-105")

    @property
    def _settings(self) -> DocumentSettings:
        assert isinstance(self.settings, DocumentSettings)
        return self.settings

    def _receipt(self, answer: Response) -> Receipt:
        if 200 <= answer.status < 300 or answer.status in self._settings.accepted:
            return Receipt("created", reference=reference(answer))
        if answer.status == 409 and body_id(answer):
            return Receipt("duplicate", reference=body_id(answer))
        receipt = refusal(answer)
        assert receipt is not None
        return replace(receipt, outcome="unknown") if self._perhaps(answer) else receipt

    def _perhaps(self, answer: Response) -> bool:
        # Law 3: a server may fail after it took the document. Who takes a key twice may be sent it again; of anybody else only one that
        # names a time to come back (RFC 9110, 15.6.4) says that it did nothing.
        return not self._settings.idempotent and answer.status >= 500 and retry_after(answer) is None


def _nothing() -> Generator[Request, Response, None]:
    yield from ()


ADAPTER = Document
