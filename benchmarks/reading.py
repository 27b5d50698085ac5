"""What reading a large file costs, at two sizes: MB/s, and memory that must not grow with the file.

Element rules are off: this is what opening a large parcel costs before a message is looked at. Each reading is a process of its own,
whose peak memory is the kernel's number. Example: `rows("x12_read", "x12", generate.write, ">= 25")`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.children import ask
from benchmarks.measure import Result, quotients, result, void

MEGA = 1_000_000
SIZES = (10 * MEGA, 100 * MEGA)
ROUNDS = 3

Write = Callable[[Path, int], int]


def rows(bench: str, format_: str, write: Write, aim: str, sizes: tuple[int, int] = SIZES, rounds: int = ROUNDS) -> Iterator[Result]:
    """Speed at both sizes; memory of the large one, absolute and relative to the small one."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        small, large = ({"format": format_, "path": str(Path(folder, name))} for name in ("small", "large"))
        written = [write(Path(asked["path"]), size) for asked, size in zip((small, large), sizes, strict=True)]
        ask("read_child", small)  # warms the file cache and the byte code
        pairs = [(ask("read_child", small), ask("read_child", large)) for _ in range(rounds)]
    if any(not told["exact"] for pair in pairs for told in pair):
        yield void(bench, "tokenise+envelope", "MB/s", "messages read differ from messages written", aim)
        return
    names = [f"{size / MEGA:g}MB" for size in sizes]
    for column, (name, size) in enumerate(zip(names, written, strict=True)):
        yield result(bench, f"{name} tokenise+envelope", [size / MEGA / pair[column]["seconds"] for pair in pairs], "MB/s", aim)
    peaks = [[pair[column]["peak_mb"] for pair in pairs] for column in (0, 1)]
    yield result(bench, f"{names[1]} peak memory", peaks[1], "MB", "<= 64")
    yield result(bench, f"peak memory {names[1]} ÷ {names[0]}", quotients(peaks[1], peaks[0]), "ratio", "<= 1.2")
