"""Bytes to text for JSON: UTF-8, UTF-16 by its mark, GB18030 where nothing else fits, and what was found on the way.

Never replaces a byte by a guess without saying so. Example: `decode(b"{}", None).text` is `"{}"`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from hub.model.location import Finding, Location

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(slots=True)
class Decoded:
    """Text, the charset it was written in, how many bytes its mark took, and findings."""

    text: str
    charset: str
    skipped: int = 0
    findings: list[Finding] = field(default_factory=list)
    _last: tuple[int, int] = (0, 0)

    def byte(self, at: int) -> int:
        """The offset in the bytes of a position in the text; positions usually grow, so that it goes on from the last one."""
        start, size = self._last if self._last[0] <= at else (0, 0)
        size += len(self.text[start:at].encode(self.charset, "replace"))
        self._last = (at, size)
        return self.skipped + size

    def where(self, at: int, path: str | None = None) -> Location:
        """The place of a position in the text."""
        return Location(byte=self.byte(at), line=self.text.count("\n", 0, at) + 1, path=path)


def decode(data: bytes, charset: str | None) -> Decoded:
    """The text of some bytes. `charset` (declared by the agreement or the transport) goes before everything but a mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, len(mark)) or _damaged(data[len(mark) :], name, len(mark))
    if charset is not None and (found := _declared(data, charset)) is not None:
        return found
    if (found := _strict(data, _guess(data), 0)) is not None:
        return found
    # RFC 8259 asks for UTF-8; what is not UTF-8 in our trade is GBK, which GB18030 contains.
    if (found := _strict(data, "gb18030", 0)) is not None:
        found.findings.append(Finding("JSON-002", "warning", Location(byte=_first_bad(data, "utf-8")), {"charset": "GB18030"}))
        return found
    return _damaged(data, "utf-8", 0)


def _guess(data: bytes) -> str:
    """UTF-16 without a mark begins with an ASCII character and a zero byte (RFC 4627 section 3)."""
    if data[:1] == b"\0" and data[1:2] in (b"{", b"["):
        return "utf-16-be"
    return "utf-16-le" if data[:1] in (b"{", b"[") and data[1:2] == b"\0" else "utf-8"


def _declared(data: bytes, charset: str) -> Decoded | None:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return None
    # A declared GB2312 or GBK is read as GB18030, which contains both.
    return _strict(data, "gb18030" if name in {"gb2312", "gbk"} else name, 0)


def _strict(data: bytes, charset: str, skipped: int) -> Decoded | None:
    try:
        return Decoded(data.decode(charset), charset, skipped)
    except UnicodeDecodeError:
        return None


def _damaged(data: bytes, charset: str, skipped: int) -> Decoded:
    bad = _first_bad(data, charset)
    where = Location(byte=skipped + bad)
    return Decoded(data.decode(charset, "replace"), charset, skipped, [Finding("JSON-001", "error", where, {"charset": charset.upper()})])


def _first_bad(data: bytes, charset: str) -> int:
    try:
        data.decode(charset)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
