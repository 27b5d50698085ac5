"""Targets, overlays and lists do what they should, or are told at their own file, line and column."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

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
