"""What is open while an interchange is read: interchange, group and message; their trailers, counts and references.

Knows segments, not bytes; the reader finds them. Example: `Messages(reading, decoder).unh(["UNH", "1", ["ORDERS", "D", "96A", "UN"]], 0, 25)`.
"""

from __future__ import annotations

import re

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
from hub.formats.edifact import envelope
from hub.formats.edifact.body import BodyReader, flat
from hub.formats.edifact.charset import Decoder
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.directories import dictionary, directories, directory_of, structure
from hub.formats.edifact.envelope import FORMAT_NAME, count, value
from hub.formats.edifact.rules import finding
from hub.formats.segments import Field, Segment
from hub.formats.segments.cutting import Raw
from hub.formats.segments.seen import Seen
from hub.formats.segments.structure import Structure
from hub.model.location import Finding, Location

MAX_SEGMENTS = 250_000  # of one message; beyond, they are counted and not kept
MAX_FINDINGS = 100  # of one interchange or group, beside those of its messages

_LEVEL_A = re.compile(r"""[^A-Z0-9 .,\-()/='+:?!"%&*;<>\r\n]""")
_LIMITED = "UNOA"


class Messages:
    """The open interchange, group and message of one parcel."""

    def __init__(self, reading: Reading, decoder: Decoder) -> None:
        self._reading = reading
        self._decoder = decoder
        self._delimiters = Delimiters()
        self._real = False
        self.interchange: Interchange | None = None
        self.group: Group | None = None
        self.body: list[str] | None = None
        self._unh: list[Field] = []
        self._unh_at = self._body_at = 0
        self._kept = self._overflow = 0
        self._message_findings: list[Finding] = []
        self._groups = self._messages = self._in_group = self._loose = 0
        self._group_numbers, self._message_numbers = Seen(), Seen()
        self._readers: dict[tuple[str, str], BodyReader] = {}

    # The interchange

    def open(self, found: Interchange, delimiters: Delimiters, *, real: bool) -> list[Event]:
        """A new interchange; `real` when it has a UNB."""
        if delimiters != self._delimiters:
            self._readers = {}
        self._delimiters, self._real, self.interchange = delimiters, real, found
        self._groups = self._messages = self._loose = 0
        self._group_numbers, self._message_numbers = Seen(), Seen()
        self.group, self._in_group = None, 0
        return [InterchangeStart(found)]

    def unz(self, fields: list[Field], offset: int, end: int) -> list[Event]:
        """UNZ: everything that is still open is closed with a finding."""
        assert self.interchange is not None
        events = self._close_group(end)
        where = Location(byte=offset, segment="UNZ")
        if self._real:
            if value(fields, 2) != self.interchange.control_number:
                self._on_interchange("EDI-105", where, expected=self.interchange.control_number, found=value(fields, 2))
            expected = self._groups or self._messages
            if count(value(fields, 1)) != expected:
                self._on_interchange("EDI-106", where, expected=expected, found=value(fields, 1))
        return [*events, self._end()]

    def close(self, offset: int) -> list[Event]:
        """Close what is open because the parcel ends or another interchange begins."""
        if self.interchange is None:
            return []
        events = self._close_group(offset)
        if self._real:
            self._on_interchange("EDI-104", Location(byte=offset, segment="UNZ"), expected=self.interchange.control_number)
        return [*events, self._end()]

    def _end(self) -> Event:
        assert self.interchange is not None
        if self._groups and self._loose:
            self._on_interchange("EDI-112", Location(byte=self.interchange.offset), count=self._loose)
        found, self.interchange = self.interchange, None
        found.details["charset"] = self._decoder.codec
        return InterchangeEnd(found, self._messages, self._groups)

    def _on_interchange(self, rule: str, where: Location, **params: object) -> None:
        if self.interchange is not None and len(self.interchange.findings) < MAX_FINDINGS:
            self.interchange.findings.append(finding(rule, where, **params))

    def stray(self, tag: str, offset: int) -> None:
        """A segment that stands in no message."""
        tag = tag[:20]
        self._on_interchange("EDI-107", Location(byte=offset, segment=tag), segment=tag)

    def endless(self, offset: int, limit: int) -> None:
        """A segment so long that it was skipped."""
        where = Location(byte=offset)
        self._on_interchange("EDI-006", where, limit=limit)
        if self.body is not None:
            self._message_findings.append(finding("EDI-006", where, limit=limit))

    # The group

    def ung(self, fields: list[Field], offset: int, _end: int) -> list[Event]:
        """UNG; a group that is still open ends without its trailer."""
        assert self.interchange is not None
        events = self._close_group(offset)
        where = Location(byte=offset, segment="UNG")
        self.group = envelope.group(fields, where)
        if self._group_numbers.again(self.group.control_number):
            self.group.findings.append(finding("EDI-204", where, value=self.group.control_number))
        self._groups += 1
        self._in_group, self._message_numbers = 0, Seen()
        return [*events, GroupStart(self.interchange, self.group)]

    def une(self, fields: list[Field], offset: int, _end: int) -> list[Event]:
        """UNE."""
        events = self._close_message(offset)
        if self.group is None:
            self.stray("UNE", offset)
            return events
        where = Location(byte=offset, segment="UNE")
        if value(fields, 2) != self.group.control_number:
            self.group.findings.append(finding("EDI-202", where, expected=self.group.control_number, found=value(fields, 2)))
        declared = count(value(fields, 1))
        if declared != self._in_group:
            self.group.findings.append(finding("EDI-203", where, expected=self._in_group, found=value(fields, 1)))
        return [*events, self._group_end(declared)]

    def _close_group(self, offset: int) -> list[Event]:
        events = self._close_message(offset)
        if self.group is None:
            return events
        where = Location(byte=offset, segment="UNE")
        self.group.findings.append(finding("EDI-201", where, expected=self.group.control_number))
        return [*events, self._group_end(None)]

    def _group_end(self, declared: int | None) -> Event:
        assert self.interchange is not None
        assert self.group is not None
        event = GroupEnd(self.interchange, self.group, self._in_group, declared)
        self.group, self._in_group, self._message_numbers = None, 0, Seen()
        return event

    # The message

    def unh(self, fields: list[Field], offset: int, end: int) -> list[Event]:
        """UNH; a message that is still open ends without its trailer."""
        events = self._close_message(offset)
        self._unh, self._unh_at, self._body_at = fields, offset, end
        self.body, self._kept, self._overflow, self._message_findings = [], 0, 0, []
        self._in_group += 1
        self._messages += 1
        self._loose += self.group is None
        return events

    def keep(self, text: str) -> None:
        """Add whole segments to the open message; too many are counted and not kept."""
        assert self.body is not None
        more = text.count(self._delimiters.segment)
        self._kept += more
        if self._kept > MAX_SEGMENTS:
            self._overflow += more
        else:
            self.body.append(text)

    def unt(self, fields: list[Field], offset: int, end: int) -> list[Event]:
        """UNT: the message is whole."""
        if self.body is None:
            self.stray("UNT", offset)
            return []
        message = self._message(end, offset)
        stated, reference = value(fields, 1), value(fields, 2)
        if reference != message.control_number:
            message.findings.append(self._at_unt("EDI-303", message, offset, expected=message.control_number, found=reference))
        if count(stated) != message.segments:
            message.findings.append(self._at_unt("EDI-304", message, offset, expected=message.segments, found=stated))
        return [MessageRead(message)]

    @staticmethod
    def _at_unt(rule: str, message: Message, offset: int, **params: object) -> Finding:
        return finding(rule, Location(byte=offset, segment="UNT", position=message.segments), **params)

    def _close_message(self, offset: int) -> list[Event]:
        if self.body is None:
            return []
        message = self._message(offset, offset)
        message.findings.append(self._at_unt("EDI-302", message, offset, expected=message.control_number))
        return [MessageRead(message)]

    def _message(self, end: int, trailer: int) -> Message:
        assert self.interchange is not None
        fields = self._unh
        found = Message(
            FORMAT_NAME,
            value(fields, 2),
            envelope.message_version(fields),
            value(fields, 1),
            Segment("UNH", fields, 1, self._unh_at),
            self.interchange,
            self.group,
            start=self._unh_at,
            end=end,
        )
        found.findings = self._header_findings(found)
        spec = self._supported(found)
        found.segments = self._read_body(found, spec, trailer) + self._overflow + 2
        if self._overflow:
            found.findings.append(finding("EDI-007", Location(byte=self._unh_at), count=found.segments))
        self.body = None
        return found

    def _header_findings(self, message: Message) -> list[Finding]:
        found = [*envelope.header_findings(self._unh, self._unh_at), *self._message_findings]
        if self._message_numbers.again(message.control_number):
            found.append(self._at_unh("EDI-307", value=message.control_number))
        if message.group is not None and message.group.type not in {message.type, ""}:
            found.append(self._at_unh("EDI-308", type=message.type, found=message.group.type))
        return found

    def _at_unh(self, rule: str, **params: object) -> Finding:
        return finding(rule, Location(byte=self._unh_at, segment="UNH", position=1), **params)

    def _supported(self, message: Message) -> Structure | None:
        """The structure to read a message with; sets it on the message, and says so when there is none."""
        version, release = value(self._unh, 2, 2), value(self._unh, 2, 3)
        directory = directory_of(message.type, version, release)
        spec = structure(message.type, directory) if directory else None
        if not directory:
            message.findings.append(
                self._at_unh("EDI-309", type=message.type, version=f"{version}{release}", known=", ".join(directories()))
            )
        elif spec is None:
            message.findings.append(self._at_unh("EDI-301", type=message.type, directory=directory))
        message.grammar, message.supported = (directory, True) if spec else (None, False)
        return spec

    def _read_body(self, message: Message, spec: Structure | None, trailer: int) -> int:
        assert self.body is not None
        decoder = self._decoder
        raw = Raw("".join(self.body), self._body_at, decoder.width, decoder.wide, decoder.damaged, trailer)
        if spec is None or self._reading.structure_only:
            message.tree, count_ = flat(message.tree, raw, self._delimiters)
            return count_
        self._note_level(message, raw)
        segments, found = self._reader(spec).read(message.tree, raw)
        message.findings += found
        return segments

    def _note_level(self, message: Message, raw: Raw) -> None:
        """UNOA has capitals only. Everybody sends more, and nobody minds; it is told once."""
        if message.interchange.details.get("level") == _LIMITED and (beyond := _LEVEL_A.search(raw.text)):
            byte = raw.offset + raw.width(raw.text[: beyond.start()])
            message.findings.append(finding("EDI-010", Location(byte=byte), value=beyond[0]))

    def _reader(self, spec: Structure) -> BodyReader:
        key = (spec.set, spec.release)
        if key not in self._readers:
            self._readers[key] = BodyReader(spec, dictionary(spec.release), self._delimiters)
        return self._readers[key]
