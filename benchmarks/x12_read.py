"""Tokenising and unwrapping a large X12 file, 10 MB and 100 MB: MB/s, and memory that must not grow with the file.

Element rules are off: this is what opening a large parcel costs before a message is looked at. Each reading is a process of its own,
whose peak memory is the kernel's number. Example: `python -m benchmarks.run x12_read`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import generate
from benchmarks.children import ask
from benchmarks.measure import Result, quotients, result, void

MEGA = 1_000_000
SMALL, LARGE = 10 * MEGA, 100 * MEGA
ROUNDS = 3


def run() -> Iterator[Result]:
    """Speed at both sizes; memory of the large one, absolute and relative to the small one."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        small, large = Path(folder, "small.x12"), Path(folder, "large.x12")
        sizes = [generate.write(small, SMALL), generate.write(large, LARGE)]
        ask("x12_read_child", {"path": str(small)})  # warms the file cache and the byte code
        rounds = [(ask("x12_read_child", {"path": str(small)}), ask("x12_read_child", {"path": str(large)})) for _ in range(ROUNDS)]
    if any(not told["exact"] for pair in rounds for told in pair):
        yield void("x12_read", "MB/s", "MB/s", "messages read differ from messages written", ">= 25")
        return
    for column, (name, size) in enumerate(zip(("10MB", "100MB"), sizes, strict=True)):
        yield result("x12_read", f"{name} tokenise+envelope", [size / MEGA / pair[column]["seconds"] for pair in rounds], "MB/s", ">= 25")
    peaks = [[pair[column]["peak_mb"] for pair in rounds] for column in (0, 1)]
    yield result("x12_read", "100MB peak memory", peaks[1], "MB", "<= 64")
    yield result("x12_read", "peak memory 100MB ÷ 10MB", quotients(peaks[1], peaks[0]), "ratio", "<= 1.2")
