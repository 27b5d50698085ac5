"""What is open while an interchange is read: interchange, group and set; their trailers, counts and control numbers.

Knows segments, not bytes; the reader finds them. Example: `Sets(reading, decoder).st(["ST", "850", "0001"], 0, 14)`.
"""

from __future__ import annotations

from hub.formats.base import (
    Event,
    Group,
    GroupEnd,
    GroupStart,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Message,
    MessageRead,
    Reading,
)
from hub.formats.segments import Field, Segment
from hub.formats.segments.cutting import Raw
from hub.formats.segments.dictionary import Dictionary
from hub.formats.segments.seen import Seen
from hub.formats.segments.structure import Structure
from hub.formats.x12 import envelope
from hub.formats.x12.body import BodyReader, flat
from hub.formats.x12.charset import Decoder
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.dictionary import dictionary
from hub.formats.x12.envelope import ASSUMED, FORMAT_NAME, count, element, resolve
from hub.formats.x12.guides import Guide, guide
from hub.formats.x12.rules import finding
from hub.formats.x12.structure import structure
from hub.model.location import Finding, Location

MAX_SEGMENTS = 250_000  # of one set; beyond, they are counted and not kept
MAX_FINDINGS = 100  # of one interchange or group, beside those of its sets


class Sets:
    """The open interchange, group and set of one parcel."""

    def __init__(self, reading: Reading, decoder: Decoder) -> None:
        self._reading = reading
        self._decoder = decoder
        self._guide: Guide | None = guide(reading.guide) if reading.guide else None
        self._delimiters = Delimiters()
        self._real = False
        self.interchange: Interchange | None = None
        self.group: Group | None = None
        self.body: list[str] | None = None
        self._st: list[str] = []
        self._st_at = self._body_at = 0
        self._kept = self._overflow = 0
        self._set_findings: list[Finding] = []
        self._groups = self._messages = self._in_group = 0
        self._group_numbers, self._set_numbers = Seen(), Seen()
        self._readers: dict[tuple[str, str], BodyReader] = {}

    # The interchange

    def open(self, found: Interchange, delimiters: Delimiters, *, real: bool) -> list[Event]:
        """A new interchange; `real` when it has an ISA."""
        if delimiters != self._delimiters:
            self._readers = {}
        self._delimiters, self._real, self.interchange = delimiters, real, found
        self._groups = self._messages = 0
        self._group_numbers = Seen()
        self._ungrouped()
        return [InterchangeStart(found)]

    def iea(self, fields: list[str], offset: int, end: int) -> list[Event]:
        """IEA: everything that is still open is closed with a finding."""
        assert self.interchange is not None
        events = self._close_group(end)
        where = Location(byte=offset, segment="IEA")
        if self._real:
            if element(fields, 2) != self.interchange.control_number:
                self._on_interchange("X12-105", where, expected=self.interchange.control_number, found=element(fields, 2))
            if count(element(fields, 1)) != self._groups:
                self._on_interchange("X12-106", where, expected=self._groups, found=element(fields, 1))
        return [*events, self._end()]

    def close(self, offset: int) -> list[Event]:
        """Close what is open because the parcel ends or another interchange begins."""
        if self.interchange is None:
            return []
        events = self._close_group(offset)
        if self._real:
            self._on_interchange("X12-104", Location(byte=offset, segment="IEA"), expected=self.interchange.control_number)
        return [*events, self._end()]

    def _end(self) -> Event:
        assert self.interchange is not None
        found, self.interchange = self.interchange, None
        found.details["charset"] = self._decoder.codec
        return InterchangeEnd(found, self._messages, self._groups)

    def _on_interchange(self, rule: str, where: Location, **params: object) -> None:
        if self.interchange is not None and len(self.interchange.findings) < MAX_FINDINGS:
            self.interchange.findings.append(finding(rule, where, **params))

    def stray(self, text: str, offset: int) -> None:
        """A segment that stands in no set."""
        tag = text.split(self._delimiters.element, 1)[0][:20]
        self._on_interchange("X12-107", Location(byte=offset, segment=tag), segment=tag)

    def endless(self, offset: int, limit: int) -> None:
        """A segment so long that it was skipped."""
        where = Location(byte=offset)
        self._on_interchange("X12-007", where, limit=limit)
        if self.body is not None:
            self._set_findings.append(finding("X12-007", where, limit=limit))

    def ta1(self, fields: list[str], offset: int, end: int) -> list[Event] | None:
        """TA1 is a message of its own, outside groups; inside a set it is no service segment."""
        if self.body is not None or self.interchange is None:
            return None
        root = Segment("ST", ["ST", "TA1"], 1, offset)
        parts: list[Field] = [*fields]
        root.children.append(Segment("TA1", parts, 2, offset))
        control = element(fields, 1)
        found = self.interchange
        return [MessageRead(Message(FORMAT_NAME, "TA1", found.version, control, root, found, None, None, True, [], 1, offset, end))]

    # The group

    def gs(self, fields: list[str], offset: int, _end: int) -> list[Event]:
        """GS; a group that is still open ends without its trailer."""
        assert self.interchange is not None
        events = self._close_group(offset)
        where = Location(byte=offset, segment="GS")
        self.group = envelope.group(fields, where)
        if self._group_numbers.again(self.group.control_number):
            self.group.findings.append(finding("X12-204", where, value=self.group.control_number))
        self._groups += 1
        self._ungrouped(keep=True)
        return [*events, GroupStart(self.interchange, self.group)]

    def _ungrouped(self, *, keep: bool = False) -> None:
        self.group = self.group if keep else None
        self._in_group, self._set_numbers = 0, Seen()

    def ge(self, fields: list[str], offset: int, _end: int) -> list[Event]:
        """GE."""
        events = self._close_set(offset)
        if self.group is None:
            self.stray("GE", offset)
            return events
        where = Location(byte=offset, segment="GE")
        if element(fields, 2) != self.group.control_number:
            self.group.findings.append(finding("X12-202", where, expected=self.group.control_number, found=element(fields, 2)))
        declared = count(element(fields, 1))
        if declared != self._in_group:
            self.group.findings.append(finding("X12-203", where, expected=self._in_group, found=element(fields, 1)))
        return [*events, self._group_end(declared)]

    def _close_group(self, offset: int) -> list[Event]:
        events = self._close_set(offset)
        if self.group is None:
            return events
        where = Location(byte=offset, segment="GE")
        self.group.findings.append(finding("X12-201", where, expected=self.group.control_number))
        return [*events, self._group_end(None)]

    def _group_end(self, declared: int | None) -> Event:
        assert self.interchange is not None
        assert self.group is not None
        event = GroupEnd(self.interchange, self.group, self._in_group, declared)
        self._ungrouped()
        return event

    # The set

    def st(self, fields: list[str], offset: int, end: int) -> list[Event]:
        """ST; a set that is still open ends without its trailer."""
        events = self._close_set(offset)
        self._st, self._st_at, self._body_at = fields, offset, end
        self.body, self._kept, self._overflow, self._set_findings = [], 0, 0, []
        self._in_group += 1
        self._messages += 1
        return events

    def keep(self, text: str) -> None:
        """Add whole segments to the open set; too many are counted and not kept."""
        assert self.body is not None
        more = text.count(self._delimiters.segment)
        self._kept += more
        if self._kept > MAX_SEGMENTS:
            self._overflow += more
        else:
            self.body.append(text)

    def se(self, fields: list[str], offset: int, end: int) -> list[Event]:
        """SE: the set is whole and becomes a message."""
        if self.body is None:
            self.stray("SE", offset)
            return []
        message = self._message(end, offset)
        stated, control = element(fields, 1), element(fields, 2)
        if control != element(self._st, 2):
            message.findings.append(self._at_se("X12-303", message, offset, expected=element(self._st, 2), found=control))
        if count(stated) != message.segments:
            message.findings.append(self._at_se("X12-304", message, offset, expected=message.segments, found=stated))
        return [MessageRead(message)]

    @staticmethod
    def _at_se(rule: str, message: Message, offset: int, **params: object) -> Finding:
        return finding(rule, Location(byte=offset, segment="SE", position=message.segments), **params)

    def _close_set(self, offset: int) -> list[Event]:
        if self.body is None:
            return []
        message = self._message(offset, offset)
        message.findings.append(self._at_se("X12-302", message, offset, expected=element(self._st, 2)))
        return [MessageRead(message)]

    def _message(self, end: int, trailer: int) -> Message:
        assert self.interchange is not None
        root_fields: list[Field] = [*self._st]
        root = Segment("ST", root_fields, 1, self._st_at)
        version = self.group.version if self.group else element(self._st, 3)
        found = Message(
            FORMAT_NAME, element(self._st, 1), version, element(self._st, 2), root, self.interchange, self.group, start=self._st_at, end=end
        )
        found.findings = self._header_findings(found)
        spec = self._supported(found)
        segments = self._read_body(found, spec, trailer)
        found.segments = segments + self._overflow + 2
        if self._overflow:
            found.findings.append(finding("X12-008", Location(byte=self._st_at), count=found.segments))
        self.body = None
        return found

    def _header_findings(self, message: Message) -> list[Finding]:
        found = [*envelope.set_findings(self._st, self._st_at), *self._set_findings]
        if self.group is None:
            found.append(self._at_st("X12-205", set=message.type))
        elif self._set_numbers.again(message.control_number):
            found.append(self._at_st("X12-307", value=message.control_number))
        return found

    def _at_st(self, rule: str, **params: object) -> Finding:
        return finding(rule, Location(byte=self._st_at, segment="ST", position=1), **params)

    def _supported(self, message: Message) -> Structure | None:
        """The structure to read a message with; sets it on the message, and says so when there is none."""
        release = resolve(message.version)[0]
        if release is None and not message.version:
            release = ASSUMED
            message.findings.append(self._at_st("X12-310", release=release))
        spec = structure(message.type, release) if release else None
        if release is None:
            message.findings.append(self._at_st("X12-309", version=message.version))
        elif spec is None:
            message.findings.append(self._at_st("X12-301", set=message.type, release=release))
        elif self.group is not None and self.group.type != spec.group:
            message.findings.append(self._at_st("X12-308", set=message.type, expected=spec.group, found=self.group.type))
        message.grammar, message.supported = (release, True) if spec else (None, False)
        return spec

    def _read_body(self, message: Message, spec: Structure | None, trailer: int) -> int:
        assert self.body is not None
        decoder = self._decoder
        raw = Raw("".join(self.body), self._body_at, decoder.width, decoder.wide, decoder.damaged, trailer)
        if spec is None or self._reading.structure_only:
            message.tree, count_ = flat(message.tree, raw, self._delimiters)
            return count_
        segments, found = self._reader(spec).read(message.tree, raw)
        message.findings += found
        return segments

    def _reader(self, spec: Structure) -> BodyReader:
        key = (spec.set, spec.release)
        if key not in self._readers:
            spec, segments = self._guided(spec)
            self._readers[key] = BodyReader(spec, segments, self._delimiters)
        return self._readers[key]

    def _guided(self, spec: Structure) -> tuple[Structure, Dictionary]:
        segments = dictionary(spec.release)
        return self._guide.over(spec, segments) if self._guide else (spec, segments)
