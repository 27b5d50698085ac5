"""Which formats there are, and which of them some bytes look like.

Never parses: the first bytes decide. Example: `sniff(b"ISA*00*")` is the X12 format, `recognise(b"%PDF-1.7")` is `"PDF"`.
"""

from __future__ import annotations

import codecs
import importlib
import pkgutil
import re
from functools import cache
from importlib.metadata import entry_points

import hub.formats as package
from hub.formats.base import Format

HEAD = 4096  # bytes that are looked at

# Formats that are known by name only: their first bytes, after a byte order mark and blanks.
_MAGIC = (
    (b"PK\x03\x04", "ZIP"),
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS or DOC (OLE)"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
)
_TEXT = (
    (re.compile(rb"UNA.{6}\s*UN[BGH]|UN[BGH][+\x1d]", re.DOTALL), "EDIFACT"),
    (re.compile(rb"STX="), "TRADACOMS"),
    (re.compile(rb"EDI_DC40"), "IDoc flat file"),
    (re.compile(rb"ISA.|(?:GS|ST)[^A-Za-z0-9\s]", re.DOTALL), "X12"),
    (re.compile(rb"BEGIN:VCARD"), "vCard"),
    (re.compile(rb"(?i)(?:from|to|subject|received|mime-version|content-type):\s"), "e-mail"),
)
_XML_ROOTS = {
    "cXML": "cXML",
    "CrossIndustryInvoice": "UN/CEFACT CII",
    "CrossIndustryDocument": "UN/CEFACT CII",
    "SCRDMCCBDACIOMessageStructure": "UN/CEFACT CIO",
    "StandardBusinessDocument": "SBDH",
    "Envelope": "SOAP",
    "html": "HTML",
}
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_IDOC = re.compile(r"IDOC|[A-Z0-9_/]*(?:ORDERS|ORDRSP|DESADV|INVOIC|DELVRY)[0-9]{2}")
# Markup before the root element: declarations and comments are stepped over, never interpreted.
_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|\s+", re.DOTALL)
_ROOT = re.compile(r"<(?:(?P<prefix>[\w.\-]+):)?(?P<name>[\w.\-]+)(?P<rest>[^>]*)")


@cache
def formats() -> dict[str, Format]:
    """Every format by name: the packages beside this module and the entry points `hub.formats`."""
    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            candidate = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "FORMAT", None)
            if candidate is not None:
                found[candidate.name] = candidate
    for entry in entry_points(group="hub.formats"):
        candidate = entry.load()
        found[candidate.name] = candidate
    return found


def sniff(head: bytes) -> Format | None:
    """The format that bytes beginning like this are of, None when it is none of ours."""
    return next((candidate for candidate in formats().values() if candidate.sniff(head[:HEAD])), None)


def recognise(head: bytes) -> str | None:
    """What bytes beginning like this are called in the field, whether or not we read it; None when they are nothing we know."""
    head = head[:HEAD]
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return _zipped(head) if name == "ZIP" else name
    text = _without_mark(head).lstrip()
    for pattern, name in _TEXT:
        if pattern.match(text):
            return name
    if text.startswith(b"<"):
        return _xml(text.decode("utf-8", "replace"))
    if re.match(rb'[\[{]\s*(?:["{\[\]}]|-?[0-9]|true|false|null)', text):
        return "JSON"
    return _plain(text)


def _without_mark(head: bytes) -> bytes:
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(codec, "ignore").encode("utf-8")
    return head.removeprefix(codecs.BOM_UTF8)


def _zipped(head: bytes) -> str:
    """A zip by what its first names say: the office formats are zips."""
    if b"xl/" in head or b"[Content_Types].xml" in head:
        return "XLSX" if b"word/" not in head else "DOCX"
    return "OFD" if b"OFD.xml" in head else "ZIP"


def _xml(text: str) -> str:
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    return f"XML ({_root_name(root)})" if root else "XML"


def _root_name(root: re.Match[str]) -> str:
    name, prefix = root["name"], root["prefix"]
    attribute = f"xmlns:{prefix}" if prefix else "xmlns"
    bound = re.search(rf"""{re.escape(attribute)}\s*=\s*["']([^"']*)""", root["rest"])
    namespace = bound[1] if bound else ""
    if namespace.startswith(_UBL):
        return f"UBL {name}"
    if _IDOC.fullmatch(name):
        return f"IDoc {name}"
    return _XML_ROOTS.get(name, name)


def _plain(text: bytes) -> str | None:
    """Text whose lines have the same number of separators is a table."""
    if not text or b"\x00" in text:
        return None
    lines = [line for line in text.split(b"\n")[:-1] if line.strip()][:5]
    for separator in (b",", b";", b"\t", b"|"):
        counts = {line.count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and 0 not in counts:
            return "CSV"
    return None
