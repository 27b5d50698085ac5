"""The filled leaves of a UBL tree: counting them, and naming those that no map has taken.

A leaf is a text, or an attribute that a value's meaning hangs on. What only describes a list or a language, and elements with nothing in
them, are kept too (`details`) but not counted. Example: `untaken(tree)[0].path` is `"cac:Delivery[2]+/cbc:ID[1]"`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hub.formats.base import Leaf
from hub.formats.ubl.names import ABOUT, BITS
from hub.formats.ubl.tree import Node
from hub.model.location import Location

Entry = tuple[str, str]


def census(tree: Node) -> int:
    """How many filled leaves there are."""
    count, nodes = 0, [tree]
    for node in nodes:
        if node.text:
            count += 1
        if node.attributes:
            count += sum(1 for name, value in node.attributes.items() if value and name not in ABOUT)
        if node.children:
            nodes += node.children  # the order does not matter
    return count


def untaken(tree: Node) -> list[Leaf]:
    """The filled leaves that are not marked as taken, in document order."""
    return [
        Leaf(path, value, Location(line=node.line or None, segment=node.tag.partition(":")[2] or node.tag, path=path))
        for path, value, node, about in _left(tree, "")
        if not about
    ]


def details(tree: Node) -> list[Entry]:
    """What belongs to a document and is no value: attributes that describe a list or a language, and empty elements."""
    return [(path, value) for path, value, _, about in _left(tree, "") if about]


def _left(node: Node, path: str) -> Iterator[tuple[str, str, Node, bool]]:
    """Path, value and node of everything that no map took, and whether it only describes something."""
    if node.text and not node.taken & 1:
        yield path or ".", node.text, node, False
    for name, value in node.attributes.items():
        if not node.taken & BITS.get(name, 0):
            yield (f"{path}/@{name}" if path else f"@{name}"), value, node, not value or name in ABOUT
    if not node.children:
        if not node.text and not node.attributes and path:
            yield path, "", node, True
        return
    several = _several(node.children)
    ordinals: dict[str, int] = {}
    for child in node.children:
        tag = child.tag
        number = ordinals[tag] = ordinals.get(tag, 0) + 1
        # An element of which nothing was taken is one that no map will write: it must come back beside the others, not into one of them.
        own = "+" if tag in several and not _touched(child) else ""
        yield from _left(child, f"{path}/{tag}[{number}]{own}" if path else f"{tag}[{number}]{own}")


def _several(children: list[Node]) -> frozenset[str] | set[str]:
    """The tags of which there is more than one."""
    if len({child.tag for child in children}) == len(children):
        return frozenset()
    return {tag for tag, count in Counter(child.tag for child in children).items() if count > 1}


def _touched(node: Node) -> bool:
    """Whether a map took anything from a node or from what is below it."""
    return node.taken != 0 or any(map(_touched, node.children))
