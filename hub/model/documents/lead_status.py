"""What became of a lead at the seller (`lead_status/1`): received, a duplicate, contacted, won, lost.

The status quotes the lead by its own number and stands in its thread. A duplicate is an answer like any other and names the
record that was there before. `sequence` grows with every status of one lead; a late one is recorded and changes nothing.

>>> LeadStatus.model_validate({"leadReference": {"id": "444"}, "statusCode": "duplicate"}).thread()
'444'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.lead_status import status_doubts
from hub.model.documents.common import Amount, Closed, Document, Many, Maybe, Note
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.person import Person
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line
from hub.model.location import Finding


class LeadReference(Closed):
    """The lead that is meant: its number as the seller got it, and the number at the source where the seller kept it."""

    id: Key
    source_lead_id: Maybe[Key] = None


class EarlierRecord(Closed):
    """What the seller had already: another lead of the hub, or a record of the seller's own system."""

    lead_id: Maybe[Key] = None
    source_lead_id: Maybe[Key] = None
    record_id: Maybe[Key] = None
    record_type: Maybe[CodeText] = None


class StatusReason(Closed):
    """Why. `code`: spam, advertiser, duplicate, wrongCategory, noQuantity, unreachable, noBudget, competitor, outOfArea, expired
    or the seller's own code.
    """

    code: Maybe[CodeText] = None
    text: Maybe[Line] = None


class QualityRating(Closed):
    """How good the seller finds the lead."""

    value: Maybe[DecimalStr] = None
    minimum: Maybe[DecimalStr] = None
    maximum: Maybe[DecimalStr] = None
    grade_code: Maybe[CodeText] = None
    comment: Maybe[Line] = None


StatusCode = Literal[
    "received",
    "accepted",
    "duplicate",
    "rejected",
    "contacted",
    "qualified",
    "unqualified",
    "converted",
    "won",
    "lost",
    "expired",
]


class LeadStatus(Document):
    """One status of one lead at one seller. `sourceStatusCode` keeps the seller's own word where several mean the same."""

    document_type: ClassVar[str] = "lead_status/1"
    answers: ClassVar[tuple[str, ...]] = ("lead/1",)
    profiles: ClassVar[Needs] = {
        "hub.lead_status.basic": (
            Need("at"),
            Need("sequence|id"),
            Need("convertedValue/currencyID", "BUS-002"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/lead_status/1.0"] = Field(
        default="https://tradepost.example/schemas/lead_status/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Maybe[Key] = None
    lead_reference: LeadReference
    status_code: StatusCode
    source_status_code: Maybe[CodeText] = None
    sequence: Maybe[DecimalStr] = None
    at: Maybe[Instant] = None
    by: Maybe[Person] = None
    test_indicator: Maybe[StrictBool] = None
    seller_supplier_party: Maybe[Party] = None
    reason: Many[StatusReason] = ()
    duplicate_of: Maybe[EarlierRecord] = None
    record_id: Maybe[Key] = None
    record_type: Maybe[CodeText] = None
    contact_attempts: Maybe[DecimalStr] = None
    opportunity_reference: Maybe[Key] = None
    converted_value: Maybe[Amount] = None
    lost_reason: Maybe[StatusReason] = None
    quality_rating: Maybe[QualityRating] = None
    note: Many[Note] = ()

    def thread(self) -> str:
        return self.lead_reference.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "lead_status", self.id
        yield "lead", self.lead_reference.id
        yield "source_lead", self.lead_reference.source_lead_id
        yield "opportunity", self.opportunity_reference
        yield "record", self.record_id
        if self.duplicate_of is not None:
            yield "lead", self.duplicate_of.lead_id
            yield "source_lead", self.duplicate_of.source_lead_id
            yield "record", self.duplicate_of.record_id

    def doubts(self) -> Iterator[Finding]:
        return status_doubts(self)
