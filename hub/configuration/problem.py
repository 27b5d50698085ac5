"""One thing that is wrong in a configuration, and the exact place where a person can put it right.

Values only. `Marks` finds the place of any path of the tree in the text it was read from.

>>> ConfigProblem("hub.yaml", 25, 23, "CFG-010", {"key": "adaptor"}).place
'hub.yaml:25:23'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hub.model.yaml_text import Node

Path = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """A rule of the catalogue (`CFG-…`, `MAP-…`) broken at one place. A warning does not stop `hub apply`."""

    file: str
    line: int
    column: int
    rule: str
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """The place in the form that editors and terminals open."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Marks:
    """The places of one YAML text: by path of keys and indexes, as far as the path goes."""

    file: str
    root: Node

    def value(self, path: Path) -> tuple[int, int]:
        """Where the value at `path` begins."""
        node = self.nearest(path)
        return node.line, node.column

    def key(self, path: Path) -> tuple[int, int]:
        """Where the last key of `path` stands; an index stands where its value begins."""
        *above, last = path
        parent = self.nearest(above)
        if isinstance(last, str) and isinstance(parent.value, dict):
            return parent.key_mark(last)
        return self.value(path)

    def nearest(self, path: Path) -> Node:
        """The deepest node on the way of `path`; steps that are not in the text (names of union branches) are skipped."""
        node = self.root
        for step in path:
            node = _child(node, step) or node
        return node

    def problem(self, path: Path, rule: str, *, at: Literal["key", "value"] = "value", **params: object) -> ConfigProblem:
        """An error at a path of this text."""
        line, column = self.key(path) if at == "key" else self.value(path)
        return ConfigProblem(self.file, line, column, rule, params)

    def within(self, path: Path, at: int, rule: str, /, **params: object) -> ConfigProblem:
        """An error inside the text at a path, `at` counted from 1; a text spread over lines is named where it begins."""
        node = self.nearest(path)
        ahead = 0 if node.lead is None else node.lead + at - 1
        return ConfigProblem(self.file, node.line, node.column + ahead, rule, params)

    def warning(self, path: Path, rule: str, *, at: Literal["key", "value"] = "value", **params: object) -> ConfigProblem:
        """A warning at a path of this text."""
        line, column = self.key(path) if at == "key" else self.value(path)
        return ConfigProblem(self.file, line, column, rule, params, "warning")


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
