"""Bytes to text for EDIFACT: the charset that UNB declares, decoded before anything is split, strictly.

Never changes the charset silently: bytes that the declared one does not have are read in another with a finding, or kept as single
characters with an error. Example: `decoder.declare("UNOY", text, 0)` reads the rest of the parcel as UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.errors import Misconfigured
from hub.formats.edifact.rules import finding
from hub.formats.segments.blocks import MARKS, Block, plausible_chinese, rechunk
from hub.model.location import Finding, Location

# 0001 of UNB. A and B are ISO 646; X (ISO 2022) is read as GB18030, which is what China sends under it; W and Y are ISO 10646.
LEVELS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOX": "gb18030",
    "UNOY": "utf-8",
    "KECA": "euc_kr",
}
UNDECLARED = "ascii"
_WIDE = frozenset({"utf-8", "gb18030", "euc_kr", "utf-16-le", "utf-16-be"})
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "iso8859-1": "latin-1"}
_WORD = re.compile(rb"[\xa1-\xfe]{4}")  # two Chinese characters in a row; no language writes four letters with accents in a row
_NEXT = re.compile(rb"UNB[^A-Za-z0-9 ]")
_PLAIN = frozenset({"ascii", "latin-1", "utf-8"})  # in which no word looks like UTF-8; two Greek or Cyrillic letters may
_ENOUGH = 3
_LONGEST = 3  # bytes of a character that a block may have cut off


@dataclass(slots=True)
class Decoder:
    """One parcel's decoding. Before the first UNB every byte is a character, so that nothing is lost by looking for it.

    `wide`: characters may take several bytes. `damaged`: some bytes fit no character (kept as lone surrogates).
    """

    forced: str = ""
    codec: str = "latin-1"
    level: str | None = None
    wide: bool = False
    damaged: bool = False
    findings: list[Finding] = field(default_factory=list)
    _fixed: bool = False
    _settled: bool = True
    _started: bool = False
    _final: bool = False
    _pending: bytes = b""
    _offset: int = 0

    def blocks(self, chunks: Iterable[bytes]) -> Iterator[Block]:
        for data, final in rechunk(chunks):
            if not self._started:
                data = self._start(data)  # noqa: PLW2901 -- the mark is not data
            self._final = final
            offset = self._offset
            yield Block(self._decoded(self._pending + data), offset)

    def declare(self, level: str, text: str, offset: int) -> str:
        """`text`, which is all that is decoded and not used yet, from `offset` on, in the charset of a level."""
        if self._fixed or level == self.level:
            return text
        data = text.encode(self.codec, "surrogateescape") + self._pending
        self.findings = [found for found in self.findings if (found.where.byte or 0) < offset]  # of bytes that are read again now
        self.level, self.codec = level, LEVELS.get(level, UNDECLARED)
        self.wide = self.damaged = self._settled = False
        self._offset = offset
        return self._decoded(data)

    def width(self, text: str) -> int:
        """How many bytes `text` took in the parcel."""
        if not self.wide or (text.isascii() and not self.codec.startswith("utf-16")):
            return len(text)
        return len(text.encode(self.codec, "surrogateescape"))

    def _start(self, data: bytes) -> bytes:
        self._started = True
        if self.forced:
            self.codec, self._fixed = _canonical(self.forced), True
        for mark, codec in MARKS:
            if data.startswith(mark):
                self.codec, self._offset, self._fixed = codec, len(mark), True
                self.findings.append(finding("EDI-001", Location(byte=0), charset=codec))
                data = data[len(mark) :]
                break
        self.wide = self.codec.startswith("utf-16")
        return data

    def _decoded(self, data: bytes) -> str:
        if data.isascii() and not self.codec.startswith("utf-16"):
            text, used = data.decode("ascii"), len(data)
        elif not self._settled and not self._final and data[:-_LONGEST].isascii():
            text, used = data[:-_LONGEST].decode("ascii"), max(0, len(data) - _LONGEST)  # too little to judge by
        else:
            if not self._settled:
                self._settle(data)
            text, used = self._strictly(data)
        self._pending = data[used:]
        self._offset += used
        return text

    def _strictly(self, data: bytes) -> tuple[str, int]:
        self.wide = self.wide or self.codec in _WIDE
        try:
            return _decode(self.codec, data, self._final, "surrogateescape" if self.damaged else "strict")
        except UnicodeDecodeError as error:
            self.damaged = True
            where = Location(byte=self._offset + error.start)
            self.findings.append(finding("EDI-003", where, charset=self.codec, byte=f"0x{data[error.start]:02X}"))
        try:
            return _decode(self.codec, data, self._final, "surrogateescape")
        except UnicodeDecodeError:  # UTF-16 has no single bytes to escape
            return _decode(self.codec, data, self._final, "replace")

    def _settle(self, data: bytes) -> None:
        """The first bytes that are not ASCII show whether the declared charset is the one that was used."""
        declared, self._settled = self.codec, True
        another = _NEXT.search(data, 3)  # an interchange that may have a charset of its own
        own = data[: another.start()] if another else data
        self.codec = self._fitting(declared, data if own.isascii() else own)
        if self.codec != declared:
            first = next(at for at, byte in enumerate(data) if byte > 0x7F)
            self.findings.append(finding("EDI-002", Location(byte=self._offset + first), level=self.level or "-", charset=self.codec))

    def _fitting(self, declared: str, data: bytes) -> str:
        reads_utf8, chinese = self._reads("utf-8", data), self._reads("gb18030", data)
        looks_chinese = (
            chinese is not None and plausible_chinese(chinese) and (declared in {"gb18030", "utf-8"} or bool(_WORD.search(data)))
        )
        if declared in {"gb18030", "euc_kr"}:
            fits = self._reads(declared, data) is not None and (looks_chinese or reads_utf8 is None or declared != "gb18030")
            return declared if fits or reads_utf8 is None else "utf-8"
        if reads_utf8 is not None and (declared in _PLAIN or sum(character > "\x7f" for character in reads_utf8) >= _ENOUGH):
            return "utf-8"
        if looks_chinese and declared in {"utf-8", "ascii", "latin-1"}:
            return "gb18030"
        if declared in {"ascii", "latin-1"}:
            # Windows-1252 has letters where Latin-1 has control characters that nobody sends.
            return "cp1252" if any(0x80 <= byte < 0xA0 for byte in data) and self._reads("cp1252", data) is not None else "latin-1"
        return "latin-1" if declared == "utf-8" and self._starts_wrong(data) else declared

    def _starts_wrong(self, data: bytes) -> bool:
        """Whether the very first bytes that are not ASCII are no UTF-8; else it is UTF-8 that was damaged."""
        try:
            _decode("utf-8", data, self._final)
        except UnicodeDecodeError as error:
            return data[: error.start].isascii()
        return False

    def _reads(self, codec: str, data: bytes) -> str | None:
        try:
            return _decode(codec, data, self._final)[0]
        except UnicodeDecodeError:
            return None


def _decode(codec: str, data: bytes, final: bool, errors: str = "strict") -> tuple[str, int]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    text = decoder.decode(data, final)
    return text, len(data) - len(decoder.getstate()[0])


def _canonical(name: str) -> str:
    level = LEVELS.get(name.upper())
    try:
        known = codecs.lookup(level or name).name
    except LookupError:
        raise Misconfigured("EDI-012", charset=name) from None
    return _ALIASES.get(known, known)
