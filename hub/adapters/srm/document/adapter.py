"""Supplier qualification to an SRM that takes whole documents: the document adapter with the defaults of such systems.

It takes nothing but what belongs to a qualification, tells the digest of what it sends, and does not trust a portal to know a key again.
Example: `adapter: srm/document` in a system's configuration.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, Field

from hub.adapters.base import Conversation, Parcel, Send, WireError
from hub.adapters.conversation import lost
from hub.adapters.erp.document.adapter import Document, DocumentSettings

CARRIED = ("qualification_request/1", "supplier_qualification/1", "qualification_decision/1", "transaction_rating/1", "party/1")


class SupplierDocumentSettings(DocumentSettings):
    """Those of the document adapter. Portals rarely know a key again, so that what may have arrived waits for a person."""

    idempotent: bool = Field(default=False, description="the receiver takes a delivery with the same Idempotency-Key only once")


class SupplierDocument(Document):
    """Any SRM that takes whole documents of a supplier qualification."""

    name = "srm/document"
    settings_model: ClassVar[type[BaseModel]] = SupplierDocumentSettings
    carries: ClassVar[Mapping[str, str]] = dict.fromkeys(CARRIED, "send")

    def deliver(self, parcel: Parcel) -> Conversation:
        """Send the bytes with their digest: the one that a decision on this dossier has to name."""
        try:
            answer = yield Send(parcel.body, parcel.media_type, parcel.name, parcel.delivery_key, {"Repr-Digest": digest(parcel.body)})
        except WireError as problem:
            return lost(problem)
        return self._receipt(answer)


def digest(body: bytes) -> str:
    """The SHA-256 of what is sent, as RFC 9530 writes it.

    >>> digest(b"{}")
    'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:'
    """
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


ADAPTER = SupplierDocument
