"""Lanes: which deliveries wait for each other."""

from __future__ import annotations

import pytest

from hub.queue.lanes import lane_thread

CASES = [
    ("thread", "PO-1", "PO-1"),
    ("thread", "", "m1"),
    ("fifo", "PO-1", "*"),
    ("fifo", "", "*"),
    ("parallel", "PO-1", "m1"),
]


@pytest.mark.parametrize("policy, thread, lane", CASES)
def test_the_policy_names_the_lane(policy, thread, lane):
    assert lane_thread(policy, thread, "m1") == lane
