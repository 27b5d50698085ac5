"""The supplier's dossier: who it is, what it can do, what it shows for it (`supplier_qualification/1`).

Versions form a chain. A new version is whole, or names in `updatedSection` the sections that it replaces; the hub carries
such an update as it is and never joins it with the version before.

>>> SupplierQualification.model_validate({"id": "D-7", "version": "2", "requestReference": {"id": "QR-1"}}).thread()
'QR-1'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.supplier_qualification import dossier_doubts
from hub.model.documents.common import Closed, Document, Identifier, Many, Maybe, Note
from hub.model.documents.company import BankAccount, Incorporation, LegalIdentifier, Owner
from hub.model.documents.competence import Audit, Capability, Certification, Offering, TradeReference
from hub.model.documents.evidence import Evidence
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, numbers_of_party
from hub.model.documents.questionnaire import CriterionResponse
from hub.model.documents.scalars import CodeText, Instant, Key, Line, LocalDate, LocalTime
from hub.model.documents.standing import Compliance, CreditAssessment, Financial, Guarantee, Performance, Rating
from hub.model.location import Finding

Section = Literal[
    "applicant",
    "legalIdentifier",
    "incorporation",
    "ownership",
    "bankAccount",
    "offering",
    "certification",
    "capability",
    "audit",
    "financial",
    "creditAssessment",
    "guarantee",
    "reference",
    "rating",
    "performance",
    "compliance",
    "criterionResponse",
    "evidence",
]


class RequestReference(Closed):
    """The request that the dossier answers."""

    id: Key
    revision: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None


class Confidentiality(Closed):
    """Who may see a section. Carried with the dossier; the hub does not hold sections back."""

    section: Section
    level_code: CodeText
    recipient: Many[Identifier] = ()


class Consent(Closed):
    """That the supplier agreed to the passing on of its data: to which purpose, when, and to which words."""

    purpose_code: CodeText
    given_at: Maybe[Instant] = None
    given_by: Maybe[Line] = None
    text_sha256: Maybe[Key] = None
    valid_to: Maybe[LocalDate] = None


class SupplierQualification(Document):
    """A dossier. `statusCode`: inProgress, submitted, withdrawn; `applicant.roleCode`: sole, groupLead, reliedOn, subcontractor."""

    document_type: ClassVar[str] = "supplier_qualification/1"
    answers: ClassVar[tuple[str, ...]] = ("qualification_request/1",)
    profiles: ClassVar[Needs] = {
        "hub.qualification.basic": (
            Need("version"),
            Need("issueDate"),
            Need("applicant"),
            Need("applicant/partyName|partyIdentification"),
            Need("legalIdentifier|updatedSection"),
            Need("legalIdentifier/*/schemeID"),
            Need("certification/*/certificationTypeCode|name"),
            Need("certification/*/validTo"),
            Need("guarantee/*/liabilityAmount/currencyID", "BUS-002"),
            Need("incorporation/registeredCapital/currencyID", "BUS-002"),
            Need("evidence/*/sha256"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/supplier_qualification/1.0"] = Field(
        default="https://tradepost.example/schemas/supplier_qualification/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    version: Maybe[Key] = None
    previous_version: Maybe[Key] = None
    updated_section: Many[Section] = ()
    uuid: Maybe[Key] = None
    copy_indicator: Maybe[StrictBool] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    status_code: Maybe[CodeText] = None
    request_reference: Maybe[RequestReference] = None
    contract_folder_id: Maybe[Key] = None
    note: Many[Note] = ()
    buyer_customer_party: Maybe[Party] = None
    applicant: Maybe[Party] = None
    legal_identifier: Many[LegalIdentifier] = ()
    incorporation: Maybe[Incorporation] = None
    ownership: Many[Owner] = ()
    bank_account: Many[BankAccount] = ()
    offering: Many[Offering] = ()
    certification: Many[Certification] = ()
    capability: Many[Capability] = ()
    audit: Many[Audit] = ()
    financial: Maybe[Financial] = None
    credit_assessment: Many[CreditAssessment] = ()
    guarantee: Many[Guarantee] = ()
    reference: Many[TradeReference] = ()
    rating: Many[Rating] = ()
    performance: Many[Performance] = ()
    compliance: Many[Compliance] = ()
    criterion_response: Many[CriterionResponse] = ()
    evidence: Many[Evidence] = ()
    consent: Many[Consent] = ()
    confidentiality: Many[Confidentiality] = ()

    def edition(self) -> str | None:
        return self.version

    def revises(self) -> bool:
        return self.previous_version is not None

    def thread(self) -> str:
        return self.request_reference.id if self.request_reference is not None else self.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "supplier_qualification", self.id
        yield "supplier_qualification_version", f"{self.id}/{self.version}" if self.version else None
        yield "qualification_request", self.request_reference.id if self.request_reference else None
        yield "contract_folder", self.contract_folder_id
        yield "uuid", self.uuid
        yield from ((identifier.scheme_id or "party", identifier.value) for identifier in self.legal_identifier)
        yield from numbers_of_party(self.applicant)
        yield from (("certificate", certificate.number) for certificate in self.certification)
        yield from (("guarantee", guarantee.id) for guarantee in self.guarantee)

    def doubts(self) -> Iterator[Finding]:
        return dossier_doubts(self)
