"""The account of a soak: what was handed in, against the journal of what arrived. Pure.

Example: `account = Account(scale.owed); count(account, scale, journal.read(file))`, then `account.lost`.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import Result, result, void
from tests.real.journal import Arrival


@dataclass(frozen=True, slots=True)
class Scale:
    """`senders`, each with an agreement to `systems` receiving systems; each begins `threads` conversations of `depth` messages."""

    rounds: int = 20
    senders: int = 10
    systems: int = 4
    threads: int = 15
    depth: int = 5

    @property
    def messages(self) -> int:
        return self.senders * self.threads * self.depth

    @property
    def owed(self) -> int:
        return self.messages * self.systems


@dataclass
class Account:
    """What has to be true at the end, and what was measured. `wrong` empty: the ledger is exact."""

    owed: int
    lost: int = 0
    disordered: int = 0
    foreign: int = 0
    doubled: int = 0
    kills: int = 0
    wipes: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    quiet_ms: list[float] = field(default_factory=list)


def system(sender: int, number: int) -> str:
    return f"s{sender:02}-{number}"


def steps(sender: int, scale: Scale) -> Iterator[tuple[str, int]]:
    """What a sender hands in, in its order: (thread, step)."""
    for thread in range(scale.threads):
        for step in range(scale.depth):
            yield str(thread), step


def count(account: Account, scale: Scale, arrivals: Sequence[Arrival], probes: Sequence[str] = ()) -> None:
    """Fill in what is lost, out of order, doubled, or came under a second key; `probes` are orders that the first sender handed in besides."""
    keys, arrived = defaultdict(set), defaultdict(list)
    for one in arrivals:
        keys[one.system, one.document].add(one.key)
        arrived[one.system, "-".join(one.document.split("-")[:3])].append(one.document)
    lanes = wanted(scale, probes)
    account.lost = sum(1 for (where, _), names in lanes.items() for name in names if (where, name) not in keys)
    account.foreign = sum(len(some) - 1 for some in keys.values()) + len(set(arrived) - set(lanes))
    account.disordered = sum(1 for lane, names in lanes.items() if runs(arrived[lane]) != names)
    account.doubled = len(arrivals) - len(keys)


def wanted(scale: Scale, probes: Sequence[str] = ()) -> dict[tuple[str, str], list[str]]:
    """By receiving system and conversation: the documents in their order."""
    lanes = defaultdict(list)
    for sender in range(scale.senders):
        for number in range(scale.systems):
            for thread, step in steps(sender, scale):
                order = f"PO-{sender}-{thread}"
                lanes[system(sender, number), order].append(f"{order}-{step}" if step else order)
    for number in range(scale.systems):
        for probe in probes:
            lanes[system(0, number), probe].append(probe)
    return lanes


def runs(names: Sequence[str]) -> list[str]:
    """The names without immediate repetitions: a repetition is a duplicate, anything else out of place is disorder."""
    return [name for before, name in zip([None, *names], names, strict=False) if name != before]


def rows(account: Account, name: str) -> Iterator[Result]:
    """The lines of a run; void if the ledger is not exact."""
    if account.wrong:
        yield void("soak", f"{name}: everything", "deliveries", "; ".join(account.wrong), "<= 0")
        return
    note = f"{account.owed} deliveries, {account.kills} kills, {account.wipes} wipes in {account.seconds:.0f} s; ledger exact"
    yield result("soak", f"{name}: lost", [account.lost], "deliveries", "<= 0", note)
    yield result("soak", f"{name}: out of order in a thread", [account.disordered], "threads", "<= 0")
    yield result("soak", f"{name}: again under another key", [account.foreign], "deliveries", "<= 0")
    yield result("soak", f"{name}: again under the same key", [100 * account.doubled / account.owed], "%")
    if account.quiet_ms:
        yield result("soak", f"{name}: quiet, from answer to arrival, median", [statistics.median(account.quiet_ms)], "ms")
        yield result("soak", f"{name}: quiet, from answer to arrival, p90", [statistics.quantiles(account.quiet_ms, n=10)[-1]], "ms")
