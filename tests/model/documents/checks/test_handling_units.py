"""Packages lie in packages that are there, and never in themselves."""

from __future__ import annotations

import pytest

from hub.model.documents.registry import validate


def doubts(units, *lines):
    values = {"id": "1", "transportHandlingUnit": units} | ({"despatchLine": list(lines)} if lines else {})
    model, findings = validate("despatch_advice/1", values)
    assert model is not None, findings
    return [f"{finding.rule} {finding.pointer}" for finding in model.doubts()]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([("P", None), ("C", "P"), ("D", "P"), ("E", "D")], []),
        ([("C", "P")], ["BUS-053 /transportHandlingUnit/0/parentID"]),
        ([("A", "A")], ["BUS-054 /transportHandlingUnit/0/parentID"]),
        ([("A", "B"), ("B", "A"), ("C", "A")], ["BUS-054 /transportHandlingUnit/0/parentID", "BUS-054 /transportHandlingUnit/1/parentID"]),
        ([("A", None), ("A", None)], ["BUS-052 /transportHandlingUnit/1/id"]),
    ],
)
def test_units_make_a_tree(units, expected):
    named = [{"id": own} | ({"parentID": parent} if parent else {}) for own, parent in units]

    assert doubts(named) == expected


def test_a_long_chain_of_units_is_walked_once():
    assert doubts([{"id": str(at), "parentID": str(at + 1)} for at in range(50_000)]) == ["BUS-053 /transportHandlingUnit/49999/parentID"]


def line(*held, quantity="10"):
    return {"deliveredQuantity": {"value": quantity}, "handlingUnitReference": list(held)}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([{"id": "C", "quantity": {"value": "6"}}, {"id": "D", "quantity": {"value": "4"}}], []),
        ([{"id": "C"}], []),
        ([{"id": "X"}], ["BUS-053 /despatchLine/0/handlingUnitReference/0/id"]),
        ([{"id": "C", "quantity": {"value": "6"}}], ["BUS-055 /despatchLine/0/handlingUnitReference"]),
    ],
)
def test_a_line_lies_in_units_that_are_there(held, expected):
    assert doubts([{"id": "C"}, {"id": "D"}], line(*held)) == expected


def test_units_that_are_told_with_a_line_are_held_to_the_same():
    told = {"transportHandlingUnit": [{"id": "C", "parentID": "P"}, {"id": "D", "parentID": "Q"}]}

    assert doubts([{"id": "P"}], line({"id": "C"}) | told) == ["BUS-053 /despatchLine/0/transportHandlingUnit/1/parentID"]


def test_units_that_are_told_with_a_line_are_found_by_their_number():
    model, _ = validate("despatch_advice/1", {"id": "1", "despatchLine": [{"transportHandlingUnit": [{"id": "C"}]}]})

    assert ("handling_unit", "C") in list(model.references())


def test_units_that_are_not_listed_may_still_be_named():
    model, _ = validate("despatch_advice/1", {"id": "1", "despatchLine": [line({"id": "340123450000000017"})]})

    assert list(model.doubts()) == []


def test_a_serial_shipping_container_code_has_a_check_digit():
    assert doubts([{"id": "1", "identification": [{"value": "340123450000000018", "schemeID": "SSCC"}]}]) == [
        "BUS-031 /transportHandlingUnit/0/identification/0"
    ]
