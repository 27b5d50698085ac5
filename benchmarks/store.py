"""The store layer alone: the rows of real orders through the writer, grouped and one commit each, and through the bare driver.

At 2 ms for each flush to disk grouping is what counts; at the speed of this disk, what the layer costs above sqlite3. Every
run is a process of its own with a fresh database and the same rows. Example: `python -m benchmarks.run store`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.children import ask, slow_disk
from benchmarks.measure import Result, quotients, result, void

ROUNDS = 3
COUNT = 500
SLOW = 2000  # microseconds for each flush, as an ordinary disk takes


def run() -> Iterator[Result]:
    """Rates and the two ratios."""
    slow = slow_disk(SLOW)
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        rows = str(Path(folder, "rows"))
        ask("store_child", {"mode": "make", "rows": rows, "count": COUNT})
        asks: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
            "grouped, 2 ms": ({"mode": "writer", "tasks": 32, "count": COUNT}, slow),
            "one commit each, 2 ms": ({"mode": "writer", "tasks": 1, "count": COUNT // 4}, slow),
            "grouped, 0 ms": ({"mode": "writer", "tasks": 32, "count": COUNT}, {}),
            "sqlite3 alone, 0 ms": ({"mode": "driver", "batch": 32, "count": COUNT}, {}),
        }
        rates: dict[str, list[float]] = {name: [] for name in asks}
        for _ in range(ROUNDS):
            for name, (asked, environment) in asks.items():
                told = ask("store_child", {**asked, "rows": rows}, environment)
                if told["damages"]:
                    yield void("store", name, "messages/s", f"the ledger is not exact: {told['damages'][:2]}")
                    return
                rates[name].append(told["count"] / told["seconds"])
    for name, values in rates.items():
        yield result("store", name, values, "messages/s")
    yield result(
        "store", "grouped ÷ one commit each, 2 ms", quotients(rates["grouped, 2 ms"], rates["one commit each, 2 ms"]), "ratio", ">= 5"
    )
    yield result(
        "store", "grouped ÷ sqlite3 alone, 0 ms", quotients(rates["grouped, 0 ms"], rates["sqlite3 alone, 0 ms"]), "ratio", ">= 0.45"
    )
