"""The left side of a rule: a path into the canonical document, found when writing and made when reading.

Never knows a schema. Example: `CanonicalPath("partyIdentification[0].value")`, `CanonicalPath("reference[typeCode=CT].id")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

Document = dict[str, Any]
Slot = tuple[Any, str | int]  # the object or list that holds a value, and its key or index there
_STEP = re.compile(r"([A-Za-z$][A-Za-z0-9_]*)(?:\[(?:([0-9]{1,3})|([A-Za-z][A-Za-z0-9_]*)=([^\]]+))\])?")


class CanonicalPathError(ValueError):
    """A left side that is no path: column (from 1) in its text."""

    def __init__(self, text: str, column: int) -> None:
        super().__init__(f"{text!r} is no canonical path at column {column}")
        self.column = column


class _Step:
    """One name, with the item of its list where one is meant: an index, or a key with its value."""

    __slots__ = ("index", "key", "listed", "name", "value")

    def __init__(self, name: str, index: int | None, key: str, value: str) -> None:
        self.name = name
        self.index = index
        self.key = key
        self.value = value
        self.listed = index is not None or bool(key)


class CanonicalPath:
    """A parsed path. `names` are its names without indexes, as schemas and waivers know them; `plain`: it has no list items.

    `find` is where the value is in a document, or None; `make` is where it goes, the objects and items on the way being made.
    """

    __slots__ = ("_steps", "find", "make", "names", "plain", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps = _parse(text)
        self.names = tuple(step.name for step in self._steps)
        self.plain = not any(step.listed for step in self._steps)
        self.find: Callable[[Document], Slot | None] = _finder(self._steps)
        self.make: Callable[[Document], Slot] = _maker(self._steps)

    def constants(self, document: Document) -> list[Slot]:
        """The values that the keys of the path itself name (`typeCode` of `[typeCode=CT]`), where they are in the document."""
        found: list[Slot] = []
        node: Any = document
        for step in self._steps:
            node = node.get(step.name) if isinstance(node, dict) else None
            if step.listed:
                node = _item(node, step)
            if step.key and isinstance(node, dict):
                found.append((node, step.key))
        return found

    def pointer(self, document: Document | None = None) -> str:
        """The JSON pointer of the value; items that are meant by a key are looked up in `document`."""
        parts: list[str] = []
        node: Any = document
        for step in self._steps:
            parts.append(step.name)
            node = node.get(step.name) if isinstance(node, dict) else None
            if step.listed:
                at = _index(node, step) if step.key else step.index
                parts.append(str(at))
                node = node[at] if isinstance(node, list) and at is not None and at < len(node) else None
        return "".join("/" + part for part in parts)


def _parse(text: str) -> Sequence[_Step]:
    steps: list[_Step] = []
    at = 0
    while True:
        found = _STEP.match(text, at)
        if found is None:
            raise CanonicalPathError(text, at + 1)
        steps.append(_Step(found[1], int(found[2]) if found[2] else None, found[3] or "", found[4] or ""))
        at = found.end()
        if at == len(text):
            return tuple(steps)
        if text[at] != ".":
            raise CanonicalPathError(text, at + 1)
        at += 1


def _index(items: Any, step: _Step) -> int:
    if isinstance(items, list):
        for at, item in enumerate(items):
            if isinstance(item, dict) and item.get(step.key) == step.value:
                return at
        return len(items)
    return 0


def _item(items: Any, step: _Step) -> Any:
    at = _index(items, step) if step.key else step.index or 0
    return items[at] if isinstance(items, list) and at < len(items) else None


def _finder(steps: Sequence[_Step]) -> Callable[[Document], Slot | None]:
    last, name, listed = steps[-1], steps[-1].name, steps[-1].listed
    above = [(step.name, step if step.listed else None) for step in steps[:-1]]
    if not above and not listed:
        return lambda document: (document, name) if name in document else None

    def find(document: Document) -> Slot | None:
        node: Any = document
        for key, step in above:
            node = node.get(key) if type(node) is dict else None
            if step is not None:
                node = _item(node, step)
            if node is None:
                return None
        if type(node) is not dict or name not in node:
            return None
        return _found_item(node[name], last) if listed else (node, name)

    return find


def _found_item(items: Any, step: _Step) -> Slot | None:
    at = _index(items, step) if step.key else step.index or 0
    return (items, at) if isinstance(items, list) and at < len(items) else None


def _maker(steps: Sequence[_Step]) -> Callable[[Document], Slot]:
    above, last, name = steps[:-1], steps[-1], steps[-1].name
    if last.listed:
        return lambda document: _made_slot(_walk(document, above), last)
    if not above:
        return lambda document: (document, name)
    if len(above) == 1 and not above[0].listed:
        return _maker_of_two(above[0].name, name)
    if len(above) == 2 and not above[0].listed and not above[1].listed:
        return _maker_of_three(above[0].name, above[1].name, name)
    return lambda document: (_walk(document, above), name)


def _maker_of_two(outer: str, name: str) -> Callable[[Document], Slot]:
    def make(document: Document) -> Slot:
        found = document.get(outer)
        if found is None:
            found = document[outer] = {}
        return found, name

    return make


def _maker_of_three(outer: str, inner: str, name: str) -> Callable[[Document], Slot]:
    def make(document: Document) -> Slot:
        found = document.get(outer)
        if found is None:
            found = document[outer] = {}
        below = found.get(inner)
        if below is None:
            below = found[inner] = {}
        return below, name

    return make


def _walk(node: Any, steps: Sequence[_Step]) -> Any:
    for step in steps:
        if step.listed:
            node = _made_item(node, step)
            continue
        found = node.get(step.name)
        if found is None:
            found = node[step.name] = {}
        node = found
    return node


def _made_item(node: Any, step: _Step) -> Any:
    items = node.get(step.name)
    if items is None:
        items = node[step.name] = []
    at = _index(items, step) if step.key else min(step.index or 0, len(items))
    if at == len(items):
        items.append({step.key: step.value} if step.key else {})
    return items[at]


def _made_slot(node: Any, step: _Step) -> Slot:
    if step.key:
        item = _made_item(node, step)
        return node[step.name], node[step.name].index(item)
    items = node.setdefault(step.name, [])
    # A list has no holes: a later item without the earlier ones moves up.
    at = min(step.index or 0, len(items))
    if at == len(items):
        items.append(None)
    return items, at
