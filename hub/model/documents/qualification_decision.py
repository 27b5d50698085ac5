"""The buyer's decision on a dossier: for which categories, regions and units, until when, and who approved it (`qualification_decision/1`).

It is bound to the very dossier it was made on by that document's digest. Several people decide: every approval is listed.

>>> QualificationDecision.model_validate({
...     "id": "QD-1", "decisionCode": "qualified", "scope": [{"region": {"value": "CN"}}],
...     "dossierReference": {"id": "D-7", "version": "2", "sha256": "ab" * 32}}).thread()
'D-7'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.qualification_decision import decision_doubts
from hub.model.documents.common import LONGEST_LIST, Bound, Closed, Document, Identifier, Many, Maybe, Note
from hub.model.documents.evidence import Evidence, Scope
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, numbers_of_party
from hub.model.documents.references import Reason
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate, LocalTime, Prose
from hub.model.documents.standing import Score
from hub.model.documents.supplier_qualification import RequestReference, SupplierQualification
from hub.model.location import Finding


class DossierReference(Closed):
    """The dossier that was decided on: number, version, and the SHA-256 of its canonical JSON in lower-case hexadecimal digits."""

    id: Key
    version: Maybe[Key] = None
    sha256: Key


class Approval(Closed):
    """What one person or desk said. `roleCode`: purchasing, technology, quality, finance, legal, management.

    `verdictCode`: approved, approvedWithConditions, rejected, abstained.
    """

    role_code: CodeText
    verdict_code: CodeText
    at: Maybe[Instant] = None
    by: Maybe[Line] = None
    comment: Maybe[Prose] = None


class Condition(Closed):
    """What the supplier still has to do, and by when."""

    text: Maybe[Prose] = None
    due_date: Maybe[LocalDate] = None
    fulfilled_date: Maybe[LocalDate] = None


class ScorePart(Closed):
    """A part of the total score."""

    criterion_code: CodeText
    score: Score
    weight: Maybe[DecimalStr] = None


class QualificationDecision(Document):
    """A decision. `decisionCode`: qualified, conditionallyQualified, preferred, notQualified, suspended, disqualified, expired.

    `levelCode`: approved, preferred, shortlist, trial. The whole decision holds for every row of `scope`.
    """

    document_type: ClassVar[str] = "qualification_decision/1"
    answers: ClassVar[tuple[str, ...]] = ("supplier_qualification/1",)
    profiles: ClassVar[Needs] = {
        "hub.qualification_decision.basic": (
            Need("issueDate"),
            Need("dossierReference/version"),
            Need("scope/*/category|region|buyerUnit"),
            Need("approval"),
            Need("approval/*/at"),
            Need("approval/*/by"),
            Need("validFrom"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/qualification_decision/1.0"] = Field(
        default="https://tradepost.example/schemas/qualification_decision/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    dossier_reference: DossierReference
    request_reference: Maybe[RequestReference] = None
    decision_code: CodeText
    level_code: Maybe[CodeText] = None
    rank: Maybe[DecimalStr] = None
    scope: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=LONGEST_LIST)]
    approval: Many[Approval] = ()
    score_total: Maybe[Score] = None
    score_breakdown: Many[ScorePart] = ()
    condition: Many[Condition] = ()
    reason: Many[Reason] = ()
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    review_date: Maybe[LocalDate] = None
    appeal_until: Maybe[LocalDate] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    vendor_account_id: Maybe[Identifier] = None
    note: Many[Note] = ()
    evidence: Many[Evidence] = ()

    def thread(self) -> str:
        return self.request_reference.id if self.request_reference is not None else self.dossier_reference.id

    def bound(self) -> Bound:
        dossier = self.dossier_reference
        return Bound(SupplierQualification.document_type, dossier.id, dossier.version, dossier.sha256)

    def references(self) -> Iterator[tuple[str, str | None]]:
        dossier = self.dossier_reference
        yield "qualification_decision", self.id
        yield "supplier_qualification", dossier.id
        yield "supplier_qualification_version", f"{dossier.id}/{dossier.version}" if dossier.version else None
        yield "sha256", dossier.sha256
        yield "qualification_request", self.request_reference.id if self.request_reference else None
        yield from numbers_of_party(self.seller_supplier_party)

    def doubts(self) -> Iterator[Finding]:
        return decision_doubts(self)
