"""A dossier is doubted where it contradicts itself, on its own day and in its own words."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate
from tests.model.documents.checks.doubted import doubted

STARS = {"scaleID": "stars", "minimum": "1", "maximum": "5"}
SEEN = {"sourceName": "企查查", "verifiedAt": "2026-11-20T09:30:00+08:00"}
DAY = {"issueDate": "2026-11-10"}
CASES = [
    ({}, []),
    # certificates
    ({**DAY, "certification": [{"validTo": "2026-11-10"}]}, []),
    ({**DAY, "certification": [{"validTo": "2026-11-09"}]}, ["QUA-002 /certification/0/validTo"]),
    ({**DAY, "certification": [{"validTo": "2026-11-09", "statusCode": "valid"}]}, ["QUA-002 /certification/0/validTo"]),
    ({**DAY, "certification": [{"validTo": "2026-11-09", "statusCode": "expired"}]}, []),
    ({"certification": [{"validTo": "2020-01-01"}]}, []),
    ({"certification": [{"validFrom": "2026-01-02", "validTo": "2026-01-01"}]}, ["QUA-001 /certification/0/validTo"]),
    ({"certification": [{"certificationTypeCode": "ISO9001"}, {"certificationTypeCode": "环保"}]}, ["QUA-017 /certification/1/certificationTypeCode"]),
    ({"certification": [{"scopeCategory": [{"value": "1116", "listID": "UNSPSC"}]}]}, ["QUA-012 /certification/0/scopeCategory/0"]),
    # the licence
    ({"incorporation": {"validFrom": "2009-03-18", "unlimitedIndicator": True}}, []),
    ({"incorporation": {"validTo": "2039-03-17", "unlimitedIndicator": True}}, ["QUA-003 /incorporation/validTo"]),
    ({"incorporation": {"validTo": "2039-03-17", "unlimitedIndicator": False}}, []),
    ({"incorporation": {"validFrom": "2009-03-18", "validTo": "2009-03-17"}}, ["QUA-001 /incorporation/validTo"]),
    ({"incorporation": {"countryCode": "中国"}}, ["BUS-022 /incorporation/countryCode"]),
    # numbers of a register, and what the register said
    ({"legalIdentifier": [{"value": "91440300708461136T", "schemeID": "CN:USCC", "verification": [SEEN]}]}, []),
    ({"legalIdentifier": [{"value": "91440300708461136U", "schemeID": "CN:USCC"}]}, ["BUS-030 /legalIdentifier/0/value"]),
    ({"legalIdentifier": [{"value": "7", "schemeID": "XX:REG"}]}, ["QUA-013 /legalIdentifier/0/schemeID"]),
    ({"legalIdentifier": [{"value": "7"}]}, []),
    ({"legalIdentifier": [{"value": "7", "verification": [{"sourceName": "天眼查"}]}]}, ["QUA-015 /legalIdentifier/0/verification/0"]),
    (
        {"legalIdentifier": [{"value": "7", "verification": [{**SEEN, "registryStatusCode": "deregistered"}]}]},
        ["QUA-014 /legalIdentifier/0/verification/0/registryStatusCode"],
    ),
    (
        {"legalIdentifier": [{"value": "7", "verification": [{**SEEN, "registryStatusCode": "在业"}]}]},
        ["QUA-016 /legalIdentifier/0/verification/0/registryStatusCode"],
    ),
    # scope
    ({"offering": [{"scope": {"region": {"value": "CN-35", "listID": "ISO3166-2"}}}]}, []),
    ({"offering": [{"scope": {"region": {"value": "QQ-35", "listID": "ISO3166-2"}}}]}, ["BUS-022 /offering/0/scope/region"]),
    ({"offering": [{"scope": {"region": {"value": "福建", "listID": "ISO3166-2"}}}]}, ["QUA-012 /offering/0/scope/region"]),
    ({"offering": [{"scope": {"category": {"value": "面料", "listID": "晨帆"}}}]}, []),
    # scores carry their scale
    ({"rating": [{"score": {"value": "5", **STARS}}]}, []),
    ({"rating": [{"score": {"value": "5.1", **STARS}}]}, ["QUA-006 /rating/0/score/value"]),
    ({"rating": [{"score": {"value": "0.9", **STARS}}]}, ["QUA-006 /rating/0/score/value"]),
    ({"audit": [{"score": {"value": "3", "scaleID": "x", "minimum": "5", "maximum": "1"}}]}, ["QUA-007 /audit/0/score/maximum"]),
    (
        {"audit": [{"score": {"value": "3", **STARS}}], "rating": [{"score": {"value": "3", **STARS, "maximum": "10"}}]},
        ["QUA-008 /rating/0/score"],
    ),
    ({"creditAssessment": [{"paymentIndex": {"value": "9", **STARS}}]}, ["QUA-006 /creditAssessment/0/paymentIndex/value"]),
    # evidence
    ({"evidence": [{"id": "E1", "sha256": "0a" * 32}]}, []),
    ({"evidence": [{"sha256": "0A" * 32}]}, ["QUA-009 /evidence/0/sha256"]),
    ({"evidence": [{"id": "E1"}, {"id": "E1"}]}, ["QUA-011 /evidence/1/id"]),
    ({"audit": [{"evidenceID": ["E1"]}], "evidence": [{"id": "E1"}]}, []),
    ({"audit": [{}, {"evidenceID": ["E1", "E2"]}], "evidence": [{"id": "E1"}]}, ["QUA-010 /audit/1/evidenceID/1"]),
    ({"incorporation": {"evidenceID": ["E9"]}}, ["QUA-010 /incorporation/evidenceID/0"]),
    # versions
    ({"version": "2", "previousVersion": "2"}, ["QUA-020 /previousVersion"]),
    ({"version": "2", "updatedSection": ["certification"]}, ["QUA-021 /updatedSection"]),
    (
        {"version": "2", "previousVersion": "1", "updatedSection": ["certification"], "certification": [{}], "guarantee": [{}], "applicant": {}},
        ["QUA-022 /guarantee"],
    ),
    # parties and periods
    ({"applicant": {"postalAddress": {"countryCode": "CHN"}}}, ["BUS-022 /applicant/postalAddress/countryCode"]),
    ({"guarantee": [{"validFrom": "2026-02-01", "validTo": "2026-01-01"}]}, ["QUA-001 /guarantee/0/validTo"]),
    ({"capability": [{"validityPeriod": {"startDate": "2026-02-01", "endDate": "2026-01-01"}}]}, ["QUA-001 /capability/0/validityPeriod/endDate"]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_a_dossier_is_checked_against_itself(values, expected):
    assert doubted("supplier_qualification/1", id="D-1", **values) == expected


def test_a_doubt_about_an_account_shows_its_last_digits_only():
    dossier, _ = validate(
        "supplier_qualification/1", {"id": "D", "bankAccount": [{"accountID": {"value": "DE88370400440532013000", "schemeID": "IBAN"}}]}
    )
    (found,) = dossier.doubts()

    assert (found.rule, found.pointer, found.params["found"]) == ("BUS-032", "/bankAccount/0/accountID", "…3000")


@pytest.mark.parametrize(
    ("values", "thread", "edition", "revises"),
    [
        ({}, "D-1", None, False),
        ({"version": "1"}, "D-1", "1", False),
        ({"version": "2", "previousVersion": "1", "requestReference": {"id": "QR-1"}}, "QR-1", "2", True),
    ],
)
def test_a_dossier_joins_the_conversation_of_its_request_and_counts_its_versions(values, thread, edition, revises):
    dossier, _ = validate("supplier_qualification/1", {"id": "D-1", **values})

    assert (dossier.thread(), dossier.edition(), dossier.revises()) == (thread, edition, revises)
