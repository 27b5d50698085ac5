"""Bytes to the UBL message in them: parsed, recognised, checked against its schema, and made a tree.

Never raises on bad input: what is wrong is a finding. Example: `list(read([data], Reading()))[1].message.type` is `"Order"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from hub.formats.base import Event, Interchange, InterchangeEnd, InterchangeStart, Message, MessageRead, Reading
from hub.formats.ubl import schemas, validating
from hub.formats.ubl.building import built
from hub.formats.ubl.names import CBC, SBDH, UBL, root_namespace
from hub.formats.ubl.parse import LIMITS, MAX_BYTES, MAX_ELEMENTS, Element, parse
from hub.formats.ubl.tree import Node
from hub.model.location import Finding, Location

_WRAPPED = "StandardBusinessDocument"


def read(chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
    """One parcel is one document, which has no envelope."""
    interchange = Interchange("ubl")
    yield InterchangeStart(interchange)
    message = _message(_gathered(chunks), interchange, reading)
    if message is not None:
        yield MessageRead(message)
    yield InterchangeEnd(interchange, int(message is not None), 0)


def _gathered(chunks: Iterable[bytes]) -> bytes | None:
    """All bytes, or None when there are more than one document may have."""
    pieces, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            return None
        pieces.append(chunk)
    return b"".join(pieces)


def _message(data: bytes | None, interchange: Interchange, reading: Reading) -> Message | None:
    if data is None:
        interchange.findings.append(Finding("UBL-010", "error", Location(byte=MAX_BYTES), {"limit": MAX_BYTES}))
        return None
    parsed = parse(data, reading.charset)
    root = parsed.root
    wrong = None if root is None else _not_ours(root, parsed.decoded.data)
    if root is None or wrong is not None:
        interchange.findings += [*parsed.findings, *([wrong] if wrong is not None else [])]
        return None
    message = Message("ubl", etree.QName(root).localname, _version(root), "", Node(""), interchange, end=len(data))
    message.findings += parsed.findings
    _fill(message, root, parsed.decoded.data, reading)
    return message


def _not_ours(root: Element, data: bytes) -> Finding | None:
    """Why a well-formed document is no UBL document, as far as its root tells."""
    name = etree.QName(root)
    ours = (name.namespace or "").startswith(UBL) and name.localname != _WRAPPED
    # libxml2 has counted nothing; a document that is all elements, of four bytes or more, would take much memory as a tree.
    if ours and (len(data) <= 4 * MAX_ELEMENTS or root.xpath("count(//*)") <= MAX_ELEMENTS):
        return None
    where = Location(line=root.sourceline or 1, segment=name.localname)
    if ours:
        return Finding("UBL-011", "error", where, LIMITS)
    if name.namespace == SBDH or name.localname == _WRAPPED:
        held = next((etree.QName(child).localname for child in root if not etree.QName(child).localname.startswith("StandardB")), "")
        return Finding("UBL-016", "error", where, {"held": held})
    return Finding("UBL-017", "error", where, {"root": name.localname, "namespace": name.namespace or ""})


def _version(root: Element) -> str:
    """What the document says of itself; UBL 2.5 reads all of 2.x, so that nothing depends on it."""
    for name in ("UBLVersionID", "CustomizationID"):
        found = next(root.iterchildren(f"{{{CBC}}}{name}"), None)
        if found is not None and found.text and found.text.strip():
            return str(found.text).strip()
    return ""


def _fill(message: Message, root: Element, data: bytes, reading: Reading) -> None:
    """The tree and what the schema says, where there is a schema; a document type without one is named."""
    kind = message.type
    if kind not in schemas.types() or etree.QName(root).namespace != root_namespace(kind):
        params = {"type": kind, "namespace": etree.QName(root).namespace or "", "known": ", ".join(sorted(schemas.types()))}
        message.findings.append(Finding("UBL-020", "error", Location(line=root.sourceline or 1, segment=kind), params))
        return
    message.grammar, message.supported = schemas.VERSION, True
    broken = [] if reading.structure_only else validating.findings(root, kind)
    message.findings += broken
    message.tree = built(root, data, stray=bool(broken))
