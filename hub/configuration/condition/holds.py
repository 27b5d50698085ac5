"""Conditions compiled to closures: asked once for every document that might fall under an agreement.

Never raises, whatever the document is: what is missing or of another kind makes a comparison false.

>>> holds(Compare(Path((Step("orderLine", every=True), Step("quantity"))), ">", Value("decimal", "9")))({"orderLine": [{"quantity": "10.0"}]})
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from hub.configuration.condition.nodes import All, Among, AnyOf, Compare, Exists, Node, Not, Path, Step, Value
from hub.model.documents.scalars import DATE, DECIMAL

Test = Callable[[Any], bool]
_Texts = Callable[[Any], list[str]]
_DECIMAL = re.compile(DECIMAL)
_DAY = re.compile(f"({DATE})(?:T.*)?", re.DOTALL)
# How the result of a comparison (-1, 0, 1) is judged.
_JUDGED: dict[str, Callable[[int], bool]] = {
    "==": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def holds(node: Node) -> Test:
    """The condition as a function of a document."""
    if isinstance(node, Not):
        part = holds(node.part)
        return lambda document: not part(document)
    if isinstance(node, All):
        parts = [holds(one) for one in node.parts]
        return lambda document: all(part(document) for part in parts)
    if isinstance(node, AnyOf):
        parts = [holds(one) for one in node.parts]
        return lambda document: any(part(document) for part in parts)
    return _leaf(node)


def _leaf(node: Compare | Among | Exists) -> Test:
    reach = _reach(node.path)
    if isinstance(node, Exists):
        return lambda document: bool(reach(document))
    texts = _texts(reach)
    if isinstance(node, Among):
        tests = [_relation("==", value) for value in node.values]
        return lambda document: any(test(one) for one in texts(document) for test in tests)
    test = _relation(node.operator, node.value)
    return lambda document: any(test(one) for one in texts(document))


def _relation(operator: str, value: Value) -> Callable[[str], bool]:
    if operator == "startswith":
        return lambda stated: stated.startswith(value.text)
    judged, order = _JUDGED[operator], _ORDER[value.kind](value.text)
    # What cannot be compared is not equal, and neither before nor after.
    other = operator == "!="

    def test(stated: str) -> bool:
        found = order(stated)
        return other if found is None else judged(found)

    return test


def _by_letters(given: str) -> Callable[[str], int | None]:
    return lambda stated: 0 if stated == given else None


def _by_number(given: str) -> Callable[[str], int | None]:
    number = Decimal(given)

    def order(stated: str) -> int | None:
        if not _DECIMAL.fullmatch(stated):
            return None
        value = Decimal(stated)
        return (value > number) - (value < number)

    return order


def _by_day(given: str) -> Callable[[str], int | None]:
    """Days as stated: a moment counts as the day that its sender wrote, whatever its zone."""

    def order(stated: str) -> int | None:
        found = _DAY.fullmatch(stated)
        return None if found is None else (found[1] > given) - (found[1] < given)

    return order


_ORDER = {"text": _by_letters, "decimal": _by_number, "date": _by_day}


def _texts(reach: Callable[[Any], list[Any]]) -> _Texts:
    return lambda document: [text for node in reach(document) if (text := _text(node)) is not None]


def _text(node: Any) -> str | None:
    """A value as text. An amount, a quantity, a code or an identifier stands for its value."""
    if isinstance(node, dict):
        node = node.get("value")
    if isinstance(node, bool):
        return "true" if node else "false"
    return node if isinstance(node, str) else None


def _reach(path: Path) -> Callable[[Any], list[Any]]:
    steps = path.steps

    def reach(document: Any) -> list[Any]:
        nodes = [document]
        for step in steps:
            nodes = [found for node in nodes if isinstance(node, dict) and step.name in node for found in _items(node[step.name], step)]
        return nodes

    return reach


def _items(node: Any, step: Step) -> Sequence[Any]:
    if step.index is not None:
        return node[step.index : step.index + 1] if isinstance(node, list) else ()
    if step.key:
        return [item for item in node if isinstance(item, dict) and item.get(step.key) == step.value] if isinstance(node, list) else ()
    return node if isinstance(node, list) else (node,)
