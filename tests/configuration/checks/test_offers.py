"""An offer names agreements that go together; test leads stay out of live systems."""

from __future__ import annotations

import pytest

from hub.configuration.read import load

TREE = """\
apiVersion: hub/v1
members: {portal: {name: {en: P}}, alpha: {name: {en: A}}, beta: {name: {en: B}}}
systems:
  portal/web: {adapter: erp/document}
  alpha/crm: {adapter: erp/document, out: {memory: a}}
  beta/crm: {adapter: erp/document, out: {memory: b}}
agreements:
  one: {from: portal/web, to: alpha, carries: [lead], deliver: [{to: alpha/crm}]}
  two: {from: portal/web, to: beta, carries: [lead], deliver: [{to: beta/crm}]}
offers:
  leads: {to: [one, two], exclusivity: {shared: 2}, accept_by: 2h}
"""
MORE = "  three: {from: portal/web, to: beta, test: true, carries: [lead], deliver: [{to: beta/crm}]}\noffers:\n"
CASES = [
    ("to: [one, two]", "to: [one, tow]", "CFG-080", "hub.yaml:11:21"),
    ("to: [one, two]", "to: [one, one]", "CFG-081", "hub.yaml:11:21"),
    ("leads: {to: [one, two]", "more: {to: [two]}\n  leads: {to: [one, two]", "CFG-081", "hub.yaml:12:21"),
    ("to: beta, carries: [lead]", "to: beta, carries: [lead, opportunity]", "CFG-082", "hub.yaml:11:21"),
    ("two: {from: portal/web", "two: {from: portal", "CFG-082", "hub.yaml:11:21"),
    ("to: beta, carries: [lead], deliver: [{to: beta", "to: alpha, carries: [lead], deliver: [{to: alpha", "CFG-082", "hub.yaml:11:21"),
    ("to: beta, carries: [lead]", "to: beta, carries: [order]", "CFG-083", "hub.yaml:11:21"),
    ("offers:\n", MORE, "CFG-084", "hub.yaml:10:83"),
    ("exclusivity: {shared: 2}", "exclusivity: {shared: 1}", "CFG-014", "hub.yaml:11:49"),
    ("exclusivity: {shared: 2}", "exclusivity: alone", "CFG-012", "hub.yaml:11:40"),
]  # fmt: skip


def test_a_right_offer_is_right() -> None:
    assert load(TREE, "hub.yaml", lambda _: None).problems == []


@pytest.mark.parametrize(("old", "new", "rule", "place"), CASES)
def test_a_wrong_offer_is_located(old: str, new: str, rule: str, place: str) -> None:
    assert old in TREE

    found = load(TREE.replace(old, new), "hub.yaml", lambda _: None).problems

    assert (rule, place) in [(problem.rule, problem.place) for problem in found]
