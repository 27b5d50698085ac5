"""Secrets are references, lead to values, and are never shown."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

URL = 'url: "https://erp.nordkran.example/in", token: "env:NORDKRAN_TOKEN"'
OPEN = [
    (URL, 'url: "https://me:hunter2@erp.nordkran.example/in"', "CFG-022", "hub.yaml:15:23"),
    (URL, 'url: "https://erp.example", headers: {Authorization: "Basic hunter2"}', "CFG-022", "hub.yaml:15:71"),
    (URL, 'url: "https://erp.example", headers: {X-Api-Key: hunter2}', "CFG-022", "hub.yaml:15:67"),
    (URL, 'url: "https://erp.example", token: hunter2', "CFG-020", "hub.yaml:15:53"),
]


@pytest.mark.parametrize(("old", "new", "rule", "place"), OPEN)
def test_a_secret_in_the_open_is_found_and_not_repeated(loading: Load, old: str, new: str, rule: str, place: str) -> None:
    problems = loading((old, new)).problems

    assert [(problem.rule, problem.place) for problem in problems] == [(rule, place)]
    assert "hunter2" not in str(problems)


def test_a_reference_that_leads_nowhere_is_found(loading: Load) -> None:
    (problem,) = loading(set_=set()).problems

    assert (problem.rule, problem.place, problem.params) == ("CFG-023", "hub.yaml:15:65", {"reference": "env:NORDKRAN_TOKEN"})


def test_a_reference_that_leads_to_a_value_is_fine(loading: Load) -> None:
    assert loading(set_={"env:NORDKRAN_TOKEN"}).problems == []


def test_without_an_environment_secrets_are_not_looked_for(loading: Load) -> None:
    assert loading().problems == []


def test_references_in_headers_are_fine(loading: Load) -> None:
    assert loading((URL, 'url: "https://erp.example", headers: {X-Api-Key: "env:KEY", Accept: "application/json"}')).problems == []
