"""Problems: the language they speak, the status they have, and that nothing inside leaks out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.api.problem import STATUS, choose, problem, status_of
from hub.catalogue import rules
from hub.errors import HubError, Misconfigured, Refused, TryAgain


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, zh-Hant;q=0.7", "zh"),
        ("fr, en;q=0.2, zh;q=0.1", "en"),
        ("fr", "en"),
        ("zh;q=0", "en"),
        ("zh;q=nonsense", "zh"),
        ("*", "en"),
    ],
)
def test_the_better_liked_language_is_spoken(header, language):
    assert choose(header, "en") == language


@given(st.text())
def test_any_header_chooses_a_language(header):
    assert choose(header, "zh") in {"en", "zh"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("API-004"), 404),
        (Refused("RPL-001"), 409),
        (TryAgain("STO-002"), 503),
        (Misconfigured("STO-005"), 500),
        (HubError("X-001"), 500),
    ],
)
def test_the_status_says_who_has_to_act(error, status):
    assert status_of(error) == status


def test_every_rule_of_the_interface_has_a_status_and_words():
    assert {rule for rule in rules() if rule.startswith("API-")} <= STATUS.keys() <= rules().keys()


def test_a_problem_speaks_the_language_and_carries_both():
    body = json.loads(problem(404, "API-004", {}, "r1", "zh").body)

    assert body["title"] == "未找到"
    assert (body["type"], body["rule"], body["instance"], body["requestId"]) == ("/problems/API-004", "API-004", "/requests/r1", "r1")
    (error,) = body["errors"]
    assert {"rule", "severity", "message", "message_zh", "fix", "pointer", "where"} <= error.keys()


@given(st.text(st.characters(codec=None)))
def test_values_of_any_kind_can_be_told(value):
    json.loads(problem(400, "API-011", {"parameter": value, "reason": value}, "r", "en").body)
