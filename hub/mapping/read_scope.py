"""Scopes turned into functions that read: everything seen from one node in one pass, then the groups, then what is constant.

Never locates a segment twice: the format's own reader gets all places of a scope at once. Example: `reader(scope, paths)(node, {}, reading)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hub.formats.base import PathLanguage, Place, Tree
from hub.mapping.canonical_path import Document
from hub.mapping.codec_errors import CodecError
from hub.mapping.reading import Reading, Take, setter, take
from hub.mapping.units import Branch, Scope, Unit

ReadScope = Callable[[Tree, Document, Reading], None]
Step = Callable[[Tree, Document, Reading], None]
_Job = tuple[int, Take]


def reader(scope: Scope, paths: PathLanguage) -> ReadScope:
    """The function that reads a scope into a document (or an item of one)."""
    places: list[Place] = []
    early: list[_Job] = []
    late: list[_Job] = []
    lonely: list[tuple[int, int, Place]] = []
    for unit in scope.units:
        if unit.place is None or unit.rule.one_way == "write":
            continue
        slot, part_slot = _slot(places, unit.place), -1
        if unit.part is not None and unit.part.kind == "beside" and unit.part.place is not None:
            part_slot = _slot(places, unit.part.place)
            lonely.append((slot, part_slot, unit.part.place))
        (late if unit.late else early).append((slot, _counted(unit, take(unit, part_slot))))
    assumed = [_assume(unit) for unit in scope.units if unit.assume]
    groups = [branch for branches in scope.branches for branch in branches]
    after = [_group(branch, paths) for branch in sorted(groups, key=lambda branch: branch.rest)]
    after.extend(_constant(unit) for unit in scope.units if unit.constant is not None)
    return _run(paths.reader(places), early, assumed, late, lonely, after)


def _slot(places: list[Place], place: Place) -> int:
    places.append(place)
    return len(places) - 1


def _run(
    read: Callable[[Tree], list[str | None]],
    early: Sequence[_Job],
    assumed: Sequence[Step],
    late: Sequence[_Job],
    lonely: Sequence[tuple[int, int, Place]],
    after: Sequence[Step],
) -> ReadScope:
    def function(node: Tree, document: Document, reading: Reading) -> None:
        values = read(node)
        for slot, use in early:
            raw = values[slot]
            if raw is not None:
                use(raw, values, node, document, reading)
        for assume in assumed:
            assume(node, document, reading)
        for slot, use in late:
            raw = values[slot]
            if raw is not None:
                use(raw, values, node, document, reading)
        for slot, part_slot, place in lonely:
            # A unit without its quantity is no quantity: it stays in the residue.
            if values[slot] is None and values[part_slot] is not None:
                place.release(node)
        for step in after:
            step(node, document, reading)

    return function


def _counted(unit: Unit, use: Take) -> Take:
    if unit.path.names[0] != "extensions":
        return use

    def function(raw: str, values: list[str | None], node: Tree, document: Document, reading: Reading) -> None:
        use(raw, values, node, document, reading)
        reading.extension += 1

    return function


def _assume(unit: Unit) -> Step:
    put = setter(unit.path)

    def function(_node: Tree, document: Document, reading: Reading) -> None:
        if unit.path.find(document) is None:
            value = reading.assumed(unit.assume, reading.pointer(unit.path, document))
            if value is not None:
                put(document, value)

    return function


def _constant(unit: Unit) -> Step:
    put = setter(unit.path)

    def function(_node: Tree, document: Document, _reading: Reading) -> None:
        if document:
            put(document, unit.constant)

    return function


def _group(branch: Branch, paths: PathLanguage) -> Step:
    read = reader(branch.scope, paths)
    return _many(branch, read) if branch.many else _one(branch, read)


def _one(branch: Branch, read: ReadScope) -> Step:
    def function(node: Tree, document: Document, reading: Reading) -> None:
        child = next(iter(branch.each.iterate(node)), None)
        if child is None or not _anchored(branch, child, document, reading):
            return
        item = _item(branch, read, child, branch.path.pointer(document), reading)
        if item is not None:
            _attach(branch, document, item)

    return function


def _many(branch: Branch, read: ReadScope) -> Step:
    def function(node: Tree, document: Document, reading: Reading) -> None:
        held = branch.path.find(document)
        items: list[Any] = list(held[0][held[1]]) if held else []
        start, pointer = len(items), branch.path.pointer(document)
        for child in branch.each.iterate(node):
            if _anchored(branch, child, document, reading):
                item = _item(branch, read, child, f"{pointer}/{len(items)}", reading)
                if item is not None:
                    items.append(item)
        if len(items) > start:
            container, key = branch.path.make(document)
            container[key] = items if branch.join is None else branch.join.join(items)

    return function


def _item(branch: Branch, read: ReadScope, child: Tree, pointer: str, reading: Reading) -> Any:
    item: Document = {}
    reading.trail.append(pointer)
    read(child, item, reading)
    reading.trail.pop()
    if not item:
        return None
    if getattr(branch.each, "alternatives", False) and (text := branch.each.chosen(child)) is not None:
        reading.hints.places["".join(reading.trail) + pointer] = text
    branch.each.take(child)
    return item.get("value") if branch.value else item


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


def _anchored(branch: Branch, child: Tree, document: Document, reading: Reading) -> bool:
    """Whether the value that the group needs is there and can be used; nothing else of the group is taken otherwise."""
    unit = branch.needs
    if unit is None or unit.place is None:
        return True
    raw = unit.place.get(child)
    if raw is None:
        return False
    try:
        if unit.paired is None and unit.codec.decode(raw) is None:
            unit.place.release(child)
            return False
    except CodecError as error:
        reading.trail.append(branch.path.pointer(document))
        reading.refuse(unit, child, {}, error)
        reading.trail.pop()
        return False
    return True
