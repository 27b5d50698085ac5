"""Steps of UBL paths over nodes: which children meet a step, making the way where it is missing, marking and releasing conditions.

Never knows a schema: the order of children is the writer's. Example: `way(order, parse("cac:Delivery/cbc:ID").steps)` is the ID's node.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.formats.ubl.names import BITS
from hub.formats.ubl.path_text import Condition, Step
from hub.formats.ubl.tree import Node


def held(node: Node, condition: Condition) -> tuple[Node | None, str]:
    """The node that a condition looks at (None where there is none) and what it says."""
    for tag in condition.way:
        found = next((child for child in node.children if child.tag == tag), None)
        if found is None:
            return None, ""
        node = found
    return node, (node.attributes.get(condition.attribute, "") if condition.attribute else node.text)


def matches(node: Node, step: Step) -> bool:
    """Whether an element meets the conditions of a step when reading."""
    if step.rest:
        return untouched(node)
    for condition in step.conditions:
        if condition.op != ":=" and (held(node, condition)[1].strip() in condition.values) is (condition.op == "!="):
            return False
    return True


def untouched(node: Node) -> bool:
    """Whether nothing was taken from an element or from what is below it."""
    return not node.taken and all(map(untouched, node.children))


def mark_of(attribute: str) -> int:
    """The bit of `Node.taken` for the text or an attribute."""
    return BITS[attribute] if attribute else 1


def take(node: Node, step: Step) -> None:
    """Mark the conditions that writing would set again to what stands there."""
    for condition in step.conditions:
        if condition.op != "!=":
            at, text = held(node, condition)
            if at is not None and text == condition.values[0]:
                at.taken |= mark_of(condition.attribute)


def release(node: Node, step: Step) -> None:
    """Take the marks of the conditions back, if nothing else of the element is taken."""
    ours = [(held(node, condition)[0], mark_of(condition.attribute)) for condition in step.conditions]
    kept = [(at, at.taken) for at, _ in ours if at is not None]
    for at, mark in ours:
        if at is not None:
            at.taken &= ~mark
    if not untouched(node):
        for at, taken in kept:
            at.taken |= taken


def chain(node: Node, steps: Sequence[Step]) -> list[Node] | None:
    """The first node that meets each step, one below the other; None where one is missing."""
    found = []
    for step in steps:
        child = next((child for child in node.children if child.tag == step.tag and matches(child, step)), None)
        if child is None:
            return None
        found.append(child)
        node = child
    return found


def all_of(node: Node, steps: Sequence[Step]) -> list[Node]:
    """Every node at the end of the way."""
    found = [node]
    for step in steps:
        tag = step.tag
        found = [child for one in found for child in one.children if child.tag == tag]
        if step.rest or step.conditions:
            found = [one for one in found if matches(one, step)]
    return found


def way(node: Node, steps: Sequence[Step]) -> Node:
    """The node at the end of the way, made where it is missing."""
    for step in steps:
        node = _existing(node, step) or made(node, step)
    return node


def _existing(node: Node, step: Step) -> Node | None:
    for child in node.children:
        if child.tag == step.tag and all(_set(child, condition) for condition in step.conditions):
            return child
    return None


def _set(node: Node, condition: Condition) -> bool:
    """Whether a node that was made says what a condition asks for."""
    said = held(node, condition)[1]
    return said not in condition.values if condition.op == "!=" else said == condition.values[0]


def made(node: Node, step: Step) -> Node:
    """A new element for a step, its constants set."""
    child = Node(step.tag)
    node.children.append(child)
    for condition in step.conditions:
        if condition.op != "!=":
            end = way(child, [Step(tag) for tag in condition.way])
            if condition.attribute:
                end.attributes[condition.attribute] = condition.values[0]
            else:
                end.text = condition.values[0]
    return child
