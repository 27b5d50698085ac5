"""Targets, overlays and lists do what they should, or are told at their own file, line and column."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.adapters.erp.document.adapter import Document
from hub.configuration.active import ActiveConfiguration
from hub.configuration.known import Known
from hub.configuration.read import load
from tests.configuration.conftest import TREE, Load

MAPS = ("out: {folder: {path: outbox}}", "out: {folder: {path: outbox}}\n    maps: {x12/850: [own.yaml]}")
LISTS = ("out: {folder: {path: outbox}}", "out: {folder: {path: outbox}}\n    lists: {units: units.csv}")


@pytest.mark.parametrize(
    ("old", "new", "rule", "place"),
    [
        ("as: x12/855", "as: x12/85", "CFG-042", "hub.yaml:24:87"),
        ("as: x12/855", "as: x12", "CFG-042", "hub.yaml:24:87"),
        ("as: x12/855", "as: x12/850", "CFG-043", "hub.yaml:24:87"),
        ("as: json", "as: x12/855", "CFG-043", "hub.yaml:22:32"),
    ],
)
def test_a_target_that_does_not_fit_is_located(loading: Load, old: str, new: str, rule: str, place: str) -> None:
    (problem,) = loading((old, new)).problems

    assert (problem.rule, problem.place) == (rule, place)


def test_an_overlay_on_nothing_is_located(loading: Load) -> None:
    (problem,) = loading((MAPS[0], MAPS[1].replace("850", "851")), files={"own.yaml": ""}).problems

    assert (problem.rule, problem.place) == ("CFG-061", "hub.yaml:13:12")


def test_an_overlay_that_does_not_compile_is_told_at_its_own_place(loading: Load) -> None:
    (problem,) = loading(MAPS, files={"own.yaml": "extends: x12/850\nrules:\n  note: BEG.03 | upcase\n"}).problems

    assert problem.rule.startswith("MAP-")
    assert (problem.file, problem.line) == ("own.yaml", 3)


def test_an_overlay_that_is_not_yaml_is_told_at_its_own_place(loading: Load) -> None:
    (problem,) = loading(MAPS, files={"own.yaml": "rules: ["}).problems

    assert problem.file == "own.yaml"


def test_a_list_that_cannot_be_used_is_told_at_its_line(loading: Load) -> None:
    (problem,) = loading(LISTS, files={"units.csv": "code,canonical\nXCS,KGM\nXCS,GRM\n"}).problems

    assert (problem.rule, problem.place) == ("MAP-022", "units.csv:3:1")


class Speaking(Document):
    """Takes leads in a message of its own, gives order responses, and knows nothing else."""

    carries = {"lead/1": "create", "lead_status/1": "create", "order_response/1": "poll"}  # noqa: RUF012 - as adapters write it
    speaks = {"lead/1": "json/hubspot-lead", "order_response/1": "json/lead-status"}  # noqa: RUF012 - the same


SPEAKING = replace(Known.here(), adapters={**Known.here().adapters, "erp/document": Speaking})


def spoken(carries: str, as_: str) -> str:
    return TREE.replace("carries: [order]", f"carries: [{carries}]").replace(", as: json", as_).partition("    replies:")[0]


@pytest.mark.parametrize(
    ("carries", "as_", "rules"),
    [
        ("lead", "", []),
        ("lead", ", as: json/hubspot-lead", []),
        ("lead", ", as: json", ["CFG-062"]),
        ("lead", ", as: json/salesforce-lead", ["CFG-062"]),
        ("lead_status", ", as: json", []),
        ("order_response", "", ["CFG-060"]),
        ("order", "", ["CFG-060"]),
    ],
)
def test_what_an_adapter_speaks_and_takes_is_known(carries: str, as_: str, rules: list[str]) -> None:
    loaded = load(spoken(carries, as_), "hub.yaml", {}.get, known=SPEAKING)

    assert [problem.rule for problem in loaded.problems] == rules


@pytest.mark.parametrize(
    ("as_", "document", "target"),
    [("", "lead/1", "json/hubspot-lead"), ("", "lead_status/1", "json"), (", as: json/lead", "lead/1", "json/lead")],
)
def test_a_delivery_is_written_in_what_the_adapter_speaks_unless_the_agreement_says(as_: str, document: str, target: str) -> None:
    configuration = load(spoken("lead", as_), "hub.yaml", {}.get, known=SPEAKING).configuration
    assert configuration is not None
    active = ActiveConfiguration(configuration, {}, known=SPEAKING)
    (delivery,) = configuration.agreements["orders"].deliver

    assert active.target(delivery, document) == target
