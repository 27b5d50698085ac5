"""UBL as a format: orders, responses, changes, cancellations, despatch advices, invoices and credit notes of UBL 2.x.

Never opens anything; whom a document is for and from is said by who hands it in, so that there is no envelope.
Example: `FORMAT.sniff(b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">')` is true.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence

from hub.formats.base import Acknowledged, Acknowledger, Envelope, Event, Leaf, Message, Reading, Unrepresentable
from hub.formats.ubl import leaves as leaves_of
from hub.formats.ubl import reader, restoring, writer
from hub.formats.ubl.names import ABOUT, SBDH, UBL
from hub.formats.ubl.path import PATHS
from hub.formats.ubl.tree import Node

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(r"<(?:(?P<prefix>[\w.\-]+):)?(?P<name>[\w.\-]+)(?P<rest>[^>]*)")


class Ubl:
    """The format as the hub meets it (`hub.formats.base.Format`)."""

    name = "ubl"
    media_type = "application/xml"
    enveloped = False
    paths = PATHS

    def acknowledger(self) -> Acknowledger | None:
        return None

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:  # noqa: ARG002 - an ApplicationResponse answers people
        return None

    def sniff(self, head: bytes) -> bool:
        text = _text(head)
        start = _PROLOG.match(text)
        root = _ROOT.match(text, start.end() if start else 0)
        if root is None:
            return False
        if root["name"] == "StandardBusinessDocument" and SBDH in root["rest"]:
            return UBL in text
        attribute = f"xmlns:{root['prefix']}" if root["prefix"] else "xmlns"
        bound = re.search(rf"""{re.escape(attribute)}\s*=\s*["']([^"']*)""", root["rest"])
        return bound is not None and bound[1].startswith(UBL)

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        return reader.read(chunks, reading)

    def new_tree(self, message_type: str) -> Node:
        return Node(message_type)

    def write(self, messages: Sequence[tuple[str, Node]], envelope: Envelope | None) -> bytes:  # noqa: ARG002 - UBL has no envelope
        """One document: XML has no place for a second one."""
        if len(messages) != 1:
            raise Unrepresentable(messages[1][0] if messages else "", "<")
        return writer.write(*messages[0])

    def census(self, tree: Node) -> int:
        return leaves_of.census(tree)

    def untaken(self, tree: Node) -> list[Leaf]:
        return leaves_of.untaken(tree)

    def arrangement(self, tree: Node) -> list[tuple[str, str]]:
        """What is kept beside the residue and no leaf: descriptions of lists and languages, and empty elements."""
        return leaves_of.details(tree)

    def is_detail(self, path: str, value: str) -> bool:
        """Whether a residue entry is one of `arrangement`."""
        return not value or path.rpartition("/")[2].removeprefix("@") in ABOUT

    def restore(self, tree: Node, leaves: Sequence[tuple[str, str]]) -> list[str]:
        return restoring.restore(tree, leaves)


def _text(head: bytes) -> str:
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(codec, "ignore")
    if head[:2] in {b"<\0", b"\0<"}:
        return head.decode("utf-16-le" if head[:1] == b"<" else "utf-16-be", "ignore")
    return head.decode("latin-1")


FORMAT = Ubl()
