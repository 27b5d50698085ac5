"""Reading X12 with every rule on: structure, elements, lengths, codes, relations. Twenty-line orders, all of them clean.

A finding on a clean order makes the run void. Example: `python -m benchmarks.run x12_validate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import generate
from benchmarks.measure import Result, in_turn, result, seconds, void
from hub.formats.base import MessageRead, Reading
from hub.formats.discover import formats

SIZE = 3_000_000
ROUNDS = 5


def findings(data: bytes) -> int:
    """How many findings the reader has on clean orders: none, or the generator or a rule is wrong."""
    return sum(len(event.message.findings) for event in formats()["x12"].read([data], Reading()) if isinstance(event, MessageRead))


def drain(data: bytes, reading: Reading) -> None:
    for _ in formats()["x12"].read([data], reading):
        pass


def run() -> Iterator[Result]:
    """MB/s with full validation, and what validation costs beyond structure."""
    data = b"".join(generate.interchange(SIZE))
    wrong = findings(data)
    if wrong:
        yield void("x12_validate", "read + full validation", "MB/s", f"{wrong} findings on clean orders", ">= 6")
        return
    full, structure = in_turn(
        ROUNDS,
        lambda: seconds(lambda: drain(data, Reading())),
        lambda: seconds(lambda: drain(data, Reading(structure_only=True))),
    )
    yield result("x12_validate", "read + full validation", [len(data) / 1e6 / taken for taken in full], "MB/s", ">= 6")
    yield result("x12_validate", "read, structure only", [len(data) / 1e6 / taken for taken in structure], "MB/s")
