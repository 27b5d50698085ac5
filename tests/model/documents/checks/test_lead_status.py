"""A verdict that a platform could not act on is doubted: a duplicate of nothing, a loss without a reason."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate

CASES = [
    ({"statusCode": "received"}, []),
    ({"statusCode": "duplicate", "duplicateOf": {"recordID": "00Q5"}}, []),
    ({"statusCode": "duplicate"}, ["LEAD-010 /duplicateOf"]),
    ({"statusCode": "duplicate", "duplicateOf": {"leadID": "444"}}, ["LEAD-012 /duplicateOf/leadID"]),
    ({"statusCode": "rejected"}, ["LEAD-011 /reason"]),
    ({"statusCode": "rejected", "reason": [{"code": "spam"}]}, []),
    ({"statusCode": "lost", "lostReason": {"text": "价格过高"}}, []),
    ({"statusCode": "won", "convertedValue": {"value": "1", "currencyID": "RMB"}}, ["BUS-020 /convertedValue/currencyID"]),
    ({"statusCode": "contacted", "by": {"phone": [{"value": "138"}]}}, ["LEAD-006 /by/phone/0/value"]),
]


@pytest.mark.parametrize(("values", "expected"), CASES)
def test_a_doubt_is_told_at_its_place(values, expected):
    model, broken = validate("lead_status/1", {"leadReference": {"id": "444"}, **values})
    assert broken == []

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected
