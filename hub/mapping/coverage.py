"""How much of a message found a place in the document, and what did not: the residue.

Counts what the format counts; never estimates. Example: `measure(FORMAT, tree, compiled.read(tree)).residue`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from hub.formats.base import Format, Leaf, Tree
from hub.mapping.arranging import way_of
from hub.mapping.compile import CompiledMap, Residue
from hub.mapping.hints import is_hint
from hub.mapping.result import ReadResult, WriteResult
from hub.model.config import Assume

Entry = tuple[str, str]
Arrangement = Callable[[Tree], Sequence[Entry]]


class AnyMap(Protocol):
    """What a compiled map and the map of canonical JSON have in common."""

    @property
    def document(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def digest(self) -> str: ...
    def read(self, tree: Tree, assume: Assume | None = None) -> ReadResult: ...
    def write(
        self,
        document: Mapping[str, Any],
        tree: Tree,
        assume: Assume | None = None,
        waive: Iterable[str] = (),
        residue: Residue | None = None,
    ) -> WriteResult: ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """Filled leaves of a message: `leaves` = `mapped` + `extension` + `residue`. `waived` and `dropped` count canonical
    values that found no place in the format they were written to.
    """

    leaves: int
    mapped: int
    extension: int
    residue: int
    waived: int = 0
    dropped: int = 0

    @property
    def share(self) -> float:
        """The part of the leaves that is in the document, from 0 to 1; an empty message is all mapped."""
        return (self.mapped + self.extension) / self.leaves if self.leaves else 1.0

    def as_dict(self) -> dict[str, int]:
        """The counts by name, for JSON."""
        return asdict(self)


def measure(
    format_: Format, tree: Tree, read: ReadResult, written: WriteResult | None = None, untaken: Sequence[Leaf] | None = None
) -> Coverage:
    """The coverage of a tree that was just read, and of what was written from it, if anything. `untaken`: its leaves, if they are known."""
    leaves, residue = format_.census(tree), len(format_.untaken(tree) if untaken is None else untaken)
    extension = min(read.extension, leaves - residue)
    return Coverage(
        leaves,
        leaves - residue - extension,
        extension,
        residue,
        len(written.waived) if written else 0,
        len(written.dropped) if written else 0,
    )


def residue(
    format_: Format,
    tree: Tree,
    compiled: AnyMap | None = None,
    document: Mapping[str, Any] | None = None,
    untaken: Sequence[Leaf] | None = None,
) -> list[dict[str, str]]:
    """What no rule took, as the document carries it in `unmapped`.

    The order of siblings is added where the format has one and it would be lost: with `compiled` and `document`, where writing
    the document arranges them otherwise; without, wherever the format knows of an order.
    """
    left = [(leaf.path, leaf.value) for leaf in (format_.untaken(tree) if untaken is None else untaken)]
    arrangement: Arrangement | None = getattr(format_, "arrangement", None)
    if arrangement is not None:
        stated = arrangement(tree)
        if stated and isinstance(compiled, CompiledMap) and document is not None:
            kept = set(_kept(format_, arrangement, compiled, document, stated))
            stated = [entry for entry in stated if entry not in kept]
        left.extend(stated)
    return [{"path": path, "value": value} for path, value in left]


def _kept(
    format_: Format, arrangement: Arrangement, compiled: CompiledMap, document: Mapping[str, Any], stated: Sequence[Entry]
) -> Iterator[Entry]:
    """The orders of siblings that writing the document gives by itself."""
    message_type = compiled.format.partition("/")[2]
    for way, tree in compiled.siblings(document, [path for path, _ in stated], lambda: format_.new_tree(message_type)):
        for path, value in arrangement(tree):
            if way is None or way_of(path) == way:
                yield path, value


def with_residue(
    format_: Format, tree: Tree, document: dict[str, Any], compiled: AnyMap | None = None, untaken: Sequence[Leaf] | None = None
) -> dict[str, Any]:
    """The document with the residue of its tree in `unmapped`, behind the hints that the map left there; absent when nothing is left."""
    left = residue(format_, tree, compiled, document, untaken)
    if left:
        document["unmapped"] = [*document.get("unmapped", ()), *left]
    return document


def restore(format_: Format, tree: Tree, document: Mapping[str, Any]) -> list[str]:
    """Put the residue of a document back into a tree of the same family; returns the paths that did not fit."""
    leaves = [(entry["path"], entry["value"]) for entry in document.get("unmapped", ()) if not is_hint(entry["path"])]
    return format_.restore(tree, leaves) if leaves else []
