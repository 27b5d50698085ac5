"""What every rule on costs: structure, elements, lengths, codes, relations. Twenty-line orders, all of them clean.

A finding on a clean order makes the run void. Example: `rows("x12_validate", "x12", generate.interchange(3_000_000), ">= 6")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.measure import Result, in_turn, result, seconds, void
from hub.formats.base import MessageRead, Reading
from hub.formats.discover import formats

SIZE = 3_000_000
ROUNDS = 5


def findings(format_: str, data: bytes) -> int:
    """How many findings the reader has on clean orders: none, or the generator or a rule is wrong."""
    return sum(len(event.message.findings) for event in formats()[format_].read([data], Reading()) if isinstance(event, MessageRead))


def drain(format_: str, data: bytes, reading: Reading) -> None:
    for _ in formats()[format_].read([data], reading):
        pass


def rows(bench: str, format_: str, parts: Iterable[bytes], aim: str, rounds: int = ROUNDS) -> Iterator[Result]:
    """MB/s with full validation, and without any rule about elements."""
    data = b"".join(parts)
    wrong = findings(format_, data)
    if wrong:
        yield void(bench, "read + full validation", "MB/s", f"{wrong} findings on clean orders", aim)
        return
    full, structure = in_turn(
        rounds,
        lambda: seconds(lambda: drain(format_, data, Reading())),
        lambda: seconds(lambda: drain(format_, data, Reading(structure_only=True))),
    )
    yield result(bench, "read + full validation", [len(data) / 1e6 / taken for taken in full], "MB/s", aim)
    yield result(bench, "read, structure only", [len(data) / 1e6 / taken for taken in structure], "MB/s")
