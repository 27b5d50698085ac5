"""The filled leaves of a UBL tree: counting them, and naming those that no map has taken.

A leaf is a text, or an attribute that a value's meaning hangs on. What only describes a list or a language, and elements with nothing in
them, are kept too (`details`) but not counted. Example: `untaken(tree)[0].path` is `"cac:Delivery[2]+/cbc:ID[1]"`.
"""

from __future__ import annotations

from collections import Counter

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
        Leaf(path or ".", value, Location(line=node.line or None, segment=node.tag.partition(":")[2] or node.tag, path=path or "."))
        for path, value, node, about in _left(tree)
        if not about
    ]


def details(tree: Node) -> list[Entry]:
    """What belongs to a document and is no value: attributes that describe a list or a language, and empty elements."""
    return [(path, value) for path, value, _, about in _left(tree) if about and path]


def _left(node: Node) -> list[tuple[str, str, Node, bool]]:
    """Path, value and node of everything that no map took, and whether it only describes something. Usually nothing, so that paths are
    made only on the way back up.
    """
    found: list[tuple[str, str, Node, bool]] = []
    if node.text and not node.taken & 1:
        found.append(("", node.text, node, False))
    for name, value in node.attributes.items():
        if not node.taken & BITS.get(name, 0):
            found.append((f"@{name}", value, node, not value or name in ABOUT))
    if not node.children:
        if not node.text and not node.attributes:
            found.append(("", "", node, True))
        return found
    ordinals: list[int] = []
    for at, child in enumerate(node.children):
        below = _left(child)
        if below:
            ordinals = ordinals or _ordinals(node.children)
            step = _step(child, ordinals[at])
            found.extend((f"{step}/{path}" if path else step, value, owner, about) for path, value, owner, about in below)
    return found


def _ordinals(children: list[Node]) -> list[int]:
    """The ordinal of each child among those of its tag, negative where it is the only one."""
    several = {tag for tag, count in Counter(child.tag for child in children).items() if count > 1}
    seen: dict[str, int] = {}
    ordinals = []
    for child in children:
        number = seen[child.tag] = seen.get(child.tag, 0) + 1
        ordinals.append(number if child.tag in several else -1)
    return ordinals


def _step(child: Node, ordinal: int) -> str:
    """How a path names a child. Of which nothing was taken, no map will write: it must come back beside the others (`+`), not into one."""
    if ordinal < 0:
        return f"{child.tag}[1]"
    return f"{child.tag}[{ordinal}]" if _touched(child) else f"{child.tag}[{ordinal}]+"


def _touched(node: Node) -> bool:
    """Whether a map took anything from a node or from what is below it."""
    return node.taken != 0 or any(map(_touched, node.children))
