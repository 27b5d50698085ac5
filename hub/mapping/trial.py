"""One message through a map and back: what `hub map test` and `hub map coverage` show.

Stores nothing and changes nothing but the tree it is given. Example: `trial(FORMAT, compiled, tree).lost` is empty when the law holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.formats.base import Format, Tree
from hub.mapping.coverage import AnyMap, Coverage, measure, restore, with_residue
from hub.mapping.decimals import NumberError, parts, plain
from hub.mapping.hints import is_hint
from hub.mapping.result import Assumption
from hub.model.config import Assume
from hub.model.location import Finding

_ORDINAL = re.compile(r"\[[0-9]+\]")


@dataclass(slots=True)
class Trial:
    """What reading and writing back gave. `lost` and `added` are leaves that only the source or only the result has; `moved` those
    that stand elsewhere in the same segment (the order of qualifier pairs may differ); `unfitting` is residue that found no way back.
    """

    document: dict[str, Any]
    coverage: Coverage
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    added: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    unfitting: list[str] = field(default_factory=list)

    @property
    def faithful(self) -> bool:
        """Whether nothing was lost, added or dropped."""
        return not (self.dropped or self.lost or self.added or self.unfitting)


def trial(format_: Format, compiled: AnyMap, tree: Tree, assume: Assume | None = None) -> Trial:
    """Read a fresh tree, write the document back to the same format, and compare leaf by leaf."""
    before = leaves(format_, tree)
    read = compiled.read(tree, assume)
    document = with_residue(format_, tree, read.document, compiled)
    again = format_.new_tree(compiled.format.partition("/")[2])
    written = compiled.write(document, again, assume, residue=lambda made: restore(format_, made, document))
    coverage = measure(format_, tree, read, written)
    after = leaves(format_, again)
    lost, added = _beyond(before, after), _beyond(after, before)
    gone = _beyond(_segments(lost), _segments(added))
    come = _beyond(_segments(added), _segments(lost))
    return Trial(
        document,
        coverage,
        [*read.findings, *written.findings],
        read.assumptions,
        [pointer for pointer in written.dropped if not pointer.startswith("/unmapped ")],
        [leaf for leaf in lost if (_segment(leaf[0]), leaf[1]) in gone],
        [leaf for leaf in added if (_segment(leaf[0]), leaf[1]) in come],
        [leaf for leaf in lost if (_segment(leaf[0]), leaf[1]) not in gone],
        written.unfitting,
    )


def _segments(leaves_: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_segment(path), value) for path, value in leaves_]


def _segment(path: str) -> str:
    """The path without its element: what a segment holds, wherever in it."""
    return path.rpartition(".")[0] or path


def leaves(format_: Format, tree: Tree) -> list[tuple[str, str]]:
    """Every filled leaf of a tree that no map has read yet."""
    return [(leaf.path, leaf.value) for leaf in format_.untaken(tree)]


def _beyond(these: Sequence[tuple[str, str]], those: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The leaves of `these` that `those` do not have, numbers being equal by value."""
    left = Counter((path, _number(value)) for path, value in those)
    found = []
    for path, value in these:
        leaf = (path, _number(value))
        if left[leaf]:
            left[leaf] -= 1
        else:
            found.append((path, value))
    return found


def _number(value: str) -> str:
    try:
        sign, whole, fraction = parts(plain(value.strip()))
    except NumberError:
        return value
    return f"{sign}{whole}.{fraction.rstrip('0')}"


def residue_kinds(trials: Sequence[Trial]) -> dict[str, int]:
    """How often each kind of place was left over, without its ordinals: what a map should take next."""
    places = (_ORDINAL.sub("", entry["path"]) for one in trials for entry in one.document.get("unmapped", ()) if not is_hint(entry["path"]))
    return dict(Counter(places).most_common())
