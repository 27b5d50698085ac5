"""A request is doubted where its dates and its scope cannot be meant."""

from __future__ import annotations

import pytest

from tests.model.documents.checks.doubted import doubted


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"issueDate": "2026-10-08", "dueDate": "2026-10-08"}, []),
        ({"issueDate": "2026-10-08", "dueDate": "2026-10-07"}, ["QUA-001 /dueDate"]),
        ({"scope": [{}, {"region": {"value": "XX", "listID": "ISO3166-1"}}]}, ["BUS-022 /scope/1/region"]),
        ({"evidence": [{"sha256": "0"}]}, ["QUA-009 /evidence/0/sha256"]),
        ({"sellerSupplierParty": {"endpointID": {"value": "1", "schemeID": "GLN"}}}, ["BUS-031 /sellerSupplierParty/endpointID"]),
    ],
)
def test_a_request_is_checked_against_itself(values, expected):
    assert doubted("qualification_request/1", id="QR-1", **values) == expected
