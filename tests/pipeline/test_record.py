"""Rows and the JSON inside them: what belongs together is one step, and what stopped for one reason has one cause."""

from __future__ import annotations

import json

import pytest

from hub.model.location import Finding, Location
from hub.pipeline.record import Step, cause, finding_json, findings_json, message_row, worst
from hub.store import deliveries
from hub.store.columns import metadata
from hub.store.items import Guard, Update


def test_a_step_takes_another_up_whole() -> None:
    one, other = Step(), Step()
    one.add("message", {"id": "1"})
    other.add("message", {"id": "2"})
    other.guards.append(Guard("message", {"id": "2"}))
    other.updates.append(Update("parcel", {"id": "p"}, {"opened": 1}))
    other.owe(deliveries.new("k", "2", "a/erp", "t", "json", "orders", now=1))

    one.absorb(other)
    rows = one.rows()

    assert [row["id"] for row in rows.inserts["message"]] == ["1", "2"]
    assert (len(rows.guards), len(rows.updates), rows.lanes, len(rows.leaves)) == (1, 1, {("a/erp", "t")}, 1)


def test_a_message_row_has_every_column_that_the_table_asks_for() -> None:
    assert message_row(id="1", received_at=5).keys() == {column.name for column in metadata.tables["message"].c}


@pytest.mark.parametrize(("severities", "found"), [([], None), (["info", "warning"], None), (["warning", "error", "error"], 1)])
def test_the_first_error_decides(severities: list[str], found: int | None) -> None:
    findings = [Finding("OPN-001", severity) for severity in severities]  # type: ignore[arg-type]

    assert worst(findings) is (None if found is None else findings[found])


def test_a_finding_is_said_in_both_languages_with_its_place() -> None:
    said = finding_json(Finding("OPN-003", "error", Location(byte=7, line=2), {"value": "ZZ:A", "member": "b"}, "/id"))

    assert (said["rule"], said["pointer"], said["where"]["byte"]) == ("OPN-003", "/id", 7)
    assert "ZZ:A" in said["message"]
    assert "ZZ:A" in said["message_zh"]
    assert said["fix"]
    assert json.loads(findings_json([])) == []


def test_a_cause_is_rule_agreement_place_and_value() -> None:
    first = Finding("X12-506", "error", Location(byte=1, segment="PO1", element=2), {"value": "ten"})
    again = Finding("X12-506", "error", Location(byte=900, segment="PO1", element=2), {"value": "ten"})

    assert cause(first, "orders") == cause(again, "orders") == "X12-506|orders|PO12|ten"
