"""A UBL document as maps see it: light nodes with prefixed names, text, attributes, and marks of what was taken.

Never parses bytes. Example: `Node("cbc:ID", "4711").text` is `"4711"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hub.formats.ubl.names import CONTENT


class Node:
    """One element. `tag` has the hub's own prefixes; `taken`: bit 0 when the text was taken by a map, other bits by `names.BITS`.

    `line_of`: tells the line of an element by its `number` in the source; None when we made it.
    """

    __slots__ = ("attributes", "children", "line_of", "number", "tag", "taken", "text")

    def __init__(self, tag: str, text: str = "") -> None:
        self.tag = tag
        self.text = text
        self.attributes: dict[str, str] = {}
        self.children: list[Node] = []
        self.taken = 0
        self.number = 0
        self.line_of: Callable[[int], int] | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} {self.text!r} +{len(self.children)}>"

    @property
    def line(self) -> int:
        """Where it began in the source, 0 when we made it."""
        return self.line_of(self.number) if self.line_of is not None else 0

    def below(self) -> Iterator[Node]:
        """The node itself and every one below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def is_content(node: Node) -> bool:
    """Whether the text of a node is XML of an extension."""
    return node.tag == CONTENT
