"""A parsed document as nodes, in one pass over its text.

libxml2 has found it well-formed before: then `<` and `>` part it into tags and what stands behind each, where a Python object for
every element would cost more than parsing did. Example: `built(etree.fromstring(b"<a><b>1</b></a>"), b"<a><b>1</b></a>").children`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import cast

from lxml import etree

from hub.formats.ubl.names import EXT, STRAY
from hub.formats.ubl.parse import Element, parser
from hub.formats.ubl.tags import Scope, outermost, plain
from hub.formats.ubl.tree import Node

_CONTENT = f"{{{EXT}}}ExtensionContent"
_EXTENSIONS = f"{{{EXT}}}UBLExtensions"
_HELD = b"ExtensionContent"
_PROLOG = re.compile(rb"\s*<\?xml[^>]*\?>\s*")
_NO_CHILDREN = cast("list[Node]", ())  # one for all: what was read is not changed, and making thousands costs more than reading the rest


def built(root: Element, data: bytes, *, stray: bool = False) -> Node:
    """The nodes of a document that was parsed from `data`. `stray`: text that stands between elements is looked for and kept.

    May change the parsed document: what stands in its extensions is taken out of it.
    """
    parts = _parts(root, data)
    tags, behind = parts[1::2], parts[2::2]
    top = _nodes(zip(tags, behind, strict=True), Lines(data))
    top.tag = etree.QName(root).localname
    if stray:
        _add_strays(top, zip(tags, behind, strict=True))
    return top


def _parts(root: Element, data: bytes) -> list[str]:
    """The root element cut at `<` and `>`: nothing, and each tag with the text behind it. The sender's text, where these stand around
    tags only, else as libxml2 writes it.
    """
    start = _PROLOG.match(data)
    own = data[start.end() :] if start else data
    if b"\r" in own:
        own = own.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # XML 1.0, 2.11
    # Single characters are found at once, pairs are not.
    marked = (b"!" in own and b"<!" in own) or (b"?" in own and b"<?" in own)
    if not marked and _HELD not in own:
        parts = _cut(own.decode())
        if len(parts) == 1 + 2 * own.count(b"<"):  # as many `>`, one for each tag
            return parts
    seal(root)
    return _cut(etree.tostring(root, encoding="unicode"))


def _cut(text: str) -> list[str]:
    return text.replace("<", ">").split(">")


class Lines:
    """Where the elements of a document begin: read again when first asked for, since most documents are never asked."""

    __slots__ = ("_data", "_found")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._found: list[int] = []

    def of(self, number: int) -> int:
        """The line of the element with this number in document order, from 0."""
        if not self._found:
            root = etree.fromstring(self._data, parser())
            seal(root)
            self._found, self._data = [element.sourceline or 0 for element in cast("Iterable[Element]", root.iter())], b""
        return self._found[number]


def seal(root: Element) -> None:
    """Replace the children of each extension's content by their own text, so that not even a blank of it changes."""
    for extensions in root.iterchildren(_EXTENSIONS):
        for content in extensions.iter(_CONTENT):
            held = "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in content)
            for child in list(content):
                content.remove(child)
            content.text = (content.text or "").strip() + held


class _Read(Node):
    """A node whose fields are set by who makes it: `__init__` would cost as much as all the rest."""

    __slots__ = ()
    __init__ = object.__init__


def _nodes(parts: Iterable[tuple[str, str]], lines: Lines) -> Node:
    """The nodes of a document, from its tags with the text behind each."""
    line_of, number = lines.of, 0
    parent = outside = scoped = Node("")
    tags, scopes, above = outermost(), list[tuple[Node, Scope]](), list[Node]()
    for written, text in parts:
        if written[0] == "/":
            if parent is scoped:
                scoped, tags = scopes.pop()
            parent = above.pop()
            continue
        name, attributes, empty, inner = tags[written]
        node = _Read()
        node.tag, node.attributes, node.taken, node.line_of, node.number = name, attributes, 0, line_of, number
        number += 1
        if parent.text:
            _mix(parent)
        parent.children.append(node)
        if empty:
            node.text, node.children = "", _NO_CHILDREN
            continue
        if "&" in text:
            text = plain(text)  # noqa: PLW2901 -- the same text, as it is meant
        if text and not text.isspace():
            node.text, node.children = text, _NO_CHILDREN
        else:
            node.text, node.children = "", []
        above.append(parent)
        parent = node
        if inner is not tags:
            scopes.append((scoped, tags))
            scoped, tags = node, inner
    return outside.children[0]


def _mix(node: Node) -> None:
    """Prepare an element with text for a child, where UBL has none."""
    node.text = node.text.strip()
    node.children = node.children or []


def _add_strays(top: Node, parts: Iterable[tuple[str, str]]) -> None:
    """Keep text behind elements as children of its own kind, where it stood."""
    nodes, way, inside = iter(list(top.below())), list[Node](), [list[Node]()]
    for written, text in parts:
        if written[0] == "/":
            node = way.pop()
            node.children = inside.pop()
        else:
            node = next(nodes)
            inside[-1].append(node)
            if not written.endswith("/"):
                way.append(node)
                inside.append([])
                continue
        if stray := plain(text).strip():
            inside[-1].append(_stray(stray, node))


def _stray(text: str, before: Node) -> Node:
    found = Node(STRAY, text)
    found.line_of, found.number = before.line_of, before.number
    return found
