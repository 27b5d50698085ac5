"""JSON as a format: the hub's own canonical documents, and foreign JSON that a member's map explains.

Never opens anything, never raises on bad input. Example: `FORMAT.read([b'{"$schema": "…/order/1.0"}'], Reading())` yields one
message of type `order/1`; foreign JSON has an empty type and is read only by the map of the system that sent it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from hub.formats.base import (
    Acknowledged,
    Acknowledger,
    Envelope,
    Event,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Leaf,
    Message,
    MessageRead,
    PathError,
    Reading,
)
from hub.formats.json.parse import Number, Trouble, Value, values
from hub.formats.json.path import PATHS
from hub.formats.json.plain import plain
from hub.formats.json.text import Decoded, decode
from hub.formats.json.tree import Node
from hub.model.documents.registry import schema_of, type_of
from hub.model.location import Finding, Location

MAX_BYTES = 64 * 1024 * 1024
MAX_TROUBLES = 200  # values that cannot be read, before the rest is left alone
_SNIFF_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class JsonFormat:
    """The format object."""

    name = "json"
    media_type = "application/json"
    enveloped = False
    paths = PATHS

    def acknowledger(self) -> Acknowledger | None:
        return None

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:  # noqa: ARG002 - JSON acknowledges nothing
        return None

    def sniff(self, head: bytes) -> bool:
        for mark in _SNIFF_MARKS:
            head = head.removeprefix(mark)
        return head.replace(b"\0", b"").lstrip()[:1] in (b"{", b"[")

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        interchange = Interchange(self.name)
        yield InterchangeStart(interchange)
        count = 0
        data = _gathered(chunks)
        if data is None:
            interchange.findings.append(Finding("JSON-003", "error", Location(byte=MAX_BYTES), {"limit": MAX_BYTES}))
        else:
            for message in _messages(decode(data, reading.charset), interchange):
                count += 1
                yield MessageRead(message)
        yield InterchangeEnd(interchange, count, 0)

    def new_tree(self, message_type: str) -> Node:  # noqa: ARG002 - every type begins empty
        return Node({})

    def write(self, messages: Sequence[tuple[str, Node]], envelope: Envelope | None) -> bytes:  # noqa: ARG002 - JSON has no envelope
        """One message is one object; several are JSON lines. Canonical documents have their keys in order."""
        lines = [_printed(tree.value, canonical=schema_known(message_type)) for message_type, tree in messages]
        return lines[0] if len(lines) == 1 else b"".join(line + b"\n" for line in lines)

    def census(self, tree: Node) -> int:
        return tree.census()

    def untaken(self, tree: Node) -> list[Leaf]:
        return tree.untaken()

    def restore(self, tree: Node, leaves: Sequence[tuple[str, str]]) -> list[str]:
        return [path for path, value in leaves if not _restored(tree, path, value)]


def schema_known(message_type: str) -> bool:
    """Whether a message type is a document of the hub."""
    try:
        return bool(schema_of(message_type))
    except KeyError:
        return False


def _gathered(chunks: Iterable[bytes]) -> bytes | None:
    """All bytes, or None when there are more than one JSON parcel may have."""
    pieces, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            return None
        pieces.append(chunk)
    return b"".join(pieces)


def _messages(decoded: Decoded, interchange: Interchange) -> Iterator[Message]:
    interchange.findings.extend(decoded.findings)
    if not decoded.text.strip():
        interchange.findings.append(Finding("JSON-015", "error", Location(byte=0), {"found": "nothing"}))
    troubles = 0
    for found in values(decoded.text):
        if isinstance(found, Trouble):
            troubles += 1
            if troubles > MAX_TROUBLES:
                interchange.findings.append(Finding("JSON-016", "error", decoded.where(found.at), {"count": MAX_TROUBLES}))
                return
            interchange.findings.append(Finding(found.rule, "error", decoded.where(found.at), found.params))
            continue
        documents = found.value if isinstance(found.value, list) else [found.value]
        for at, document in enumerate(documents):
            if not isinstance(document, dict):
                where = decoded.where(found.start, f"[{at}]" if isinstance(found.value, list) else None)
                interchange.findings.append(Finding("JSON-015", "error", where, {"found": _kind(document)}))
                continue
            yield _message(document, found, decoded, interchange)


def _kind(value: Any) -> str:
    if isinstance(value, Number):
        return "a number"
    return {list: "a list", str: "a text", bool: "true or false"}.get(type(value), "null")


def _message(document: dict[str, Any], found: Value, decoded: Decoded, interchange: Interchange) -> Message:
    findings = [Finding(trouble.rule, "error", decoded.where(trouble.at), trouble.params) for trouble in found.troubles]
    document_type = type_of(document)
    stated = document.get("$schema")
    if document_type is None and isinstance(stated, str):
        findings.append(Finding("JSON-004", "warning", Location(path="$schema"), {"schema": stated}))
    if document_type is not None:
        document = plain(document, findings)
    version = document.get("schemaVersion")
    return Message(
        format="json",
        type=document_type or "",
        version=version if isinstance(version, str) else "",
        control_number="",
        tree=Node(document),
        interchange=interchange,
        grammar=document_type,
        supported=document_type is not None,
        findings=findings,
        start=decoded.byte(found.start),
        end=decoded.byte(found.end),
    )


def _printed(value: Any, *, canonical: bool) -> bytes:
    option = orjson.OPT_PASSTHROUGH_SUBCLASS | (orjson.OPT_SORT_KEYS if canonical else 0)
    return orjson.dumps(value, default=_number, option=option)


def _number(value: Any) -> Any:
    if isinstance(value, Number):
        return orjson.Fragment(str(value))
    raise TypeError(f"JSON holds no {type(value).__name__}")


def _restored(tree: Node, path: str, value: str) -> bool:
    try:
        place = PATHS.place(path)
        place.put(tree, value)
    except (PathError, TypeError, AttributeError, KeyError, IndexError):
        return False  # the tree has something else there
    return True


FORMAT = JsonFormat()
