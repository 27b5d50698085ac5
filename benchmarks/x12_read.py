"""Tokenising and unwrapping a large X12 file, 10 MB and 100 MB. Example: `python -m benchmarks.run x12_read`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import generate, reading
from benchmarks.measure import Result


def run() -> Iterator[Result]:
    return reading.rows("x12_read", "x12", generate.write, ">= 25")
