"""A condition that cannot be read, or can never hold, is located in the tree."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

CARRIES = "    carries: [order]\n"
DELIVER = "      - {to: nordkran/erp, as: json, within: 60s}\n"
REPLY = "deliver: [{to: lanmei/srm, as: x12/855}]"
CASES = [
    (CARRIES, CARRIES + "    when: id == \n", "CFG-070", "hub.yaml:21:16", "expected", "SE, 'two words', 10.5, 2026-11-22"),
    (CARRIES, CARRIES + "    when: 'id = 4711'\n", "CFG-070", "hub.yaml:21:15", "found", "="),
    (CARRIES, CARRIES + "    when: >\n      id ==\n", "CFG-070", "hub.yaml:21:11", "column", 7),
    (CARRIES, CARRIES + "    when: id == 1 and orderLine.quantitty.value > 5\n", "CFG-071", "hub.yaml:21:23", "known", "quantity"),
    (CARRIES, CARRIES + '    when: "orderLin[*].id == 1"\n', "CFG-071", "hub.yaml:21:12", "known", "orderLine"),
    (DELIVER, "      - {to: nordkran/erp, as: json, when: idd == 1}\n", "CFG-071", "hub.yaml:22:44", "known", "id"),
    (REPLY, "deliver: [{to: lanmei/srm, as: x12/855, when: orderResponseCod == AP}]", "CFG-071", "hub.yaml:24:102", "known", "orderResponseCode"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "rule", "place", "name", "value"), CASES)
def test_a_wrong_condition_is_located(loading: Load, old: str, new: str, rule: str, place: str, name: str, value: object) -> None:
    (problem,) = loading((old, new)).problems

    assert (problem.rule, problem.place, problem.params[name]) == (rule, place, value)


def test_a_path_that_one_of_the_documents_has_is_right(loading: Load) -> None:
    both = "    carries: [order, order_response]\n    when: orderResponseCode == AP or exists orderTypeCode\n"

    assert not [problem for problem in loading((CARRIES, both)).problems if problem.rule == "CFG-071"]
