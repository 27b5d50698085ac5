r"""Bytes to lines of text: UTF-8 with or without a mark, UTF-16 by its mark, GB18030 where it is not UTF-8; and what was found.

Never replaces a byte without saying so. Lines are cut at CR, LF or both, which no character of these charsets contains, so that
each is decoded by itself and a mistake is known by its byte. Example: `next(Lines([b"a,b\r\n"]).lines()).text` is `"a,b\r\n"`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.formats.csv.plausible import implausible
from hub.model.location import Finding, Location

MOST_BYTES = 8 * 1024 * 1024  # of one line
_ENDS = re.compile(rb"\r\n|\n|\r")
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MOST_DOUBTS = 20


@dataclass(slots=True)
class Line:
    """One line of text with its end; bytes of the parcel."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Lines:
    """Decodes line by line. `charset`: declared, or what was found; `findings` are of the whole text, `doubts` of single lines."""

    chunks: Iterable[bytes]
    charset: str = ""
    findings: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)
    _declared: bool = False
    _wide: bool = False  # UTF-8 beyond ASCII was seen
    _told: int = 0

    def lines(self) -> Iterator[Line]:
        """Every line of the parcel."""
        self._declare()
        head, chunks = _begin(iter(self.chunks))
        for mark, charset in _WIDE:
            if head.startswith(mark) or self.charset == charset:
                self.charset = charset
                return self._utf16(head, chunks, charset, len(mark) if head.startswith(mark) else 0)
        skip = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        if skip:
            self.charset, self._declared = "utf-8", True
        return self._bytes(head[skip:], chunks, skip)

    def _declare(self) -> None:
        if not self.charset:
            return
        try:
            name = codecs.lookup(self.charset).name
        except LookupError:
            self.findings.append(Finding("CSV-004", "error", params={"charset": self.charset}))
            self.charset = ""
            return
        # GB18030 contains GB2312 and GBK; senders name either.
        self.charset = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(name, name)
        self._declared = True

    def _bytes(self, head: bytes, chunks: Iterator[bytes], offset: int) -> Iterator[Line]:
        for number, data in enumerate(_cut(head, chunks), 1):
            if len(data) > MOST_BYTES:
                self.doubts.append(Finding("CSV-005", "error", Location(byte=offset, line=number), {"limit": MOST_BYTES}))
            else:
                text = data.decode("ascii") if data.isascii() else self._decoded(data, offset, number)
                if "\0" in text:
                    where = Location(byte=offset + data.index(b"\0"), line=number)
                    self._tell(Finding("CSV-006", "error", where))
                    text = text.replace("\0", "")
                yield Line(text, offset, offset + len(data))
            offset += len(data)

    def _decoded(self, data: bytes, offset: int, number: int) -> str:
        if self.charset in ("", "utf-8"):
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError as error:
                return self._not_utf8(data, offset, number, error.start)
            self._wide = True
            return text
        try:
            text = data.decode(self.charset)
        except UnicodeDecodeError as error:
            return self._damaged(data, self.charset, offset, number, error.start)
        if self.charset == "gb18030":
            return self._doubted(data, text, offset, number)
        return text

    def _not_utf8(self, data: bytes, offset: int, number: int, bad: int) -> str:
        """What is not UTF-8 in our trade is GBK; where UTF-8 came before, somebody glued two files together."""
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return self._damaged(data, "utf-8", offset, number, bad)
        where = Location(byte=offset + bad, line=number)
        if self._wide or self._declared:
            self._tell(Finding("CSV-002", "error", where, {"first": "UTF-8", "second": "GB18030"}))
            return text
        self.charset = "gb18030"
        self.findings.append(Finding("CSV-001", "warning", where, {"charset": "GB18030"}))
        return self._doubted(data, text, offset, number)

    def _damaged(self, data: bytes, charset: str, offset: int, number: int, bad: int) -> str:
        self._tell(Finding("CSV-003", "error", Location(byte=offset + bad, line=number), {"charset": charset.upper()}))
        return data.decode(charset, "replace")

    def _doubted(self, data: bytes, text: str, offset: int, number: int) -> str:
        """GBK that lost bytes may still decode, into characters that nobody writes together; and UTF-8 may decode as GBK."""
        where = Location(byte=offset, line=number)
        try:
            other = data.decode("utf-8")
        except UnicodeDecodeError:
            other = ""
        if other and all(character >= "\u0800" or character.isascii() for character in other):
            self._tell(Finding("CSV-002", "error", where, {"first": "GB18030", "second": "UTF-8"}))
            return other
        if (words := implausible(text)) is not None:
            self._tell(Finding("CSV-007", "warning", where, {"text": words}))
        return text

    def _tell(self, finding: Finding) -> None:
        self._told += 1
        if self._told <= _MOST_DOUBTS:
            self.doubts.append(finding)

    def _utf16(self, head: bytes, chunks: Iterator[bytes], charset: str, skip: int) -> Iterator[Line]:
        decoder = codecs.getincrementaldecoder(charset)("replace")
        number, offset, text = 0, skip, ""
        for data, last in _with_last(head[skip:], chunks):
            text += decoder.decode(data, last)
            pieces = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if last else re.split(r"(?<=\n)|(?<=\r)(?=[^\n])", text)
            text = "" if last else pieces.pop()
            for piece in filter(None, pieces):
                number += 1
                end = offset + 2 * len(piece) + 2 * sum(character > "\uffff" for character in piece)
                if "\ufffd" in piece or "\0" in piece:
                    self._tell(Finding("CSV-003", "error", Location(byte=offset, line=number), {"charset": "UTF-16"}))
                yield Line(piece.replace("\0", ""), offset, end)
                offset = end


def _begin(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Enough bytes to hold a mark."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(codecs.BOM_UTF8):
            break
    return head, chunks


def _with_last(head: bytes, chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Chunks, the last one marked."""
    held = head
    for chunk in chunks:
        yield held, False
        held = chunk
    yield held, True


def _cut(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines with their ends. A line that is far too long is given in pieces of more than the limit, each a mistake by itself."""
    held = head
    while True:
        at = 0
        for found in _ENDS.finditer(held):
            if found.end() == len(held) and found.group() == b"\r":
                break  # LF may follow in the next chunk
            yield held[at : found.end()]
            at = found.end()
        held = held[at:]
        if len(held) > MOST_BYTES:
            yield held
            held = b""
        chunk = next(chunks, None)
        while chunk is not None and not chunk:
            chunk = next(chunks, None)
        if chunk is None:
            if held:
                yield held
            return
        held = held + chunk if held else chunk
