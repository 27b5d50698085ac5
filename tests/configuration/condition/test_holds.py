"""Conditions hold or do not hold of documents; nothing makes them fail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from hub.configuration.condition import Node, condition, holds
from tests.configuration.condition.strategies import CONDITIONS, DOCUMENTS

LEAD = {
    "id": "0010",
    "testIndicator": False,
    "capturedAt": "2026-11-22T23:30:00-08:00",
    "buyer": {"partyName": "Elbe GmbH", "postalAddress": {"countryCode": "DE"}},
    "interest": [
        {"description": "Pumpe", "quantity": {"value": "9.50", "unitCode": "C62"}},
        {"description": "阀门", "quantity": {"value": "120", "unitCode": "C62"}},
    ],
}
CASES = [
    ("buyer.postalAddress.countryCode in [SE, DE]", True),
    ("buyer.postalAddress.countryCode in [SE, NO]", False),
    ("buyer.partyName == 'Elbe GmbH'", True),
    ("buyer.partyName startswith Elbe", True),
    ("buyer.partyName startswith elbe", False),
    ("interest[*].quantity.value > 100", True),
    ("interest.quantity > 100", True),
    ("interest[0].quantity.value > 100", False),
    ("interest[7].quantity.value > 100", False),
    ("interest[description=阀门].quantity.value == 120.0", True),
    ("interest[description=阀门].quantity.value < 100", False),
    ("interest.quantity.value == 9.5", True),
    ("interest.quantity.value == '9.5'", False),
    ("id == 10", False),
    ("id == '0010'", True),
    ("id != 10", True),
    ("testIndicator == false", True),
    ("exists testIndicator and not exists expiresAt", True),
    ("capturedAt == 2026-11-22", True),
    ("capturedAt < 2026-11-22", False),
    ("buyer.partyName < 2026-11-22", False),
    ("expiresAt < 2026-11-22", False),
    ("expiresAt != 2026-11-22", False),
    ("not expiresAt == 2026-11-22", True),
    ("buyer == x", False),
    ("exists buyer", True),
    ("id.partyName == x or interest.partyName == x", False),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_a_condition_holds_or_does_not(source: str, expected: bool) -> None:
    assert condition(source)(LEAD) is expected


def test_decimals_are_compared_exactly() -> None:
    found = condition("n == 999999999999999999.0000000001")

    assert found({"n": "999999999999999999.0000000001"})
    assert not found({"n": "999999999999999999.0000000002"})


@given(CONDITIONS, DOCUMENTS)
def test_any_condition_of_any_document_is_true_or_false(node: Node, document: Any) -> None:
    assert holds(node)(document) in (True, False)
