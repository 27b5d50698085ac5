"""EDIFACT: orders, their responses, despatch advices, invoices and CONTRL, in directories D.96A and D.01B, EANCOM included, in syntax versions 1 to 4.

Opens nothing; reads anything without raising. Example: `FORMAT.read([b"UNB+UNOC:3+..."], Reading())`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hub.formats.base import Acknowledged, Envelope, Event, Leaf, Message, PathLanguage, Reading
from hub.formats.edifact import moments, packing, reader, writer
from hub.formats.edifact.acknowledged import acknowledged
from hub.formats.edifact.acks import Acknowledger
from hub.formats.edifact.delimiters import Header, find
from hub.formats.edifact.directories import is_qualified
from hub.formats.segments import Segment, order, restoring
from hub.formats.segments import leaves as leaves_of
from hub.formats.segments.blocks import MARKS
from hub.formats.segments.cutting import BLANKS
from hub.formats.segments.span import Marks, means, span
from hub.model.location import Location


class Edifact:
    """The format as the hub meets it (`hub.formats.base.Format`)."""

    name = "edifact"
    media_type = "application/edifact"
    enveloped = True

    @property
    def paths(self) -> PathLanguage:
        """The path language; imported when first asked for, so that reading alone does not need it."""
        found: PathLanguage = importlib.import_module("hub.formats.segments.path").PATHS
        return found

    def sniff(self, head: bytes) -> bool:
        for mark, codec in MARKS:
            if head.startswith(mark):
                head = head[len(mark) :].decode(codec, "ignore").encode("utf-8")
        header = find(head[:2000].decode("latin-1").lstrip(BLANKS), final=True)
        return isinstance(header, Header) and header.start == 0

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        return reader.read(chunks, reading)

    def new_tree(self, message_type: str) -> Segment:
        return writer.new_tree(message_type)

    def write(self, messages: Sequence[tuple[str, Segment]], envelope: Envelope | None) -> bytes:
        return writer.write(messages, envelope)

    def census(self, tree: Segment) -> int:
        return leaves_of.census(tree) - packing.counts(tree)

    def untaken(self, tree: Segment) -> list[Leaf]:
        return leaves_of.untaken(tree)

    def arrangement(self, tree: Segment) -> list[tuple[str, str]]:
        """The order of siblings as residue entries (`NAD/*order`), for trees whose order a map would not keep."""
        return order.arrangement(tree, is_qualified)

    def restore(self, tree: Segment, leaves: Sequence[tuple[str, str]]) -> list[str]:
        return restoring.restore(tree, leaves)

    def span(self, data: bytes, message: Message, where: Location, value: str) -> tuple[int, int] | None:
        """Which bytes of the parcel a value occupies; None where they do not say just that."""
        said = message.interchange.details
        marks, charset = Marks(*(said[name] for name in ("element", "segment", "component", "repetition", "release"))), said["charset"]
        found = _of_moment(data, marks, charset, where) or span(data, marks, charset, where)
        return found if found is not None and means(data, marks, charset, found) == value else None

    def acknowledger(self) -> Acknowledger:
        """What makes CONTRL from the events of one interchange."""
        return Acknowledger()

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:
        return acknowledged(message)


def _of_moment(data: bytes, marks: Marks, charset: str, where: Location) -> tuple[int, int] | None:
    """The part of a DTM that the tree shows as a value of its own."""
    if where.segment != "DTM" or where.component is None:
        return None
    text, notation = (span(data, marks, charset, replace(where, component=number)) for number in (2, 3))
    if text is None or notation is None:
        return None
    part = moments.within(data[slice(*text)].decode(charset), data[slice(*notation)].decode(charset), where.component)
    return (text[0] + part[0], text[0] + part[1]) if part is not None else None


FORMAT = Edifact()
