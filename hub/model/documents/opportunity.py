"""The opportunity: a possible sale that a seller pursues, from the first talk to won or lost (`opportunity/1`).

It stands in the thread of the lead that it grew from, and in one of its own where it grew from none.

>>> Opportunity.model_validate({"id": "OPP-7", "leadReference": [{"id": "444"}]}).thread()
'444'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.opportunity import opportunity_doubts
from hub.model.documents.common import Amount, Closed, Document, Many, Maybe, Note, Quantity
from hub.model.documents.lead import LeadBuyer
from hub.model.documents.lead_status import LeadReference, StatusReason
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.person import Person
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate
from hub.model.documents.trade import Item, Price
from hub.model.location import Finding


class Stage(Closed):
    """How far it has come, in the seller's own pipeline."""

    code: Maybe[CodeText] = None
    label: Maybe[Line] = None
    pipeline_id: Maybe[Key] = None
    probability_percent: Maybe[DecimalStr] = None


class OpportunityLine(Closed):
    """One item that may be sold."""

    id: Maybe[Key] = None
    item: Maybe[Item] = None
    quantity: Maybe[Quantity] = None
    price: Maybe[Price] = None
    line_extension_amount: Maybe[Amount] = None


class Competitor(Closed):
    """Who else offers, and whether they got it."""

    name: Maybe[Line] = None
    status_code: Maybe[CodeText] = None


class ActivitiesSummary(Closed):
    """What has been done about it so far."""

    activity_count: Maybe[DecimalStr] = None
    last_activity_at: Maybe[Instant] = None
    next_activity_at: Maybe[Instant] = None
    description: Maybe[Line] = None


class Opportunity(Document):
    """An opportunity. `revision` grows with every change the seller reports."""

    document_type: ClassVar[str] = "opportunity/1"
    answers: ClassVar[tuple[str, ...]] = ("lead/1",)
    profiles: ClassVar[Needs] = {
        "hub.opportunity.basic": (
            Need("name"),
            Need("statusCode"),
            Need("amount/currencyID", "BUS-002"),
            Need("opportunityLine/*/quantity/unitCode|sourceUnit", "BUS-003"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/opportunity/1.0"] = Field(
        default="https://tradepost.example/schemas/opportunity/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    lead_reference: Many[LeadReference] = ()
    name: Maybe[Line] = None
    status_code: Maybe[Literal["open", "won", "lost"]] = None
    stage: Maybe[Stage] = None
    amount: Maybe[Amount] = None
    expected_close_date: Maybe[LocalDate] = None
    at: Maybe[Instant] = None
    buyer: Maybe[LeadBuyer] = None
    seller_supplier_party: Maybe[Party] = None
    contact: Many[Person] = ()
    opportunity_line: Many[OpportunityLine] = ()
    quote_reference: Maybe[Key] = None
    order_reference: Maybe[Key] = None
    competitor: Many[Competitor] = ()
    lost_reason: Maybe[StatusReason] = None
    owner: Maybe[Person] = None
    activities_summary: Maybe[ActivitiesSummary] = None
    note: Many[Note] = ()

    def thread(self) -> str:
        return self.lead_reference[0].id if self.lead_reference else self.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "opportunity", self.id
        for lead in self.lead_reference:
            yield "lead", lead.id
            yield "source_lead", lead.source_lead_id
        yield "quotation", self.quote_reference
        yield "order", self.order_reference

    def doubts(self) -> Iterator[Finding]:
        return opportunity_doubts(self)
