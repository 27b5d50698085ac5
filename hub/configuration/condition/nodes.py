"""What a condition consists of, and how it is written again.

Values only; `parse` makes them, `holds` asks them. Writing and parsing again gives the same condition.

>>> text(Not(Compare(Path((Step("id"),)), "==", Value("text", "PO 1"))))
"not id == 'PO 1'"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hub.model.documents.scalars import DATE, DECIMAL

Kind = Literal["text", "decimal", "date"]
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "startswith"]

WORDS = frozenset(("and", "or", "not", "in", "exists", "startswith"))
BARE = r"[^\s()\[\],'\"=<>!]+"
_BARE = re.compile(BARE)
_DECIMAL = re.compile(DECIMAL)
_DATE = re.compile(DATE)


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path. Of a list: every item, the one at `index`, or those whose `key` is `value`."""

    name: str
    index: int | None = None
    every: bool = False
    key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """The way to values of a document. `column`: where it stands in the text of the condition, from 1."""

    steps: tuple[Step, ...]
    column: int = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and self.steps == other.steps

    def __hash__(self) -> int:
        return hash(self.steps)

    @property
    def names(self) -> tuple[str, ...]:
        """Its names without items, as schemas know them."""
        return tuple(step.name for step in self.steps)


@dataclass(frozen=True, slots=True)
class Value:
    """What is compared with. Its kind decides how: numbers as numbers, days as days, everything else letter by letter."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Some value at the path stands in this relation to the given one."""

    path: Path
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Among:
    """Some value at the path is one of these."""

    path: Path
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """The document says something at the path."""

    path: Path


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Compare | Among | Exists | Not | All | AnyOf


def kind_of(bare: str) -> Kind:
    """What an unquoted value is."""
    if _DECIMAL.fullmatch(bare):
        return "decimal"
    return "date" if _DATE.fullmatch(bare) else "text"


def paths(node: Node) -> Iterator[Path]:
    """Every path of a condition, from left to right."""
    if isinstance(node, (Compare, Among, Exists)):
        yield node.path
    elif isinstance(node, Not):
        yield from paths(node.part)
    else:
        for part in node.parts:
            yield from paths(part)


def text(node: Node) -> str:
    """The condition as it would be written."""
    if isinstance(node, Compare):
        return f"{_path(node.path)} {node.operator} {_value(node.value)}"
    if isinstance(node, Among):
        return f"{_path(node.path)} in [{', '.join(_value(one) for one in node.values)}]"
    if isinstance(node, Exists):
        return f"exists {_path(node.path)}"
    if isinstance(node, Not):
        return f"not {_part(node.part)}"
    word = " and " if isinstance(node, All) else " or "
    return word.join(_part(part) for part in node.parts)


def _part(node: Node) -> str:
    return f"({text(node)})" if isinstance(node, (All, AnyOf)) else text(node)


def _path(path: Path) -> str:
    return ".".join(step.name + _item(step) for step in path.steps)


def _item(step: Step) -> str:
    if step.key:
        return f"[{step.key}={step.value}]"
    return f"[{step.index}]" if step.index is not None else "[*]" if step.every else ""


def _value(value: Value) -> str:
    bare = _BARE.fullmatch(value.text) and value.text not in WORDS and kind_of(value.text) == value.kind
    return value.text if bare else "'" + value.text.replace("'", "''") + "'"
