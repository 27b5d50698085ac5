"""What the ledger costs an accepted order: intake without HTTP, with leaves made, written and sealed, and with none of it.

Both run the same pipeline on the same orders with 32 in flight, each in a process of its own. Example: `python -m benchmarks.run ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.children import ask
from benchmarks.measure import Result, quotients, result, void

ROUNDS = 3
COUNT = 400


def run() -> Iterator[Result]:
    """Orders a second with and without, and the ratio."""
    on: list[float] = []
    off: list[float] = []
    for _ in range(ROUNDS):
        for mode, rates in (("on", on), ("off", off)):
            told = ask("ledger_child", {"mode": mode, "count": COUNT})
            if told["damages"]:
                yield void("ledger", "on ÷ off", "ratio", f"the ledger is not exact: {told['damages'][:2]}", ">= 0.9")
                return
            rates.append(COUNT / told["seconds"])
    yield result("ledger", "accepted with the ledger", on, "messages/s")
    yield result("ledger", "accepted without it", off, "messages/s")
    yield result("ledger", "on ÷ off", quotients(on, off), "ratio", ">= 0.9")
