"""The X12 reader: chunks of bytes to events, one message in memory at a time, whatever is in them.

Never raises on input and never drops any silently: what cannot be read is a finding. Example:
`[event.message.type for event in read([data], Reading()) if isinstance(event, MessageRead)]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from hub.formats.base import Event, Interchange, InterchangeEnd, InterchangeStart, Reading
from hub.formats.segments.cutting import BLANKS
from hub.formats.x12 import delimiters as marks
from hub.formats.x12 import envelope
from hub.formats.x12.charset import Decoder
from hub.formats.x12.delimiters import Delimiters, Header, More
from hub.formats.x12.rules import finding
from hub.formats.x12.sets import Sets
from hub.model.location import Location

NEVER = 1 << 62
MAX_SEGMENT = 1_000_000  # characters; the longest element of the supported sets has 4,096

_BODY: list[Event] = []  # the answer "this is no service segment, it belongs to the open set"


def read(chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
    """All events of a parcel."""
    return Reader(reading).read(chunks)


class Reader:
    """The state of one parcel: text not yet used, the delimiters in force, and the open interchange."""

    def __init__(self, reading: Reading) -> None:
        self._decoder = Decoder(reading.charset or "")
        self._sets = Sets(reading, self._decoder)
        self._text = ""
        self._offset = 0
        self._delimiters: Delimiters | None = None
        self._service_here = self._service_next = re.compile("(?!)")
        self._skipping = False
        self._junk: tuple[int, int] | None = None  # first byte and number of bytes of text that belongs to nothing
        self._opened = 0
        self._handlers: dict[str, Callable[[list[str], int, int], list[Event] | None]] = {
            "IEA": self._sets.iea,
            "GS": self._sets.gs,
            "GE": self._sets.ge,
            "ST": self._sets.st,
            "SE": self._sets.se,
            "TA1": self._sets.ta1,
        }

    def read(self, chunks: Iterable[bytes]) -> Iterator[Event]:
        for block in self._decoder.blocks(chunks):
            if not self._text:
                self._offset = block.offset
            self._text += block.text
            yield from self._use(final=False)
            self._told()
        yield from self._use(final=True)
        yield from self._finish()

    def _use(self, *, final: bool) -> Iterator[Event]:
        while self._text:
            if self._delimiters is None:
                if (events := self._seek(final=final)) is None:
                    return
                yield from events
            elif self._skipping:
                self._skip(self._delimiters.segment)
            else:
                yield from self._segments(self._delimiters, final=final)
                if self._delimiters is not None:
                    return

    def _finish(self) -> Iterator[Event]:
        self._told()
        yield from self._sets.close(self._offset)
        if self._junk or self._decoder.findings or not self._opened:
            # What belongs to no interchange is told in one without parts, so that it is not lost from sight.
            where = Location(byte=self._junk[0] if self._junk else 0)
            found = envelope.bare(Delimiters(), where, self._decoder.codec, "")
            found.findings += self._decoder.findings
            if self._junk or not self._opened:
                rule = "X12-006" if self._opened else "X12-005"
                found.findings.append(finding(rule, where, bytes=self._junk[1] if self._junk else 0))
            yield InterchangeStart(found)
            yield InterchangeEnd(found, 0, 0)

    def _told(self) -> None:
        """Hand what was found while decoding to the open interchange."""
        if self._sets.interchange is not None and self._decoder.findings:
            self._sets.interchange.findings += self._decoder.findings
            self._decoder.findings = []

    def _take(self, length: int) -> int:
        """Remove text from the front; returns its width in bytes."""
        text, self._text = self._text[:length], self._text[length:]
        width = self._decoder.width(text) if self._decoder.wide else len(text)
        self._offset += width
        return width

    # Between interchanges

    def _seek(self, *, final: bool) -> list[Event] | None:
        """Look for the next header; None when more text is needed."""
        header = marks.find(self._text, final)
        if isinstance(header, More):
            self._discard(header.keep)
            return None
        self._discard(header.start)
        if header.kind == "BROKEN":
            self._discard(header.end - header.start)
            return []
        return self._open(header)

    def _discard(self, length: int) -> None:
        text, start = self._text[:length], self._offset
        width = self._take(length)
        if text.strip(BLANKS):
            first, before = self._junk or (start, 0)
            self._junk = (first, before + width)

    def _open(self, header: Header) -> list[Event]:
        where = Location(byte=self._offset, segment=header.kind)
        self._use_delimiters(header.delimiters)
        if header.kind == "ISA":
            width = self._take(header.end - header.start)
            return self._opening(header.elements, header.delimiters, where, width)
        found = envelope.bare(header.delimiters, where, self._decoder.codec, header.kind)
        return self._begin(found, header.delimiters, real=False)

    def _opening(self, fields: list[str], delimiters: Delimiters, where: Location, width: int) -> list[Event]:
        found = envelope.interchange(fields, delimiters, where, width, self._decoder.codec)
        return self._begin(found, delimiters, real=True)

    def _begin(self, found: Interchange, delimiters: Delimiters, *, real: bool) -> list[Event]:
        self._opened += 1
        if self._junk:
            found.findings.append(finding("X12-006", Location(byte=self._junk[0]), bytes=self._junk[1]))
            self._junk = None
        events = self._sets.open(found, delimiters, real=real)
        self._told()
        return events

    def _use_delimiters(self, delimiters: Delimiters) -> None:
        self._delimiters = delimiters
        element, segment, blanks = re.escape(delimiters.element), re.escape(delimiters.segment), re.escape(BLANKS)
        service = f"[{blanks}]*(?=(?:S[TE]|G[SE]|I[SE]A|TA1)(?:{element}|{segment}))"
        self._service_here = re.compile(service)
        self._service_next = re.compile(segment + service)

    # Inside an interchange

    def _segments(self, delimiters: Delimiters, *, final: bool) -> Iterator[Event]:
        terminator, text, at = delimiters.segment, self._text, 0
        last = self._offset + self._decoder.width(text) if final else NEVER
        if final:
            text = text.rstrip(BLANKS + terminator) + terminator  # the last segment may come without its own
        while True:
            if self._sets.body is not None:
                at = self._body(text, at)
            stop = text.find(terminator, at)
            if stop < 0:
                break
            start, piece = self._offset, text[at:stop].lstrip(BLANKS)
            self._offset = min(self._offset + self._decoder.width(text[at : stop + 1]), last)
            if piece:
                start += self._decoder.width(text[at : stop - len(piece)])
                events = self._service(piece.rstrip("\r\n"), delimiters, start, self._offset)
                yield from events
                if self._delimiters is None:  # another interchange, or none: the text has to be looked at again from here
                    self._text, self._offset = text[stop - len(piece) : len(text) - final], start  # without the terminator that we added
                    return
                if events is _BODY:
                    self._sets.keep(text[at : stop + 1])
            at = stop + 1
        self._text, self._offset = ("", last) if final else (text[at:], self._offset)
        self._after()

    def _body(self, text: str, at: int) -> int:
        """Give the open set all text up to the next service segment; returns where that, or what is incomplete, starts."""
        here = self._service_here.match(text, at)
        if here:
            stop = here.end()
        else:
            following = self._service_next.search(text, at)
            stop = following.end() if following else text.rfind(self._delimiters.segment if self._delimiters else "", at) + 1
        if stop > at:
            chunk = text[at:stop]
            self._offset += self._decoder.width(chunk) if self._decoder.wide else len(chunk)
            if not here:
                self._sets.keep(chunk)
            return stop
        return at

    def _after(self) -> None:
        if self._sets.interchange is None:
            self._delimiters = None
        elif len(self._text) > MAX_SEGMENT:
            self._sets.endless(self._offset, MAX_SEGMENT)
            self._take(len(self._text))
            self._skipping = True

    def _skip(self, terminator: str) -> None:
        """Drop the rest of a segment that was too long."""
        at = self._text.find(terminator)
        self._skipping = at < 0
        self._take(at + 1 if at >= 0 else len(self._text))

    def _service(self, text: str, delimiters: Delimiters, start: int, end: int) -> list[Event]:
        """Handle a segment of the envelope, or one that stands where only those may stand."""
        fields = text.split(delimiters.element)
        tag, sets = fields[0], self._sets
        if tag == "ISA":
            return self._isa(fields, delimiters, start, end)
        if sets.interchange is None:
            self._delimiters = None
            return []
        handler = self._handlers.get(tag)
        events = handler(fields, start, end) if handler else None
        if events is not None:
            return events
        if sets.body is not None:
            return _BODY
        if tag not in {"ISB", "ISE"}:  # interchange services: read over, they carry nothing about sets
            sets.stray(text, start)
        return []

    def _isa(self, fields: list[str], delimiters: Delimiters, start: int, end: int) -> list[Event]:
        closing = self._sets.close(start)
        if len(fields) != 17 or len(fields[16]) != 1:
            self._delimiters = None
            return closing
        fresh = Delimiters(delimiters.element, delimiters.segment, fields[16], marks.repetition(fields))
        self._use_delimiters(fresh)
        return [*closing, *self._opening(fields, fresh, Location(byte=start, segment="ISA"), end - start)]
