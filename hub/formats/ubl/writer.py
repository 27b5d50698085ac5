"""A UBL tree as bytes: children in the order of the schema, in UTF-8, with the hub's prefixes.

Never writes a character that XML does not have: that is Unrepresentable, told before anything is written.
Example: `write("Order", tree)` begins with `<?xml version="1.0" encoding="UTF-8"?>`.
"""

from __future__ import annotations

import re

from lxml import etree

from hub.formats.base import Unrepresentable
from hub.formats.ubl import schemas
from hub.formats.ubl.names import CAC, CBC, EXT, PREFIXES, STRAY, root_namespace
from hub.formats.ubl.parse import parse
from hub.formats.ubl.tree import Node, is_content

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
_MARKUP = re.compile(r'[&<>"\r\n\t]')
_LAST = 10_000


def write(message_type: str, tree: Node) -> bytes:
    """The document; the tree's children are put in order."""
    _arrange(tree, schemas.of_document(message_type))
    declared = [f'xmlns="{root_namespace(message_type)}"', f'xmlns:cac="{CAC}"', f'xmlns:cbc="{CBC}"']
    if any(child.tag.startswith("ext:") for child in tree.children):
        declared.append(f'xmlns:ext="{EXT}"')
    if any(name.startswith("xsi:") for node in tree.below() for name in node.attributes):
        declared.append(f'xmlns:xsi="{PREFIXES["xsi"]}"')
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<{message_type} {' '.join(declared)}{_attributes(tree, '')}>"]
    pieces.append(_escaped(tree.text, ""))
    for child in tree.children:
        _print(child, "", "\n  ", pieces)
    pieces.append(f"\n</{message_type}>\n")
    return "".join(pieces).encode("utf-8")


def _arrange(node: Node, order: schemas.Order) -> None:
    children = node.children
    if len(children) > 1:
        children.sort(key=lambda child: order.get(child.tag, _LAST))
    for child in children:
        if child.children:
            _arrange(child, schemas.children(child.tag))


def _print(node: Node, above: str, indent: str, pieces: list[str]) -> None:
    if node.tag == STRAY:
        pieces.append(_escaped(node.text, above))
        return
    text = node.text
    if text and not node.children and not node.attributes and node.tag.startswith("cbc:") and _is_plain(text):
        pieces.append(f"{indent}<{node.tag}>{text}</{node.tag}>")  # most of a document
        return
    path = f"{above}/{node.tag}" if above else node.tag
    name, declared = _name(node.tag)
    opening = f"{indent}<{name}{declared}{_attributes(node, path) if node.attributes else ''}"
    if not node.text and not node.children:
        pieces.append(opening + "/>")
        return
    pieces.append(f"{opening}>{_content(node, path) if is_content(node) else _escaped(node.text, path)}")
    for child in node.children:
        _print(child, path, indent + "  ", pieces)
    pieces.append(f"{indent}</{name}>" if node.children else f"</{name}>")


def _name(tag: str) -> tuple[str, str]:
    """The name to print, and what it must declare: an element of a foreign namespace says so itself."""
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return local, f' xmlns="{namespace.translate(_QUOTED)}"'
    return (tag, "") if ":" in tag else (tag, ' xmlns=""')


def _attributes(node: Node, path: str) -> str:
    printed = []
    for at, (name, value) in enumerate(node.attributes.items()):
        if name.startswith("{"):
            namespace, _, local = name[1:].partition("}")
            printed.append(f' xmlns:a{at}="{namespace.translate(_QUOTED)}" a{at}:{local}="{_escaped(value, f"{path}/@{local}", _QUOTED)}"')
        else:
            printed.append(f' {name}="{_escaped(value, f"{path}/@{name}", _QUOTED)}"')
    return "".join(printed)


def _escaped(text: str, path: str, table: dict[int, str] = _TEXT) -> str:
    if _is_plain(text):
        return text
    wrong = _ILLEGAL.search(text)
    if wrong is not None:
        raise Unrepresentable(path, wrong[0])
    return text.translate(table)


def _is_plain(text: str) -> bool:
    """Whether a text is printed as it is: ASCII without any character that means something in XML."""
    return text.isascii() and text.isprintable() and _MARKUP.search(text) is None


def _content(node: Node, path: str) -> str:
    """What stands in an extension, parsed again before it is printed: it may have come from anywhere."""
    parsed = parse(f"<content>{node.text}</content>".encode("utf-8", "replace"), "utf-8")
    if parsed.root is None:
        raise Unrepresentable(path, node.text[:1])
    whole: bytes = etree.tostring(parsed.root, encoding="utf-8")
    return whole.decode("utf-8").removeprefix("<content>").removesuffix("</content>")
