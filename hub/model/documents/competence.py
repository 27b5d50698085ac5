"""What a supplier can do and shows for it: offerings, certificates, capabilities, audits, references.

Judges nothing; expired certificates are found by the checks of the dossier. Example:
`Certification.model_validate({"certificationTypeCode": "ISO9001", "validTo": "2027-05-31"})`.
"""

from __future__ import annotations

from pydantic import StrictBool

from hub.model.documents.common import Amount, Closed, Code, Many, Maybe, Period, Quantity
from hub.model.documents.evidence import Scope
from hub.model.documents.party import Address, Party
from hub.model.documents.scalars import CodeText, DecimalStr, Instant, Key, Line, LocalDate, Prose
from hub.model.documents.standing import Score


class Offering(Closed):
    """What is applied for: a category in a region, and how much of it the supplier can give."""

    scope: Maybe[Scope] = None
    description: Maybe[Prose] = None
    capacity: Maybe[Quantity] = None
    capacity_period_code: Maybe[CodeText] = None
    minimum_order_quantity: Maybe[Quantity] = None
    lead_time: Maybe[Quantity] = None
    certification_id: Many[Key] = ()


class Certification(Closed):
    """A certificate. `statusCode`: valid, expired, suspended, withdrawn, pending, as the supplier states it.

    `verificationLevelCode`: selfDeclared, documentChecked, issuerConfirmed.
    """

    id: Maybe[Key] = None
    certification_type_code: Maybe[CodeText] = None
    name: Maybe[Line] = None
    number: Maybe[Key] = None
    issuer_party: Maybe[Party] = None
    accreditation_body: Maybe[Line] = None
    scope_text: Maybe[Prose] = None
    scope_category: Many[Code] = ()
    site: Many[Address] = ()
    issue_date: Maybe[LocalDate] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    status_code: Maybe[CodeText] = None
    verification_level_code: Maybe[CodeText] = None
    verified_by: Maybe[Line] = None
    verified_at: Maybe[Instant] = None
    evidence_id: Many[Key] = ()


class Capability(Closed):
    """Means of one kind: technical, production, qualityControl, researchDevelopment, logistics, staff, equipment."""

    capability_type_code: Maybe[CodeText] = None
    description: Maybe[Prose] = None
    value_quantity: Maybe[Quantity] = None
    value_amount: Maybe[Amount] = None
    validity_period: Maybe[Period] = None
    evidence_id: Many[Key] = ()


class AuditFinding(Closed):
    """One finding of an audit and what becomes of it."""

    severity_code: Maybe[CodeText] = None
    clause: Maybe[Line] = None
    text: Maybe[Prose] = None
    corrective_action_due_date: Maybe[LocalDate] = None
    closed_date: Maybe[LocalDate] = None


class Audit(Closed):
    """An audit: factory, technical, social or remote."""

    id: Maybe[Key] = None
    audit_type_code: Maybe[CodeText] = None
    auditor_party: Maybe[Party] = None
    date: Maybe[LocalDate] = None
    standard: Maybe[Line] = None
    score: Maybe[Score] = None
    grade: Maybe[CodeText] = None
    finding: Many[AuditFinding] = ()
    valid_to: Maybe[LocalDate] = None
    evidence_id: Many[Key] = ()


class TradeReference(Closed):
    """A customer or a project to point to; `anonymousIndicator` where the customer's name is withheld."""

    customer_party: Maybe[Party] = None
    anonymous_indicator: Maybe[StrictBool] = None
    description: Maybe[Prose] = None
    amount: Maybe[Amount] = None
    share_percent: Maybe[DecimalStr] = None
    period: Maybe[Period] = None
    contactable_indicator: Maybe[StrictBool] = None
    evidence_id: Many[Key] = ()
