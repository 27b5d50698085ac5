"""What a decision states that does not fit together: its scope, its approvals, its dates, the form of the dossier's hash.

Whether the hash is that of the dossier is found where the dossier is known (`hub.pipeline.bound`). Example:
`decision_doubts(decision)` yields QUA-005 where quality rejected and the supplier is qualified all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.evidence import evidence_doubts, hash_doubts, scopes_doubts
from hub.model.documents.checks.findings import error, warning
from hub.model.documents.checks.parties import parties_doubts
from hub.model.documents.checks.scores import scores_doubts
from hub.model.documents.checks.validity import span_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.qualification_decision import QualificationDecision

PARTIES = ("buyer_customer_party", "seller_supplier_party")
TAKEN = frozenset(("qualified", "conditionallyQualified", "preferred"))
REFUSED = frozenset(("notQualified", "disqualified", "suspended"))


def decision_doubts(decision: QualificationDecision) -> Iterator[Finding]:
    """Every doubt about a decision."""
    yield from hash_doubts(decision.dossier_reference.sha256, "/dossierReference/sha256")
    for at, scope in enumerate(decision.scope):
        if not scope.model_fields_set:
            yield warning("QUA-004", f"/scope/{at}")
    yield from scopes_doubts(decision.scope, "/scope")
    yield from _approval_doubts(decision)
    yield from _date_doubts(decision)
    yield from scores_doubts(
        [
            (decision.score_total, "/scoreTotal"),
            *((one.score, f"/scoreBreakdown/{at}/score") for at, one in enumerate(decision.score_breakdown)),
        ]
    )
    yield from parties_doubts(decision, PARTIES)
    yield from evidence_doubts(decision.evidence)


def _approval_doubts(decision: QualificationDecision) -> Iterator[Finding]:
    """One who rejected and a supplier that is taken contradict each other; so do approvals throughout and a refusal."""
    for at, one in enumerate(decision.approval):
        if one.verdict_code == "rejected" and decision.decision_code in TAKEN:
            yield error(
                "QUA-005", f"/approval/{at}/verdictCode", role=one.role_code, found=one.verdict_code, decision=decision.decision_code
            )
    verdicts = {one.verdict_code for one in decision.approval}
    if verdicts == {"approved"} and decision.decision_code in REFUSED and not decision.reason:
        yield warning("QUA-005", "/decisionCode", role="-", found="approved", decision=decision.decision_code)


def _date_doubts(decision: QualificationDecision) -> Iterator[Finding]:
    yield from span_doubts(decision, "")
    start = decision.valid_from or decision.issue_date
    if decision.review_date is not None and start is not None and decision.review_date < start:
        yield warning("QUA-001", "/reviewDate", start=start, end=decision.review_date)
