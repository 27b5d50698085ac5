"""The one way in which the hub parses XML: hardened, bounded, and telling what is wrong instead of raising.

Never resolves an entity, reads a DTD, opens a file or asks the network. Example: `parse(b"<!DOCTYPE a><a/>", None).findings[0].rule` is `"UBL-012"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from hub.formats.ubl.charset import Decoded, decode
from hub.model.location import Finding, Location

Element = Any  # an element of lxml, whose stubs know too little of it
MAX_BYTES = 64 * 1024 * 1024
MAX_ELEMENTS = 500_000
MAX_ATTRIBUTES = 1_000_000
MOST_OF_ONE = 1_000  # attributes of one element: listing them takes the square of their number
LIMITS = {"limit": MAX_ELEMENTS, "attributes": MOST_OF_ONE}
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)+", re.DOTALL)
_SECOND = re.compile(rb"<\?xml\s|<[A-Za-z_]")
_LATE = re.compile(rb"\s+(<\?xml\s[^>]*\?>)")
_DEPTH = re.compile(r"[Dd]epth")


@dataclass(slots=True)
class Parsed:
    """A document's root (None where it cannot be parsed), the text it was parsed from, and what was found on the way."""

    root: Element | None
    decoded: Decoded
    findings: list[Finding] = field(default_factory=list)


def parser() -> etree.XMLParser:
    """A new hardened parser; one for each document, because a parser keeps the errors of what it parsed."""
    return etree.XMLParser(
        encoding="utf-8",  # what `decode` made of it, whatever the declaration says
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,  # libxml2 stops at 256 levels and at texts of 10 MB
        recover=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        collect_ids=False,
    )


def parse(data: bytes, charset: str | None) -> Parsed:
    """One document. Nothing is parsed that has a document type declaration or is larger than any order is."""
    decoded = decode(data, charset)
    result = Parsed(None, decoded, list(decoded.findings))
    finding = _refused(decoded)
    if finding is not None:
        result.findings.append(finding)
        return result
    late = _LATE.match(decoded.data)
    if late is not None:  # blanks before the declaration: not well-formed, and harmless
        decoded.data = decoded.data[: late.start(1)] + b" " * len(late[1]) + decoded.data[late.end(1) :]
    try:
        root = etree.fromstring(decoded.data, parser())
        if decoded.data.count(b"=") > MOST_OF_ONE and any(len(element.attrib) > MOST_OF_ONE for element in root.iter()):
            result.findings.append(Finding("UBL-011", "error", Location(byte=0), LIMITS))
        else:
            result.root = root
    except etree.XMLSyntaxError as error:
        result.findings.append(_syntax(error, decoded))
    except ValueError as error:  # lxml refuses a few things before libxml2 sees them
        result.findings.append(Finding("UBL-013", "error", Location(byte=decoded.skipped, line=1), {"what": str(error)[:200]}))
    return result


def _refused(decoded: Decoded) -> Finding | None:
    """Why a document is not parsed at all. Entities are declared in a DOCTYPE only, so that without one there is nothing to expand."""
    data = decoded.data
    if not data.strip():
        return Finding("UBL-013", "error", Location(byte=0, line=1), {"what": "nothing"})
    start = _PROLOG.match(data)
    at = start.end() if start else 0
    if data[at : at + 9].upper() == b"<!DOCTYPE":
        return Finding("UBL-012", "error", _where(decoded, at))
    if len(data) > min(2 * MAX_ELEMENTS, MAX_ATTRIBUTES) and (data.count(b"<") > 2 * MAX_ELEMENTS or data.count(b"=") > MAX_ATTRIBUTES):
        return Finding("UBL-011", "error", Location(byte=0), LIMITS)
    return None


def _where(decoded: Decoded, at: int) -> Location:
    line = decoded.data.count(b"\n", 0, at) + 1
    return Location(byte=decoded.byte(line, at - decoded.data.rfind(b"\n", 0, at)), line=line)


def _syntax(error: Any, decoded: Decoded) -> Finding:
    line, column = error.position
    where = Location(byte=decoded.byte(line, max(column, 1)) if line else None, line=line or None)
    # Error 5 of libxml2: something stands behind the document's end.
    if (error.code == 5 and _SECOND.match(_rest(decoded, line, column))) or str(error.msg).startswith("XML declaration allowed only"):
        return Finding("UBL-015", "error", where)
    if _DEPTH.search(str(error.msg)):
        return Finding("UBL-014", "error", where, {"limit": 256})
    return Finding("UBL-013", "error", where, {"what": _plain(str(error.msg))})


def _rest(decoded: Decoded, line: int, column: int) -> bytes:
    lines = decoded.data.split(b"\n", line)
    return lines[line - 1][max(column - 1, 0) :].lstrip() if len(lines) >= line else b""


def _plain(message: str) -> str:
    """libxml2's words without its own `, line 3, column 7`."""
    return " ".join(message.partition(", line ")[0].split())[:200]
