"""Residue put back into a written X12 tree: single elements into their segments, whole segments at their ordinal.

Never overwrites a value that the map has written. Example: `restore(tree, [("N1[2]/N4[1].03", "44139")])` is `[]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.formats.segments import Field, Segment
from hub.formats.x12 import order

_LEAF = re.compile(r"(?P<steps>.+?)\.(?P<element>\d{2})(?:\[(?P<repeat>\d+)\])?(?:\.(?P<component>\d{2}))?")
_STEP = re.compile(r"(?P<tag>\w+)\[(?P<number>\d+)\]")


@dataclass(slots=True)
class _Node:
    """What residue says below one segment: its own elements, its children by tag and ordinal, and their order."""

    values: list[tuple[str, int, int, int, str]] = field(default_factory=list)  # path, element, repeat, component, value
    children: dict[str, dict[int, _Node]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)


def restore(tree: Segment, leaves: Sequence[tuple[str, str]]) -> list[str]:
    """Put all of `leaves` back; returns the paths of those that did not fit."""
    root, unfit = _Node(), list[str]()
    for path, value in leaves:
        if not _plant(root, path, value):
            unfit.append(path)
    _below(tree, root, unfit)
    return unfit


def _plant(root: _Node, path: str, value: str) -> bool:
    steps, _, last = path.rpartition("/")
    if last == order.MARK:
        owner, _, tag = steps.rpartition("/")
        node = _at(root, owner)
        if node is None or not tag.isalnum():
            return False
        node.orders[tag] = value
        return True
    match = _LEAF.fullmatch(path)
    node = _at(root, match["steps"]) if match and match["element"] != "00" else None
    if node is None or match is None:
        return False
    node.values.append((path, int(match["element"]), int(match["repeat"] or 0), int(match["component"] or 0), value))
    return True


def _at(root: _Node, steps: str) -> _Node | None:
    node = root
    for step in steps.split("/") if steps else ():
        match = _STEP.fullmatch(step)
        if match is None or match["number"] == "0":
            return None
        node = node.children.setdefault(match["tag"], {}).setdefault(int(match["number"]), _Node())
    return node


def _below(segment: Segment, node: _Node, unfit: list[str]) -> None:
    for tag in sorted({*node.children, *node.orders}):
        planned = node.children.get(tag, {})
        existing = [child for child in segment.children if child.tag == tag]
        arranged = _arranged(tag, existing, planned, node.orders.get(tag))
        for number, one in sorted(planned.items()):
            if number not in arranged:
                unfit += _paths(one)
            else:
                _fill(arranged[number], one, unfit)
                _below(arranged[number], one, unfit)
        _replace(segment, tag, [arranged[number] for number in sorted(arranged)])


def _arranged(tag: str, existing: list[Segment], planned: dict[int, _Node], wanted: str | None) -> dict[int, Segment]:
    """The segments of one tag by their ordinal in the source; those that residue must bring are made."""
    left, names = list(existing), (wanted or "").split()
    found: dict[int, Segment] = {}
    number, last = 0, max(len(names), max(planned, default=0))
    while left or number < last:
        number += 1
        one = planned.get(number)
        name = names[number - 1] if number <= len(names) else None
        match = _match(left, name, one) if name is not None or number > len(names) else None
        if match is not None:
            left.remove(match)
            found[number] = match
        elif one is not None and one.values:
            found[number] = Segment(tag)
    return found


def _match(left: list[Segment], name: str | None, node: _Node | None) -> Segment | None:
    """The written segment that stood at this place of the source, if it was written at all.

    Residue that holds element 01 belongs to a segment that no map has touched, or to one whose 01 is still empty.
    """
    if name is None:
        return left[0] if left and (node is None or not _collides(left[0], node)) else None
    whole = node is not None and any(element == 1 for _, element, *_ in node.values)
    sought = order.NO_KEY if whole else name
    return next((one for one in left if order.key(one) == sought and (node is None or not _collides(one, node))), None)


def _collides(segment: Segment, node: _Node) -> bool:
    """Whether the residue cannot belong to this segment, because it says something else where the residue has a value."""
    return any(_read(segment, *at) not in {"", value} for _, *at, value in node.values)


def _read(segment: Segment, element: int, repeat: int, component: int) -> str:
    held: Field = segment.fields[element] if element < len(segment.fields) else ""
    for index in (repeat, component):
        if index:
            held = held if not isinstance(held, str) else [held]
            held = held[index - 1] if index <= len(held) else ""
    return held if isinstance(held, str) else "\x00"


def _fill(segment: Segment, node: _Node, unfit: list[str]) -> None:
    for path, element, repeat, component, value in node.values:
        present = _read(segment, element, repeat, component)
        if present not in {"", value}:
            unfit.append(path)
        elif not present:
            _put(segment, element, repeat, component, value)


def _put(segment: Segment, element: int, repeat: int, component: int, value: str) -> None:
    fields = segment.fields
    fields += [""] * (element + 1 - len(fields))
    if not repeat and not component:
        fields[element] = value
        return
    held = fields[element]
    parts: list[str | list[str]] = [held] if isinstance(held, str) else list(held)
    if repeat:
        parts += [""] * (repeat - len(parts))
        inner = parts[repeat - 1]
        components = [inner] if isinstance(inner, str) else list(inner)
        _set(components, component or 1, value)
        parts[repeat - 1] = components
        fields[element] = [part if isinstance(part, list) else [part] for part in parts]
        return
    components = [str(part) for part in parts]
    _set(components, component, value)
    fields[element] = [*components]


def _set(components: list[str], at: int, value: str) -> None:
    components += [""] * (at - len(components))
    components[at - 1] = value


def _replace(segment: Segment, tag: str, siblings: Sequence[Segment]) -> None:
    """Put the siblings of one tag where the first of them stood; the writer puts tags in grammar order anyway."""
    at = next((index for index, child in enumerate(segment.children) if child.tag == tag), len(segment.children))
    rest = [child for child in segment.children[at:] if child.tag != tag]
    segment.children[at:] = [*siblings, *rest]


def _paths(node: _Node) -> list[str]:
    below = [path for ordinals in node.children.values() for child in ordinals.values() for path in _paths(child)]
    return [path for path, *_ in node.values] + below
