r"""One map file, parsed into rules and groups that know where they stand. What they mean is for `compile`.

Never opens a file and never merges. Example: `parse("document: order/1\nformat: x12/850\nrules: {id: BEG.03}", "850.yaml", "base")`.
The language is described in docs/reference/map-language.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hub.mapping.problem import RuleProblem, nearest
from hub.model.yaml_text import Node, YamlProblem, compose

_TOP = ("document", "format", "extends", "layout", "rules", "parts", "read_only", "write_only", "waive", "whole")
_GROUP = ("each", "at", "needs", "rules", "value", "join", "use", "read_only")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was written: file, line and column from 1, and the layer (base, a variant, member)."""

    file: str
    line: int
    column: int
    layer: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def problem(self, rule: str, offset: int = 0, **params: object) -> RuleProblem:
        """A problem at this place, `offset` columns further on."""
        return RuleProblem(rule, self.file, self.line, self.column + offset, **params)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its place."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: a path, its right side, and where each of them stands. `one_way` is `read` or `write` or empty."""

    path: str
    right: Text
    origin: Origin
    one_way: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """`null` in an overlay."""

    path: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that share a node. In an overlay, whatever is not given stays as it was."""

    path: str
    origin: Origin
    each: Text | None = None
    at: Text | None = None
    needs: Text | None = None
    value: Text | None = None
    join: Text | None = None
    use: tuple[Text, ...] = ()
    rules: dict[str, Entry] = field(default_factory=dict)


Entry = Rule | Group | Removed | tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the format must know to read a message that does not say what it is; only the format knows what it means."""

    node: Node
    file: str
    layer: str

    def origin(self, keys: Sequence[str]) -> Origin | None:
        """Where something in it was written, None where it is not."""
        node, mark = self.node, (self.node.line, self.node.column)
        for key in keys:
            if not isinstance(node.value, dict) or key not in node.value:
                return None
            node, mark = node.value[key], node.key_mark(key)
        return Origin(self.file, *mark, self.layer)


Rules = dict[str, Entry]


@dataclass(slots=True)
class MapText:
    """One parsed map file."""

    file: str
    layer: str
    document: Text | None = None
    format: Text | None = None
    extends: Text | None = None
    layout: Layout | None = None
    rules: Rules = field(default_factory=dict)
    parts: dict[str, Rules] = field(default_factory=dict)
    write_only: Rules = field(default_factory=dict)
    waive: dict[str, Text | Removed] = field(default_factory=dict)
    whole: Text | None = None


def parse(text: str, file: str, layer: str) -> MapText:
    """The map in `text`; RuleProblem tells file, line and column of the first thing that is not in the language."""
    try:
        root = compose(text, file)
    except YamlProblem as problem:
        raise RuleProblem("MAP-001", file, problem.line, problem.column, what=problem.what) from None
    return _Parser(file, layer).map(root)


@dataclass(frozen=True, slots=True)
class _Parser:
    file: str
    layer: str

    def map(self, root: Node) -> MapText:
        top = self._mapping(root, _TOP)
        result = MapText(self.file, self.layer)
        result.document, result.format, result.extends = (self._optional(top, key) for key in ("document", "format", "extends"))
        result.whole = self._optional(top, "whole")
        if "layout" in top:
            self._mapping(top["layout"])
            result.layout = Layout(top["layout"], self.file, self.layer)
        if "rules" in top:
            result.rules = self._rules(top["rules"])
        if "read_only" in top:
            result.rules |= self._read_only(top["read_only"], result.rules)
        if "write_only" in top:
            result.write_only = self._rules(top["write_only"], one_way="write")
        if "parts" in top:
            result.parts = {name: self._rules(node) for name, node in self._mapping(top["parts"]).items()}
        if "waive" in top:
            result.waive = self._waive(top["waive"])
        return result

    def _origin(self, node: Node) -> Origin:
        return Origin(self.file, node.line, node.column, self.layer)

    def _key(self, node: Node, key: str) -> Origin:
        return Origin(self.file, *node.key_mark(key), self.layer)

    def _mapping(self, node: Node, known: tuple[str, ...] = ()) -> dict[str, Node]:
        if node.value is None:
            return {}
        if not isinstance(node.value, dict):
            raise self._origin(node).problem("MAP-002", expected="a mapping, `name: value` on each line")
        for key in node.value:
            if known and key not in known:
                raise self._key(node, key).problem("MAP-003", key=key, nearest=nearest(key, known))
        return node.value

    def _text(self, node: Node) -> Text:
        if not isinstance(node.value, str):
            raise self._origin(node).problem("MAP-002", expected="a text")
        return Text(node.value, self._origin(node))

    def _optional(self, mapping: dict[str, Node], key: str) -> Text | None:
        return self._text(mapping[key]) if key in mapping else None

    def _rules(self, node: Node, one_way: str = "") -> Rules:
        mapping = self._mapping(node)
        return {path: self._entry(path, child, self._key(node, path), one_way) for path, child in mapping.items()}

    def _read_only(self, node: Node, beside: Rules) -> Rules:
        rules = self._rules(node, one_way="read")
        for path in rules:
            if path in beside:
                raise self._key(node, path).problem("MAP-004", path=path)
        return rules

    def _entry(self, path: str, node: Node, origin: Origin, one_way: str) -> Entry:
        if node.value is None:
            return Removed(path, origin)
        if isinstance(node.value, str):
            return Rule(path, Text(node.value, self._origin(node)), origin, one_way)
        if isinstance(node.value, list):
            return tuple(self._group(path, child, self._origin(child)) for child in node.value)
        return self._group(path, node, origin)

    def _group(self, path: str, node: Node, origin: Origin) -> Group:
        keys = self._mapping(node, _GROUP)
        rules = self._rules(keys["rules"]) if "rules" in keys else {}
        if "read_only" in keys:
            rules |= self._read_only(keys["read_only"], rules)
        each, at, needs, value, join = (self._optional(keys, key) for key in ("each", "at", "needs", "value", "join"))
        return Group(path, origin, each, at, needs, value, join, self._use(keys), rules)

    def _use(self, keys: dict[str, Node]) -> tuple[Text, ...]:
        node = keys.get("use")
        if node is None or node.value is None:
            return ()
        return tuple(map(self._text, node.value)) if isinstance(node.value, list) else (self._text(node),)

    def _waive(self, node: Node) -> dict[str, Text | Removed]:
        if isinstance(node.value, list):
            return {text.text: replace(text, text="") for text in map(self._text, node.value)}
        mapping = self._mapping(node)
        return {
            path: Removed(path, self._key(node, path)) if child.value is None else replace(self._text(child), origin=self._key(node, path))
            for path, child in mapping.items()
        }
