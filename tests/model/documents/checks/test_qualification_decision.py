"""A decision is doubted where approvals, scope and dates do not bear it out."""

from __future__ import annotations

import pytest

from hub.model.documents.common import Bound
from hub.model.documents.registry import validate
from tests.model.documents.checks.doubted import doubted

SHA = "ab" * 32
CORE = {
    "id": "QD-1",
    "decisionCode": "qualified",
    "dossierReference": {"id": "D-1", "version": "1", "sha256": SHA},
    "scope": [{"region": {"value": "华东"}}],
}
YES, NO = {"roleCode": "finance", "verdictCode": "approved"}, {"roleCode": "quality", "verdictCode": "rejected"}
SCORE = {"value": "11", "scaleID": "points", "minimum": "0", "maximum": "10"}
CASES = [
    ({}, []),
    ({"approval": [YES, {**NO, "verdictCode": "abstained"}]}, []),
    ({"approval": [YES, NO]}, ["QUA-005 /approval/1/verdictCode"]),
    ({"approval": [NO], "decisionCode": "preferred"}, ["QUA-005 /approval/0/verdictCode"]),
    ({"approval": [YES, NO], "decisionCode": "notQualified"}, []),
    ({"approval": [YES], "decisionCode": "notQualified"}, ["QUA-005 /decisionCode"]),
    ({"approval": [YES], "decisionCode": "suspended", "reason": [{"text": "火灾"}]}, []),
    ({"scope": [{"region": {"value": "华东"}}, {}]}, ["QUA-004 /scope/1"]),
    ({"scope": [{"category": {"value": "9", "listID": "UNSPSC"}}]}, ["QUA-012 /scope/0/category"]),
    ({"dossierReference": {"id": "D-1", "sha256": "sha256:" + SHA}}, ["QUA-009 /dossierReference/sha256"]),
    ({"validFrom": "2026-12-01", "validTo": "2026-11-30"}, ["QUA-001 /validTo"]),
    ({"validFrom": "2026-12-01", "reviewDate": "2026-11-30"}, ["QUA-001 /reviewDate"]),
    ({"issueDate": "2026-12-01", "reviewDate": "2026-11-30"}, ["QUA-001 /reviewDate"]),
    ({"scoreTotal": SCORE, "scoreBreakdown": [{"criterionCode": "c", "score": SCORE}]}, ["QUA-006 /scoreTotal/value", "QUA-006 /scoreBreakdown/0/score/value"]),
    ({"sellerSupplierParty": {"partyIdentification": [{"value": "1", "schemeID": "LEI"}]}}, ["BUS-032 /sellerSupplierParty/partyIdentification/0"]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_a_decision_is_checked_against_itself(values, expected):
    assert doubted("qualification_decision/1", **{**CORE, **values}) == expected


def test_an_approval_that_was_refused_stops_the_decision_and_the_rest_only_warns():
    decision, _ = validate("qualification_decision/1", {**CORE, "approval": [YES, NO], "scope": [{}]})

    assert [(one.rule, one.severity) for one in decision.doubts()] == [("QUA-004", "warning"), ("QUA-005", "error")]


def test_a_decision_says_which_dossier_it_is_bound_to_and_joins_its_conversation():
    decision, _ = validate("qualification_decision/1", CORE)
    asked, _ = validate("qualification_decision/1", {**CORE, "requestReference": {"id": "QR-1"}})

    assert decision.bound() == Bound("supplier_qualification/1", "D-1", "1", SHA)
    assert (decision.thread(), asked.thread()) == ("D-1", "QR-1")
