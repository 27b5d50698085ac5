"""A rating is doubted where a value leaves its scale, a scale changes, or a criterion comes twice."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate
from tests.model.documents.checks.doubted import doubted

CORE = {"id": "TR-1", "raterRoleCode": "buyer", "transactionReference": {"orderID": ["PO-1"]}}


def dimension(criterion, value, scale="stars", maximum="5"):
    return {"criterionCode": criterion, "score": {"value": value, "scaleID": scale, "minimum": "1", "maximum": maximum}}


@pytest.mark.parametrize(
    ("dimensions", "expected"),
    [
        ([dimension("quality", "5"), dimension("delivery", "1")], []),
        ([dimension("quality", "6")], ["QUA-006 /dimension/0/score/value"]),
        ([dimension("quality", "5"), dimension("delivery", "9", "points", "10")], []),
        ([dimension("quality", "5"), dimension("delivery", "9", maximum="10")], ["QUA-008 /dimension/1/score"]),
        ([dimension("quality", "5"), dimension("quality", "4")], ["QUA-018 /dimension/1/criterionCode"]),
    ],
)
def test_a_rating_is_checked_against_itself(dimensions, expected):
    assert doubted("transaction_rating/1", **CORE, dimension=dimensions) == expected


@pytest.mark.parametrize(
    ("traded", "thread"),
    [
        ({"orderID": ["PO-1"], "invoiceID": ["I-1"]}, "PO-1"),
        ({"despatchID": ["L-1"]}, "L-1"),
        ({"invoiceID": ["I-1"]}, "I-1"),
        ({}, "TR-1"),
    ],
)
def test_a_rating_joins_the_conversation_of_its_order(traded, thread):
    rating, _ = validate("transaction_rating/1", {**CORE, "transactionReference": traded})

    assert rating.thread() == thread
