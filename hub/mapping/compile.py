"""An effective map compiled to two functions: tree to document and document to tree.

Never changes a rule while running, so that one compiled map serves all threads. Example:
`compile_map(load("x12", "850"), PATHS, Lists.builtin()).read(tree, None).document`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hub.formats.base import PathLanguage, Place, Tree
from hub.mapping.arranging import Arranging, Way, way_of
from hub.mapping.canonical_path import Document
from hub.mapping.extras import Extra, extras
from hub.mapping.flatten import flattened
from hub.mapping.hints import Hints, hints_of
from hub.mapping.lists import Lists
from hub.mapping.overlay import EffectiveMap
from hub.mapping.read_scope import ReadScope, Watch, reader
from hub.mapping.reading import Reading
from hub.mapping.resolve import Resolver
from hub.mapping.result import ReadResult, WriteResult
from hub.mapping.schema_paths import SchemaPaths, schema_for
from hub.mapping.units import Scope
from hub.mapping.whole import read_whole, write_whole
from hub.mapping.write_scope import writer
from hub.mapping.writing import Write, Writing
from hub.model.canonical_json import digest
from hub.model.config import Assume

Residue = Callable[[Tree], list[str]]  # puts residue into a tree; the paths of what does not fit
_NOTHING = Assume()
# Not content of the business: what the document is, and what is counted and kept apart.
APART = frozenset(
    ("$schema", "schemaVersion", "ublVersionID", "customizationID", "profileID", "profileExecutionID", "unmapped", "extensions")
)
_KEPT = frozenset(("unmapped", "extensions"))


@dataclass(frozen=True, slots=True)
class CompiledMap:
    """A map that runs. `digest` covers the effective rules and the member's lists; `effective` and `scope` are for looking at it."""

    effective: EffectiveMap
    digest: str
    _read: ReadScope
    _write: Write
    _extras: tuple[Extra, ...] = ()
    _waived: Callable[[tuple[str, ...]], bool] = field(default=lambda _names: False)
    scope: Scope = field(default_factory=Scope)
    _arranging: Arranging = field(default_factory=lambda: Arranging(Scope(), None))
    _whole: Place | None = None

    @property
    def document(self) -> str:
        """The document type, such as `order/1`."""
        return self.effective.document

    @property
    def format(self) -> str:
        """Format and message type, such as `x12/850`."""
        return self.effective.format

    @property
    def family(self) -> str:
        """The format without the message type, such as `x12`."""
        return self.effective.format.partition("/")[0]

    def read(self, tree: Tree, assume: Assume | None = None) -> ReadResult:
        """The document that a tree says; marks on the tree tell what was taken."""
        document: Document = {}
        reading = Reading(tree, document, assume or _NOTHING, hints=Hints(self.family))
        seized = [extra.seize(tree) for extra in self._extras]
        self._read(tree, document, reading)
        for extra, stated in zip(self._extras, seized, strict=True):
            extra.compare(stated, tree, reading)
        if self._whole is not None:
            read_whole(self._whole, self.document, document, tree)
        if reading.hints:
            document["unmapped"] = reading.hints.entries()
        return ReadResult(document, reading.findings, reading.assumptions, reading.extension)

    def watched(self, paths: PathLanguage, watch: Watch) -> CompiledMap:
        """The same map with somebody looking on while it reads."""
        return replace(self, _read=reader(self.scope, paths, f"{self.format}:", watch))

    def write(
        self,
        document: Mapping[str, Any],
        tree: Tree,
        assume: Assume | None = None,
        waive: Iterable[str] = (),
        residue: Residue | None = None,
    ) -> WriteResult:
        """Fill an empty tree from a document. `waive`: canonical paths whose loss the agreement allows, beside those of the map.

        `residue` puts back what belongs to this very family: before the write-only places, so that those do not stand in its way.
        """
        values = dict(document)
        hints = hints_of(values, self.family)
        writing = Writing(tree, values, assume or _NOTHING, hints=hints, hinted=bool(hints))
        self._write(values, tree, writing)
        unfitting = residue(tree) if residue is not None else []
        for extra in self._extras:
            extra.write(writing)
        agreed = waivers(waive)
        result = WriteResult(writing.findings, unfitting=unfitting)
        for pointer, names in left_over(values, writing.placed):
            (result.waived if self._waived(names) or agreed(names) else result.dropped).append(pointer)
        if result.dropped and self._whole is not None:
            write_whole(self._whole, values, tree)
            result.dropped.clear()
        (result.waived if agreed(("unmapped",)) else result.dropped).extend(f"/unmapped {path}" for path in unfitting)
        return result

    def siblings(
        self, document: Mapping[str, Any], paths: Iterable[str], new_tree: Callable[[], Tree]
    ) -> Iterator[tuple[Way | None, Tree]]:
        """Trees with the siblings that residue paths such as `N1/*order` name, in the order in which `write` would write them:
        one for each way of which it tells, or one for all of them (None).
        """
        writers = self._arranging.writers({way_of(path) for path in paths})
        if writers is None:
            tree = new_tree()
            self.write(document, tree)
            yield None, tree
            return
        values = dict(document)
        hints = hints_of(values, self.family)
        for way, write in writers.items():
            tree = new_tree()
            write(values, tree, Writing(tree, values, _NOTHING, hints=hints, hinted=bool(hints)))
            yield way, tree


def compile_map(
    effective: EffectiveMap, paths: PathLanguage, lists: Lists | None = None, schema: SchemaPaths | Mapping[str, Any] | None = None
) -> CompiledMap:
    """The map as functions; RuleProblem tells the file, line and column of the first rule that cannot be right.

    `schema` is a JSON schema to check canonical paths against; without it, the hub's own schema of the document is used.
    """
    lists = lists or Lists.builtin()
    known = SchemaPaths(schema) if isinstance(schema, Mapping) else schema or schema_for(effective.document)
    resolver = Resolver(paths, lists, known)
    scope = resolver.scope(effective.rules)
    more = tuple(extras(effective.write_only, resolver, frozenset(unit.place.text for unit in scope.units if unit.place is not None)))
    return CompiledMap(
        effective,
        digest([effective.digest, lists.digest]),
        reader(flattened(scope, paths), paths, f"{effective.format}:"),
        writer(scope),
        more,
        waivers((*effective.waive, *_read_only(scope))),
        scope,
        Arranging.of(scope, (extra.place for extra in more)),
        resolver.bare(effective.whole) if effective.whole is not None else None,
    )


def _read_only(scope: Scope, within: str = "") -> Iterator[str]:
    """Paths that are read and knowingly not written."""
    for unit in scope.units:
        if unit.rule.one_way == "read":
            yield within + ".".join(unit.path.names)
    for branches in scope.branches:
        for branch in branches:
            yield from _read_only(branch.scope, within + ".".join(branch.path.names) + ".")


def waivers(patterns: Iterable[str]) -> Callable[[tuple[str, ...]], bool]:
    """Whether the loss of a path is agreed: by itself or by a path above it; `*` stands for any one name."""
    pieces = [re.escape(re.sub(r"\[[^\]]*\]", "", pattern)).replace(r"\*", r"[^.]+") for pattern in patterns]
    if not pieces:
        return lambda _names: False
    regex = re.compile(rf"(?:{'|'.join(pieces)})(?:\..+)?")
    return lambda names: regex.fullmatch(".".join(names)) is not None


def left_over(document: Document, placed: set[tuple[int, str | int]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Pointer and names of every filled value that found no place."""
    for steps in _lost(document, placed, APART):
        pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in reversed(steps))
        yield pointer, tuple(step for step in reversed(steps) if isinstance(step, str))


def _lost(value: Any, placed: set[tuple[int, str | int]], apart: frozenset[str] = _KEPT) -> list[list[str | int]]:
    """The ways, from the value up, to what found no place: usually nothing, so that nothing is built."""
    lost: list[list[str | int]] = []
    if type(value) is dict:
        entries: Any = value.items()
    elif isinstance(value, list | tuple):
        entries = enumerate(value)
    else:
        return [] if value is None or value == "" else [[]]
    me = id(value)
    for key, child in entries:
        if (me, key) in placed or key in apart:
            continue
        for way in _lost(child, placed):
            way.append(key)
            lost.append(way)
    return lost
