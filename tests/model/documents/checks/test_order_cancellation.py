"""A line is cancelled once."""

from __future__ import annotations

from hub.model.documents.registry import validate


def test_the_same_line_twice_is_remarked():
    line = {"orderLineReference": {"lineID": "10"}}
    model, _ = validate("order_cancellation/1", {"orderReference": {"id": "1"}, "orderLine": [line, line]})

    assert [(finding.rule, finding.severity) for finding in model.doubts()] == [("BUS-017", "info")]
