"""One worker process, 40 fast systems and 200 that take 300 ms and allow two at a time; orders of twenty lines, mapped to X12.

Deliveries of one order that start together share its mapping, so there are two figures: with hundreds of orders, where every delivery
is mapped by itself, and with a few that go to many systems.

Throughput is taken while both kinds have a backlog. Whether the slow ones disturb is taken at a steady pace, with canonical JSON, since the
question is who waits for whom and not what a map costs: the fast systems get a tenth of that throughput, with and without as much for
the slow ones; the wait is from the commit of a delivery to the end of its attempt. The receivers are a process of their own.
Example: `python -m benchmarks.run deliveries`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.children import ask, running
from benchmarks.measure import Result, quotients, result, void

FAST, SLOW, SLOW_MS = 40, 200, 300
ROUNDS, PAIRS = 3, 5
# Seconds after which no further round begins. Alone on two cores all of them fit; on a busy machine the lines say how many did.
ROUNDS_UNTIL, PAIRS_UNTIL = 60.0, 140.0
MANY, FEW = 300, 5


def run() -> Iterator[Result]:
    """Deliveries a second in all and of each kind, and the quotient of the fast systems' p95."""
    told: dict[str, list[Any]] = {"x12": [], "few": [], "json": [], "alone": [], "beside": []}
    begun = time.monotonic()
    for _ in within(ROUNDS, begun + ROUNDS_UNTIL):
        told["x12"].append(_once(None, "x12/850"))
        told["few"].append(_once(None, "x12/850", FEW))
        told["json"].append(_once(None, "json"))
    pace = min(one.get("rate", 0) for one in told["json"]) / 10
    for _ in within(PAIRS, begun + PAIRS_UNTIL):
        told["alone"].append(_once({"fast": pace}, "json", FEW))
        told["beside"].append(_once({"fast": pace, "slow": pace}, "json", FEW))
    yield _row("in all, mapped to X12", told["x12"], "rate", "deliveries/s", ">= 1500")
    yield _row("to fast systems, mapped to X12", told["x12"], "fast_rate", "deliveries/s")
    yield _row("to slow systems, mapped to X12", told["x12"], "slow_rate", "deliveries/s")
    yield _row("in all, a few orders mapped to X12 for many systems", told["few"], "rate", "deliveries/s")
    yield _row("in all, as canonical JSON", told["json"], "rate", "deliveries/s")
    yield _row("fast p95 alone", told["alone"], "fast_p95_ms", "ms")
    yield _row("fast p95 beside slow systems", told["beside"], "fast_p95_ms", "ms")
    wrong = _wrong([*told["alone"], *told["beside"]])
    if wrong:
        yield void("deliveries", "fast p95 beside ÷ alone", "ratio", wrong, "<= 1.2")
        return
    quotient = quotients([one["fast_p95_ms"] for one in told["beside"]], [one["fast_p95_ms"] for one in told["alone"]])
    yield result("deliveries", "fast p95 beside ÷ alone", quotient, "ratio", "<= 1.2")


def within(rounds: int, until: float) -> Iterator[int]:
    """So many rounds, the first in any case, the others while there is time."""
    for number in range(rounds):
        if number and time.monotonic() > until:
            return
        yield number


def _row(metric: str, told: list[Any], what: str, unit: str, aim: str | None = None) -> Result:
    """One line, void if any of its runs is."""
    wrong = _wrong(told)
    if wrong:
        return void("deliveries", metric, unit, wrong, aim)
    return result("deliveries", metric, [one[what] for one in told], unit, aim)


def _wrong(told: list[Any]) -> str:
    return next((one["wrong"] for one in told if one["wrong"]), "")


def _once(pace: dict[str, float] | None, target: str, messages: int = MANY) -> Any:
    """One worker and one set of receivers, both fresh. `pace`: deliveries a second of each kind; None: a backlog."""
    with running("sink", {"slow_ms": SLOW_MS}) as sink:
        asked = {"pace": pace, "target": target, "messages": messages, "port": sink.ready["port"], "fast": FAST, "slow": SLOW}
        return ask("deliveries_child", asked)
