"""Every effective rule with where it comes from: what `hub map explain` prints.

Never compiles anything. Example: `explain(load("x12", "850"))[0]` tells the path, the place, the file, the line and the layer of `id`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from hub.mapping.language import Entry, Group, Origin, Rule, Rules, Text
from hub.mapping.overlay import EffectiveMap


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. `direction` is `both`, `read` or `write`; groups are rows of their own, with `each` or `at` before the place."""

    path: str
    place: str
    direction: str
    file: str
    line: int
    column: int
    layer: str

    def as_dict(self) -> dict[str, str | int]:
        """The row by column names, for JSON."""
        return asdict(self)


def explain(effective: EffectiveMap) -> list[Row]:
    """Every rule in the order of the map, groups before their rules."""
    return [*_rules(effective.rules, ""), *_write_only(effective.write_only)]


def _row(path: str, place: str, direction: str, origin: Origin) -> Row:
    return Row(path, place, direction, origin.file, origin.line, origin.column, origin.layer)


def _rules(rules: Rules, within: str) -> Iterator[Row]:
    for entry in rules.values():
        yield from _entry(entry, within)


def _entry(entry: Entry, within: str) -> Iterator[Row]:
    if isinstance(entry, Rule):
        yield _row(within + entry.path, entry.right.text, entry.one_way or "both", entry.origin)
    elif isinstance(entry, tuple):
        for group in entry:
            yield from _group(group, within)
    elif isinstance(entry, Group):
        yield from _group(entry, within)


def _group(group: Group, within: str) -> Iterator[Row]:
    yield _row(within + group.path, _described(group), "both", group.origin)
    if group.value is None:
        yield from _rules(group.rules, f"{within}{group.path}.")


def _described(group: Group) -> str:
    texts: list[tuple[str, Text | None]] = [(name, getattr(group, name)) for name in ("each", "at", "needs", "value", "join")]
    return " ".join(f"{name}: {text.text}" for name, text in texts if text is not None)


def _write_only(rules: Rules) -> Iterator[Row]:
    for entry in rules.values():
        if isinstance(entry, Rule):
            yield _row(entry.right.text, entry.path, "write", entry.origin)
