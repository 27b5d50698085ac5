"""A change says what becomes of each line."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


@pytest.mark.parametrize(
    ("mode", "line", "expected"),
    [
        ("delta", {"actionCode": "3"}, []),
        ("delta", {}, ["BUS-050 /orderLine/0/actionCode"]),
        ("replace", {}, []),
        ("replace", {"actionCode": "2"}, ["BUS-051 /orderLine/0/actionCode"]),
        ("delta", {"actionCode": "2"}, []),
    ],
)
def test_a_line_of_a_delta_says_its_action(mode, line, expected):
    model, _ = validate("order_change/1", {"orderReference": {"id": "1"}, "changeMode": mode, "orderLine": [line]})

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected


def test_the_lines_of_a_change_are_looked_at_like_those_of_an_order():
    values = {
        "orderReference": {"id": "1"},
        "documentCurrencyCode": "CNY",
        "lineCountNumeric": "3",
        "orderLine": [
            {"id": "1", "price": {"priceAmount": {"value": "1", "currencyID": "USD"}}},
            {"id": "1", "quantity": {"value": "1", "unitCode": "?"}},
        ],
    }
    model, _ = validate("order_change/1", values)

    assert [finding.rule for finding in model.doubts()] == ["BUS-011", "BUS-013", "BUS-015", "BUS-021"]
