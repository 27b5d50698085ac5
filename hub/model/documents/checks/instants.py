"""Moments compared, whatever offset each was stated with.

Judges nothing. Example: `before("2026-11-22T01:00:00Z", "2026-11-22T10:00:00+08:00")` is true.
"""

from __future__ import annotations

import datetime as dt


def before(first: str | None, second: str | None) -> bool:
    """Whether one moment is before another; false where either is not stated."""
    if first is None or second is None:
        return False
    return dt.datetime.fromisoformat(first) < dt.datetime.fromisoformat(second)
