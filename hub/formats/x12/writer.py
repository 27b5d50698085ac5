"""The X12 writer: trees to bytes, children in grammar order, counts made, nothing escaped because X12 has no escape.

Refuses what the delimiters or the charset cannot carry before a byte is written. Example:
`write([("850", tree)], Envelope(Address("ZZ", "A"), Address("ZZ", "B"), 17, at))`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from hub.formats.base import Address, Envelope, Unrepresentable
from hub.formats.segments import Field, Segment
from hub.formats.segments.structure import Slot, ordered
from hub.formats.x12.delimiters import Delimiters
from hub.formats.x12.dictionary import RELEASES
from hub.formats.x12.hierarchy import arranged
from hub.formats.x12.structure import group_of, structure

DEFAULT_RELEASE = "004010"
TECHNICAL = "TA1"  # not a set: it stands between ISA and the groups

_CONTROLS = r"\x00-\x1f\x7f"
_NAMES = ("element", "segment", "component", "repetition")


def write(messages: Sequence[tuple[str, Segment]], envelope: Envelope | None) -> bytes:
    """One interchange with all messages; without an envelope the sets alone."""
    delimiters, charset = _wishes(envelope)
    printer = Printer(delimiters, charset)
    lines = list(printer.sets(messages, 1)) if envelope is None else list(_interchange(messages, envelope, printer))
    gap = envelope.options.get("newline", "") if envelope else ""
    return "".join(line + delimiters.segment + gap for line in lines).encode(charset)


def _wishes(envelope: Envelope | None) -> tuple[Delimiters, str]:
    options = envelope.options if envelope else {}
    chosen = {name: options[name] for name in _NAMES if name in options}
    if "repetition" not in chosen and envelope is not None and _isa_version(_fallback(options)) >= "00402":
        chosen["repetition"] = "^"
    delimiters = Delimiters(**chosen)
    marks = [getattr(delimiters, name) for name in _NAMES if getattr(delimiters, name)]
    if len(set(marks)) != len(marks) or any(len(mark) != 1 or mark.isalnum() for mark in marks):
        raise Unrepresentable("ISA", " ".join(marks))
    return delimiters, options.get("charset", "latin-1")


def _fallback(options: dict[str, str]) -> str:
    """The release that the options ask for: GS08 (`005010X230`) or ISA12 (`00501`) or nothing."""
    wanted = options.get("version", "")
    return next((release for release in RELEASES if wanted[:5] and release.startswith(wanted[:5])), DEFAULT_RELEASE)


def _version(message_type: str, tree: Segment, options: dict[str, str]) -> str:
    """GS08 of one message. A 997 goes out in the release of the group that it answers, which AK103 names."""
    wanted = options.get("version", "")
    if wanted[:6] in RELEASES:
        return wanted
    if message_type == "997":
        answered = next((child.fields[3] for child in tree.children if child.tag == "AK1" and len(child.fields) > 3), "")
        return answered[:6] if isinstance(answered, str) and answered[:6] in RELEASES else DEFAULT_RELEASE
    return _fallback(options)


def _isa_version(release: str) -> str:
    return release[:5]


def _interchange(messages: Sequence[tuple[str, Segment]], envelope: Envelope, printer: Printer) -> Iterator[str]:
    business = [(kind, tree) for kind, tree in messages if kind != TECHNICAL]
    versions = [_version(kind, tree, envelope.options) for kind, tree in business]
    number = f"{envelope.control_number % 1_000_000_000:09d}"
    yield _isa(envelope, printer, number, _isa_version(max(versions, default=_fallback(envelope.options))))
    for kind, tree in messages:
        if kind == TECHNICAL:
            yield from (printer.segment(child, child.tag) for child in tree.children)
    runs = [list(run) for _, run in groupby(zip(business, versions, strict=True), key=lambda pair: (group_of(pair[0][0]), pair[1]))]
    for offset, run in enumerate(runs):
        yield from _group(run, envelope, printer, envelope.control_number + offset)
    yield printer.line(["IEA", str(len(runs)), number], "IEA")


def _isa(envelope: Envelope, printer: Printer, number: str, version: str) -> str:
    delimiters, options, at = printer.delimiters, envelope.options, envelope.at
    fixed = [
        *("ISA", options.get("authorization_qualifier", "00"), options.get("authorization", "").ljust(10)),
        *(options.get("security_qualifier", "00"), options.get("security", "").ljust(10)),
        *_address(envelope.sender, "ISA.06"),
        *_address(envelope.receiver, "ISA.08"),
        *(at.strftime("%y%m%d"), at.strftime("%H%M")),
    ]
    rest = [
        delimiters.repetition or "U",
        version,
        number,
        options.get("acknowledge", "0"),
        "T" if envelope.test else "P",
        delimiters.component,
    ]
    return delimiters.element.join([printer.line(fixed, "ISA"), *rest])


def _address(address: Address, path: str) -> tuple[str, str]:
    if len(address.id) > 15:
        raise Unrepresentable(path, address.id[15])
    return (address.qualifier or "ZZ").ljust(2), address.id.ljust(15)


def _group(run: Sequence[tuple[tuple[str, Segment], str]], envelope: Envelope, printer: Printer, number: int) -> Iterator[str]:
    (kind, _), version = run[0]
    control = str(number % 1_000_000_000)
    sender, receiver = envelope.group_sender or envelope.sender.id, envelope.group_receiver or envelope.receiver.id
    yield printer.line(["GS", group_of(kind) or "ZZ", sender, receiver, *_moment(envelope.at), control, "X", version], "GS")
    yield from printer.sets([message for message, _ in run], 1, version[:6])
    yield printer.line(["GE", str(len(run)), control], "GE")


def _moment(at: datetime) -> tuple[str, str]:
    return at.strftime("%Y%m%d"), at.strftime("%H%M")


class Printer:
    """Prints segments with one set of delimiters in one charset."""

    def __init__(self, delimiters: Delimiters, charset: str) -> None:
        self.delimiters = delimiters
        self._charset = charset
        marks = {getattr(delimiters, name) for name in _NAMES} - {""}
        # Nearly every line is plain text; it is looked at as a whole, and only a doubtful one value by value.
        self._plain = re.compile(f"[^{_CONTROLS}{_escaped(marks - {delimiters.element})}]*")
        self._wrong = re.compile(f"[{_CONTROLS}{_escaped(marks)}]")

    def sets(self, messages: Sequence[tuple[str, Segment]], first: int, release: str = DEFAULT_RELEASE) -> Iterator[str]:
        """ST to SE of each message."""
        for number, (kind, tree) in enumerate(messages, first):
            control = f"{number:04d}"
            reference = tree.fields[3:4] if release >= "005010" else []
            yield self.line(["ST", kind, control, *map(str, reference)], "ST")
            body = list(self._body(kind, tree, release))
            yield from body
            yield self.line(["SE", str(len(body) + 2), control], "SE")

    def _body(self, kind: str, tree: Segment, release: str) -> Iterator[str]:
        found = structure(kind, release)
        yield from self._children((arranged(tree),), found.root if found else None)

    def _children(self, trail: tuple[Segment, ...], slot: Slot | None) -> Iterator[str]:
        """What stands below the last segment of `trail`, which leads there from the header."""
        for child in ordered(trail[-1].children, slot):
            yield self._at_once(child.fields) or self._one_by_one(child.fields, _path((*trail, child)))
            if child.children:
                yield from self._children((*trail, child), slot.by_tag.get(child.tag) if slot else None)

    def segment(self, segment: Segment, path: str) -> str:
        """One segment, trailing empty elements left out."""
        return self.line(segment.fields, path)

    def line(self, fields: Sequence[Field], path: str) -> str:
        """The tag and its elements; `path` says where, should a character have no place here."""
        return self._at_once(fields) or self._one_by_one(fields, path)

    def _at_once(self, fields: Sequence[Field]) -> str:
        """The line, if it is plain text that needs no second look, else nothing."""
        mark = self.delimiters.element
        try:
            line = mark.join(fields)  # type: ignore[arg-type]  # components end in the TypeError
        except TypeError:
            return ""
        plain = line.isascii() and line.count(mark) == len(fields) - 1 and self._plain.fullmatch(line)
        return line.rstrip(mark) if plain else ""

    def _one_by_one(self, fields: Sequence[Field], path: str) -> str:
        parts = [self._field(field, f"{path}.{at:02d}") for at, field in enumerate(fields)]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        return self.delimiters.element.join(parts)

    def _field(self, field: Field, path: str) -> str:
        if isinstance(field, str):
            return self._value(field, path)
        if any(isinstance(part, list) for part in field):
            return self._joined([self._field(part, path) for part in field], self.delimiters.repetition, path)
        return self._joined([self._value(str(part), path) for part in field], self.delimiters.component, path)

    @staticmethod
    def _joined(parts: list[str], mark: str, path: str) -> str:
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        if len(parts) > 1 and not mark:
            raise Unrepresentable(path, "repetition or component separator")
        return mark.join(parts)

    def _value(self, value: str, path: str) -> str:
        if self._wrong.search(value) is None and self._encodes(value):
            return value
        raise Unrepresentable(path, next(one for one in value if self._wrong.match(one) or not self._encodes(one)))

    def _encodes(self, text: str) -> bool:
        if text.isascii():
            return True
        try:
            text.encode(self._charset)
        except UnicodeEncodeError:
            return False
        return True


def _path(trail: Sequence[Segment]) -> str:
    """`PO1[2]/PID[1]`: each segment of the way with its number among its like, as it stands in the tree."""
    return "/".join(f"{child.tag}[{_number(parent, child)}]" for parent, child in pairwise(trail))


def _number(parent: Segment, child: Segment) -> int:
    like = [segment for segment in parent.children if segment.tag == child.tag]
    return next(number for number, segment in enumerate(like, 1) if segment is child)


def _escaped(marks: set[str]) -> str:
    return "".join(map(re.escape, sorted(marks)))
