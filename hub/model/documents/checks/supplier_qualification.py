"""What a dossier states that does not fit together: versions, licence, certificates, scores, evidence that is not there.

Reads only; the day that counts is the dossier's own. Example: `dossier_doubts(dossier)` yields QUA-002 for a certificate that had run out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hub.model.codes import lists
from hub.model.documents.checks.company import accounts_doubts, identifiers_doubts, licence_doubts
from hub.model.documents.checks.evidence import code_doubts, evidence_doubts, scope_doubts
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.parties import parties_doubts
from hub.model.documents.checks.scores import scores_doubts
from hub.model.documents.checks.validity import expired, period_doubts, span_doubts, spans_doubts
from hub.model.documents.common import Closed
from hub.model.documents.standing import Score
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.supplier_qualification import SupplierQualification

PARTIES = ("buyer_customer_party", "applicant")
# What a supplier may say of a certificate that has run out without contradicting itself.
_NOT_VALID = frozenset(("expired", "suspended", "withdrawn", "pending"))
_WITH_EVIDENCE = ("ownership", "certification", "capability", "audit", "guarantee", "reference", "compliance", "criterion_response")
# What an update may leave as it was. The applicant says whose dossier it is, and evidence serves whatever is updated.
_SECTIONS = (
    *_WITH_EVIDENCE,
    "legal_identifier",
    "incorporation",
    "bank_account",
    "offering",
    "financial",
    "credit_assessment",
    "rating",
    "performance",
)


def dossier_doubts(dossier: SupplierQualification) -> Iterator[Finding]:
    """Every doubt about a dossier."""
    yield from _version_doubts(dossier)
    yield from parties_doubts(dossier, PARTIES)
    yield from identifiers_doubts(dossier.legal_identifier)
    yield from licence_doubts(dossier.incorporation)
    yield from accounts_doubts(dossier.bank_account)
    for at, offering in enumerate(dossier.offering):
        yield from scope_doubts(offering.scope, f"/offering/{at}/scope")
    yield from _certificate_doubts(dossier)
    for at, capability in enumerate(dossier.capability):
        yield from period_doubts(capability.validity_period, f"/capability/{at}/validityPeriod")
    yield from spans_doubts(dossier.guarantee, "/guarantee")
    yield from scores_doubts(_scores(dossier))
    yield from evidence_doubts(dossier.evidence, _named(dossier))


def _version_doubts(dossier: SupplierQualification) -> Iterator[Finding]:
    if dossier.previous_version is not None and dossier.previous_version == dossier.version:
        yield warning("QUA-020", "/previousVersion", found=dossier.version)
    if not dossier.updated_section:
        return
    if dossier.previous_version is None:
        yield warning("QUA-021", "/updatedSection")
    for name in _SECTIONS:
        alias = str(type(dossier).model_fields[name].alias)
        if getattr(dossier, name) and alias not in dossier.updated_section:
            yield warning("QUA-022", f"/{alias}", found=alias)


def _certificate_doubts(dossier: SupplierQualification) -> Iterator[Finding]:
    for at, one in enumerate(dossier.certification):
        pointer = f"/certification/{at}"
        yield from span_doubts(one, pointer)
        if expired(one, dossier.issue_date) and one.status_code not in _NOT_VALID:
            yield warning("QUA-002", pointer + "/validTo", name=one.name or one.certification_type_code or "-", end=one.valid_to)
        kind = one.certification_type_code
        if kind is not None and kind not in lists().certification:
            yield remark("QUA-017", pointer + "/certificationTypeCode", found=kind)
        for place, category in enumerate(one.scope_category):
            yield from code_doubts(category, f"{pointer}/scopeCategory/{place}")


def _scores(dossier: SupplierQualification) -> Iterator[tuple[Score | None, str]]:
    yield from ((one.score, f"/audit/{at}/score") for at, one in enumerate(dossier.audit))
    for at, assessment in enumerate(dossier.credit_assessment):
        yield assessment.score, f"/creditAssessment/{at}/score"
        yield assessment.payment_index, f"/creditAssessment/{at}/paymentIndex"
    yield from ((one.score, f"/rating/{at}/score") for at, one in enumerate(dossier.rating))


def _named(dossier: SupplierQualification) -> Iterator[tuple[str, str]]:
    """Every name of evidence in the sections, with its pointer."""
    for name in _WITH_EVIDENCE:
        alias = str(type(dossier).model_fields[name].alias)
        yield from _names_of(getattr(dossier, name), f"/{alias}")
    if dossier.incorporation is not None:
        yield from ((one, f"/incorporation/evidenceID/{place}") for place, one in enumerate(dossier.incorporation.evidence_id))


def _names_of(items: Iterable[Closed], pointer: str) -> Iterator[tuple[str, str]]:
    for at, item in enumerate(items):
        yield from ((one, f"{pointer}/{at}/evidenceID/{place}") for place, one in enumerate(getattr(item, "evidence_id", ())))
