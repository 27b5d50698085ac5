"""Members are told apart by their ids and their identifiers."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

CASES = [
    (('ids: {x12: "ZZ:NORDKRAN"}', 'ids: {x12: "ZZ:LANMEI"}'), "CFG-035", "hub.yaml:8:16", "owner", "lanmei"),
    (('ids: {x12: "ZZ:NORDKRAN"}', 'ids: {x12: ["ZZ:N", "ZZ: LANMEI"]}'), "CFG-035", "hub.yaml:8:25", "owner", "lanmei"),
    (('ids: {x12: "ZZ:NORDKRAN"}', 'ids: {x12: ["ZZ:N", "ZZ:N"]}'), "CFG-035", "hub.yaml:8:25", "owner", "nordkran"),
]


@pytest.mark.parametrize(("spoil", "rule", "place", "name", "value"), CASES)
def test_an_identifier_leads_to_one_member(loading: Load, spoil: tuple[str, str], rule: str, place: str, name: str, value: str) -> None:
    (problem,) = loading(spoil).problems

    assert (problem.rule, problem.place, problem.params[name]) == (rule, place, value)


def test_the_same_identifier_in_another_family_is_another_identifier(loading: Load) -> None:
    assert loading(('ids: {x12: "ZZ:NORDKRAN"}', 'ids: {x12: "ZZ:N", hub: "ZZ:LANMEI"}')).problems == []


def test_the_key_of_a_member_is_a_short_name(loading: Load) -> None:
    problems = loading(("  nordkran:\n    name", "  Nord Kran:\n    name")).problems

    assert ("CFG-036", "hub.yaml:6:3") in [(problem.rule, problem.place) for problem in problems]
