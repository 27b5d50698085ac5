"""Scopes turned into functions that read: everything seen from one node in one pass, then the groups, then what is constant.

Never locates a segment twice: the format's own reader gets all places of a scope at once. Example: `reader(scope, paths)(node, {}, reading)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from hub.formats.base import PathLanguage, Place, Tree
from hub.mapping.canonical_path import Document
from hub.mapping.codec_errors import CodecError
from hub.mapping.reading import Reading, Trail, setter
from hub.mapping.takes import Take, take
from hub.mapping.units import Branch, Scope, Unit

ReadScope = Callable[[Tree, Document, Reading], None]
Step = Callable[[Tree, Document, Reading], None]
_Job = tuple[int, Take]
Watch = Callable[[Unit, Take], Take]


def unwatched(_unit: Unit, use: Take) -> Take:
    """Nobody looks on: each value is used, and that is all."""
    return use


def reader(scope: Scope, paths: PathLanguage, watch: Watch = unwatched) -> ReadScope:
    """The function that reads a scope into a document (or an item of one). `watch` may stand beside every value that is used."""
    placed = [unit for unit in scope.units if unit.place is not None]
    # Early rules come first, each at its own slot; late ones need a value of the document that an early one brings.
    ordered = sorted(placed, key=lambda unit: unit.late)
    places = [unit.place for unit in ordered if unit.place is not None]
    jobs: list[Take] = []
    lonely: list[tuple[int, int, Place]] = []
    for slot, unit in enumerate(ordered):
        part_slot = -1
        if unit.part is not None and unit.part.kind == "beside" and unit.part.place is not None:
            part_slot = len(places)
            places.append(unit.part.place)
            lonely.append((slot, part_slot, unit.part.place))
        jobs.append(watch(unit, _counted(unit, take(unit, part_slot))))
    first_late = sum(not unit.late for unit in ordered)
    early, late = tuple(jobs[:first_late]), tuple(enumerate(jobs[first_late:], first_late))
    assumed = [_assume(unit) for unit in scope.units if unit.assume]
    groups = [branch for branches in scope.branches for branch in branches]
    after = [(_tag(branch), _group(branch, paths, watch)) for branch in sorted(groups, key=lambda branch: branch.rest)]
    after.extend(("", _constant(unit)) for unit in scope.units if unit.constant is not None)
    if not (assumed or late or lonely or after):
        return _run_plainly(paths.reader(places), early)
    return _run(paths.reader(places), early, assumed, late, _leaning(ordered, lonely), _present(after, paths))


def _leaning(ordered: Sequence[Unit], lonely: Sequence[tuple[int, int, Place]]) -> list[tuple[tuple[int, ...], int, Place]]:
    """Every place of a second value, once, with the slots of all rules that give it a meaning: two prices may share a currency."""
    found: dict[str, tuple[tuple[int, ...], int, Place]] = {}
    for slot, part_slot, place in lonely:
        if place.text in found:
            slots, first, _ = found[place.text]
            found[place.text] = ((*slots, slot), first, place)
        else:
            own = [at for at, unit in enumerate(ordered) if unit.place is not None and unit.place.text == place.text]
            found[place.text] = ((slot, *own), part_slot, place)
    return list(found.values())


def _tag(branch: Branch) -> str:
    """The kind of child that the group's nodes stand in; empty where the format does not say."""
    return str(getattr(branch.each, "tag", ""))


def _present(steps: Sequence[tuple[str, Step]], paths: PathLanguage) -> Callable[[Tree], Sequence[Step]]:
    """The function that gives those steps of a scope that may find something at a node: most nodes have few of the possible children."""
    tags_of: Callable[[Tree], Collection[str]] | None = getattr(paths, "tags", None)
    everything = tuple(step for _, step in steps)
    alone = tuple(step for tag, step in steps if not tag)
    if tags_of is None or len(alone) == len(everything):
        return lambda _node: everything

    def function(node: Tree) -> Sequence[Step]:
        tags = tags_of(node)
        return [step for tag, step in steps if not tag or tag in tags] if tags else alone

    return function


def _run_plainly(read: Callable[[Tree], list[str | None]], early: Sequence[Take]) -> ReadScope:
    """The usual small scope, such as a pair of qualifier and value: nothing but values."""

    def function(node: Tree, document: Document, reading: Reading) -> None:
        values = read(node)
        for raw, use in zip(values, early):  # noqa: B905 - the values of the others come behind
            if raw is not None:
                use(raw, values, node, document, reading)

    return function


def _run(
    read: Callable[[Tree], list[str | None]],
    early: Sequence[Take],
    assumed: Sequence[Step],
    late: Sequence[_Job],
    leaning: Sequence[tuple[tuple[int, ...], int, Place]],
    present: Callable[[Tree], Sequence[Step]],
) -> ReadScope:
    def function(node: Tree, document: Document, reading: Reading) -> None:
        values = read(node)
        for raw, use in zip(values, early):  # noqa: B905 - the values of the others come behind
            if raw is not None:
                use(raw, values, node, document, reading)
        for assume in assumed:
            assume(node, document, reading)
        for slot, use in late:
            raw = values[slot]
            if raw is not None:
                use(raw, values, node, document, reading)
        for slots, part_slot, place in leaning:
            # A unit without its quantity is no quantity: it stays in the residue.
            if values[part_slot] is not None and all(values[slot] is None for slot in slots):
                place.release(node)
        for step in present(node):
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


def _group(branch: Branch, paths: PathLanguage, watch: Watch) -> Step:
    read = reader(branch.scope, paths, watch)
    return _many(branch, read) if branch.many else _one(branch, read)


def _one(branch: Branch, read: ReadScope) -> Step:
    item_of = _item(branch, read)

    def function(node: Tree, document: Document, reading: Reading) -> None:
        for child in branch.each.iterate(node):
            if branch.needs is None or _anchored(branch, child, document, reading):
                item = item_of(child, (branch.path, document, None), reading)
                if item is not None:
                    _attach(branch, document, item)
            return

    return function


def _many(branch: Branch, read: ReadScope) -> Step:
    needs, item_of, path, each = branch.needs, _item(branch, read), branch.path, branch.each

    def function(node: Tree, document: Document, reading: Reading) -> None:
        held = path.find(document)
        items: list[Any] = list(held[0][held[1]]) if held else []
        start = len(items)
        for child in each.iterate(node):
            if needs is None or _anchored(branch, child, document, reading):
                item = item_of(child, (path, document, len(items)), reading)
                if item is not None:
                    items.append(item)
        if len(items) > start:
            container, key = path.make(document)
            container[key] = items if branch.join is None else branch.join.join(items)

    return function


def _item(branch: Branch, read: ReadScope) -> Callable[[Tree, Trail, Reading], Any]:
    """The function that reads one node into an object (or a text), None when nothing in it was taken."""
    alternatives, marks, value = getattr(branch.each, "alternatives", False), getattr(branch.each, "marks", True), branch.value
    take, chosen = branch.each.take, getattr(branch.each, "chosen", None)

    def function(child: Tree, place: Trail, reading: Reading) -> Any:
        item: Document = {}
        reading.trail.append(place)
        read(child, item, reading)
        if not item:
            reading.trail.pop()
            return None
        if alternatives and chosen is not None and (text := chosen(child)) is not None:
            reading.hints.places[reading.trailed()] = text
        reading.trail.pop()
        if marks:
            take(child)
        return item.get("value") if value else item

    return function


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
    if isinstance(unit, Branch):
        return any(True for _ in unit.each.iterate(child))
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
        reading.trail.append((branch.path, document, None))
        reading.refuse(unit, child, {}, error)
        reading.trail.pop()
        return False
    return True
