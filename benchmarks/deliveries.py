"""One worker process, 40 fast systems and 200 that take 300 ms and allow two at a time; every delivery is mapped to an X12 850.

Throughput is taken while both kinds have a backlog. Whether the slow ones disturb is taken at a steady pace: 200 deliveries a second to the fast
systems, with and without 300 a second to the slow ones, from the commit of the delivery to the end of its attempt. The receivers are a
process of their own. Example: `python -m benchmarks.run deliveries`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.children import ask, running
from benchmarks.measure import Result, quotients, result, void

FAST, SLOW, SLOW_MS = 40, 200, 300
ROUNDS = 3


def run() -> Iterator[Result]:
    """Deliveries a second in all and of each kind, and the quotient of the fast systems' p95."""
    full, alone, beside = [], [], []
    for _ in range(ROUNDS):
        full.append(_once({"pace": None, "target": "x12/850"}))
        alone.append(_once({"pace": {"fast": 200}, "target": "x12/850"}))
        beside.append(_once({"pace": {"fast": 200, "slow": 300}, "target": "x12/850"}))
    wrong = next((told["wrong"] for told in (*full, *alone, *beside) if told["wrong"]), None)
    if wrong:
        yield void("deliveries", "in all", "deliveries/s", wrong, ">= 1500")
        return
    yield result("deliveries", "in all", [told["rate"] for told in full], "deliveries/s", ">= 1500")
    yield result("deliveries", "to fast systems", [told["fast_rate"] for told in full], "deliveries/s")
    yield result("deliveries", "to slow systems", [told["slow_rate"] for told in full], "deliveries/s")
    yield result("deliveries", "fast p95 alone", [told["fast_p95_ms"] for told in alone], "ms")
    yield result("deliveries", "fast p95 beside slow systems", [told["fast_p95_ms"] for told in beside], "ms")
    quotient = quotients([told["fast_p95_ms"] for told in beside], [told["fast_p95_ms"] for told in alone])
    yield result("deliveries", "fast p95 beside ÷ alone", quotient, "ratio", "<= 1.2")


def _once(asked: dict[str, Any]) -> Any:
    """One worker and one set of receivers, both fresh."""
    with running("sink", {"slow_ms": SLOW_MS}) as sink:
        return ask("deliveries_child", {**asked, "port": sink.ready["port"], "fast": FAST, "slow": SLOW})
