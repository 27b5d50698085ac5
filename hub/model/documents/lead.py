"""The lead: somebody who may buy, what they want, where they came from and what they agreed to (`lead/1`).

Only the number is required. `id` is the number that the sender gives the lead and that every answer quotes; it names the
conversation. `sourceLeadID` is the number at the platform where the person filled in the form, when a portal passes the lead on.

>>> Lead.model_validate({"id": "444", "sourceLeadID": "9007199254740993"}).thread()
'444'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.lead import lead_doubts
from hub.model.documents.common import Amount, Attachment, Closed, Code, Document, Many, Maybe, Note, Quantity
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Address, Party
from hub.model.documents.person import Person
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate, Prose
from hub.model.documents.trade import DeliveryTerms, Item, Price
from hub.model.location import Finding


class Named(Closed):
    """Something of a platform: its number there and its name."""

    id: Maybe[Key] = None
    name: Maybe[Line] = None


class LeadSource(Closed):
    """Where the lead came from, whole: platform, account, advertisement, form and page. Numbers of platforms are texts."""

    platform: Maybe[CodeText] = None
    channel: Maybe[CodeText] = None
    medium: Maybe[CodeText] = None
    account: Maybe[Named] = None
    campaign: Maybe[Named] = None
    ad_set: Maybe[Named] = None
    ad: Maybe[Named] = None
    creative: Maybe[Named] = None
    event: Maybe[Named] = None
    keyword: Maybe[Line] = None
    click_id: Maybe[Key] = None
    form_id: Maybe[Key] = None
    form_version: Maybe[Key] = None
    form_name: Maybe[Line] = None
    form_uri: Maybe[Line] = None
    landing_page: Maybe[Line] = None
    referrer: Maybe[Line] = None
    partner_name: Maybe[Line] = None
    organic_indicator: Maybe[StrictBool] = None


class LeadBuyer(Party):
    """The company that may buy, and what is known of its size."""

    website: Maybe[Line] = None
    industry_name: Maybe[Line] = None
    employee_band: Maybe[Line] = None
    annual_revenue: Maybe[Amount] = None
    founded_year: Maybe[Key] = None


class CreditScore(Closed):
    """What somebody thinks of the buyer's credit, on a scale of their own."""

    provider: Maybe[Line] = None
    scale: Maybe[Line] = None
    value: Maybe[Line] = None
    as_of: Maybe[LocalDate] = None


class PurchasingPower(Closed):
    """采购力: what the buyer bought before, as the platform states it."""

    annual_purchase_amount: Maybe[Amount] = None
    order_history_count: Maybe[DecimalStr] = None
    average_order_amount: Maybe[Amount] = None


class BuyerCredit(Closed):
    """买家信用与采购力."""

    verification_level: Maybe[CodeText] = None
    platform_badge: Many[Line] = ()
    credit_score: Many[CreditScore] = ()
    purchasing_power: Maybe[PurchasingPower] = None
    payment_behaviour: Maybe[Line] = None


class Consent(Closed):
    """What the person agreed to, or did not (`givenIndicator` false).

    `purposeCode`: contact, marketing, share, profile. `legalBasisCode`: consent, contract, legitimateInterest (an enquiry is a
    business matter under PIPL and GDPR even without a tick). `textHash`: SHA-256 of the words that were shown.
    """

    id: Maybe[Key] = None
    purpose_code: Maybe[CodeText] = None
    given_indicator: Maybe[StrictBool] = None
    given_at: Maybe[Instant] = None
    withdrawn_at: Maybe[Instant] = None
    legal_basis_code: Maybe[CodeText] = None
    jurisdiction_code: Maybe[CodeText] = None
    text: Maybe[Prose] = None
    text_hash: Maybe[Key] = None
    text_version: Maybe[Key] = None
    channel_code: Maybe[CodeText] = None
    proof: Maybe[Line] = None


class Interest(Closed):
    """One thing that is wanted: what, how much, at which price, on which terms, to where."""

    id: Maybe[Key] = None
    subject: Maybe[Line] = None
    item: Maybe[Item] = None
    category: Many[Code] = ()
    quantity: Maybe[Quantity] = None
    target_price: Maybe[Price] = None
    delivery_terms: Maybe[DeliveryTerms] = None
    destination: Maybe[Address] = None
    description: Maybe[Prose] = None
    specification: Maybe[Prose] = None
    attachment: Many[Attachment] = ()


class NeedTimeFrame(Closed):
    """By when it is needed."""

    earliest: Maybe[LocalDate] = None
    latest: Maybe[LocalDate] = None
    description: Maybe[Line] = None


class Budget(Closed):
    """What may be spent. `cadenceCode`: once, monthly, yearly."""

    minimum_amount: Maybe[Amount] = None
    maximum_amount: Maybe[Amount] = None
    cadence_code: Maybe[CodeText] = None


class Competition(Closed):
    """How many sellers were asked, and how many may still quote."""

    invited_seller_count: Maybe[DecimalStr] = None
    remaining_quote_count: Maybe[DecimalStr] = None


class Answer(Closed):
    """One question of the form that has no place of its own, and what was answered. `label` is the question as it was shown;
    `optionID` the options that were chosen, where the platform names them by number; `value` the words.
    """

    question_id: Maybe[Key] = None
    label: Maybe[Line] = None
    predefined_field: Maybe[CodeText] = None
    option_id: Many[Key] = ()
    value: Many[Prose] = ()


class Score(Closed):
    """What a model or a person thinks the lead is worth."""

    model: Maybe[Line] = None
    version: Maybe[Key] = None
    value: Maybe[DecimalStr] = None
    minimum: Maybe[DecimalStr] = None
    maximum: Maybe[DecimalStr] = None
    grade_code: Maybe[CodeText] = None
    explanation: Many[Line] = ()
    at: Maybe[Instant] = None


class DedupeKey(Closed):
    """A value by which the same lead is known again: sourceID, emailHash, phoneHash, companyDomainHash or usccCategoryHash."""

    kind_code: CodeText
    value: Key


class LeadRouting(Closed):
    """Who may have it, alone or with how many others, at which price, and until when it must be accepted.

    `candidateSeller`: members of the hub. `exclusivityCode`: exclusive or shared.
    """

    candidate_seller: Many[Key] = ()
    assigned_member: Maybe[Key] = None
    rule: Maybe[Line] = None
    exclusivity_code: Maybe[CodeText] = None
    shared_count: Maybe[DecimalStr] = None
    accept_by: Maybe[Instant] = None
    price: Maybe[Amount] = None


class Lead(Document):
    """A lead. `leadTypeCode`: inquiry, rfq, formFill, chat, call, registration, referral, event.

    `testIndicator` true: nobody wants anything; such a lead never reaches a live system.
    """

    document_type: ClassVar[str] = "lead/1"
    profiles: ClassVar[Needs] = {
        "hub.lead.basic": (
            Need("capturedAt"),
            Need("source"),
            Need("source/platform"),
            Need("contact|buyer"),
            Need("contact/*/email|phone|instantMessaging"),
            Need("interest/*/quantity/unitCode|sourceUnit", "BUS-003"),
            Need("interest/*/targetPrice/priceAmount/currencyID", "BUS-002"),
            Need("budget/*/currencyID", "BUS-002"),
        ),
        "hub.lead.consented": (Need("consent"), Need("consent/*/purposeCode"), Need("consent/*/legalBasisCode|givenIndicator")),
    }

    schema_: Literal["https://tradepost.example/schemas/lead/1.0"] = Field(
        default="https://tradepost.example/schemas/lead/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    source_lead_id: Maybe[Key] = None
    lead_type_code: Maybe[CodeText] = None
    captured_at: Maybe[Instant] = None
    expires_at: Maybe[Instant] = None
    test_indicator: Maybe[StrictBool] = None
    language_code: Maybe[CodeText] = None
    rfq_id: Maybe[Key] = None
    source: Maybe[LeadSource] = None
    subject: Maybe[Line] = None
    note: Many[Note] = ()
    contact: Many[Person] = ()
    buyer: Maybe[LeadBuyer] = None
    buyer_credit: Maybe[BuyerCredit] = None
    seller_supplier_party: Maybe[Party] = None
    consent: Many[Consent] = ()
    interest: Many[Interest] = ()
    need_time_frame: Maybe[NeedTimeFrame] = None
    budget: Maybe[Budget] = None
    competition: Maybe[Competition] = None
    answer: Many[Answer] = ()
    score: Many[Score] = ()
    dedupe_key: Many[DedupeKey] = ()
    routing: Maybe[LeadRouting] = None

    def references(self) -> Iterator[tuple[str, str | None]]:
        """Never a name, an address or a number of a person: those are searched by their salted hashes, the dedupe keys."""
        yield "lead", self.id
        yield "source_lead", self.source_lead_id
        yield "rfq", self.rfq_id
        if self.source is not None:
            yield "form", self.source.form_id
            yield "campaign", self.source.campaign.id if self.source.campaign else None
            yield "click", self.source.click_id
        if self.buyer is not None:
            yield from ((identifier.scheme_id or "buyer", identifier.value) for identifier in self.buyer.party_identification)
            legal = self.buyer.party_legal_entity
            if legal is not None and legal.company_id is not None:
                yield legal.company_id.scheme_id or "buyer", legal.company_id.value
        yield from ((key.kind_code, key.value) for key in self.dedupe_key)

    def doubts(self) -> Iterator[Finding]:
        return lead_doubts(self)
