"""The EDIFACT reader: chunks of bytes to events, one message in memory at a time, whatever is in them.

Never raises on input and never drops any silently: what cannot be read is a finding. Example:
`[event.message.type for event in read([data], Reading()) if isinstance(event, MessageRead)]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hub.formats.base import Event, Interchange, InterchangeEnd, InterchangeStart, Reading
from hub.formats.edifact import delimiters as marks
from hub.formats.edifact import envelope, release
from hub.formats.edifact.charset import Decoder
from hub.formats.edifact.delimiters import Delimiters, Header, More
from hub.formats.edifact.envelope import Wrapping
from hub.formats.edifact.messages import Messages
from hub.formats.edifact.rules import finding
from hub.formats.segments import Field
from hub.formats.segments.cutting import BLANKS
from hub.model.location import Finding, Location

NEVER = 1 << 62
MAX_SEGMENT = 1_000_000  # characters; the longest segments of the supported messages have a few thousand
REPETITION = "*"  # of syntax version 4, where UNA says nothing else

_BODY: list[Event] = []  # the answer "this is no service segment, it belongs to the open message"
_NOTHING = re.compile("(?!)")


def read(chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
    """All events of a parcel."""
    return Reader(reading).read(chunks)


class Reader:
    """The state of one parcel: text not yet used, the service characters in force, and the open interchange."""

    def __init__(self, reading: Reading) -> None:
        self._decoder = Decoder(reading.charset or "")
        self._messages = Messages(reading, self._decoder)
        self._text = ""
        self._offset = 0
        self._delimiters: Delimiters | None = None
        self._una = ""
        self._service = _NOTHING
        self._skipping = False
        self._junk: tuple[int, int] | None = None  # first byte and number of bytes of text that belongs to nothing
        self._opened = 0
        self._awaited = False  # UNB was seen and is the next segment
        self._faults: list[Finding] = []
        self._handlers: dict[str, Callable[[list[Field], int, int], list[Event]]] = {
            "UNZ": self._messages.unz,
            "UNG": self._messages.ung,
            "UNE": self._messages.une,
            "UNH": self._messages.unh,
            "UNT": self._messages.unt,
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
                self._skip(self._delimiters)
            else:
                yield from self._segments(self._delimiters, final=final)
                if self._delimiters is not None:
                    return

    def _finish(self) -> Iterator[Event]:
        self._told()
        yield from self._messages.close(self._offset)
        if self._junk or self._decoder.findings or not self._opened:
            # What belongs to no interchange is told in one without parts, so that it is not lost from sight.
            where = Location(byte=self._junk[0] if self._junk else 0)
            found = envelope.bare(self._wrapping(Delimiters()), where, "")
            found.findings += self._decoder.findings
            if self._junk or not self._opened:
                rule = "EDI-005" if self._opened else "EDI-004"
                found.findings.append(finding(rule, where, bytes=self._junk[1] if self._junk else 0))
            yield InterchangeStart(found)
            yield InterchangeEnd(found, 0, 0)

    def _told(self) -> None:
        """Hand what was found while decoding to the open interchange, as far as it is read: what follows may be decoded again."""
        if self._messages.interchange is not None and (told := self._decoder.findings):
            self._messages.interchange.findings += [found for found in told if (found.where.byte or 0) < self._offset]
            self._decoder.findings = [found for found in told if (found.where.byte or 0) >= self._offset]

    def _wrapping(self, delimiters: Delimiters) -> Wrapping:
        return Wrapping(delimiters, self._una, self._decoder.codec)

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
        return self._open(header)

    def _discard(self, length: int) -> None:
        text, start = self._text[:length], self._offset
        width = self._take(length)
        if text.strip(BLANKS):
            first, before = self._junk or (start, 0)
            self._junk = (first, before + width)

    def _open(self, header: Header) -> list[Event]:
        """Service characters are known. UNB is read like any other segment, but its charset and version hold for itself too."""
        where = Location(byte=self._offset, segment=header.kind)
        self._una = header.una
        self._take(header.end - header.start)
        self._faults = [finding(rule, where, value=header.una) for rule in header.faults]
        if header.kind == "UNB":
            level, version = self._syntax(header.delimiters)
            self._text = self._decoder.declare(level, self._text, self._offset)
            self._use_delimiters(_of_version(header.delimiters, version, advised=bool(header.una)))
            self._awaited = True
            return []
        if header.kind == "UIB":
            self._take(len(header.kind))
            return [
                *self._begin(envelope.bare(self._wrapping(header.delimiters), where, "UIB"), header.delimiters),
                *self._messages.close(0),
            ]
        self._use_delimiters(header.delimiters)
        self._text = self._decoder.declare("", self._text, self._offset)
        return self._begin(envelope.bare(self._wrapping(header.delimiters), where, header.kind), header.delimiters)

    def _syntax(self, delimiters: Delimiters) -> tuple[str, str]:
        """Charset level and syntax version of the UNB that the text begins with."""
        element, component = re.escape(delimiters.element), re.escape(delimiters.component)
        match = re.compile(f"[{BLANKS}]*UNB{element}([A-Za-z]{{4}})(?:{component}([0-9]))?").match(self._text)
        return (match[1], match[2] or "") if match else ("", "")

    def _begin(self, found: Interchange, delimiters: Delimiters, *, real: bool = False) -> list[Event]:
        self._opened += 1
        found.findings += self._faults
        if self._junk:
            found.findings.append(finding("EDI-005", Location(byte=self._junk[0]), bytes=self._junk[1]))
            self._junk = None
        events = self._messages.open(found, delimiters, real=real)
        self._told()
        return events

    def _use_delimiters(self, delimiters: Delimiters) -> None:
        self._delimiters = delimiters
        element, segment, component = map(re.escape, (delimiters.element, delimiters.segment, delimiters.component))
        self._service = re.compile(f"UN(?:[BGHTEZ](?:{element}|{segment})|A{component})")

    # Inside an interchange

    def _segments(self, delimiters: Delimiters, *, final: bool) -> Iterator[Event]:
        terminator, text, at, added = delimiters.segment, self._text, 0, 0
        last = self._offset + self._decoder.width(text) if final else NEVER
        if final:
            text, added = _whole(text, delimiters)
        while True:
            if self._messages.body is not None:
                at = self._body(text, at, delimiters)
            stop = _terminator(text, at, delimiters)
            if stop < 0:
                break
            start, piece = self._offset, text[at:stop].lstrip(BLANKS)
            self._offset = min(self._offset + self._decoder.width(text[at : stop + 1]), last)
            if piece:
                start += self._decoder.width(text[at : stop - len(piece)])
                events = self._handled(piece.rstrip("\r\n"), delimiters, start, self._offset)
                if events is None:  # another interchange, or none: the text has to be looked at again from here
                    self._text, self._offset = text[stop - len(piece) : len(text) - added], start
                    self._delimiters = None
                    yield from self._messages.close(start)
                    return
                yield from events
                if events is _BODY:
                    self._messages.keep(text[at:stop] + terminator)
            at = stop + 1
        self._text, self._offset = ("", last) if final else (text[at:], self._offset)
        self._after()

    def _body(self, text: str, at: int, delimiters: Delimiters) -> int:
        """Give the open message all text up to the next service segment; returns where that, or what is incomplete, starts."""
        stop = self._next_service(text, at, delimiters)
        if stop > at:
            chunk = text[at:stop]
            self._offset += self._decoder.width(chunk) if self._decoder.wide else len(chunk)
            if chunk.strip(BLANKS):
                self._messages.keep(chunk)
        return max(stop, at)

    def _next_service(self, text: str, at: int, delimiters: Delimiters) -> int:
        terminator, character = delimiters.segment, delimiters.release
        for match in self._service.finditer(text, at):
            start = match.start()
            before = start - 1
            while before >= at and text[before] in BLANKS and text[before] != terminator:
                before -= 1
            if before < at or (text[before] == terminator and release.ends(text, before, character)):
                return start
        end = text.rfind(terminator, at)
        while end >= at and not release.ends(text, end, character):
            end = text.rfind(terminator, at, end)
        return end + 1

    def _after(self) -> None:
        if self._messages.interchange is None and not self._awaited:
            self._delimiters = None
        elif len(self._text) > MAX_SEGMENT:
            self._messages.endless(self._offset, MAX_SEGMENT)
            self._take(len(self._text))
            self._skipping = True

    def _skip(self, delimiters: Delimiters) -> None:
        """Drop the rest of a segment that was too long."""
        at = _terminator(self._text, 0, delimiters)
        self._skipping = at < 0
        self._take(at + 1 if at >= 0 else len(self._text))

    def _handled(self, text: str, delimiters: Delimiters, start: int, end: int) -> list[Event] | None:
        """Handle a segment of the envelope, or one that stands where only those may stand; None when the text begins anew here."""
        messages, tag = self._messages, text[:3]
        if self._awaited:
            return self._unb(release.fields(text, delimiters), delimiters, start)
        service = self._service.match(text) is not None or text in self._handlers
        if messages.interchange is None or (service and tag in {"UNA", "UNB"}):
            return None
        if service:
            self._told()
            return self._handlers[tag](release.fields(text, delimiters), start, end)
        if messages.body is not None:
            return _BODY
        messages.stray(text.split(delimiters.element, 1)[0], start)
        return []

    def _unb(self, fields: list[Field], delimiters: Delimiters, start: int) -> list[Event]:
        self._awaited = False
        found = envelope.interchange(fields, self._wrapping(delimiters), Location(byte=start, segment="UNB"))
        return self._begin(found, delimiters, real=True)


def _of_version(delimiters: Delimiters, version: str, *, advised: bool) -> Delimiters:
    """Only syntax version 4 repeats; there, an asterisk is meant where UNA does not say."""
    if version < "4":
        return replace(delimiters, repetition="")
    return delimiters if advised else replace(delimiters, repetition=REPETITION)


def _terminator(text: str, at: int, delimiters: Delimiters) -> int:
    """Where the segment ends that begins at `at`, -1 when it does not."""
    stop = text.find(delimiters.segment, at)
    while stop >= 0 and not release.ends(text, stop, delimiters.release):
        stop = text.find(delimiters.segment, stop + 1)
    return stop


def _whole(text: str, delimiters: Delimiters) -> tuple[str, int]:
    """The last text of a parcel, in which the last segment may come without its terminator; and how much was added."""
    text = text.rstrip(BLANKS)
    last = len(text) - 1
    if text.endswith(delimiters.segment) and release.ends(text, last, delimiters.release):
        return text, 0
    cut_off = not release.ends(text, len(text), delimiters.release)  # a release character that has nothing to release
    added = (delimiters.release if cut_off else "") + delimiters.segment
    return text + added, len(added)
