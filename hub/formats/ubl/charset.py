"""The bytes of an XML document as UTF-8: by their mark, by their declaration, or by what they must be.

Never replaces a byte without saying so. Example: `decode(b'<?xml version="1.0" encoding="GBK"?>...', None).charset` is `"gb18030"`.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from hub.model.location import Finding, Location

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(r"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._\-]{0,40})["']""")
_HEAD = 400
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "hz"))
_WIDE = ("utf-16", "utf-32")


@dataclass(slots=True)
class Decoded:
    """A document in UTF-8 without a mark, the charset that it was in, how many bytes its mark took, and findings."""

    data: bytes
    charset: str
    skipped: int = 0
    findings: list[Finding] = field(default_factory=list)

    def byte(self, line: int, column: int) -> int | None:
        """The offset in the parcel of a line and column (both from 1, the column in bytes of UTF-8)."""
        start = 0
        for _ in range(line - 1):
            start = self.data.find(b"\n", start) + 1
            if not start:
                return None
        before = self.data[: start + column - 1]
        if self.charset == "utf-8":
            return self.skipped + len(before)
        return self.skipped + len(before.decode("utf-8", "ignore").encode(self.charset, "ignore"))


def decode(data: bytes, charset: str | None) -> Decoded:
    """A document as UTF-8. `charset` (of the agreement or the transport) goes before the declaration, and a mark before both."""
    for mark, wide in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], wide, len(mark))
    declared = charset or _declaration(data, _guessed(data))
    if declared is None:
        return _assumed(data, _guessed(data))
    name = _known(declared)
    if name is None:
        found = _assumed(data, _guessed(data))
        found.findings.insert(
            0, Finding("UBL-003", "warning", _place(data, _declared_at(data)), {"charset": declared, "used": found.charset})
        )
        return found
    return _as_declared(data, declared, name)


def _guessed(data: bytes) -> str:
    """UTF-16 without a mark begins with `<` and a zero byte (XML 1.0 appendix F); everything else is ASCII to begin with."""
    if data[:2] == b"<\0":
        return "utf-16-le"
    return "utf-16-be" if data[:2] == b"\0<" else "utf-8"


def _declaration(data: bytes, guessed: str) -> str | None:
    found = _DECLARED.match(data[:_HEAD].decode(guessed if guessed != "utf-8" else "latin-1", "ignore"))
    if found is None:
        return None
    # What is read here in ASCII cannot be in a charset of wide characters, whatever it says; what is wide is no UTF-8.
    wide = found[1].lower().startswith(_WIDE)
    return guessed if wide or guessed != "utf-8" else found[1]


def _declared_at(data: bytes) -> int:
    return max(data[:_HEAD].find(b"encoding"), 0)


def _known(name: str) -> str | None:
    """Python's name of a charset of texts; GB2312 and GBK are read as GB18030, which contains both."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    if not getattr(found, "_is_text_encoding", True):
        return None
    if found.name == "utf-16":
        return "utf-16-le"
    return "gb18030" if found.name in _CHINESE else found.name


def _place(data: bytes, at: int, skipped: int = 0) -> Location:
    return Location(byte=skipped + at, line=data.count(b"\n", 0, at) + 1)


def _strict(data: bytes, name: str) -> bytes | None:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None
    return data if name == "utf-8" else text.encode("utf-8", "surrogatepass")


def _first_bad(data: bytes, name: str) -> int:
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _damaged(data: bytes, name: str, skipped: int = 0) -> Decoded:
    where = _place(data, _first_bad(data, name), skipped)
    text = data.decode(name, "replace").encode("utf-8", "replace")
    return Decoded(text, name, skipped, [Finding("UBL-002", "error", where, {"charset": name.upper()})])


def _marked(data: bytes, name: str, skipped: int) -> Decoded:
    plain = _strict(data, name)
    if plain is None:
        return _damaged(data, name, skipped)
    found = Decoded(plain, name, skipped)
    declared = _DECLARED.match(plain[:_HEAD].decode("utf-8", "ignore"))
    known = _known(declared[1]) if declared else None
    if declared is not None and known is not None and known.removesuffix("-le") != name.removesuffix("-le").removesuffix("-be"):
        where = Location(byte=0, line=1)
        found.findings.append(Finding("UBL-001", "warning", where, {"declared": declared[1], "used": name.upper()}))
    return found


def _assumed(data: bytes, name: str) -> Decoded:
    """Without a declaration a document is UTF-8 (XML 1.0, 4.3.3); what is not, is Chinese in our trade."""
    plain = _strict(data, name)
    return Decoded(plain, name) if plain is not None else _otherwise(data, "UTF-8", name)


def _as_declared(data: bytes, declared: str, name: str) -> Decoded:
    if name != "utf-8" and not name.startswith(_WIDE) and _really_utf8(data, name):
        where = _place(data, _first_bad(data, "ascii"))
        return Decoded(data, "utf-8", 0, [Finding("UBL-001", "warning", where, {"declared": declared, "used": "UTF-8"})])
    plain = _strict(data, name)
    return Decoded(plain, name) if plain is not None else _otherwise(data, declared, name)


def _otherwise(data: bytes, declared: str, name: str) -> Decoded:
    """The document in the charset that it must be in, since it is not in its own."""
    for other in ("utf-8", "gb18030"):
        plain = _strict(data, other) if other != name else None
        if plain is not None:
            where = _place(data, _first_bad(data, name))
            return Decoded(plain, other, 0, [Finding("UBL-001", "warning", where, {"declared": declared, "used": other.upper()})])
    return _damaged(data, name)


def _really_utf8(data: bytes, name: str) -> bool:
    """Whether bytes that are said to be something else are UTF-8. Two bytes of GBK may look like it by chance, a sequence of three does not."""
    if data.isascii() or (name == "gb18030" and _THREE_BYTES.search(data) is None):
        return False
    return _strict(data, "utf-8") is not None
