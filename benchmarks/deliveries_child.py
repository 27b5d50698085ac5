"""One run of the delivery benchmark: a hub with many systems, deliveries that are owed, and its worker driving them.

The documents are real orders through the pipeline; which system is owed what is written directly, so that the pace is even. What the receivers
counted, what the store says and what the ledger proves must agree. Example: see `benchmarks/deliveries.py`.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
import time
import urllib.request
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from sqlalchemy import select

from benchmarks import house
from benchmarks.children import answer, request
from hub.compose import Hub, settle
from hub.ledger import leaves
from hub.store import deliveries
from hub.store.items import Done, Row, Rows
from hub.store.tables import attempt, delivery

SECONDS = 5.0
WARM = 1_500_000  # microseconds that do not count: hundreds of connections are opened
PATIENCE = 20.0
TICK = 0.01
BACKLOG = {"fast": 10_000, "slow": 5_000}
CAPS = {"fast": 8, "slow": 2}


def systems(asked: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A system for each receiver, each at an address of its own."""
    made = {}
    for kind in ("fast", "slow"):
        for number in range(asked[kind]):
            url = f"http://127.0.{1 if kind == 'fast' else 2}.{number + 1}:{asked['port']}/{kind}"
            made[f"{kind}-{number:03}"] = {
                "adapter": "erp/document",
                "out": {"http": {"url": url, "private": True}},
                "pace": {"in_flight": CAPS[kind]},
            }
    return made


def without_deliveries(rows: Rows) -> Rows:
    """An order as it was accepted, with nothing owed yet."""
    inserts = {table: values for table, values in rows.inserts.items() if table != "delivery"}
    kept = [leaf for leaf in rows.leaves if b'"kind":"delivery.created"' not in leaf.body]
    return dataclasses.replace(rows, inserts=inserts, leaves=kept, lanes=())


class Owing:
    """Makes deliveries, system after system in turn, each on a lane of its own."""

    def __init__(self, hub: Hub, asked: dict[str, Any]) -> None:
        self.hub, self.target = hub, asked["target"]
        names = {kind: [f"nordkran/{kind}-{number:03}" for number in range(asked[kind])] for kind in ("fast", "slow")}
        self.systems = {kind: cycle(values) for kind, values in names.items()}
        rows = [without_deliveries(one) for one in house.captured(hub, range(1, asked["messages"] + 1))]
        for one in rows:
            assert isinstance(hub.writer.submit(one).result(), Done)
        self.messages = cycle([message["id"] for one in rows for message in one.inserts["message"] if message["direction"] == "in"])
        self.owed = {"fast": 0, "slow": 0}

    def owe(self, kind: str, many: int) -> None:
        """So many more, committed together."""
        self.owed[kind] += many
        rows = [self._row(system) for system in islice(self.systems[kind], many)]
        made = [leaves.delivery_created(row) for row in rows]
        lanes = {(row["system_id"], row["thread"]) for row in rows}
        self.hub.writer.submit(Rows(inserts={"delivery": rows}, lanes=lanes, leaves=made, ring=True))

    def _row(self, system: str) -> Row:
        key, now = self.hub.ids.new(), self.hub.clock()
        return deliveries.new(
            key, next(self.messages), system, key, self.target, "orders", now=now, control_number=self.hub.numbers.next("benchmark")
        )


def backlog(owing: Owing) -> None:
    """Everything owed before the worker starts; it then works for a while."""
    for kind, many in BACKLOG.items():
        for start in range(0, many, 500):
            owing.owe(kind, min(500, many - start))
    owing.hub.writer.submit(Rows()).result()
    owing.hub.start(deliver=True, receive=False)
    patience = time.monotonic() + PATIENCE
    while not any_ended(owing.hub) and time.monotonic() < patience:
        time.sleep(0.05)
    time.sleep(SECONDS)


def paced(owing: Owing, pace: dict[str, float]) -> None:
    """The worker is at rest and then given so many deliveries a second of each kind."""
    owing.hub.start(deliver=True, receive=False)
    start = time.monotonic()
    while (passed := time.monotonic() - start) < SECONDS:
        for kind, rate in pace.items():
            wanted = int(passed * rate) - owing.owed[kind]
            if wanted > 0:
                owing.owe(kind, wanted)
        time.sleep(TICK)
    time.sleep(1.0)


def any_ended(hub: Hub) -> bool:
    """Whether the first attempt is over."""
    with hub.database.read() as connection:
        return connection.execute(select(attempt.c.ordinal).limit(1)).first() is not None


def ended(hub: Hub) -> Iterator[tuple[str, int, int, str]]:
    """Kind of system, when owed, when ended, outcome; of every attempt."""
    asked = select(delivery.c.system_id, delivery.c.created_at, attempt.c.ended_at, attempt.c.outcome).join(
        attempt, attempt.c.delivery_id == delivery.c.id
    )
    with hub.database.read() as connection:
        for system, owed, end, outcome in connection.execute(asked):
            yield system.split("/")[1].split("-")[0], owed, end, outcome


def rates(rows: list[tuple[str, int, int, str]], owed: dict[str, int]) -> dict[str, float]:
    """Deliveries a second while both kinds still had a backlog, the beginning aside."""
    ends = {kind: sorted(end for kind_, _, end, _ in rows if kind_ == kind) for kind in ("fast", "slow")}
    begun = [times for times in ends.values() if times]
    # A kind that was done early ends the count: beyond it the other would have the worker to itself.
    early = [times for kind, times in ends.items() if times and len(times) >= owed[kind]]
    start = min(times[0] for times in begun) + WARM
    stop = min(times[-1] for times in early or begun)
    span = (stop - start) / 1e6
    counted = {kind: sum(1 for end in ends[kind] if start <= end <= stop) / span for kind in ends}
    return {"rate": sum(counted.values()), "fast_rate": counted["fast"], "slow_rate": counted["slow"]}


def waits_ms(rows: list[tuple[str, int, int, str]]) -> list[float]:
    """From owed to ended, of the fast systems, the beginning aside."""
    begin = min(owed for _, owed, _, _ in rows) + WARM
    return [(end - owed) / 1000 for kind, owed, end, _ in rows if kind == "fast" and owed >= begin]


def summary(rows: list[tuple[str, int, int, str]], owed: dict[str, int], *, steady: bool) -> dict[str, Any]:
    """Rates of a backlog, or the wait at a steady pace."""
    if not steady:
        return rates(rows, owed)
    waits = waits_ms(rows)
    if len(waits) < 40:
        return {"wrong": f"only {len(waits)} deliveries to fast systems ended"}
    return {"fast_p95_ms": statistics.quantiles(waits, n=20)[-1]}


def wrong(hub: Hub, rows: list[tuple[str, int, int, str]], port: int, kinds: set[str]) -> str:
    """What does not agree between receivers, store and ledger; nothing, or the run is void."""
    if not rows or not {row[0] for row in rows} >= kinds:
        return f"{len(rows)} attempts ended in the time given"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/tally", timeout=10) as told:
        tally = json.load(told)
    delivered = sum(1 for row in rows if row[3] == "created")
    # What was on the wire when the worker stopped is handed back and counted by the receiver alone.
    if tally["received"] < delivered or tally["twice"]:
        return f"receivers counted {tally}, the store {delivered}"
    if delivered != sum(1 for row in rows if row[3] != "unknown"):
        return f"{len(rows) - delivered} attempts did not deliver"
    return "; ".join(house.damages(hub)[:2])


def main() -> None:
    asked = request()
    with house.opened(house.configuration(**systems(asked)), slots=1024) as hub:
        owing = Owing(hub, asked)
        settle()  # as `hub work` does
        backlog(owing) if asked["pace"] is None else paced(owing, asked["pace"])
        rows = list(ended(hub))
        problem = wrong(hub, rows, asked["port"], set(asked["pace"] or ()))
        told = {} if problem else summary(rows, owing.owed, steady=asked["pace"] is not None)
        answer({"wrong": problem, **told})


if __name__ == "__main__":
    main()
