"""Standard Webhooks, out and in: for CRMs and platforms that are told by a signed call and tell us by one.

It never sends twice by itself: `webhook-id` is the delivery's key, the same at every attempt, and the receiver takes it once. A call to us is
verified before it is read. Example: `adapter: crm/webhook` with `settings: {secrets: [env:ACME_WHSEC]}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.adapters.answers import reference, refusal, words
from hub.adapters.base import Adapter, Conversation, Evidence, Http, Parcel, Receipt, Request, Send, Signing, WireError
from hub.adapters.conversation import lost
from hub.adapters.crm.webhook.signature import WINDOW, holds, stated
from hub.adapters.inbound import Call, Collected, Collecting, Fetched, Notice, Received, Rejected
from hub.errors import Misconfigured
from hub.model.config import Secret

_GONE = 410  # the receiver wants no more calls at this address
_LONGEST = 255


class WebhookSettings(BaseModel):
    """`secrets`: what signs our calls; two while the receiver changes from one to the other."""

    model_config = ConfigDict(extra="forbid")

    secrets: list[Secret] = Field(
        min_length=1, max_length=2, description="`whsec_…` under which calls are signed; two while one is changed"
    )


class Webhook(Adapter):
    """Any system that takes Standard Webhooks, and may send them."""

    name = "crm/webhook"
    settings_model: ClassVar[type[BaseModel]] = WebhookSettings
    carries: ClassVar[Mapping[str, str]] = {"*": "send"}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "key"
    reads: ClassVar[bool] = False
    evidence: ClassVar[Evidence] = "wire format"
    tried: ClassVar[str] = "calls and signatures both ways against the standard's own package from PyPI"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Call with the bytes; the status says how it went."""
        try:
            answer = yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key)
        except WireError as problem:
            return lost(problem)
        if answer.status == _GONE:
            raise Misconfigured("NET-116", reason=words(answer))
        return refusal(answer) or Receipt("created", reference=reference(answer))

    def sign(self, request: Request, signing: Signing) -> Mapping[str, str]:
        """The three headers of the standard; the moment is that of the attempt."""
        if not isinstance(request, Send):
            return {}
        signatures = [stated(secret, request.key, signing.at, request.body) for secret in signing.secrets["secrets"]]
        return {"webhook-id": request.key, "webhook-timestamp": str(signing.at), "webhook-signature": " ".join(signatures)}

    def receive(self, call: Call, secret: bytes) -> Received | Rejected:
        """The document of a call that is signed and of this moment. One that is replayed brings what it brought before, under the same key."""
        key, moment = call.headers.get("webhook-id", ""), _moment(call.headers.get("webhook-timestamp", ""))
        if call.method != "POST" or not key or len(key) > _LONGEST or moment is None:
            return Rejected("NET-114", 400)
        if not secret or not holds(secret.decode(), key, moment, call.body, call.headers.get("webhook-signature", "")):
            return Rejected("NET-113")
        if abs(call.at - moment) > WINDOW:
            return Rejected("NET-117")
        media_type = call.headers.get("content-type", "application/json")
        # An id that is used for something else too must not hide it: the body is what tells one call from another.
        version = hashlib.sha256(call.body).hexdigest()[:16]
        return Received(parcels=(Fetched(f"webhook/{key}", "", call.body, f"{_plain(key)}.json", media_type, version=version),))

    def collect(self, notice: Notice, known: Collection[str]) -> Collecting:  # noqa: ARG002  # the call brought everything
        """Nothing is owed."""
        yield from _nothing()
        return Collected("fetched")


def _moment(text: str) -> int | None:
    """Whole seconds since 1970, as the standard writes them."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _plain(key: str) -> str:
    """An id as a part of a file name."""
    return "".join(one if one.isalnum() or one in "-_" else "-" for one in key)


def _nothing() -> Iterator[Http]:
    yield from ()


ADAPTER = Webhook
