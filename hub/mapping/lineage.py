"""Where each value of a document came from: canonical leaf, rule, and the place in the source, found by reading once more.

Maps are pure and the bytes are kept, so that nothing of this is recorded while messages travel; whoever asks pays. A place in
a target is found the same way: the bytes that were written are read back by the map that wrote them.
Example: `lineage(compiled, FORMAT.paths, tree).links[0]` says that `/id` was read by `850.yaml:10` from BEG03.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from hub.formats.base import PathLanguage, Place, Tree
from hub.mapping.canonical_path import Document
from hub.mapping.compile import APART, CompiledMap
from hub.mapping.language import Rule
from hub.mapping.reading import Reading, Values
from hub.mapping.result import Assumption, ReadResult
from hub.mapping.takes import Take
from hub.mapping.units import Part, Scope, Unit
from hub.model.config import Assume
from hub.model.location import Location


@dataclass(frozen=True, slots=True)
class Link:
    """One canonical leaf (`pointer`, `value`), the rule that filled it, and where from: `where` and the `raw` text that stood there.

    A constant of the map has no source. A currency or unit that another element states has that element as its source.
    """

    pointer: str
    value: Any
    rule: Rule
    where: Location | None = None
    raw: str | None = None


@dataclass(slots=True)
class Lineage:
    """Every leaf of one document in its order. `assumptions`: leaves that the agreement supplied; they have no link."""

    read: ReadResult
    links: list[Link] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """What was looked on at: by pointer, the rule with its place and raw text; a later rule for the same leaf counts."""

    found: dict[str, tuple[Rule, Location | None, str | None]] = field(default_factory=dict)

    def watch(self, unit: Unit, use: Take) -> Take:
        """The same use of a value, noted."""

        def function(raw: str, values: Values, node: Tree, document: Document, reading: Reading) -> None:
            use(raw, values, node, document, reading)
            if unit.place is None or unit.path.find(document) is None:
                return
            pointer = reading.pointer(unit.path, document)
            self.found[pointer] = (unit.rule, unit.place.locate(node), raw)
            if unit.part is not None and unit.part.key:
                self._part(f"{pointer}/{unit.part.key}", unit.rule, unit.part, node, reading)

        return function

    def _part(self, pointer: str, rule: Rule, part: Part, node: Tree, reading: Reading) -> None:
        """Where the second value of a rule stands: beside the first, or at a place of the message that all rules may look at."""
        if part.place is None or part.kind not in ("beside", "root"):
            self.found[pointer] = (rule, None, None)
            return
        seat = node if part.kind == "beside" else reading.seat(part.place)
        raw = _peek(part.place, seat)
        self.found[pointer] = (rule, part.place.locate(seat) if raw is not None else None, raw)

    def of(self, pointer: str) -> tuple[Rule, Location | None, str | None] | None:
        """What is known of a leaf: under its own pointer, under `value` of it (lists of texts), or of the value that it is a part of."""
        found = self.found.get(pointer) or self.found.get(pointer + "/value")
        while found is None and pointer:
            pointer = pointer.rpartition("/")[0]
            found = self.found.get(pointer)
        return found


def _peek(place: Place, node: Tree) -> str | None:
    return None if node is None else place.get(node)


def lineage(compiled: CompiledMap, paths: PathLanguage, tree: Tree, assume: Assume | None = None) -> Lineage:
    """Read a fresh tree with somebody looking on. The tree is marked as by any other reading."""
    seen = _Seen()
    read = compiled.watched(paths, seen.watch).read(tree, assume)
    constants = {rule.path: rule for rule in _constants(compiled.scope)}
    assumed = {one.pointer for one in read.assumptions}
    result = Lineage(read, assumptions=list(read.assumptions))
    for pointer, value in leaves(read.document):
        if pointer in assumed:
            continue
        found = seen.of(pointer)
        if found is None:
            rule = constants.get(_names(pointer))
            if rule is not None:
                result.links.append(Link(pointer, value, rule))
            continue
        result.links.append(Link(pointer, value, *found))
    return result


def _constants(scope: Scope, within: str = "") -> Iterator[Rule]:
    """The rules that set a value without reading one, under their whole paths."""
    for unit in scope.units:
        if unit.constant is not None:
            yield replace(unit.rule, path=within + ".".join(unit.path.names))
    for branch in chain.from_iterable(scope.branches):
        yield from _constants(branch.scope, within + ".".join(branch.path.names) + ".")


def _names(pointer: str) -> str:
    """A pointer as maps write the path: names only."""
    return ".".join(step for step in pointer.split("/")[1:] if not step.isdigit())


def leaves(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Every filled value of a document with its JSON pointer, in its order; what is kept apart is no content."""
    found: list[tuple[str, Any]] = []
    for key, value in document.items():
        if key not in APART:
            _leaves(value, "/" + _step(key), found)
    return found


def _leaves(value: Any, pointer: str, found: list[tuple[str, Any]]) -> None:
    if isinstance(value, Mapping):
        for key, child in value.items():
            _leaves(child, f"{pointer}/{_step(key)}", found)
    elif isinstance(value, list | tuple):
        for at, child in enumerate(value):
            _leaves(child, f"{pointer}/{at}", found)
    else:
        found.append((pointer, value))


def _step(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
