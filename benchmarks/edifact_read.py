"""Tokenising and unwrapping a large EDIFACT file, 10 MB and 100 MB, with release characters in some of its texts.

Example: `python -m benchmarks.run edifact_read`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import generate_edifact, reading
from benchmarks.measure import Result


def run() -> Iterator[Result]:
    return reading.rows("edifact_read", "edifact", generate_edifact.write, ">= 25")
