"""A JSON tree as maps see it: nodes that share their marks, and the census of filled values.

Never parses or prints. Example: `Node({"a": "1"}).census()` is 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.formats.base import Leaf
from hub.formats.json.parse import Number
from hub.model.location import Location

Mark = tuple[int, str | int]


class Marks(set[Mark]):
    """What was taken of a tree; `named`: items of lists that a condition was met by, with the condition as a path writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.named: dict[int, str] = {}


class Node:
    """One value of a tree: `value`, the object or list that holds it and its key there, and the marks of the whole tree."""

    __slots__ = ("holder", "key", "path", "taken", "value")

    def __init__(
        self,
        value: Any,
        path: str = "",
        taken: Marks | None = None,
        holder: dict[str, Any] | list[Any] | None = None,
        key: str | int = "",
    ) -> None:
        self.value = value
        self.path = path
        self.taken = Marks() if taken is None else taken
        self.holder: Any = [value] if holder is None else holder
        self.key = 0 if holder is None else key

    def child(self, holder: Any, key: str | int, path: str) -> Node:
        """A node below this one."""
        return Node(holder[key], path, self.taken, holder, key)

    def leaves(self) -> Iterator[tuple[Any, str | int, str, Any]]:
        """Holder, key, path and value of every filled scalar below."""
        stack: list[tuple[Any, str | int, str]] = [(self.holder, self.key, self.path)]
        while stack:
            holder, key, path = stack.pop()
            value = holder[key]
            if isinstance(value, dict):
                stack.extend((value, name, f"{path}/{written(name)}" if path else written(name)) for name in reversed(value))
            elif isinstance(value, list):
                stack.extend((value, at, f"{path}[{self._item(value, at)}]") for at in reversed(range(len(value))))
            elif value is not None and value != "":
                yield holder, key, path, value

    def _item(self, items: list[Any], at: int) -> str | int:
        """How a path means an item: by the condition that it met, because name and value pairs are written in another order, or by number."""
        return self.taken.named.get(id(items[at]), at) if self.taken.named else at

    def census(self) -> int:
        """How many filled scalars there are."""
        return sum(1 for _ in self.leaves())

    def untaken(self) -> list[Leaf]:
        """The filled scalars that nothing was taken from."""
        return [
            Leaf(path + kind_of(value), text_of(value) or "", Location(path=path))
            for holder, key, path, value in self.leaves()
            if (id(holder), key) not in self.taken
        ]

    def take_all(self) -> None:
        """Mark every filled scalar."""
        self.taken.update((id(holder), key) for holder, key, _, _ in self.leaves())


def text_of(value: Any) -> str | None:
    """A scalar as text; None for objects, lists, null and the empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value) or None
    return str(value) if isinstance(value, int) else None


def kind_of(value: Any) -> str:
    """What to write behind a path so that the value is written alike."""
    if isinstance(value, bool):
        return "#boolean"
    return "#number" if isinstance(value, Number | int) else ""


def written(name: str) -> str:
    """A key as a path writes it: in quotes where it holds characters of the path language."""
    if name and not set(name) & set('/[]{}#="') and name[0] != "." and name == name.strip():
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
