"""The parts of a confirmed quantity make the whole."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["900", "500", "100"], []),
        (["900", "500"], ["BUS-014 /orderLine/0/confirmation"]),
        (["1500.00"], []),
    ],
)
def test_a_confirmation_accounts_for_the_whole_quantity(parts, expected):
    confirmation = [{"statusCode": "accepted", "quantity": {"value": part, "unitCode": "MTR"}} for part in parts]
    values = {
        "orderReference": {"id": "1"},
        "orderLine": [{"quantity": {"value": "1500", "unitCode": "MTR"}, "confirmation": confirmation}],
    }
    model, _ = validate("order_response/1", values)

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected


def test_a_confirmation_in_another_unit_is_not_compared():
    confirmation = [{"statusCode": "accepted", "quantity": {"value": "2", "unitCode": "XCT"}}]
    values = {"orderReference": {"id": "1"}, "orderLine": [{"quantity": {"value": "24", "unitCode": "EA"}, "confirmation": confirmation}]}
    model, _ = validate("order_response/1", values)

    assert list(model.doubts()) == []
