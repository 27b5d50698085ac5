"""Reading X12 with every rule on. Example: `python -m benchmarks.run x12_validate`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import generate, validating
from benchmarks.measure import Result


def run() -> Iterator[Result]:
    return validating.rows("x12_validate", "x12", generate.interchange(validating.SIZE), ">= 6")
