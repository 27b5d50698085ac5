"""From segment to segment: which children a step means when reading, and which child it finds or makes when writing.

Never looks at values other than those of conditions. Example: `find(message, parse("N1[01=BY]/N4").steps)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hub.formats.segments import Segment
from hub.formats.segments import path_fields as fields_of
from hub.formats.segments.path_text import Condition, Step


def matches(segment: Segment, step: Step) -> bool:
    """Whether a segment with the step's tag meets its conditions when reading."""
    for condition in step.conditions:
        if condition.op == ":=":
            continue
        found = fields_of.text(segment, condition.element, component=condition.component) in condition.values
        if found is (condition.op == "!="):
            return False
    return not step.rest or (segment.taken == 0 and not segment.parts)


def children(segment: Segment, step: Step) -> Iterator[Segment]:
    """The children that a step means when reading, in order."""
    tag = step.tag
    if not step.conditions and not step.rest:
        return (child for child in segment.children if child.tag == tag)
    return (child for child in segment.children if child.tag == tag and matches(child, step))


def plain(step: Step) -> bool:
    """Whether a step has the usual condition, such as `[01=BY]`, which is about a whole element."""
    return len(step.conditions) == 1 and step.conditions[0].op == "=" and not step.conditions[0].component


def first(segment: Segment, step: Step) -> Segment | None:
    """The child that a place goes through; a usual condition is about the whole element, never about a part of it."""
    if not plain(step):
        return next(children(segment, step), None)
    (condition,) = step.conditions
    tag, at, values = step.tag, condition.element, condition.values
    return next((child for child in segment.children if child.tag == tag and at < len(child.fields) and child.fields[at] in values), None)


def chain(node: Segment, steps: Sequence[Step]) -> list[Segment] | None:
    """The first segment of every step on the way down, or None when the way ends before."""
    found: list[Segment] = []
    for step in steps:
        child = next(children(node, step), None)
        if child is None:
            return None
        found.append(child)
        node = child
    return found


def all_of(node: Segment, steps: Sequence[Step]) -> Iterator[Segment]:
    """Every segment at the end of the way, through every segment on it."""
    if len(steps) == 1:
        yield from list(children(node, steps[0]))
    elif not steps:
        yield node
    else:
        for child in list(children(node, steps[0])):
            yield from all_of(child, steps[1:])


def take(segment: Segment, step: Step) -> None:
    """Mark the conditions that writing would set again to what stands there; any other value is a fact of its own."""
    for condition in step.conditions:
        if condition.op != "!=" and _written(segment, condition):
            fields_of.mark(segment, condition.element, component=condition.component)


def release(segment: Segment, step: Step) -> None:
    """Take the marks of the conditions back, if nothing else of the segment is taken."""
    conditions = [condition for condition in step.conditions if condition.op != "!="]
    mask = sum(1 << element for element in {condition.element for condition in conditions})
    parts = {(condition.element, 1, condition.component or 1) for condition in conditions}
    if not segment.taken & ~mask and not (segment.parts or set()) - parts:
        for condition in conditions:
            fields_of.unmark(segment, condition.element, component=condition.component)


def _written(segment: Segment, condition: Condition) -> bool:
    return fields_of.text(segment, condition.element, component=condition.component) == condition.values[0]


def way(node: Segment, steps: Sequence[Step]) -> Segment:
    """The segment at the end of the way, made where it is missing."""
    for step in steps:
        node = _existing(node, step) or made(node, step)
    return node


def _existing(node: Segment, step: Step) -> Segment | None:
    for child in node.children:
        if child.tag == step.tag and matches(child, step):
            _completed(child, step)
            return child
    return None


def _completed(segment: Segment, step: Step) -> None:
    """What is constant on write may be missing in a segment that another rule has made."""
    for condition in step.conditions:
        if condition.op == ":=" and not fields_of.text(segment, condition.element, component=condition.component):
            fields_of.put(segment, condition.values[0], condition.element, component=condition.component)


def narrowed(segment: Segment, step: Step) -> Step:
    """The step with those alternatives only that the segment says, which are marked; the same step when there was no choice."""
    if not any(len(condition.values) > 1 for condition in step.conditions):
        return step
    conditions, chosen = [], False
    for condition in step.conditions:
        value = fields_of.text(segment, condition.element, component=condition.component)
        free = value != condition.values[0] and not fields_of.taken(segment, condition.element, component=condition.component)
        if condition.op == "=" and value and free:
            fields_of.mark(segment, condition.element, component=condition.component)
            conditions.append(replace(condition, values=(value,)))
            chosen = True
        else:
            conditions.append(condition)
    return replace(step, conditions=tuple(conditions)) if chosen else step


def made(node: Segment, step: Step) -> Segment:
    """A new child for a step, its constants set."""
    child = Segment(step.tag)
    for condition in step.conditions:
        if condition.op != "!=":
            fields_of.put(child, condition.values[0], condition.element, component=condition.component)
    node.children.append(child)
    return child
