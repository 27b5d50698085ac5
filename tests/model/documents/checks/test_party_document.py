"""A master record is doubted where numbers, terms and relations contradict each other."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import references, validate
from tests.model.documents.checks.doubted import doubted


def known(system, number, **validity):
    return {"systemID": system, "id": number, **validity}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"crossReference": [known("u8", "1"), known("sap", "2"), known("u8", "1")]}, []),
        ({"crossReference": [known("u8", "1"), known("u8", "2")]}, ["QUA-019 /crossReference/1/id"]),
        ({"crossReference": [known("u8", "1", validTo="2025-12-31"), known("u8", "2", validFrom="2026-01-01")]}, []),
        ({"crossReference": [known("u8", "2", validFrom="2026-01-01"), known("u8", "1", validTo="2025-12-31")]}, []),
        ({"crossReference": [known("u8", "1", validTo="2026-01-01"), known("u8", "2", validFrom="2026-01-01")]}, ["QUA-019 /crossReference/1/id"]),
        ({"role": [{"roleCode": "buyer", "validFrom": "2026-02-01", "validTo": "2026-01-01"}]}, ["QUA-001 /role/0/validTo"]),
        ({"validFrom": "2026-02-01", "validTo": "2026-01-01"}, ["QUA-001 /validTo"]),
        ({"bankAccount": [{"accountID": {"value": "1"}, "bankID": {"value": "X", "schemeID": "BIC"}}]}, ["BUS-032 /bankAccount/0/bankID"]),
        ({"category": [{"value": "1", "listID": "HS"}]}, ["QUA-012 /category/0"]),
        (
            {"relationship": [{"relationshipTypeCode": "parent", "party": {"endpointID": {"value": "1", "schemeID": "0088"}}}]},
            ["BUS-031 /relationship/0/party/endpointID"],
        ),
        ({"legalIdentifier": [{"value": "1", "schemeID": "LEI"}]}, ["BUS-032 /legalIdentifier/0/value"]),
    ],
)  # fmt: skip
def test_a_master_record_is_checked_against_itself(values, expected):
    assert doubted("party/1", id="V-1", party={"partyName": "蓝美"}, **values) == expected


def test_a_master_record_is_found_by_every_number_of_the_company_and_by_no_bank_account():
    party = {"partyIdentification": [{"value": "9"}], "partyTaxScheme": [{"companyID": "DE136695976", "taxSchemeCode": "VAT"}]}
    record, _ = validate(
        "party/1",
        {"id": "V-1", "party": party, "crossReference": [known("u8", "GYS7")], "bankAccount": [{"accountID": {"value": "62220"}}]},
    )

    assert references(record) == [("party", "V-1"), ("party", "9"), ("VAT", "DE136695976"), ("party", "GYS7")]
