"""The path language of JSON: `account/gln`, `lines[*]`, `parties[role=buyer]/name`, `answers[rest]`, `discount{1..3}`, `qty#number`.

Never knows a schema. Example: `PATHS.place("account/gln").get(Node({"account": {"gln": "40"}}))` is `"40"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hub.formats.base import PathError, Place
from hub.formats.json.parse import Number
from hub.formats.json.path_text import Condition, Path, Step, parse
from hub.formats.json.tree import Node, text_of, written
from hub.model.location import NOWHERE, Location

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def matches(item: Any, conditions: Sequence[Condition]) -> bool:
    """Whether a list item meets its conditions when reading."""
    for condition in conditions:
        if condition.op == ":=":
            continue
        held = text_of(item.get(condition.key)) if isinstance(item, dict) else None
        if (held in condition.values) is (condition.op == "!="):
            return False
    return True


def found(node: Node, steps: Sequence[Step]) -> Iterator[tuple[Node, list[Node]]]:
    """Every node at the end of the way, each with the nodes on it."""
    if not steps:
        yield node, []
        return
    step, rest = steps[0], steps[1:]
    for child in _children(node, step):
        for end, way in found(child, rest):
            yield end, [child, *way]


def _children(node: Node, step: Step) -> Iterator[Node]:
    if not isinstance(node.value, dict) or step.key not in node.value:
        return
    path = f"{node.path}/{written(step.key)}" if node.path else written(step.key)
    value = node.value[step.key]
    if not step.items:
        yield node.child(node.value, step.key, path)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            if (step.index is None or step.index == at) and matches(item, step.conditions):
                yield node.child(value, at, f"{path}[{at}]")
    elif isinstance(value, dict) and not step.index and matches(value, step.conditions):
        yield node.child(node.value, step.key, path)  # some senders write a list of one as the one


def take(node: Node, step: Step) -> None:
    """Mark the conditions that writing would set again to what stands there."""
    for condition in step.conditions:
        value = condition.values[0]
        if condition.op != "!=" and isinstance(node.value, dict) and text_of(node.value.get(condition.key)) == value:
            node.taken.add((id(node.value), condition.key))
            if condition.op == "=":
                node.taken.named.setdefault(id(node.value), f"{condition.key}={value}")


def _release(node: Node, step: Step) -> None:
    """Take the marks of the conditions back, if nothing else of the item is taken."""
    keys = {condition.key for condition in step.conditions}
    others = any((id(holder), key) in node.taken for holder, key, _, _ in node.leaves() if holder is not node.value or key not in keys)
    if not others:
        node.taken.difference_update((id(node.value), key) for key in keys)
        node.taken.named.pop(id(node.value), None)


def way(node: Node, steps: Sequence[Step]) -> Node:
    """The object at the end of the way, made where it is missing."""
    for step in steps:
        node = _existing(node, step) or made(node, step)
    return node


def _existing(node: Node, step: Step) -> Node | None:
    for child in _children(node, Step(step.key, step.items, step.index)):
        wanted = [condition for condition in step.conditions if condition.op != "!="]
        if isinstance(child.value, dict) and all(child.value.get(one.key) == one.values[0] for one in wanted):
            return child
    return None


def made(node: Node, step: Step) -> Node:
    """A new object (or list item) for a step, its constants set."""
    item: dict[str, Any] = {one.key: one.values[0] for one in step.conditions if one.op != "!="}
    path = f"{node.path}/{written(step.key)}" if node.path else written(step.key)
    if not step.items:
        node.value[step.key] = item
        return node.child(node.value, step.key, path)
    items = node.value.setdefault(step.key, [])
    if not isinstance(items, list):
        items = node.value[step.key] = [items]
    if step.index is not None and step.index > len(items):
        raise IndexError(step.index)  # residue of an item whose neighbours are not there
    items.append(item)
    return node.child(items, len(items) - 1, f"{path}[{len(items) - 1}]")


class JsonPlace:
    """A compiled place: one scalar below a node."""

    __slots__ = ("path", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path

    def _end(self, node: Node) -> tuple[Node, list[Node]] | None:
        return next(((end, way_) for end, way_ in found(node, self.path.steps) if text_of(end.value) is not None), None)

    def get(self, node: Node) -> str | None:
        end = self._end(node)
        if end is None:
            return None
        end[0].taken.add((id(end[0].holder), end[0].key))
        for passed, step in zip(end[1], self.path.steps, strict=True):
            take(passed, step)
        return text_of(end[0].value)

    def put(self, node: Node, value: str) -> None:
        scalar: Any = value
        if self.path.kind == "boolean" and value in {"true", "false"}:
            scalar = value == "true"
        elif self.path.kind == "number" and _NUMBER.fullmatch(value):
            scalar = Number(value)
        if not self.path.steps:
            node.holder[node.key] = node.value = scalar
            return
        last = self.path.steps[-1]
        end = way(node, self.path.steps[:-1])
        if last.items:
            item = next(_children(end, last), None) if last.index is not None else None
            item = item or made(end, last)
            item.holder[item.key] = scalar
        else:
            end.value[last.key] = scalar

    def locate(self, node: Node) -> Location:
        end = self._end(node)
        return NOWHERE if end is None else Location(path=end[0].path)

    def release(self, node: Node) -> None:
        end = self._end(node)
        if end is None:
            return
        end[0].taken.discard((id(end[0].holder), end[0].key))
        for passed, step in zip(reversed(end[1]), reversed(self.path.steps), strict=True):
            _release(passed, step)


class JsonEach:
    """A compiled repetition: items of a list, or numbered keys. `rest`: it takes what the others leave, so that it runs last."""

    __slots__ = ("path", "rest", "text")

    def __init__(self, path: Path) -> None:
        self.text = path.text
        self.path = path
        self.rest = any(step.rest for step in path.steps)

    def iterate(self, node: Node) -> Iterable[Node]:
        if self.rest:
            return [
                end
                for end, _ in found(node, self.path.steps)
                if not any((id(holder), key) in end.taken for holder, key, _, _ in end.leaves())
            ]
        if not self.path.first:
            return [end for end, _ in found(node, self.path.steps)]
        *above, last = self.path.steps
        holders = [end for end, _ in found(node, above) if isinstance(end.value, dict)]
        return [
            holder.child(holder.value, key, f"{holder.path}/{key}" if holder.path else key)
            for holder in holders
            for key in self._keys(last)
            if text_of(holder.value.get(key)) is not None
        ]

    def _keys(self, last: Step) -> list[str]:
        return [f"{last.key}{number}" for number in range(self.path.first, self.path.last + 1)]

    def append(self, node: Node) -> Node | None:
        *above, last = self.path.steps
        holder = way(node, above)
        if not self.path.first:
            return made(holder, last) if last.items or last.key not in holder.value else None
        for key in self._keys(last):
            if key not in holder.value:
                holder.value[key] = None
                return holder.child(holder.value, key, f"{holder.path}/{key}" if holder.path else key)
        return None

    def take(self, node: Node) -> None:
        take(node, self.path.steps[-1])

    def close(self, node: Node) -> None:
        """Everything written stands in the tree already."""


class JsonPaths:
    """The language object of the format."""

    def place(self, text: str) -> JsonPlace:
        path = parse(text)
        if path.first:
            raise PathError(text, text.index("{") + 1, "one value: numbered keys stand only after each:")
        if any(step.rest for step in path.steps):
            raise PathError(text, text.index("[rest]") + 1, "one value: [rest] stands only after each:")
        return JsonPlace(path)

    def each(self, text: str) -> JsonEach:
        path = parse(text)
        if not path.steps or path.kind:
            raise PathError(text, 1, "items such as lines[*], or an object for at:")
        if any(step.rest for step in path.steps[:-1]):
            raise PathError(text, text.index("[rest]") + 1, "[rest] at the end")
        return JsonEach(path)

    def beside(self, text: str, neighbour: str) -> str:
        """`price/amount` and `.currency` make `price/currency`: a key of the same object."""
        path = parse(text)
        if not path.steps or not neighbour.startswith("."):
            raise PathError(text, 1, "a place that has neighbours")
        return text[: path.last_at] + neighbour[1:]

    def reader(self, places: Sequence[Place]) -> Callable[[Node], list[str | None]]:
        gets = [place.get for place in places]
        return lambda node: [get(node) for get in gets]


PATHS = JsonPaths()
