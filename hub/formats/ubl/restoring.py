"""Residue put back into a written UBL tree: values into their elements, whole elements at their ordinal among their siblings.

Never overwrites a value that the map has written. Example: `restore(tree, [("cac:Delivery[2]+/cbc:ID[1]", "D2")])` is `[]`.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hub.formats.ubl.names import PREFIXES, STRAY
from hub.formats.ubl.tree import Node

_NCNAME = r"[^\W\d][\w.\-]*"
_TAG = rf"(?:{'|'.join(PREFIXES)}):{_NCNAME}|{_NCNAME}|\{{[^{{}}<>\"]*\}}{_NCNAME}"
_STEP = re.compile(rf"(?P<tag>{_TAG}|{re.escape(STRAY)})\[(?P<number>[1-9][0-9]{{0,8}})\](?P<own>\+)?(?:/|$)")
_ATTRIBUTE = re.compile(rf"@(?P<name>{_TAG})")
_DEEPEST = 250


@dataclass(slots=True)
class _Plan:
    """What residue says of one element: its text and attributes with their paths, and what is below by tag and ordinal."""

    own: bool = False
    text: tuple[str, str] | None = None
    attributes: dict[str, tuple[str, str]] = field(default_factory=dict)
    children: dict[str, dict[int, _Plan]] = field(default_factory=dict)


def restore(tree: Node, leaves: Sequence[tuple[str, str]]) -> list[str]:
    """Put all of `leaves` back; returns the paths of those that did not fit."""
    root, unfit = _Plan(), list[str]()
    for path, value in leaves:
        if not _plant(root, path, value):
            unfit.append(path)
    unfit.extend(_apply(tree, root))
    return unfit


def _plant(plan: _Plan, path: str, value: str) -> bool:
    at = depth = 0
    while at < len(path) and (step := _STEP.match(path, at)):
        plan = plan.children.setdefault(step["tag"], {}).setdefault(int(step["number"]), _Plan())
        plan.own = plan.own or bool(step["own"])
        at, depth = step.end(), depth + 1
    rest = path[at:]
    if depth > _DEEPEST:
        return False
    if not rest or rest == ".":
        plan.text = plan.text or (path, value)
        return plan.text == (path, value)
    attribute = _ATTRIBUTE.fullmatch(rest)
    if attribute is None:
        return False
    return plan.attributes.setdefault(attribute["name"], (path, value)) == (path, value)


def _apply(node: Node, plan: _Plan) -> Iterator[str]:
    """Fill a node; the paths that did not fit."""
    if plan.text is not None:
        path, value = plan.text
        if node.text and node.text != value:
            yield path
        else:
            node.text = value
    for name, (path, value) in plan.attributes.items():
        if node.attributes.setdefault(name, value) != value:
            yield path
    for tag, planned in plan.children.items():
        yield from _siblings(node, tag, planned)


def _siblings(node: Node, tag: str, planned: dict[int, _Plan]) -> Iterator[str]:
    """Fill the children of one tag. Elements of their own are made at their ordinal; the others are those that the map wrote, in order."""
    written = [child for child in node.children if child.tag == tag]
    own = sorted(number for number, plan in planned.items() if plan.own)
    found: dict[int, Node] = {}
    siblings, left = list[Node](), deque(written)
    for number in own:
        while left and len(siblings) < number - 1:
            siblings.append(left.popleft())
        found[number] = Node(tag)
        siblings.append(found[number])
    siblings.extend(left)
    for number, plan in sorted(planned.items()):
        if number not in found:
            at = number - 1 - bisect(own, number)
            found[number] = written[at] if at < len(written) else Node(tag)
            if at >= len(written):
                siblings.append(found[number])
        yield from _apply(found[number], plan)
    node.children = [child for child in node.children if child.tag != tag] + siblings
