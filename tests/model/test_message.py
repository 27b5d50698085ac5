"""Findings amount to a verdict; names of states and ids are what they say."""

from __future__ import annotations

import pytest

from hub.model.delivery import ENDED, HEADS, DeliveryState
from hub.model.location import Finding
from hub.model.member import is_member_id, is_system_id, member_of
from hub.model.message import verdict


@pytest.mark.parametrize(
    ("severities", "expected"),
    [([], "clean"), (["info"], "clean"), (["info", "warning"], "warnings"), (["warning", "error"], "rejected")],
)
def test_the_worst_finding_decides(severities, expected):
    assert verdict(Finding("X12-104", severity) for severity in severities) == expected


def test_a_delivery_is_waiting_a_head_or_ended():
    assert {DeliveryState.BEHIND} | HEADS | ENDED == set(DeliveryState)
    assert not HEADS & ENDED


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("acme", True),
        ("lan-mei2", True),
        ("a", True),
        ("-a", False),
        ("a-", False),
        ("Acme", False),
        ("", False),
        ("a" * 64, False),
        ("a\n", False),
    ],
)
def test_a_member_id_is_short_and_plain(text, good):
    assert is_member_id(text) is good
    assert is_system_id(f"{text}/erp") is good


def test_a_system_belongs_to_the_member_before_the_slash():
    assert member_of("acme/erp") == "acme"
    assert not is_system_id("acme")
