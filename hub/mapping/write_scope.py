"""Scopes turned into functions that write: rules, then groups, then the groups that take what the others leave.

Never writes an empty node: a group is written only where an item has something for it. Example: `writer(scope)(document, node, writing)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

from hub.formats.base import Tree
from hub.mapping.canonical_path import CanonicalPath, Document
from hub.mapping.units import Branch, Scope
from hub.mapping.writing import Write, Writing, placed_constants, unit_writer

Test = Callable[[Document], bool]


def writer(scope: Scope) -> Write:
    """The function that writes a scope: rules, then groups, those that take what others leave at the end."""
    jobs = [(unit.path.names[0], unit_writer(unit)) for unit in scope.units if unit.rule.one_way != "read"]
    jobs.extend((group[0].path.names[0], write_groups(group)) for group in in_order(scope))
    return write_jobs(jobs)


def write_jobs(jobs: Sequence[tuple[str, Write]]) -> Write:
    """The jobs one after another, each where the document has the name that its path begins with."""

    def function(document: Document, node: Tree, writing: Writing) -> None:
        for name, job in jobs:
            if name in document:
                job(document, node, writing)

    return function


def in_order(scope: Scope) -> list[list[Branch]]:
    """The groups of a scope in the order in which they are written: those that take what others leave at the end."""
    return sorted(scope.branches, key=lambda group: any(branch.rest for branch in group))


def write_groups(group: list[Branch], below: Sequence[Write | None] = ()) -> Write:
    """The groups of one canonical path; a list item goes to the first that accepts it. `below`: what to write of the items instead."""
    pairs = zip_longest(group, below)
    jobs = [(branch, instead or writer(branch.scope), accepts(branch)) for branch, instead in pairs]

    def function(document: Document, node: Tree, writing: Writing) -> None:
        first = jobs[0][0]
        found = first.path.find(document)
        if found is None:
            return
        held = found[0][found[1]]
        if not first.many:
            if isinstance(held, dict) and jobs[0][2](held):
                _write_one(first, jobs[0][1], held, document, node, writing)
                placed_constants(first.path, document, writing)
            return
        items = _items(first, held)
        for at, item in enumerate(items):
            for branch, write, accept in jobs:
                if accept(item):
                    writing.trail.append((first.path, document, at))
                    _write_item(branch, write, item, node, writing)
                    writing.trail.pop()
                    break
        if first.value:
            _place_values(first, found, items, writing)

    return function


def _items(branch: Branch, held: Any) -> list[Document]:
    """The items as objects: texts become the `value` of one."""
    if branch.join is not None and isinstance(held, str):
        held = held.split(branch.join)
    items = held if isinstance(held, list) else []
    if not branch.value:
        return [item for item in items if isinstance(item, dict)]
    return [{"value": item} for item in items]


def _place_values(branch: Branch, found: tuple[Any, Any], items: list[Document], writing: Writing) -> None:
    """Texts are placed by their index; a joined text only when every piece found its place."""
    placed = [(id(item), "value") in writing.placed for item in items]
    container, key = found
    if branch.join is not None:
        if placed and all(placed):
            writing.place(container, key)
        return
    for at, done in enumerate(placed):
        if done:
            writing.place(container[key], at)


def _write_one(branch: Branch, write: Write, item: Document, document: Document, node: Tree, writing: Writing) -> None:
    writing.trail.append((branch.path, document, None))
    each = _each(branch, writing)
    child = next(iter(each.iterate(node)), None) or each.append(node)
    if child is not None:
        write(item, child, writing)
        each.close(child)
    writing.trail.pop()


def _each(branch: Branch, writing: Writing) -> Any:
    return writing.chosen(writing.trailed(), branch.each) if writing.hinted else branch.each


def _write_item(branch: Branch, write: Write, item: Document, node: Tree, writing: Writing) -> None:
    child = _each(branch, writing).append(node)
    if child is not None:
        write(item, child, writing)
        branch.each.close(child)


def accepts(branch: Branch) -> Test:
    """Whether an item has what the group needs, its constants, and anything at all to write."""
    constants = [unit for unit in branch.scope.units if unit.constant is not None]
    needs, filled = branch.needs, _filled(branch.scope)

    def function(item: Document) -> bool:
        if needs is not None and needs.path.find(item) is None:
            return False
        for unit in constants:
            found = unit.path.find(item)
            if found is None or found[0][found[1]] != unit.constant:
                return False
        return filled(item)

    return function


def _filled(scope: Scope) -> Test:
    paths = [unit.path for unit in scope.units if unit.constant is None and unit.rule.one_way != "read"]
    groups = [(branch.path, accepts(branch), branch.many and not branch.value) for group in scope.branches for branch in group]

    def function(item: Document) -> bool:
        return any(path.find(item) is not None for path in paths) or any(_any(item, *group) for group in groups)

    return function


def _any(item: Document, path: CanonicalPath, accept: Test, many: bool) -> bool:
    found = path.find(item)
    if found is None:
        return False
    held = found[0][found[1]]
    if many:
        return isinstance(held, list) and any(isinstance(one, dict) and accept(one) for one in held)
    return accept(held) if isinstance(held, dict) else bool(held)
