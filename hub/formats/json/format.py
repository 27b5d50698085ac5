"""JSON as a format: the hub's own canonical documents, and foreign JSON that a member's map explains.

Never opens anything, never raises on bad input. Example: `FORMAT.read([b'{"$schema": "…/order/1.0"}'], Reading())` yields one
message of type `order/1`; foreign JSON has an empty type and is read only by the map of the system that sent it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson

from hub.formats.base import (
    Acknowledged,
    Acknowledger,
    Envelope,
    Event,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Layout,
    LayoutError,
    Leaf,
    Message,
    MessageRead,
    PathError,
    Reading,
)
from hub.formats.json.parse import Number, Trouble, Value, values
from hub.formats.json.path import PATHS, JsonPaths
from hub.formats.json.path import found as found_at
from hub.formats.json.path_text import parse
from hub.formats.json.plain import plain
from hub.formats.json.text import Decoded, decode
from hub.formats.json.tree import Node
from hub.formats.layouts import chosen, nearest
from hub.model.documents.registry import schema_of, type_of
from hub.model.location import Finding, Location

MAX_BYTES = 64 * 1024 * 1024
MAX_TROUBLES = 200  # values that cannot be read, before the rest is left alone
_SNIFF_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """The format object. By message type: `required`, the places that foreign messages must have, and `secret`, the keys that are for
    the door alone and are never carried further.
    """

    required: Mapping[str, Sequence[str]] = field(default_factory=dict)
    secret: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: ClassVar[str] = "json"
    media_type: ClassVar[str] = "application/json"
    enveloped: ClassVar[bool] = False
    paths: ClassVar[JsonPaths] = PATHS

    def bound(self, layouts: Mapping[str, Layout]) -> JsonFormat:
        """The format that also knows the foreign messages of some maps, by the places that they require."""
        known = {message_type: layout for message_type, layout in layouts.items() if layout}
        return JsonFormat(
            {message_type: _required(layout) for message_type, layout in known.items()},
            {message_type: _secret(layout) for message_type, layout in known.items() if "secret" in layout},
        )

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
            for message in _messages(decode(data, reading.charset), interchange, self.required):
                for key in self.secret.get(message.type, ()):
                    message.tree.value.pop(key, None)
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


def _messages(decoded: Decoded, interchange: Interchange, required: Mapping[str, Sequence[str]]) -> Iterator[Message]:
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
            message = _message(document, found, decoded, interchange)
            yield _recognised(message, required) if required and not message.supported else message


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


def _recognised(message: Message, required: Mapping[str, Sequence[str]]) -> Message:
    """Foreign JSON as the message whose required places it has; what nobody can tell apart, or nobody explains, is a finding."""
    met = {name: [path for path in paths if _stands(message.tree, path)] for name, paths in required.items()}
    names = chosen(required, met)
    if not names:
        name, missing = nearest(required, met)
        params = {"message": f"json/{name}", "missing": ", ".join(missing)}
        message.findings.append(Finding("JSON-017", "error", Location(byte=message.start), params))
        return message
    if len(names) > 1:
        params = {"messages": ", ".join(f"json/{name}" for name in names)}
        message.findings.append(Finding("JSON-018", "error", Location(byte=message.start), params))
    message.type, message.supported = names[0], True
    return message


def _stands(tree: Node, path: str) -> bool:
    return any(end.value not in (None, "", [], {}) for end, _ in found_at(tree, parse(path).steps))


def _required(layout: Layout) -> list[str]:
    paths = layout.get("required")
    if not isinstance(paths, list) or not paths or not set(layout) <= {"required", "secret"}:
        raise LayoutError(("required",), "a list of places that every such message has, such as [account/gln, lines]")
    for path in paths:
        try:
            parse(str(path))
        except PathError as problem:
            raise LayoutError(("required",), f"{problem.expected} in '{path}'") from None
    return [str(path) for path in paths]


def _secret(layout: Layout) -> list[str]:
    keys = layout["secret"]
    if not isinstance(keys, list) or not keys:
        raise LayoutError(("secret",), "a list of keys that are for the door alone, such as [api_key]")
    return [str(key) for key in keys]


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
