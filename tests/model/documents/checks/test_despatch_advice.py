"""Lines, counts and units of a despatch fit together."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


def reference(line, order="4711"):
    return {"lineID": line, "orderReference": {"id": order}}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"lineCountNumeric": "2", "despatchLine": [{"id": "1"}]}, ["BUS-011 /lineCountNumeric"]),
        ({"despatchLine": [{"id": "1"}, {"id": "1"}]}, ["BUS-013 /despatchLine/1/id"]),
        (
            {"despatchLine": [{"deliveredQuantity": {"value": "1", "unitCode": "?"}}]},
            ["BUS-021 /despatchLine/0/deliveredQuantity/unitCode"],
        ),
        (
            {"despatchLine": [{"orderLineReference": reference("1")}, {"orderLineReference": reference("1")}]},
            ["BUS-017 /despatchLine/1/orderLineReference/lineID"],
        ),
        ({"despatchLine": [{"orderLineReference": reference("1")}, {"orderLineReference": reference("1", "4712")}]}, []),
    ],
)
def test_what_does_not_fit_is_found(values, expected):
    model, _ = validate("despatch_advice/1", {"id": "1", **values})

    assert [f"{finding.rule} {finding.pointer}" for finding in model.doubts()] == expected
