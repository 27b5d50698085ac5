"""A system has a member, an installed adapter with fitting settings, and one way out."""

from __future__ import annotations

import pytest

from tests.configuration.conftest import Load

OUT = "out: {folder: {path: outbox}}"
CASES = [
    (("  nordkran/erp:\n", "  nordkan/erp:\n"), "CFG-030", "hub.yaml:13:3", "known", "nordkran"),
    (("  nordkran/erp:\n", "  nordkran:\n"), "CFG-032", "hub.yaml:13:3", "system", "nordkran"),
    (("  nordkran/erp:\n", "  nordkran/erp/x:\n"), "CFG-032", "hub.yaml:13:3", "system", "nordkran/erp/x"),
    (("adapter: erp/document\n    out: {f", "adapter: erp/documnt\n    out: {f"), "CFG-031", "hub.yaml:11:14", "known", "erp/document"),
    ((OUT, OUT + "\n    settings: {idempotnt: true}"), "CFG-010", "hub.yaml:13:16", "known", "idempotent"),
    ((OUT, OUT + "\n    settings: {idempotent: perhaps}"), "CFG-013", "hub.yaml:13:28", "expected", "true | false"),
    ((OUT, "out: {}"), "CFG-033", "hub.yaml:12:5", "given", "0"),
    ((OUT, "out: {folder: {path: a}, memory: b}"), "CFG-033", "hub.yaml:12:5", "given", "folder, memory"),
    (("https://erp.nordkran.example/in", "erp.nordkran.example/in"), "CFG-024", "hub.yaml:15:23", "url", "erp.nordkran.example/in"),
    (("https://erp.nordkran.example/in", "https://[::1"), "CFG-024", "hub.yaml:15:23", "url", "https://[::1"),
    (("https://erp.nordkran.example/in", "ftp://erp.example/in"), "CFG-024", "hub.yaml:15:23", "url", "ftp://erp.example/in"),
]


@pytest.mark.parametrize(("spoil", "rule", "place", "name", "value"), CASES)
def test_a_wrong_system_is_located(loading: Load, spoil: tuple[str, str], rule: str, place: str, name: str, value: str) -> None:
    found = {(problem.rule, problem.place, problem.params.get(name)) for problem in loading(spoil).problems}

    assert (rule, place, value) in found
