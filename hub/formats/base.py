"""What a format is: bytes to messages and back, a path language over its trees, and its acknowledgement.

A format is one folder below `hub/formats` (or an entry point `hub.formats`) with an object named `FORMAT`. It
never opens a file, a socket or a clock, and its reader never raises on bad input: it yields what it could read,
with findings. Example: `discover.formats()["x12"].read([b"ISA*00*..."], Reading())`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from hub.model.location import Finding, Location

Tree = Any  # the shape is private to each format; everyone else goes through Places
Layout = Mapping[str, Any]  # the `layout:` of a map as plain values; what it may hold is the format's own


@dataclass(slots=True)
class Address:
    """One end of an envelope: the qualifier of the identifier and the identifier itself, trimmed."""

    qualifier: str
    id: str


@dataclass(slots=True)
class Interchange:
    """The wrapping of messages, as the sender wrote it. A format without envelopes yields one with empty parts.

    `test`: the sender's own test mark (ISA15 `T`, UNB 0035 `1`), None where the format has none.
    `details`: what the format needs again to answer it (delimiters, raw header elements), as text by name.
    """

    format: str
    sender: Address | None = None
    receiver: Address | None = None
    control_number: str = ""
    version: str = ""
    test: bool | None = None
    details: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    offset: int = 0


@dataclass(slots=True)
class Group:
    """A functional group (GS-GE, UNG-UNE) inside an interchange."""

    type: str = ""
    sender: str = ""
    receiver: str = ""
    control_number: str = ""
    version: str = ""
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """One business message as read: what it says it is, its tree, and everything found in it.

    `type` and `version` are the sender's words ("850", "004010VICS"); `grammar` is the grammar that was used
    ("004010") or None when this set or version is not known, in which case the tree is flat and `supported` is
    False. `start` and `end` are byte offsets in the parcel.
    """

    format: str
    type: str
    version: str
    control_number: str
    tree: Tree
    interchange: Interchange
    group: Group | None = None
    grammar: str | None = None
    supported: bool = False
    findings: list[Finding] = field(default_factory=list)
    segments: int = 0
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """Format and type together, as maps and agreements name it: `x12/850`."""
        return f"{self.format}/{self.type}" if self.type else self.format


@dataclass(slots=True)
class InterchangeStart:
    """The header of an interchange was read."""

    interchange: Interchange


@dataclass(slots=True)
class GroupStart:
    """The header of a functional group was read."""

    interchange: Interchange
    group: Group


@dataclass(slots=True)
class MessageRead:
    """One whole message was read. The reader keeps no reference to it."""

    message: Message


@dataclass(slots=True)
class GroupEnd:
    """The trailer of a group was read or is missing (a finding says so); `declared` is its own count."""

    interchange: Interchange
    group: Group
    messages: int
    declared: int | None


@dataclass(slots=True)
class InterchangeEnd:
    """The interchange is over; `findings` of the interchange are complete now."""

    interchange: Interchange
    messages: int
    groups: int


Event = InterchangeStart | GroupStart | MessageRead | GroupEnd | InterchangeEnd


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: `charset` forces a decoding; `guide` names an implementation guide laid over the grammar;
    `structure_only` skips element rules (benchmarks and envelope-only opening).
    """

    charset: str | None = None
    guide: str | None = None
    structure_only: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the writer needs to wrap messages: both ends, control numbers, the moment, and the test mark.

    `options` are the agreement's wishes for this format (delimiters, versions), as text by name.
    """

    sender: Address
    receiver: Address
    control_number: int
    at: datetime
    test: bool = False
    group_sender: str = ""
    group_receiver: str = ""
    options: dict[str, str] = field(default_factory=dict)


class Unrepresentable(ValueError):
    """A value that the format cannot carry, told before anything is written: where, and which character."""

    def __init__(self, path: str, character: str) -> None:
        super().__init__(f"{path}: {character!r} cannot be written")
        self.path = path
        self.character = character


class PathError(ValueError):
    """A place that is not in the path language: `column` (from 1) in the text, and what would be right."""

    def __init__(self, text: str, column: int, expected: str) -> None:
        super().__init__(f"{text!r} at column {column}: expected {expected}")
        self.text = text
        self.column = column
        self.expected = expected


class LayoutError(ValueError):
    """A `layout:` that the format cannot use: the keys that lead to what is wrong in it, and what would be right."""

    def __init__(self, keys: Sequence[str], expected: str) -> None:
        super().__init__(f"{'.'.join(keys) or 'layout'}: expected {expected}")
        self.keys = tuple(keys)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filled value of a source tree: its place with ordinals, the value, and where it stood."""

    path: str
    value: str
    where: Location


class Place(Protocol):
    """A compiled path: reads a value below a node (marking it as taken) and writes one (creating the way).

    `get` returns None when there is no filled value. `put` creates what is missing, setting the constants of
    its conditions. `locate` says where a read value stands; `release` takes the mark back, because the value could not be used.
    """

    text: str

    def get(self, node: Tree) -> str | None: ...
    def put(self, node: Tree, value: str) -> None: ...
    def locate(self, node: Tree) -> Location: ...
    def release(self, node: Tree) -> None: ...


class Each(Protocol):
    """A compiled repetition: all matching nodes below a node when reading, a new node when writing.

    `take` marks the conditions of a node after something in it was read; `close` ends a node after everything in it was written.
    """

    text: str

    def iterate(self, node: Tree) -> Iterable[Tree]: ...
    def append(self, node: Tree) -> Tree: ...
    def take(self, node: Tree) -> None: ...
    def close(self, node: Tree) -> None: ...


class PathLanguage(Protocol):
    """The path language of one format. `place` and `each` raise PathError.

    `reader` compiles many places into one function that returns their values in order, so that a format can
    locate a shared segment once; it marks exactly what it returns. `beside` is the text of the place that a neighbour
    (`.03`) names, seen from another place (`DTM[01=002].02` gives `DTM[01=002].03`).

    A language may have two more, which make maps faster: `source(places, eaches)`, the same as a text (`hub.formats.source`), and
    `joined(outer, inner, around)`, the places of a group as they are seen from around it (`hub.mapping.flatten`).
    """

    def place(self, text: str) -> Place: ...
    def each(self, text: str) -> Each: ...
    def beside(self, text: str, neighbour: str) -> str: ...
    def reader(self, places: Sequence[Place]) -> Callable[[Tree], list[str | None]]: ...


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What an interchange is answered: messages to be written (type, tree), and for each message read whether it was accepted.

    `options`: what of the sender's own envelope the answer keeps (service characters, charset), as envelope options: the sender
    understands them. An answer that cannot be written with them is written with `fallback` alone.
    """

    messages: list[tuple[str, Tree]]
    verdicts: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    fallback: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a partner says of one of our envelopes: its control number, and accepted | acceptedWithErrors | rejected."""

    control_number: int
    code: str


class Acknowledger(Protocol):
    """Makes the answer to one interchange while it is read."""

    def feed(self, event: Event) -> None: ...
    def result(self) -> Acknowledgement | None: ...


class Format(Protocol):
    """A format: explicit object, found by walking the package. `name` is the part before the slash (`x12`)."""

    name: str
    media_type: str
    enveloped: bool  # whether interchanges say who writes to whom, under a control number
    paths: PathLanguage

    def acknowledger(self) -> Acknowledger | None:
        """A new acknowledger for one interchange; None for formats that acknowledge nothing."""

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:
        """What a message says of our envelopes when it is an acknowledgement; None when it is not one."""

    def sniff(self, head: bytes) -> bool:
        """Whether bytes that begin like this are of the format (BOM and leading blanks allowed)."""

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        """Read in one pass, one message in memory at a time. Never raises on bad input."""

    def new_tree(self, message_type: str) -> Tree:
        """An empty tree for the writer side of a map; `message_type` is the part after the slash (`850`)."""

    def write(self, messages: Sequence[tuple[str, Tree]], envelope: Envelope | None) -> bytes:
        """Messages (type, tree) as bytes, children in grammar order, counts made. Raises Unrepresentable.

        The same every time, and the trees stay as they are: one may be written for many receivers.
        """

    def census(self, tree: Tree) -> int:
        """How many filled leaves the message body has."""

    def untaken(self, tree: Tree) -> list[Leaf]:
        """The filled leaves that no Place has marked."""

    def restore(self, tree: Tree, leaves: Sequence[tuple[str, str]]) -> list[str]:
        """Put residue (path with ordinals, value) back into a written tree; returns paths that did not fit."""


@runtime_checkable
class Unnamed(Protocol):
    """A format whose bytes do not say which message they hold (tables, foreign JSON): the maps of whoever sent them do.

    `bound` gives the same format under the layouts of some maps, by message type: what it reads is of the type whose layout fits, and
    it writes and names places by them. Raises LayoutError. Unbound, it knows no message.
    """

    def bound(self, layouts: Mapping[str, Layout]) -> Format: ...


def laid_out(format_: Format, layouts: Mapping[str, Layout]) -> Format:
    """A format under some layouts; formats whose messages say what they are need none."""
    return format_.bound(layouts) if isinstance(format_, Unnamed) else format_
