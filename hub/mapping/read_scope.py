"""Scopes turned into functions that read: everything seen from one node in one pass, then the groups, then what is constant.

Each function is written out as source (docs/decisions/0020-maps-are-read-by-written-functions.md), made when it is first called; its lines
name the rules. Example: `reader(scope, paths, "x12/850")(node, {}, reading)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hub.formats.base import PathLanguage, Place, Tree
from hub.formats.source import INDENT, Nodes, Source, function, remark, spoken
from hub.mapping import read_groups as groups
from hub.mapping.canonical_path import Document
from hub.mapping.read_uses import Uses
from hub.mapping.reading import Reading, setter
from hub.mapping.takes import Take
from hub.mapping.units import Branch, Scope, Unit

ReadScope = Callable[[Tree, Document, Reading], None]
Watch = Callable[[Unit, Take], Take]


def reader(scope: Scope, paths: PathLanguage, title: str, watch: Watch | None = None) -> ReadScope:
    """The function that reads a scope into a document (or an item of one). `watch` may stand beside every value that is used; `title`
    is shown where others have a file.
    """
    made: list[ReadScope] = []

    def read(node: Tree, document: Document, reading: Reading) -> None:
        if not made:
            made.append(_Writer(scope, paths, title, watch).function())
        made[0](node, document, reading)

    return read


class _Writer:
    """Writes the function of one scope."""

    def __init__(self, scope: Scope, paths: PathLanguage, title: str, watch: Watch | None) -> None:
        self._scope, self._paths, self._title, self._watch = scope, paths, title, watch
        placed = [unit for unit in scope.units if unit.place is not None]
        # Late rules need a value of the document that an early one brings.
        self._units = sorted(placed, key=lambda unit: unit.late)
        self._groups = sorted((branch for group in scope.branches for branch in group), key=lambda branch: branch.rest)
        parts = [(slot, place) for slot, unit in enumerate(self._units) if (place := _beside(unit)) is not None]
        places = [*(unit.place for unit in self._units if unit.place is not None), *(place for _, place in parts)]
        eaches = [branch.each for branch in self._groups]
        written = getattr(paths, "source", None)
        self._made: Source = spoken(paths, places, eaches) if written is None else written(places, eaches)
        self._made.names |= groups.NAMES
        self._values = self._made.values[: len(self._units)]
        self._others = {
            slot: (variable, place) for (slot, place), variable in zip(parts, self._made.values[len(self._units) :], strict=True)
        }

    def function(self) -> ReadScope:
        name = f"read_{re.sub(r'[^A-Za-z0-9]+', '_', self._title.partition(': ')[2])}".rstrip("_")
        lines = [f"def {name}(node, document, reading):", *(INDENT + line for line in self._lines())]
        made: ReadScope = function(name, lines, self._made.names, self._title)
        return made

    def _lines(self) -> Iterator[str]:
        yield from self._made.lines
        uses = Uses(self._made, self._watch)
        written = [uses.lines(unit, self._values[slot], self._others.get(slot, ("",))[0]) for slot, unit in enumerate(self._units)]
        early = sum(not unit.late for unit in self._units)
        if uses.roots:
            yield "roots = reading.roots"
        for lines in written[:early]:
            yield from lines
        for unit in self._scope.units:
            if unit.assume:
                yield f"{self._made.name('assume', _assume(unit))}(document, reading)"
        for lines in written[early:]:
            yield from lines
        yield from self._leaning()
        if self._groups:
            yield "trail = reading.trail"
        for branch, nodes in zip(self._groups, self._made.nodes, strict=True):
            yield from self._group(branch, nodes)
        for unit in self._scope.units:
            if unit.constant is not None:
                yield f"if document: {self._made.name('put', setter(unit.path))}(document, {unit.constant!r})  # {remark(str(unit.rule.origin))}"
        yield "return"

    def _leaning(self) -> Iterator[str]:
        """A unit without its quantity is no quantity: it stays in the residue. Two prices may share a currency."""
        found: dict[str, tuple[list[int], str, Place]] = {}
        for slot, (variable, place) in self._others.items():
            own = [at for at, unit in enumerate(self._units) if unit.place is not None and unit.place.text == place.text]
            found.setdefault(place.text, (own, variable, place))[0].append(slot)
        for slots, variable, place in found.values():
            meaning = " or ".join(dict.fromkeys(self._values[slot] for slot in slots))
            yield f"if {variable} and not ({meaning}): {self._made.name('place', place)}.release(node)"

    def _group(self, branch: Branch, nodes: Nodes) -> Iterator[str]:
        made, title = self._made, f"{self._title}.{branch.path.text}".replace(":.", ": ")
        read = self._read(branch, title)
        where = "  # " + remark(f"{branch.path.text}: {'each' if branch.many else 'at'} {branch.each.text}")
        lines = groups.many(branch, nodes, read, made) if branch.many else groups.one(branch, nodes, read, made)
        if not nodes.test:
            first, *rest = lines
            yield first + where
            yield from rest
            return
        yield f"if {nodes.test}:{where}"
        yield from (INDENT + line for line in lines)

    def _read(self, branch: Branch, title: str) -> str:
        """The name of the function that reads the items. Until it is called it does not exist; then it takes its own place."""
        scope, paths, watch, names, name = branch.scope, self._paths, self._watch, self._made.names, f"read{len(self._made.names)}"

        def first(node: Tree, document: Document, reading: Reading) -> None:
            names[name] = _Writer(scope, paths, title, watch).function()
            names[name](node, document, reading)

        names[name] = first
        return name


def _beside(unit: Unit) -> Place | None:
    return unit.part.place if unit.part is not None and unit.part.kind == "beside" else None


def _assume(unit: Unit) -> Callable[[Document, Reading], None]:
    put = setter(unit.path)

    def function(document: Document, reading: Reading) -> None:
        if unit.path.find(document) is None:
            value = reading.assumed(unit.assume, reading.pointer(unit.path, document))
            if value is not None:
                put(document, value)

    return function
