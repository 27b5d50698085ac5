"""Bytes to text for X12: blocks of fixed size, decoded before anything is split.

Never guesses silently: each decision is a finding. Bytes that fit no charset stay visible as single characters.
Example: `for block in Decoder("").blocks([b"ISA*00*..."]): block.text`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.errors import Misconfigured
from hub.formats.segments.blocks import MARKS, Block, plausible_chinese, rechunk
from hub.formats.x12.rules import finding
from hub.model.location import Finding, Location

# A declared GB2312 or GBK is read as GB18030, their superset: senders declare the small one and send the large.
ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "iso8859-1": "latin-1", "ascii": "utf-8"}


def _decode(codec: str, data: bytes, final: bool, errors: str = "strict") -> tuple[str, int]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    text = decoder.decode(data, final)
    return text, len(data) - len(decoder.getstate()[0])


def _canonical(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        raise Misconfigured("X12-009", charset=name) from None
    return ALIASES.get(known, known)


@dataclass(slots=True)
class Decoder:
    """One parcel's decoding: strict UTF-8 until it fails, then GB18030 if it reads as Chinese, else Latin-1.

    `wide` becomes True with the first character that is not one byte, `damaged` with the first byte that fits no
    charset (kept as a lone surrogate until `clean`).
    """

    forced: str = ""
    codec: str = ""
    wide: bool = False
    damaged: bool = False
    findings: list[Finding] = field(default_factory=list)
    _pending: bytes = b""
    _offset: int = 0

    def blocks(self, chunks: Iterable[bytes]) -> Iterator[Block]:
        for data, final in rechunk(chunks):
            if not self.codec:
                data = self._start(data)  # noqa: PLW2901 -- the mark is not data
            yield self._block(self._pending + data, final)

    def width(self, text: str) -> int:
        """How many bytes `text` took in the parcel."""
        if text.isascii() and not self.codec.startswith("utf-16"):
            return len(text)
        return len(text.encode(self.codec, "surrogateescape"))

    def _start(self, data: bytes) -> bytes:
        self.codec = _canonical(self.forced) if self.forced else "utf-8"
        for mark, codec in MARKS:
            if data.startswith(mark):
                self.codec, self._offset = codec, len(mark)
                self.wide = codec != "utf-8"
                self.findings.append(finding("X12-001", Location(byte=0), charset=codec))
                return data[len(mark) :]
        return data

    def _block(self, data: bytes, final: bool) -> Block:
        offset = self._offset
        if data.isascii() and not self.codec.startswith("utf-16"):
            text, used = data.decode("ascii"), len(data)
        else:
            text, used = self._wide(data, final)
        self._pending = data[used:]
        self._offset += used
        return Block(text, offset)

    def _wide(self, data: bytes, final: bool) -> tuple[str, int]:
        try:
            text, used = _decode(self.codec, data, final, "surrogateescape" if self.damaged else "strict")
        except UnicodeDecodeError as error:
            text, used = self._rescue(data, final, error)
        self.wide = self.wide or self.codec != "latin-1"
        return text, used

    def _rescue(self, data: bytes, final: bool, error: UnicodeDecodeError) -> tuple[str, int]:
        where = Location(byte=self._offset + error.start)
        if not self.forced and self.codec == "utf-8" and not self.wide and (other := self._other_charset(data, final, error, where)):
            return other
        self.damaged = True
        self.findings.append(finding("X12-004", where, charset=self.codec, byte=f"0x{data[error.start]:02X}"))
        try:
            return _decode(self.codec, data, final, "surrogateescape")
        except UnicodeDecodeError:  # UTF-16 has no single bytes to escape
            return _decode(self.codec, data, final, "replace")

    def _other_charset(self, data: bytes, final: bool, error: UnicodeDecodeError, where: Location) -> tuple[str, int] | None:
        """The first text that is not ASCII is no UTF-8: Chinese, else Latin-1; None when it began as good UTF-8."""
        try:
            text, used = _decode("gb18030", data, final)
        except UnicodeDecodeError:
            text, used = "", 0
        if plausible_chinese(text):
            self.codec = "gb18030"
            self.findings.append(finding("X12-003", where))
            return text, used
        if not data[: error.start].isascii():
            return None
        self.codec = "latin-1"
        self.findings.append(finding("X12-002", where))
        return data.decode("latin-1"), len(data)
