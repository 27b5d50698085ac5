"""A lead that cannot be answered, or not be used, is doubted and never changed."""

from __future__ import annotations

import pytest

from hub.catalogue import LANGUAGES, explain
from hub.model.documents.registry import references, validate

CAPTURED = "2026-11-22T10:00:00+08:00"
PERSON = {"email": [{"value": "a@b.example"}]}

CASES = [
    ({}, []),
    ({"capturedAt": CAPTURED, "expiresAt": "2026-11-22T02:00:00Z"}, []),
    ({"capturedAt": CAPTURED, "expiresAt": "2026-11-22T01:59:59.999999999Z"}, ["LEAD-001 /expiresAt"]),
    ({"capturedAt": CAPTURED, "routing": {"acceptBy": "2026-11-21T10:00:00Z"}}, ["LEAD-001 /routing/acceptBy"]),
    ({"needTimeFrame": {"earliest": "2027-02-01", "latest": "2027-01-31"}}, ["LEAD-001 /needTimeFrame/latest"]),
    ({"consent": [{"givenIndicator": True}, {"withdrawnAt": CAPTURED}]}, ["LEAD-002 /consent/1"]),
    ({"consent": [{"givenIndicator": False, "purposeCode": "marketing"}]}, ["LEAD-003 /consent/0"]),
    ({"contact": [{"name": {"full": "欧阳晓"}}]}, ["LEAD-004 /contact"]),
    ({"contact": [{"name": {"full": "欧阳晓"}}, {"instantMessaging": [{"channelCode": "WeChat", "value": "x"}]}]}, []),
    ({"contact": [{"email": [{"raw": "zhao＠haiyue.example"}, {"value": "zhao＠haiyue.example"}]}]}, ["LEAD-005 /contact/0/email/1/value"]),
    ({"contact": [{"phone": [{"raw": "138 0013 8000"}, {"value": "13800138000"}]}]}, ["LEAD-006 /contact/0/phone/1/value"]),
    ({"contact": [{"phone": [{"value": "+8613800138000"}]}]}, []),
    ({"contact": [{**PERSON, "postalAddress": {"countryCode": "UK"}}]}, ["BUS-022 /contact/0/postalAddress/countryCode"]),
    ({"buyer": {"postalAddress": {"countryCode": "中国"}}}, ["BUS-022 /buyer/postalAddress/countryCode"]),
    (
        {"buyer": {"partyIdentification": [{"value": "91350100M000100Y44", "schemeID": "CN:USCC"}]}},
        ["BUS-030 /buyer/partyIdentification/0"],
    ),
    ({"interest": [{"quantity": {"value": "1", "unitCode": "Meters"}}]}, ["BUS-021 /interest/0/quantity/unitCode"]),
    ({"interest": [{"deliveryTerms": {"id": "FOB"}}, {"deliveryTerms": {"id": "door"}}]}, ["LEAD-008 /interest/1/deliveryTerms/id"]),
    (
        {"interest": [{"targetPrice": {"priceAmount": {"value": "1", "currencyID": "RMB"}}}]},
        ["BUS-020 /interest/0/targetPrice/priceAmount/currencyID"],
    ),
    ({"budget": {"minimumAmount": {"value": "9"}, "maximumAmount": {"value": "8.99"}}}, ["LEAD-007 /budget/maximumAmount"]),
    ({"budget": {"minimumAmount": {"value": "9", "currencyID": "CNY"}, "maximumAmount": {"value": "8", "currencyID": "USD"}}}, []),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_a_doubt_is_told_at_its_place_in_both_languages(values, expected):
    model, broken = validate("lead/1", {"id": "1", **values})
    assert broken == []
    found = list(model.doubts())

    assert [f"{finding.rule} {finding.pointer}" for finding in found] == expected
    for finding in found:
        assert all("?" not in explain(finding.rule, finding.params, language).message for language in LANGUAGES)


def test_a_lead_is_found_by_its_numbers_and_hashes_and_never_by_what_names_a_person():
    model, _ = validate(
        "lead/1",
        {
            "id": "P-1",
            "sourceLeadID": "9007199254740993",
            "source": {"formID": "f", "campaign": {"id": "c"}, "clickID": "g"},
            "contact": [{"name": {"full": "欧阳晓"}, **PERSON, "phone": [{"value": "+8613800138000"}]}],
            "buyer": {"partyIdentification": [{"value": "91350100M000100Y43", "schemeID": "CN:USCC"}]},
            "dedupeKey": [{"kindCode": "emailHash", "value": "0b6a"}],
        },
    )

    assert references(model) == [
        ("lead", "P-1"),
        ("source_lead", "9007199254740993"),
        ("form", "f"),
        ("campaign", "c"),
        ("click", "g"),
        ("CN:USCC", "91350100M000100Y43"),
        ("emailHash", "0b6a"),
    ]
