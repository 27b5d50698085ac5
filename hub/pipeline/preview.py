"""What a new configuration would change for what is here already: how much of what is held would pass, what would read differently.

Nothing is written. Samples are bounded and say so. Example: `Preview(...).of(rules, sample=200).held.passing`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from hub.configuration.active import ActiveConfiguration
from hub.pipeline.context import Context, Row
from hub.pipeline.forecast import Forecast, Forecaster
from hub.pipeline.stored import Stored
from hub.store import deliveries, stopped
from hub.store.engine import Database
from hub.store.stopped import Wanted

FAULTS = frozenset(("map", "hub", "sender"))  # of held deliveries: what the receiver must settle no configuration can


@dataclass(slots=True)
class Count:
    """Of `looked` things, the newest or oldest of those that there are; `more` says that there are others."""

    looked: int = 0
    more: bool = False
    passing: int = 0
    differing: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, *, passing: bool = False, differing: bool = False, example: str = "") -> None:
        """One thing was looked at."""
        self.looked += 1
        self.passing += passing
        self.differing += differing
        if differing and len(self.examples) < 5:
            self.examples.append(example)


@dataclass(slots=True)
class Effect:
    """Held messages and deliveries that would pass; routed messages that would be read, and delivered ones written, differently."""

    messages: Count = field(default_factory=Count)
    deliveries: Count = field(default_factory=Count)
    read: Count = field(default_factory=Count)
    written: Count = field(default_factory=Count)


@dataclass(frozen=True, slots=True)
class Preview:
    """Blocking. `context` is that of the configuration in force."""

    context: Callable[[], Context]
    database: Database
    stored: Stored
    forecaster: Forecaster

    def of(self, rules: ActiveConfiguration, sample: int) -> Effect:
        """The effect of other rules on at most `sample` of each kind."""
        effect, now = Effect(), self.context()
        self._held(effect, self._under(rules), sample)
        self._stopped(effect, self._under(rules), sample)
        self._passed(effect, now, self._under(rules), sample)
        return effect

    def _under(self, rules: ActiveConfiguration, passing: frozenset[str] = frozenset()) -> Context:
        return replace(self.context(), rules=rules, known=self.stored.supposing(passing, rules))

    def _held(self, effect: Effect, context: Context, sample: int) -> None:
        with self.database.read() as connection:
            rows = stopped.held(connection, Wanted(), None, sample + 1)
        passing: set[str] = set()
        for row in rows[:sample]:
            # What waits behind a message that would pass would pass after it.
            supposed = replace(context, known=self.stored.supposing(passing, context.rules))
            passes = self.forecaster.message(row, supposed).verdict == "pass"
            passing |= {row["id"]} if passes else set()
            effect.messages.note(passing=passes)
        effect.messages.more = len(rows) > sample

    def _stopped(self, effect: Effect, context: Context, sample: int) -> None:
        with self.database.read() as connection:
            found = stopped.deliveries(connection, Wanted(), None, sample + 1)
        rows = [row for row in found[:sample] if row["fault"] in FAULTS]
        for _, forecast in self._written(rows, context):
            effect.deliveries.note(passing=forecast.verdict == "pass")
        effect.deliveries.more = len(found) > sample

    def _passed(self, effect: Effect, now: Context, then: Context, sample: int) -> None:
        with self.database.read() as connection:
            rows = stopped.routed(connection, sample + 1)
            owed = [one for one in deliveries.of_messages(connection, [row["id"] for row in rows[:sample]]) if one["state"] == 4]
        for row in rows[:sample]:
            before, after = self.forecaster.message(row, now), self.forecaster.message(row, then)
            effect.read.note(differing=_differ(before, after), example=row["id"])
        pairs = zip(self._written(owed, now), self._written(owed, then), strict=True)
        for (row, before), (_, after) in pairs:
            effect.written.note(differing=_differ(before, after), example=row["key"])
        effect.read.more = effect.written.more = len(rows) > sample

    def _written(self, rows: Sequence[Row], context: Context) -> list[tuple[Row, Forecast]]:
        loads = self.stored.loads({row["message_id"] for row in rows})
        return [(row, self.forecaster.delivery(row, loads.get(row["message_id"]), context)) for row in rows]


def _differ(before: Forecast, after: Forecast) -> bool:
    return (before.verdict, before.digest) != (after.verdict, after.digest)
