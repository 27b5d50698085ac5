"""Groups as source: the nodes of a repetition read one after the other into items, and what happens to each item.

Never locates anything: how nodes are found is told by the format. Example: the lines of `orderLine: {each: PO1}` go through the PO1 of a
message, read each into an object of its own, and put those that hold anything into the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hub.formats.base import Tree
from hub.formats.source import INDENT, Nodes, Source
from hub.mapping.canonical_path import Document
from hub.mapping.codec_errors import CodecError
from hub.mapping.reading import Reading
from hub.mapping.units import Branch


def one(branch: Branch, nodes: Nodes, read: str, made: Source) -> list[str]:
    """The lines for one object: the first node counts."""
    item = [*_item(branch, nodes, read, made, "None"), *_attached(branch, made)]
    return _loop(nodes.first or nodes.every, nodes, [*_anchor(branch, item, made), "break"])


def many(branch: Branch, nodes: Nodes, read: str, made: Source) -> list[str]:
    """The lines for a list."""
    value = "item['value']" if branch.value else "item"
    item = [*_item(branch, nodes, read, made, "len(items)"), f"if item: items.append({value})"]
    loop = _loop(nodes.every, nodes, _anchor(branch, item, made))
    if branch.join is None and branch.path.plain and len(branch.path.names) <= 2:
        return _put_in_line(branch.path.names, loop)
    target = made.name("group", branch)
    return [
        f"items = _begun({target}, document)",
        "start = len(items)",
        *loop,
        f"if len(items) > start: _listed({target}, document, items)",
    ]


def _put_in_line(names: Sequence[str], loop: list[str]) -> list[str]:
    """The loop between looking for the list at a path of one or two names and putting it there."""
    *outer, name = names
    if not outer:
        held = f"document.get({name!r})"
        return [f"items = [*{held}] if {held} else []", *loop, f"if items: document[{name!r}] = items"]
    return [
        f"items = [*_held[{name!r}]] if (_held := document.get({outer[0]!r})) and {name!r} in _held else []",
        *loop,
        "if items:",
        f"    if (_held := document.get({outer[0]!r})) is None: document[{outer[0]!r}] = {{{name!r}: items}}",
        f"    else: _held[{name!r}] = items",
    ]


def _indented(lines: Sequence[str]) -> list[str]:
    return [INDENT + line for line in lines]


def _loop(every: str, nodes: Nodes, lines: list[str]) -> list[str]:
    return [f"for child in {every}:", *_indented([f"if {nodes.only}:", *_indented(lines)] if nodes.only else lines)]


def _anchor(branch: Branch, lines: list[str], made: Source) -> list[str]:
    if branch.needs is None:
        return lines
    return [f"if {made.name('anchored', _anchor_of(branch))}(child, document, reading):", *_indented(lines)]


def _item(branch: Branch, nodes: Nodes, read: str, made: Source, at: str) -> list[str]:
    """One node read into `item`; if that holds anything, the conditions of the node are marked."""
    lines = [f"trail.append(({made.name('path', branch.path)}, document, {at}))", "item = {}", f"{read}(child, item, reading)"]
    if getattr(branch.each, "alternatives", False) and hasattr(branch.each, "chosen"):
        lines.append(f"if item: _noted({made.name('group', branch)}, child, reading)")
    lines.append("trail.pop()")
    if nodes.take:
        lines.extend(("if item:", INDENT + nodes.take))
    return lines


def _attached(branch: Branch, made: Source) -> list[str]:
    names, slow = branch.path.names, f"_attach({made.name('group', branch)}, document, item)"
    if not branch.path.plain or len(names) > 1:
        return [f"if item: {slow}"]
    return ["if item:", f"    if {names[0]!r} in document: {slow}", f"    else: document[{names[0]!r}] = item"]


def _begun(branch: Branch, document: Document) -> list[Any]:
    held = branch.path.find(document)
    return list(held[0][held[1]]) if held else []


def _listed(branch: Branch, document: Document, items: list[Any]) -> None:
    container, key = branch.path.make(document)
    container[key] = items if branch.join is None else branch.join.join(items)


def _noted(branch: Branch, child: Tree, reading: Reading) -> None:
    """Keep which of several places the source chose."""
    text = branch.each.chosen(child)
    if text is not None:
        reading.hints.places[reading.trailed()] = text


def _attach(branch: Branch, document: Document, item: Any) -> None:
    container, key = branch.path.make(document)
    held = container.get(key) if isinstance(container, dict) else container[key]
    if isinstance(held, dict) and isinstance(item, dict):
        _merge(held, item)
    else:
        container[key] = item


def _merge(into: Document, more: Document) -> None:
    for key, value in more.items():
        held = into.get(key)
        if isinstance(held, dict) and isinstance(value, dict):
            _merge(held, value)
        else:
            into[key] = value


Anchor = Callable[[Tree, Document, Reading], bool]


def _anchor_of(branch: Branch) -> Anchor:
    """The function that tells whether the value that the group needs is there and can be used; nothing else of the group is taken otherwise."""
    unit = branch.needs
    if isinstance(unit, Branch):
        iterate = unit.each.iterate
        return lambda child, _document, _reading: any(True for _ in iterate(child))
    assert unit is not None
    place = unit.place
    assert place is not None
    get, decode, sure = place.get, unit.codec.decode, unit.paired is not None

    def anchored(child: Tree, document: Document, reading: Reading) -> bool:
        raw = get(child)
        if raw is None or sure:
            return raw is not None
        try:
            if decode(raw) is not None:
                return True
            place.release(child)
        except CodecError as error:
            reading.trail.append((branch.path, document, None))
            reading.refuse(unit, child, {}, error)
            reading.trail.pop()
        return False

    return anchored


# What the lines call by name.
NAMES: dict[str, Any] = {"_begun": _begun, "_listed": _listed, "_noted": _noted, "_attach": _attach}
