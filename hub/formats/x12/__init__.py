"""X12: purchase orders, their changes and acknowledgements, ship notices, invoices and functional acknowledgements.

Opens nothing; reads anything without raising. Example: `FORMAT.read([b"ISA*00*..."], Reading())`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence

from hub.formats.base import Acknowledged, Envelope, Event, Leaf, Message, PathLanguage, Reading
from hub.formats.segments import Segment, order, restoring
from hub.formats.segments import leaves as leaves_of
from hub.formats.segments.blocks import MARKS
from hub.formats.segments.cutting import BLANKS
from hub.formats.segments.span import Marks, means, span
from hub.formats.x12 import hierarchy, reader, writer
from hub.formats.x12.acknowledged import acknowledged
from hub.formats.x12.acks import Acknowledger
from hub.formats.x12.delimiters import Header, find
from hub.formats.x12.dictionary import is_qualified
from hub.model.location import Location


class X12:
    """The format as the hub meets it (`hub.formats.base.Format`)."""

    name = "x12"
    media_type = "application/edi-x12"
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
        text = head[:2000].decode("latin-1").lstrip(BLANKS)
        header = find(text, final=True)
        return isinstance(header, Header) and header.start == 0 and header.kind != "BROKEN"

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        return reader.read(chunks, reading)

    def new_tree(self, message_type: str) -> Segment:
        return Segment("ST", ["ST", message_type])

    def write(self, messages: Sequence[tuple[str, Segment]], envelope: Envelope | None) -> bytes:
        return writer.write(messages, envelope)

    def census(self, tree: Segment) -> int:
        return leaves_of.census(tree) - hierarchy.counts(tree)

    def untaken(self, tree: Segment) -> list[Leaf]:
        return leaves_of.untaken(tree)

    def arrangement(self, tree: Segment) -> list[tuple[str, str]]:
        """The order of siblings as residue entries (`N1/*order`), for trees whose order a map would not keep."""
        return order.arrangement(tree, is_qualified)

    def restore(self, tree: Segment, leaves: Sequence[tuple[str, str]]) -> list[str]:
        hierarchy.rank(tree)  # ordinals count levels as they were read
        return restoring.restore(tree, leaves)

    def span(self, data: bytes, message: Message, where: Location, value: str) -> tuple[int, int] | None:
        """Which bytes of the parcel a value occupies; None where they do not say just that."""
        said = message.interchange.details
        marks = Marks(said.get("element", "*"), said.get("segment", "~"), said.get("component", ""), said.get("repetition", ""))
        charset = said.get("charset") or "ascii"
        found = span(data, marks, charset, where)
        return found if found is not None and means(data, marks, charset, found) == value else None

    def acknowledger(self) -> Acknowledger:
        """What makes 997 and TA1 from the events of one interchange."""
        return Acknowledger()

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:
        return acknowledged(message)


FORMAT = X12()
