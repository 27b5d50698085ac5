"""Moments are compared whatever offset each was stated with."""

from __future__ import annotations

import pytest

from hub.model.documents.checks.instants import before


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-11-22T01:00:00Z", "2026-11-22T10:00:00+08:00", True),
        ("2026-11-22T02:00:00Z", "2026-11-22T10:00:00+08:00", False),
        ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", True),
        (None, "2026-11-22T10:00:00+08:00", False),
    ],
)
def test_an_earlier_moment_is_before_a_later_one(first, second, expected):
    assert before(first, second) is expected
