"""The EDIFACT writer: trees to bytes, children in grammar order, counts made, separators in values released.

Refuses what the charset cannot carry before a byte is written. Example:
`write([("ORDERS", tree)], Envelope(Address("14", "4399901"), Address("14", "4399902"), 17, at))`.

Options of an envelope: `charset` (UNOC; without it, UNOC where everything fits, else UNOY), `syntax` (3, or 4 with UNOY), `version`
(`D01B`, `D:96A:UN:EAN008`), `association` (`EAN010`), `una` (always, never, or its six characters), the service characters by name, `group` (yes: UNG), and
what UNB may say beside: `application`, `priority`, `acknowledge`, `agreement`, `password`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from hub.formats.base import Address, Envelope, Unrepresentable
from hub.formats.edifact import articles, moments, packing
from hub.formats.edifact.charset import LEVELS
from hub.formats.edifact.checks import checks
from hub.formats.edifact.delimiters import Delimiters
from hub.formats.edifact.directories import DEFAULT, SERVICE, dictionary, directories, directory_of, structure
from hub.formats.edifact.envelope import message_version
from hub.formats.segments import Field, Segment
from hub.formats.segments.structure import Slot, ordered

_NAMES = ("component", "element", "decimal", "release", "repetition", "segment")
_PLAIN = re.compile(r"[A-Za-z0-9 .,\-/()=!\"%&;<>_@#$]*")
_LEVEL_A = re.compile(r"""[A-Z0-9 .,\-()/='+:?!"%&*;<>]""")
_CONTRL = {True: ("4", "1", "UN", ""), False: ("D", "3", "UN", "")}
_LONGEST = 35


@dataclass(frozen=True, slots=True)
class Version:
    """What UNH says beside the type: 0052, 0054, 0051 and 0057, and the directory whose tables order the segments."""

    parts: tuple[str, str, str, str]
    directory: str


def new_tree(message_type: str) -> Segment:
    """An empty tree; `message_type` may name its directory (`ORDERS:D01B`)."""
    kind, _, wanted = message_type.partition(":")
    version = _parsed(wanted)
    return Segment("UNH", ["UNH", "", [kind, *version] if version else kind])


def write(messages: Sequence[tuple[str, Segment]], envelope: Envelope | None) -> bytes:
    """One interchange with all messages; without an envelope the messages alone."""
    options = envelope.options if envelope else {}
    level, syntax = _syntax(options)
    if level:
        return _written(messages, envelope, level, syntax or "3")
    try:
        return _written(messages, envelope, "UNOC", syntax or "3")
    except Unrepresentable as problem:
        if problem.character.encode("latin-1", "ignore"):
            raise
    return _written(messages, envelope, "UNOY", syntax or "4")


def _syntax(options: dict[str, str]) -> tuple[str, str]:
    """Charset level and syntax version that an agreement asks for: `charset: UNOC` and `syntax: 3`, or both in `syntax: UNOC:3`."""
    first, _, second = options.get("syntax", "").partition(":")
    level, syntax = (first, second) if first[:1].isalpha() else ("", first)
    level = (options.get("charset", "") or level).upper()
    if (level and level not in LEVELS) or (syntax and syntax not in "1234"):
        raise Unrepresentable("UNB.01", f"{level}:{syntax}")
    return level, syntax


def _written(messages: Sequence[tuple[str, Segment]], envelope: Envelope | None, level: str, syntax: str) -> bytes:
    options = envelope.options if envelope else {}
    delimiters = _delimiters(options, syntax)
    printer = Printer(delimiters, level, syntax)
    lines = printer.interchange(messages, envelope) if envelope is not None else printer.messages(messages, options)
    gap = options.get("newline", "")
    text = "".join(line + delimiters.segment + gap for line in lines)
    return (_advice(options, delimiters, syntax, gap) + text).encode(printer.codec)


def _delimiters(options: dict[str, str], syntax: str) -> Delimiters:
    advice = options.get("una", "")
    chosen = dict(zip(_NAMES, advice, strict=True)) if _advises(advice) else {}
    chosen |= {name: options[name] for name in _NAMES if name in options}
    chosen.setdefault("repetition", "*" if syntax == "4" else "")
    chosen = {name: mark.strip(" ") for name, mark in chosen.items()}
    if syntax != "4":
        chosen["repetition"] = ""
    found = Delimiters(**chosen)
    marks = found.separators
    required = (found.component, found.element, found.segment)
    if (
        len(set(marks)) != len(marks)
        or any(len(mark) != 1 or mark.isalnum() for mark in (*required, *marks))
        or found.decimal not in {".", ","}
    ):
        raise Unrepresentable("UNA", " ".join(marks))
    return found


def _advice(options: dict[str, str], delimiters: Delimiters, syntax: str, gap: str) -> str:
    """UNA, where the service characters are not those that everybody assumes, or the agreement wants it."""
    usual = Delimiters(repetition="*" if syntax == "4" else "")
    wanted = options.get("una", "")
    if wanted == "never" or (delimiters == usual and wanted != "always" and not _advises(wanted)):
        return ""
    marks = (delimiters.component, delimiters.element, delimiters.decimal, delimiters.release, delimiters.repetition)
    return "UNA" + "".join(mark or " " for mark in marks) + delimiters.segment + gap


def _advises(una: str) -> bool:
    """Whether the option holds the six characters themselves, rather than a word about them."""
    return len(una) == len(_NAMES) and not una.isalpha()


def _parsed(text: str) -> tuple[str, str, str, str] | None:
    """`D01B`, `D01B:EAN010`, `D:01B` or `D:01B:UN:EAN010` as the parts of UNH; None when it names no directory of ours."""
    parts = text.split(":")
    if parts[0] in directories():
        return parts[0][:1], parts[0][1:], "UN", parts[1] if len(parts) > 1 else ""
    if len(parts) > 1 and parts[0] + parts[1] in directories():
        return parts[0], parts[1], parts[2] if len(parts) > 2 else "UN", parts[3] if len(parts) > 3 else ""
    return None


class Printer:
    """Prints segments with one set of service characters in one charset."""

    def __init__(self, delimiters: Delimiters, level: str, syntax: str) -> None:
        self.delimiters = delimiters
        self.codec = LEVELS[level]
        self._level, self._syntax = level, syntax
        self._released = re.compile("[" + "".join(map(re.escape, delimiters.separators)) + "]")

    def interchange(self, messages: Sequence[tuple[str, Segment]], envelope: Envelope) -> Iterator[str]:
        """UNB to UNZ; each run of messages of one type in a group where groups are asked for."""
        number = str(envelope.control_number)
        if len(number) > 14:
            raise Unrepresentable("UNB.05", number[14])
        yield self.line(self._unb(envelope, number), "UNB")
        if envelope.options.get("group", "no") == "no":
            yield from self.messages(messages, envelope.options)
            yield self.line(["UNZ", str(len(messages)), number], "UNZ")
            return
        runs = [list(run) for _, run in groupby(messages, key=lambda one: (one[0], self._version(one[0], one[1], envelope.options)))]
        for offset, run in enumerate(runs):
            yield from self._group(run, envelope, str(envelope.control_number + offset))
        yield self.line(["UNZ", str(len(runs)), number], "UNZ")

    def _unb(self, envelope: Envelope, number: str) -> list[Field]:
        options = envelope.options
        fields: list[Field] = [
            *("UNB", [self._level, self._syntax]),
            _address(envelope.sender, "UNB.02.01", options.get("sender_internal", "")),
            _address(envelope.receiver, "UNB.03.01", options.get("receiver_internal", "")),
            [*self._moment(envelope)],
            number,
            options.get("password", ""),
            *(options.get(name, "") for name in ("application", "priority", "acknowledge", "agreement")),
            "1" if envelope.test else "",
        ]
        return fields

    def _moment(self, envelope: Envelope) -> tuple[str, str]:
        return envelope.at.strftime("%Y%m%d" if self._syntax == "4" else "%y%m%d"), envelope.at.strftime("%H%M")

    def _group(self, run: Sequence[tuple[str, Segment]], envelope: Envelope, number: str) -> Iterator[str]:
        (kind, tree), *_ = run
        version, release, agency, association = self._version(kind, tree, envelope.options).parts
        sender, receiver = envelope.group_sender or envelope.sender.id, envelope.group_receiver or envelope.receiver.id
        directory: Field = [version, release, association]
        fields: list[Field] = ["UNG", kind.partition(":")[0], sender, receiver, [*self._moment(envelope)], number, agency, directory]
        yield self.line(fields, "UNG")
        yield from self.messages(run, envelope.options)
        yield self.line(["UNE", str(len(run)), number], "UNE")

    def messages(self, messages: Sequence[tuple[str, Segment]], options: dict[str, str]) -> Iterator[str]:
        """UNH to UNT of each message."""
        for number, (kind, tree) in enumerate(messages, 1):
            version = self._version(kind, tree, options)
            base = kind.partition(":")[0]
            yield self.line(["UNH", str(number), [base, *version.parts]], "UNH")
            found = structure(base, version.directory)
            travelling = packing.arranged(tree) if found and packing.TAG in found.tags else tree
            body = list(self._children(travelling, found.root if found else None, "", version.directory))
            yield from body
            yield self.line(["UNT", str(len(body) + 2), str(number)], "UNT")

    def _version(self, kind: str, tree: Segment, options: dict[str, str]) -> Version:
        base, _, wanted = kind.partition(":")
        if directory_of(base, "", "") == SERVICE:
            return Version(_CONTRL[self._syntax == "4"], SERVICE)
        own = message_version(tree.fields)
        parts = _parsed(wanted) or _parsed(options.get("version", "")) or _parsed(own) or _parsed(DEFAULT)
        assert parts is not None
        if options.get("association"):
            parts = (*parts[:3], options["association"])
        return Version(parts, directory_of(base, *parts[:2]))

    def _children(self, parent: Segment, slot: Slot | None, prefix: str, directory: str) -> Iterator[str]:
        ordinals: dict[str, int] = {}
        paths = {}
        for child in parent.children:
            number = ordinals[child.tag] = ordinals.get(child.tag, 0) + 1
            paths[id(child)] = f"{prefix}{child.tag}[{number}]"
        for child, first in articles.together(ordered(parent.children, slot)):
            path = paths[id(first)]
            yield self.line(self._marked(child, directory), path)
            yield from self._children(child, slot.by_tag.get(child.tag) if slot else None, path + "/", directory)

    def _marked(self, segment: Segment, directory: str) -> Sequence[Field]:
        """The fields with the decimal mark of the interchange: in the tree it is a point."""
        if segment.tag == "DTM":
            return moments.joined(segment.fields)
        mark = self.delimiters.decimal
        check = checks(dictionary(directory), self.delimiters)[segment.tag] if mark != "." and directory else None
        if check is None:
            return segment.fields
        fields = list(segment.fields)
        for element, component in check.numbers:
            held = fields[element] if element < len(fields) else ""
            if not held:
                continue
            if isinstance(held, str):
                fields[element] = held.replace(".", mark) if component < 2 else held
            elif component <= len(held) and not isinstance(held[0], list):
                fields[element] = [str(part).replace(".", mark) if at == component else str(part) for at, part in enumerate(held, 1)]
        return fields

    def line(self, fields: Sequence[Field], path: str) -> str:
        """One segment, trailing empty elements and components left out."""
        parts = [fields[0] if at == 0 else self._field(field, f"{path}.{at:02d}") for at, field in enumerate(fields)]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        return self.delimiters.element.join(map(str, parts))

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
            raise Unrepresentable(path, "repetition separator")
        return mark.join(parts)

    def _value(self, value: str, path: str) -> str:
        if self._level != "UNOA" and _PLAIN.fullmatch(value) and not self._released.search(value):
            return value
        for character in value:
            if not self._carries(character):
                raise Unrepresentable(path, character)
        character = self.delimiters.release
        if character:
            return self._released.sub(lambda match: character + match[0], value)
        if found := self._released.search(value):
            raise Unrepresentable(path, found[0])
        return value

    def _carries(self, character: str) -> bool:
        if character < " " or "\x7f" <= character < "\xa0":
            return False
        if self._level == "UNOA":
            return _LEVEL_A.fullmatch(character) is not None
        try:
            character.encode(self.codec)
        except UnicodeEncodeError:
            return False
        return True


def _address(address: Address, path: str, internal: str) -> Field:
    if len(address.id) > _LONGEST:
        raise Unrepresentable(path, address.id[_LONGEST])
    return [address.id, address.qualifier, internal]
