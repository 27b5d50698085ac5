"""Reading EDIFACT with every rule on. Example: `python -m benchmarks.run edifact_validate`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import generate_edifact, validating
from benchmarks.measure import Result


def run() -> Iterator[Result]:
    return validating.rows("edifact_validate", "edifact", generate_edifact.interchange(validating.SIZE), ">= 4")
