"""What writing would make of the siblings at one way into the tree, without writing all of it: only the rules that make them run.

Never guesses: where something else might come between, it says so and the whole document is written. Example:
`Arranging(scope, frozenset()).writer(("N1",))` writes the N1 below the message and nothing below those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.formats.base import Place
from hub.mapping.units import Branch, Scope, Unit
from hub.mapping.write_scope import in_order, write_groups, write_jobs
from hub.mapping.writing import Write, unit_writer

Way = tuple[str, ...]  # tags from the message down to the siblings
MOST = 3  # ways written one by one; for more, the whole document is written once
_ORDINAL = re.compile(r"\[[0-9]+\]")


def way_of(path: str) -> Way:
    """`PO1[2]/DTM/*order` is about the DTM below a PO1."""
    return tuple(_ORDINAL.sub("", path).split("/")[:-1])


@dataclass(frozen=True, slots=True)
class Arranging:
    """The rules of a map, seen as makers of siblings. `apart`: tags below the message that are written from elsewhere too; None
    where the format does not say through which child a place goes.
    """

    scope: Scope
    apart: frozenset[str] | None
    _writers: dict[Way, Write] = field(default_factory=dict)

    @staticmethod
    def of(scope: Scope, extra: Iterable[Place]) -> Arranging:
        """The makers of a map with its write-only places."""
        places = [*extra, *_neighbours(scope)]
        told = all(hasattr(place, "tag") for place in (*places, *_written(scope)))
        return Arranging(scope, frozenset(str(getattr(place, "tag", "")) for place in places) if told else None)

    def writers(self, ways: set[Way]) -> dict[Way, Write] | None:
        """What writes the siblings at each of these ways, each into a tree of its own; None when everything must be written to know."""
        if self.apart is None or len(ways) > MOST or any(way[0] in self.apart for way in ways):
            return None
        return {way: self.writer(way) for way in ways}

    def writer(self, way: Way) -> Write:
        """The function that writes the siblings at a way."""
        found = self._writers.get(way)
        if found is None:
            # As many as there are ways in a grammar, so that nobody who sends can make it grow.
            found = self._writers[way] = _writer(self.scope, way)
        return found


def _writer(scope: Scope, way: Way) -> Write:
    """Of a scope, the rules on the way; at its end, those of the segment's own elements, which tell siblings apart."""
    tag = way[0] if way else ""
    jobs = [(unit.path.names[0], unit_writer(unit)) for unit in _units(scope) if getattr(unit.place, "tag", "") == tag]
    for group in in_order(scope):
        if any(_tag(branch) == tag for branch in group):
            below = [_writer(branch.scope, way[1:]) if way and branch.each.direct else None for branch in group]
            jobs.append((group[0].path.names[0], write_groups(group, below)))
    return write_jobs(jobs)


def _tag(branch: Branch) -> str:
    return str(branch.each.tag)


def _units(scope: Scope) -> Iterator[Unit]:
    return (unit for unit in scope.units if unit.place is not None and unit.rule.one_way != "read")


def _below(scope: Scope) -> Iterator[Scope]:
    yield scope
    for group in scope.branches:
        for branch in group:
            yield from _below(branch.scope)


def _written(scope: Scope) -> Iterator[object]:
    for one in _below(scope):
        yield from (unit.place for unit in _units(one))
        yield from (branch.each for group in one.branches for branch in group)


def _neighbours(scope: Scope) -> Iterator[Place]:
    """Places of the message that rules of a line write as a neighbour."""
    parts = (unit.part for one in _below(scope) for unit in _units(one))
    return (part.place for part in parts if part is not None and part.kind == "root" and part.place is not None)
