"""A kit for anybody's format: what every reader and writer promises, as checks to run over samples and noise.

Opens nothing; each check raises AssertionError. Example: `check_format(FORMAT, [sample], envelope)` in a test of your own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from hub.formats.base import (
    Address,
    Envelope,
    Event,
    Format,
    GroupEnd,
    InterchangeEnd,
    InterchangeStart,
    Message,
    MessageRead,
    Reading,
)
from hub.model.location import Finding

ENVELOPE = Envelope(Address("ZZ", "SENDER"), Address("ZZ", "RECEIVER"), 17, datetime(2026, 8, 1, 12, 0, tzinfo=UTC))


def read(format_: Format, data: bytes, reading: Reading | None = None) -> list[Event]:
    """All events of a parcel."""
    return list(format_.read([data], reading or Reading()))


def messages(format_: Format, data: bytes, reading: Reading | None = None) -> list[Message]:
    """All messages of a parcel."""
    return [event.message for event in read(format_, data, reading) if isinstance(event, MessageRead)]


def content(format_: Format, message: Message) -> list[tuple[str, str]]:
    """Every filled leaf of a message that no map has touched: the tree as anybody can compare it."""
    return [(leaf.path, leaf.value) for leaf in format_.untaken(message.tree)]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """The same bytes in chunks of `size`."""
    return (data[start : start + size] for start in range(0, len(data), size))


def told(format_: Format, events: Iterable[Event]) -> list[object]:
    """What events say, as plain values: two readings are the same when this is."""
    return [_told(format_, event) for event in events]


def _told(format_: Format, event: Event) -> object:
    match event:
        case InterchangeStart(found):
            return ("start", found.sender, found.receiver, found.control_number, found.version, found.offset)
        case MessageRead(message):
            said = (message.name, message.version, message.control_number, message.grammar, message.start, message.end)
            return ("message", said, content(format_, message), [_finding(one) for one in message.findings])
        case GroupEnd(group=group, messages=count, declared=declared):
            return ("group", group.control_number, count, declared, [_finding(one) for one in group.findings])
        case InterchangeEnd(found, count, groups):
            return ("end", count, groups, [_finding(one) for one in found.findings])
    return type(event).__name__


def _finding(found: Finding) -> object:
    return (found.rule, found.severity, found.where, sorted((name, str(value)) for name, value in found.params.items()))


def check_never_raises(format_: Format, data: bytes) -> None:
    """Whatever the bytes are, reading ends, and every interchange that starts ends."""
    for reading in (Reading(), Reading(structure_only=True)):
        depth = 0
        for event in format_.read([data], reading):
            depth += isinstance(event, InterchangeStart) - isinstance(event, InterchangeEnd)
            assert depth in {0, 1}, "an interchange starts inside another"
        assert depth == 0, "an interchange never ends"


def check_chunks_do_not_matter(format_: Format, data: bytes, sizes: Sequence[int] = (1, 7, 1000)) -> None:
    """However the bytes arrive, the events are the same."""
    whole = told(format_, format_.read([data], Reading()))
    for size in sizes:
        assert told(format_, format_.read(pieces(data, size), Reading())) == whole, f"chunks of {size} read differently"


def check_locations(format_: Format, data: bytes) -> None:
    """Every place that is told lies in the parcel, and messages do not overlap."""
    before = 0
    for message in messages(format_, data):
        assert before <= message.start <= message.end <= len(data)
        before = message.end
        for leaf in format_.untaken(message.tree):
            assert leaf.where.byte is None or message.start <= leaf.where.byte < message.end


def check_census(format_: Format, data: bytes) -> None:
    """A message that no map has touched has all its leaves untaken, each at a place of its own."""
    for message in messages(format_, data):
        paths = [path for path, _ in content(format_, message)]
        assert len(paths) == len(set(paths)) == format_.census(message.tree)


def check_round_trip(format_: Format, data: bytes, envelope: Envelope = ENVELOPE) -> None:
    """What was read without an error and is written is read again as the same. Writing changes no tree: the same one goes to many."""
    for message in messages(format_, data):
        if not message.supported or any(found.severity == "error" for found in message.findings):
            continue
        written = format_.write([(message.type, message.tree)], envelope)
        assert format_.write([(message.type, message.tree)], envelope) == written, "the second writing of a tree gives something else"
        again = messages(format_, written)
        assert [content(format_, one) for one in again] == [content(format_, message)]


def check_residue(format_: Format, data: bytes) -> None:
    """All residue of a message, put back into an empty tree, is the message."""
    for message in messages(format_, data):
        if message.supported and not any(found.severity == "error" for found in message.findings):
            tree = format_.new_tree(message.type)
            assert format_.restore(tree, content(format_, message)) == []
            assert sorted((leaf.path, leaf.value) for leaf in format_.untaken(tree)) == sorted(content(format_, message))


def check_format(format_: Format, samples: Iterable[bytes], envelope: Envelope = ENVELOPE) -> None:
    """Every promise, over every sample."""
    for sample in samples:
        assert format_.sniff(sample[:4096])
        check_never_raises(format_, sample)
        check_chunks_do_not_matter(format_, sample)
        check_locations(format_, sample)
        check_census(format_, sample)
        check_round_trip(format_, sample, envelope)
        check_residue(format_, sample)
