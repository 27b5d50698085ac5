"""EDI with a partner: the interchange goes out as it was written, and what the partner answers in EDI comes in as a parcel of its own.

It shares the document adapter and sets its defaults: a partner takes an interchange under one control number once. It opens nothing of
what came back; a 997 or CONTRL finds its delivery when the parcel is read, whether it came in the answer or a day later.

>>> interchange(Response(200, {}, b"ISA*00*~")).media_type
'application/edi-x12'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Final

from pydantic import BaseModel, Field

from hub.adapters.base import Brought, Conversation, Parcel, Receipt, Response
from hub.adapters.erp.document.adapter import Document, DocumentSettings
from hub.errors import Misconfigured

_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
# How interchanges begin: X12, EDIFACT with and without its service string advice.
_X12: Final = "application/edi-x12"
_EDIFACT: Final = "application/edifact"
_BEGIN: Final = {b"ISA": _X12, b"UNA": _EDIFACT, b"UNB": _EDIFACT}
_ENDINGS: Final = {_X12: "x12", _EDIFACT: "edifact"}


class EdiSettings(DocumentSettings):
    """`idempotent`: as partners do who check control numbers. A delivery keeps its interchange control number at every attempt."""

    idempotent: bool = Field(default=True, description="the partner takes an interchange with the same control number only once")


class Edi(Document):
    """A trading partner."""

    name = "erp/edi"
    settings_model: ClassVar[type[BaseModel]] = EdiSettings
    carries: ClassVar[Mapping[str, str]] = {"*": "send"}
    evidence: ClassVar = "independent mock"
    tried: ClassVar[str] = "mock-edi 0.9.0 over HTTP"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Send an interchange; anything else is for the operator, who has named the wrong format."""
        if begins(parcel.body) == "":
            raise Misconfigured("ADP-004", adapter=self.name, what=parcel.media_type, reason="X12, EDIFACT")
        return (yield from super().deliver(parcel))

    def _receipt(self, answer: Response) -> Receipt:
        receipt = super()._receipt(answer)
        found = interchange(answer)
        return receipt if found is None else replace(receipt, brought=(found,))


def interchange(answer: Response) -> Brought | None:
    """The interchange in the body of an answer, whatever its status and content type say."""
    media_type = begins(answer.body)
    return Brought(answer.body, media_type, f"answer.{_ENDINGS[media_type]}") if media_type else None


def begins(body: bytes) -> str:
    """The media type of what begins like an interchange; "" where it does not."""
    return _BEGIN.get(body[:64].lstrip(_BLANK)[:3], "")


ADAPTER = Edi
