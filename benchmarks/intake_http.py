"""Orders of twenty lines over HTTP, accepted durably by one process from 32 connections, against the same application without its store.

Durable: the order, its document, its deliveries, its 997 and their leaves are committed before the 202. Without the store everything
runs but the commit. Deliveries stay where they are. Example: `python -m benchmarks.run intake_http`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.children import ask, running
from benchmarks.measure import Result, quotients, result, void

CONNECTIONS, WARM, ROUNDS = 32, 150, 4
SECONDS, LEAST, MOST = 4, 200, 6000


def run() -> Iterator[Result]:
    """Messages a second with and without the store, latency, and the ratio."""
    kept: list[dict[str, Any]] = []
    removed: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        for store, told in ((True, kept), (False, removed)):
            told.append(_once(store=store))
    wrong = next((told["wrong"] for told in (*kept, *removed) if told["wrong"]), None)
    if wrong:
        yield void("intake_http", "durable ÷ store removed", "ratio", wrong, ">= 0.6")
        return
    yield result("intake_http", "durable", [told["rate"] for told in kept], "messages/s")
    yield result("intake_http", "durable, p50", [told["p50_ms"] for told in kept], "ms")
    yield result("intake_http", "durable, p99", [told["p99_ms"] for told in kept], "ms")
    yield result("intake_http", "store removed", [told["rate"] for told in removed], "messages/s")
    ratio = quotients([told["rate"] for told in kept], [told["rate"] for told in removed])
    yield result("intake_http", "durable ÷ store removed", ratio, "ratio", ">= 0.6")


def _once(*, store: bool) -> dict[str, Any]:
    """One server, warmed up, then loaded for about as long whatever its speed."""
    with running("intake_server", {"store": store}) as server:
        load = {**server.ready, "connections": CONNECTIONS}
        warm = ask("load", {**load, "requests": WARM, "first": 1})
        requests = int(min(MOST, max(LEAST, SECONDS * WARM / warm["seconds"])))
        told = ask("load", {**load, "requests": requests, "first": WARM + 1})
    told["rate"] = requests / told["seconds"]
    told["wrong"] = _wrong(told, requests, server.last, store=store)
    return dict(told)


def _wrong(told: dict[str, Any], requests: int, last: Any, *, store: bool) -> str:
    """Why the run must not be quoted; nothing if all went as it should."""
    if told["statuses"] != {"202": requests}:
        return f"the answers were {told['statuses']}: {told['other']}"
    if store and last != {"orders": WARM + requests, "damages": []}:
        return f"in the store afterwards: {last}"
    return ""
