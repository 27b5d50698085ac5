"""An agreement names what exists, delivers to whom it says, and is the only one for its messages."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

SECOND = "agreements:\n  again: {from: lanmei/srm, to: nordkran, carries: [order/1], deliver: [{to: nordkran/erp}]}\n"
CASES = [
    (("from: lanmei/srm\n", "from: lanmei/erp\n"), "CFG-040", "hub.yaml:18:11", "name", "lanmei/erp"),
    (("to: nordkran\n", "to: nordkrn\n"), "CFG-040", "hub.yaml:19:9", "known", "nordkran"),
    (("{to: nordkran/erp,", "{to: nordkran/epr,"), "CFG-040", "hub.yaml:22:14", "known", "nordkran/erp"),
    (("from: nordkran/erp,", "from: nordkran/crm,"), "CFG-040", "hub.yaml:24:42", "name", "nordkran/crm"),
    (("carries: [order]", "carries: [ordre]"), "CFG-041", "hub.yaml:20:15", "known", "order"),
    (("carries: [order]", "carries: [order/9]"), "CFG-041", "hub.yaml:20:15", "document", "order/9"),
    (("carries: [order]", "carries: []"), "CFG-047", "hub.yaml:20:14", "key", "carries"),
    (("document: order_response", "document: order_reply"), "CFG-041", "hub.yaml:24:20", "known", "order_response"),
    (("    out: {folder: {path: outbox}}\n", ""), "CFG-034", "hub.yaml:23:71", "system", "lanmei/srm"),
    (("{to: nordkran/erp,", "{to: lanmei/srm,"), "CFG-048", "hub.yaml:22:14", "member", "nordkran"),
    (("from: nordkran/erp,", "from: lanmei/srm,"), "CFG-049", "hub.yaml:24:42", "member", "nordkran"),
    (("agreements:\n", SECOND), "CFG-044", "hub.yaml:21:15", "other", "again"),
    (("carries: [order]", "carries: [order]\n    profile: hub.ordr"), "CFG-046", "hub.yaml:21:14", "profile", "hub.ordr"),
    (("members:\n", "members:\n  portal: {name: {en: P}}\n"), None, "", "", ""),
]


@pytest.mark.parametrize(("spoil", "rule", "place", "name", "value"), CASES)
def test_a_wrong_agreement_is_located(loading: Load, spoil: tuple[str, str], rule: str | None, place: str, name: str, value: str) -> None:
    found = {(problem.rule, problem.place, problem.params.get(name)) for problem in loading(spoil).problems}

    assert (rule is None and not found) or (rule, place, value) in found


def test_a_member_without_a_system_cannot_send(loading: Load) -> None:
    spoil = [("members:\n", "members:\n  portal: {name: {en: P}}\n"), ("from: lanmei/srm\n", "from: portal\n")]

    assert ("CFG-045", "hub.yaml:19:11") in [(problem.rule, problem.place) for problem in loading(*spoil).problems]


def test_test_and_live_agreements_do_not_hide_each_other(loading: Load) -> None:
    assert loading(("agreements:\n", SECOND.replace("deliver:", "test: true, deliver:"))).problems == []


@pytest.mark.parametrize(
    ("one", "other", "hidden"), [("id == 1", "id == 2", False), ("id == 1", "id == 1", True), ("id == 1", None, True), (None, None, True)]
)
def test_conditions_tell_agreements_apart(loading: Load, one: str | None, other: str | None, hidden: bool) -> None:
    written = [("carries: [order]\n", f"carries: [order]\n    when: {one}\n")] if one else []
    second = SECOND.replace("deliver:", f"when: {other}, deliver:") if other else SECOND

    found = loading(("agreements:\n", second), *written).problems

    assert [problem.rule for problem in found] == (["CFG-044"] if hidden else [])
