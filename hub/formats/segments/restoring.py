"""Residue put back into a written tree of segments: single elements into their segments, whole segments at their ordinal.

Never overwrites a value that the map has written. Example: `restore(tree, [("N1[2]/N4[1].03", "44139")])` is `[]`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from hub.formats.segments import Field, Segment, order

_LEAF = re.compile(r"(?P<steps>.+?)\.(?P<element>\d{2})(?:\[(?P<repeat>\d{1,3})\])?(?:\.(?P<component>\d{2}))?")
_STEP = re.compile(r"(?P<tag>\w+)\[(?P<number>\d{1,9})\]")
_AHEAD = 100  # siblings with one code that are looked at for one ordinal: usually the first is it


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
    existing: dict[str, list[Segment]] = {}
    for child in segment.children:
        existing.setdefault(child.tag, []).append(child)
    groups: dict[str, list[Segment]] = {}
    for tag in sorted({*node.children, *node.orders}):
        planned = node.children.get(tag, {})
        arranged = _arranged(tag, existing.get(tag, []), planned, node.orders.get(tag))
        for number, one in sorted(planned.items()):
            if number not in arranged:
                unfit += _paths(one)
            else:
                _fill(arranged[number], one, unfit)
                _below(arranged[number], one, unfit)
        groups[tag] = [arranged[number] for number in sorted(arranged)]
    segment.children = list(_regrouped(segment.children, groups))


def _arranged(tag: str, existing: list[Segment], planned: dict[int, _Node], wanted: str | None) -> dict[int, Segment]:
    """The segments of one tag by their ordinal in the source; those that residue must bring are made."""
    names = (wanted or "").split()
    found: dict[int, Segment] = {}
    left = deque(_by_name(names, existing, planned, found) if names else existing)
    number = len(names)
    while left:
        number += 1
        one = planned.get(number)
        if one is None or not _collides(left[0], one):
            found[number] = left.popleft()
    for number, one in planned.items():  # however far behind: nothing else is left that could stand there
        if number not in found and one.values:
            found[number] = Segment(tag)
    return found


def _by_name(names: list[str], existing: list[Segment], planned: dict[int, _Node], found: dict[int, Segment]) -> Iterator[Segment]:
    """Give every written segment that an order names its ordinal, and return the others."""
    keyed: dict[str, deque[Segment]] = {}
    for segment in existing:
        keyed.setdefault(order.key(segment), deque()).append(segment)
    for number, name in enumerate(names, 1):
        match = _match(keyed, name, planned.get(number))
        if match is not None:
            found[number] = match
    matched = {id(segment) for segment in found.values()}
    return (segment for segment in existing if id(segment) not in matched)


def _match(keyed: dict[str, deque[Segment]], name: str, node: _Node | None) -> Segment | None:
    """The written segment that stood at this place of the source, if it was written at all.

    Residue that holds element 01 (or its first component) belongs to a segment that no map has touched, or to one whose 01 is still empty.
    """
    whole = node is not None and any(element == 1 and component < 2 for _, element, _, component, _ in node.values)
    same = keyed.get(order.NO_KEY if whole else name, ())
    at = next((at for at, one in enumerate(islice(same, _AHEAD)) if node is None or not _collides(one, node)), None)
    if at is None:
        return None
    match = same[at]
    del keyed[order.key(match)][at]
    return match


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


def _regrouped(children: Sequence[Segment], groups: dict[str, list[Segment]]) -> Iterator[Segment]:
    """The children, those of one tag together where the first of them stood; the writer puts tags in grammar order anyway."""
    left = dict(groups)
    for child in children:
        if child.tag not in groups:
            yield child
        elif child.tag in left:
            yield from left.pop(child.tag)
    for siblings in left.values():
        yield from siblings


def _paths(node: _Node) -> list[str]:
    below = [path for ordinals in node.children.values() for child in ordinals.values() for path in _paths(child)]
    return [path for path, *_ in node.values] + below
