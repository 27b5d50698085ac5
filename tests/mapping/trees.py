"""Trees of segments and small maps for the tests of the mapping engine."""

from __future__ import annotations

from textwrap import dedent

from hub.formats.segments import Segment
from hub.formats.segments.path import PATHS
from hub.mapping.compile import compile_map
from hub.mapping.language import parse
from hub.mapping.lists import Lists
from hub.mapping.overlay import effective

HEAD = "document: order/1\nformat: x12/850\n"


def seg(text, *children):
    segment = Segment(text.split("*")[0], [field.split(":") if ":" in field else field for field in text.split("*")])
    segment.children = list(children)
    return segment


def tree(*texts):
    """A message; a text that begins with `>` is a child of the one before, `>>` of that."""
    way = [Segment("ST", ["ST", "850"])]
    for position, text in enumerate(texts, 2):
        depth = len(text) - len(text.lstrip(">"))
        segment = seg(text.lstrip(">"))
        segment.position = position
        del way[depth + 1 :]
        way[depth].children.append(segment)
        way.append(segment)
    return way[0]


def lines(node, depth=0):
    """The tree as texts again, without the root."""
    found = []
    for child in node.children:
        found.append(">" * depth + "*".join(":".join(field) if isinstance(field, list) else field for field in child.fields))
        found.extend(lines(child, depth + 1))
    return found


def compiled(rules, *overlays, lists=None, schema=None):
    """A map of X12 from its text below the head; schema `{}` takes any path."""
    layers = [
        parse(HEAD + dedent(rules), "base.yaml", "base"),
        *(parse(text, f"own{at}.yaml", "member") for at, text in enumerate(overlays)),
    ]
    return compile_map(effective(layers), PATHS, Lists.of(lists or {}), {"type": "object"} if schema is None else schema)


def read(map_, *texts, assume=None):
    return map_.read(tree(*texts), assume)


def write(map_, document, **options):
    made = Segment("ST", ["ST", "850"])
    result = map_.write(document, made, **options)
    return lines(made), result
