"""A UBL document as maps see it: light nodes with prefixed names, text, attributes, and marks of what was taken.

Never parses bytes. Example: `Node("cbc:ID", "4711").text` is `"4711"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from hub.formats.ubl.names import CONTENT, EXT, STRAY, short
from hub.formats.ubl.parse import Element

_CONTENT = f"{{{EXT}}}ExtensionContent"
_EXTENSIONS = f"{{{EXT}}}UBLExtensions"


class Node:
    """One element. `tag` has the hub's own prefixes; `taken`: bit 0 when the text was taken by a map, other bits by `names.BITS`.

    `line`: where it began in the source, 0 when we made it.
    """

    __slots__ = ("attributes", "children", "line", "tag", "taken", "text")

    def __init__(self, tag: str, text: str = "", line: int = 0) -> None:
        self.tag = tag
        self.text = text
        self.attributes: dict[str, str] = {}
        self.children: list[Node] = []
        self.line = line
        self.taken = 0

    def __repr__(self) -> str:
        return f"<{self.tag} {self.text!r} +{len(self.children)}>"

    def below(self) -> Iterator[Node]:
        """The node itself and every one below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def built(root: Element, *, stray: bool = False) -> Node:
    """The nodes of a parsed document. `stray`: text that stands between elements is looked for and kept.

    Changes the parsed document: what stands in its extensions is taken out of it.
    """
    for extensions in root.iterchildren(_EXTENSIONS):
        for content in extensions.iter(_CONTENT):
            _sealed(content)
    elements = list(root.iter())
    # All at once by attribute: lxml's objects are alive, so that each of these is one quick pass.
    facts = zip(
        [_NAMES(element.tag) for element in elements],
        [element.text for element in elements],
        [element.items() for element in elements],
        [len(element) for element in elements],
        [element.sourceline for element in elements],
        strict=True,
    )
    top = _nodes(facts)
    top.tag = etree.QName(root).localname
    if stray:
        _add_strays(elements, top)
    return top


class _Names(dict[Any, str]):
    """Expanded names to prefixed ones. They come from senders, so that it forgets when it has many."""

    def __missing__(self, name: Any) -> str:
        if len(self) > 5_000:
            self.clear()
        found = self[name] = short(str(name))
        return found


_NAMES = _Names().__getitem__


def _nodes(facts: Iterable[tuple[str, str | None, list[tuple[str, str]], int, int | None]]) -> Node:
    """The nodes of elements in document order, each with the number of those directly below it."""
    tops: list[Node] = []
    siblings, left, above = tops, 1, list[tuple[list[Node], int]]()
    for tag, text, items, count, line in facts:
        filled = "" if text is None or text.isspace() else text.strip() if count else text
        node = Node(tag, filled, line or 0)
        if items:
            node.attributes = {_NAMES(name): value for name, value in items}
        siblings.append(node)
        left -= 1
        if count:
            above.append((siblings, left))
            siblings, left = node.children, count
        else:
            while not left and above:
                siblings, left = above.pop()
    return tops[0]


def _sealed(content: Element) -> None:
    """Replace the children of an extension's content by their own text, so that not even a blank of it changes."""
    held = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in content)
    for child in list(content):
        content.remove(child)
    content.text = (content.text or "").strip() + held


def _add_strays(elements: list[Element], top: Node) -> None:
    """Keep text behind elements as children of its own kind, where it stood."""
    found = {id(element): element.tail.strip() for element in elements[1:] if element.tail and not element.tail.isspace()}
    if not found:
        return
    nodes = dict(zip(map(id, elements), list(top.below()), strict=True))
    for element in elements:
        if id(element) in found and (parent := element.getparent()) is not None:
            holder = nodes[id(parent)]
            at = holder.children.index(nodes[id(element)]) + 1
            holder.children.insert(at, Node(STRAY, found[id(element)], element.sourceline or 0))


def is_content(node: Node) -> bool:
    """Whether the text of a node is XML of an extension."""
    return node.tag == CONTENT
