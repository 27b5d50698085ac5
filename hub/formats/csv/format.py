r"""CSV as a format: nobody's without a map, since nothing in a table says what it holds.

Never opens anything, never raises on bad input. Example: `FORMAT.bound({"order": layout}).sniff(b"Order No,Qty\n")` is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import ClassVar

from hub.formats.base import (
    Acknowledged,
    Acknowledger,
    Envelope,
    Event,
    Interchange,
    InterchangeEnd,
    InterchangeStart,
    Layout,
    Leaf,
    Message,
    MessageRead,
    Reading,
    Unrepresentable,
)
from hub.formats.csv.lines import Line, Lines
from hub.formats.csv.records import DELIMITERS, Records
from hub.formats.csv.writer import printed
from hub.formats.tables.assemble import Assembly, Made
from hub.formats.tables.fit import LOOK, Fit, fit
from hub.formats.tables.grid import grid, sheets
from hub.formats.tables.layout import TableLayout, parse
from hub.formats.tables.path import TablePaths
from hub.formats.tables.restoring import restored
from hub.formats.tables.sample import Sample, sample
from hub.formats.tables.tree import Table, letters
from hub.model.location import Finding, Location

MOST_TOLD = 20
HEAD = 4096  # bytes that tell a text


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """The format object, under the layouts of some maps."""

    layouts: Mapping[str, TableLayout] = field(default_factory=dict)
    name: ClassVar[str] = "csv"
    media_type: ClassVar[str] = "text/csv"
    enveloped: ClassVar[bool] = False

    @property
    def paths(self) -> TablePaths:
        """The language of the one layout; without one, or among several, every name is a column."""
        return TablePaths(next(iter(self.layouts.values()))) if len(self.layouts) == 1 else TablePaths()

    def bound(self, layouts: Mapping[str, Layout]) -> CsvFormat:
        """The format under the layouts of some maps."""
        return CsvFormat({name: parse(name, layout) for name, layout in layouts.items()})

    def acknowledger(self) -> Acknowledger | None:
        return None

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:  # noqa: ARG002 - a table acknowledges nothing
        return None

    def sniff(self, head: bytes) -> bool:
        """Any text, for whoever has a map for tables; nobody's otherwise."""
        if not self.layouts or not head.strip():
            return False
        return head[:2] in (b"\xff\xfe", b"\xfe\xff") or (
            b"\0" not in head[:512] and not head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
        )

    def sample(self, data: bytes) -> Sample | None:
        """The headings and first rows of a table without a layout, under the delimiter that finds most; None where there are none."""
        if not CsvFormat({"": TableLayout()}).sniff(data[:HEAD]):
            return None
        head = list(islice(Lines([data]).lines(), LOOK))
        found = [one for mark in DELIMITERS if (one := sample(list(Records(head, mark).rows()))) is not None]
        return max(found, key=lambda one: len(one.headings), default=None)

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:
        interchange = Interchange(self.name)
        yield InterchangeStart(interchange)
        count = 0
        for message in _Reader(self.layouts, interchange).messages(chunks, reading.charset):
            count += 1
            yield MessageRead(message)
        yield InterchangeEnd(interchange, count, 0)

    def new_tree(self, message_type: str) -> Table:
        return Table(self.layouts.get(message_type, TableLayout(message_type)))

    def write(self, messages: Sequence[tuple[str, Table]], envelope: Envelope | None) -> bytes:
        """All messages in one table. `charset` and `delimiter` of the layout, or of the envelope's options, go before UTF-8 and comma."""
        tables = [table for _, table in messages]
        together = sheets(tables)
        if not together:
            return b""
        if len(together) > 1 or len({table.layout.type for table in tables}) > 1:
            raise Unrepresentable("rows", "a second message, which this layout has no column to tell apart")
        layout, options = tables[0].layout, envelope.options if envelope is not None else {}
        charset = options.get("charset") or layout.charset or "utf-8"
        delimiter = {"tab": "\t"}.get(options.get("delimiter", ""), options.get("delimiter", "")) or layout.delimiter or ","
        return printed(([text for text, _ in row] for row in grid(together[0])), delimiter, charset)

    def census(self, tree: Table) -> int:
        return tree.census()

    def untaken(self, tree: Table) -> list[Leaf]:
        return tree.untaken()

    def restore(self, tree: Table, leaves: Sequence[tuple[str, str]]) -> list[str]:
        return restored(tree, leaves)


@dataclass(slots=True)
class _Reader:
    """One pass over one parcel."""

    layouts: Mapping[str, TableLayout]
    interchange: Interchange
    told: int = 0
    width: int = 0

    def messages(self, chunks: Iterable[bytes], charset: str | None) -> Iterator[Message]:
        declared = charset or next((layout.charset for layout in self.layouts.values() if layout.charset), "")
        lines = Lines(chunks, declared)
        every = lines.lines()
        head = list(islice(every, LOOK + 100))
        found, delimiter = self._fit(head)
        self.interchange.findings = lines.findings
        self.interchange.details = {"delimiter": delimiter}
        if found.layout is None:
            self._unknown(found, head)
            lines.findings += lines.doubts
            return
        records = Records(chain(head, every), delimiter, lines.doubts)
        rows = records.rows()
        looked = list(islice(rows, LOOK))
        self.width = len(looked[found.header].cells) if found.header >= 0 else 0
        assembly = Assembly(replace(found, columns=dict(found.columns)), _where)
        for made in assembly.messages(looked, rows):
            self._uneven(made.table)
            yield self._message(found.layout, made, lines.doubts)
        lines.findings += lines.doubts

    def _fit(self, head: Sequence[Line]) -> tuple[Fit, str]:
        """The delimiter under which the headings are found; of those declared or usual, the first of equals."""
        declared = {layout.delimiter for layout in self.layouts.values() if layout.delimiter}
        best: tuple[Fit, str] | None = None
        for delimiter in (*sorted(declared), *(mark for mark in DELIMITERS if mark not in declared)):
            rows = list(islice(Records(head, delimiter).rows(), LOOK))
            layouts = {name: one for name, one in self.layouts.items() if one.delimiter in ("", delimiter)}
            found = fit(rows, layouts)
            if best is None or (found.score, len(found.found)) > (best[0].score, len(best[0].found)):
                best = found, delimiter
        assert best is not None
        return best

    def _unknown(self, found: Fit, anything: object) -> None:
        params = {
            "message": f"csv/{found.type}",
            "missing": ", ".join(found.missing),
            "found": ", ".join(found.found)[:300] if anything else "",
        }
        self.interchange.findings.append(Finding("TAB-001", "error", Location(line=1, byte=0), params))

    def _uneven(self, table: Table) -> None:
        """Rows with filled cells beyond the headings, and rows that end early, where something is wrong with separators or quotes."""
        for row in table.rows:
            if len(row.cells) != self.width and self.width:
                beyond = any(cell for cell in row.cells[self.width :])
                if (beyond or len(row.cells) < self.width) and self.told < MOST_TOLD:
                    self.told += 1
                    params = {"count": len(row.cells), "headings": self.width}
                    where = Location(byte=row.start, line=row.number, element=min(len(row.cells), self.width) + beyond)
                    table.findings.append(Finding("CSV-011", "warning", where, params))

    def _message(self, layout: TableLayout, made: Made, doubts: list[Finding]) -> Message:
        mine = [one for one in doubts if (one.where.byte or 0) < made.end]
        doubts[:] = [one for one in doubts if (one.where.byte or 0) >= made.end]
        return Message(
            format="csv",
            type=layout.type,
            version="",
            control_number="",
            tree=made.table,
            interchange=self.interchange,
            supported=True,
            findings=[*mine, *made.table.findings],
            segments=len(made.table.rows),
            start=made.start,
            end=made.end,
        )


def _where(number: int, start: int, column: int) -> Location:
    """The line of the file, the byte where its row begins, and the column."""
    return Location(byte=start, line=number or None, element=column + 1, path=f"{letters(column)}{number}" if number else None)


FORMAT = CsvFormat()
