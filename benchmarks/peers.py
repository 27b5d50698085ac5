"""The same file through the hub's reader and through the parsers of others, in turn: MB/s, how many times as fast, and memory.

The hub does more (order of segments, counts, control numbers, places of everything) and holds one message at a time; all are asked for the
same messages and segments, and a wrong count makes the line void. Example: `python -m benchmarks.run peers`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import generate, generate_edifact
from benchmarks.children import ask
from benchmarks.measure import Result, quotients, result, void
from benchmarks.others import installed
from benchmarks.reading import MEGA, Write

SIZE = 3 * MEGA  # the slowest of them reads about 1 MB/s
ROUNDS = 3
ASKED: dict[str, tuple[Write, tuple[str, ...]]] = {
    "edifact": (generate_edifact.write, ("pydifact", "mock-edi")),
    "x12": (generate.write, ("pyx12", "mock-edi")),
}


def run(size: int = SIZE, rounds: int = ROUNDS) -> Iterator[Result]:
    """For both formats: the hub, and each of the others beside it."""
    environment = {**installed(), "PYTHONWARNINGS": "ignore"}  # pydifact warns of tables that its package comes without
    for format_, (write, names) in ASKED.items():
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
            path = Path(folder, "parcel")
            written = write(path, size) / MEGA
            asked = {"format": format_, "path": str(path)}
            ask("read_child", asked)  # warms the file cache and the byte code
            turns = [
                [ask("read_child", asked), *(ask("peers_child", {**asked, "peer": name}, environment) for name in names)]
                for _ in range(rounds)
            ]
        hub, *others = map(list, zip(*turns, strict=True))
        what = f"{format_} {size / MEGA:g}MB"
        yield result("peers", f"{what} hub", _speeds(hub, written), "MB/s")
        for name, told in zip(names, others, strict=True):
            yield from _compared(what, name, written, hub, told)


def _compared(what: str, name: str, written: float, hub: list[Any], told: list[Any]) -> Iterator[Result]:
    expected, counted = ([(one["messages"], one["segments"]) for one in column] for column in (hub, told))
    if not hub[0]["exact"] or expected != counted:
        yield void("peers", f"{what} {name}", "MB/s", f"messages and segments: {counted[0]} for {expected[0]} by the hub")
        return
    yield result("peers", f"{what} {name}", _speeds(told, written), "MB/s")
    yield result("peers", f"{what} hub ÷ {name}", quotients(_speeds(hub, written), _speeds(told, written)), "ratio")
    yield result("peers", f"{what} peak memory {name} ÷ hub", quotients(_peaks(told), _peaks(hub)), "ratio")


def _speeds(told: list[Any], written: float) -> list[float]:
    return [written / one["seconds"] for one in told]


def _peaks(told: list[Any]) -> list[float]:
    return [one["peak_mb"] for one in told]
