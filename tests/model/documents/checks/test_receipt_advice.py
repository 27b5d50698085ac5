"""What arrived was taken or refused."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


@pytest.mark.parametrize(
    ("received", "accepted", "rejected", "expected"),
    [
        ("10", "8", "2", []),
        ("10", "10.0", None, []),
        ("10", None, "2", []),
        ("10", "8", "1", ["BUS-056 /receiptLine/0/receivedQuantity"]),
        ("10", "8", None, ["BUS-056 /receiptLine/0/receivedQuantity"]),
    ],
)
def test_received_is_accepted_and_rejected_together(received, accepted, rejected, expected):
    stated = {"receivedQuantity": received, "acceptedQuantity": accepted, "rejectedQuantity": rejected}
    line = {name: {"value": value, "unitCode": "EA"} for name, value in stated.items() if value is not None}
    model, _ = validate("receipt_advice/1", {"id": "1", "receiptLine": [line]})

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected


def test_quantities_in_unlike_units_are_not_compared():
    line = {"receivedQuantity": {"value": "2", "unitCode": "XCT"}, "acceptedQuantity": {"value": "24", "unitCode": "EA"}}
    model, _ = validate("receipt_advice/1", {"id": "1", "receiptLine": [line]})

    assert list(model.doubts()) == []
