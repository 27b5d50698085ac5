r"""XLSX as a format: nobody's without a map, since nothing in a workbook says what it holds.

Never opens anything outside of the parcel, never raises on bad input. Example: `FORMAT.bound({"order": layout}).sniff(b"PK\x03\x04…")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
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
)
from hub.formats.tables.assemble import Assembly, Made
from hub.formats.tables.fit import LOOK, Fit, fit
from hub.formats.tables.grid import grid, sheets
from hub.formats.tables.layout import TableLayout, normalised, parse
from hub.formats.tables.path import TablePaths
from hub.formats.tables.restoring import restored
from hub.formats.tables.sample import Sample, sample
from hub.formats.tables.tree import Table
from hub.formats.xlsx.cells import Cells
from hub.formats.xlsx.package import Package, Refused
from hub.formats.xlsx.workbook import Sheet, Workbook
from hub.formats.xlsx.writer import printed
from hub.model.location import Finding, Location

MAX_BYTES = 64 * 1024 * 1024
MOST_SHEETS = 200
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class XlsxFormat:
    """The format object, under the layouts of some maps."""

    layouts: Mapping[str, TableLayout] = field(default_factory=dict)
    name: ClassVar[str] = "xlsx"
    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    enveloped: ClassVar[bool] = False

    @property
    def paths(self) -> TablePaths:
        """The language of the one layout; without one, or among several, every name is a column."""
        return TablePaths(next(iter(self.layouts.values()))) if len(self.layouts) == 1 else TablePaths()

    def bound(self, layouts: Mapping[str, Layout]) -> XlsxFormat:
        """The format under the layouts of some maps."""
        return XlsxFormat({name: parse(name, layout) for name, layout in layouts.items()})

    def acknowledger(self) -> Acknowledger | None:
        return None

    def acknowledged(self, message: Message) -> list[Acknowledged] | None:  # noqa: ARG002 - a workbook acknowledges nothing
        return None

    def sniff(self, head: bytes) -> bool:
        """A zip, or the older container that encrypted workbooks are wrapped in, for whoever has a map for workbooks."""
        return bool(self.layouts) and head.startswith((_ZIP, _OLE))

    def sample(self, data: bytes) -> Sample | None:
        """The headings and first rows of the first sheet that has any, of a workbook without a layout; None where there are none."""
        if not data.startswith(_ZIP):
            return None
        try:
            workbook = Workbook(Package(data))
            sheets_ = [Cells(workbook, sheet) for sheet in workbook.sheets[:MOST_SHEETS] if not sheet.hidden]
            found = (sample(list(islice(cells.rows(), LOOK))) for cells in sheets_)
            return next((one for one in found if one is not None), None)
        except Refused:
            return None

    def read(self, chunks: Iterable[bytes], reading: Reading) -> Iterator[Event]:  # noqa: ARG002 - a workbook says its charset
        interchange = Interchange(self.name)
        yield InterchangeStart(interchange)
        count = 0
        try:
            for message in _Reader(self.layouts, interchange, _gathered(chunks)).messages():
                count += 1
                yield MessageRead(message)
        except Refused as refused:
            interchange.findings.append(refused.finding)
        yield InterchangeEnd(interchange, count, 0)

    def new_tree(self, message_type: str) -> Table:
        return Table(self.layouts.get(message_type, TableLayout(message_type)), typed=True)

    def write(self, messages: Sequence[tuple[str, Table]], envelope: Envelope | None) -> bytes:  # noqa: ARG002 - a workbook has no envelope
        """All messages in one workbook: on one sheet where a column tells them apart, otherwise on a sheet each."""
        together = sheets([table for _, table in messages])
        if not together:
            return b""
        return printed([(group[0].layout.sheet.split("|")[0] or group[0].layout.type, grid(group)) for group in together])

    def census(self, tree: Table) -> int:
        return tree.census()

    def untaken(self, tree: Table) -> list[Leaf]:
        return tree.untaken()

    def restore(self, tree: Table, leaves: Sequence[tuple[str, str]]) -> list[str]:
        return restored(tree, leaves)


def _gathered(chunks: Iterable[bytes]) -> bytes:
    """The whole workbook: a zip has its directory at the end."""
    pieces, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise Refused("XLS-003", what=f"more than {MAX_BYTES} bytes", limit=f"{MAX_BYTES} bytes")
        pieces.append(chunk)
    return b"".join(pieces)


@dataclass(slots=True)
class _Reader:
    """One pass over one workbook."""

    layouts: Mapping[str, TableLayout]
    interchange: Interchange
    data: bytes
    size: int = 0

    def messages(self) -> Iterator[Message]:
        if self.data.startswith(_OLE):
            raise Refused("XLS-001" if _ENCRYPTED in self.data else "XLS-005")
        workbook = Workbook(Package(self.data))
        self.size = len(self.data)
        if workbook.macros:
            self._tell("XLS-014", "info", Location())
        nearest: Fit | None = None
        unread: list[Finding] = []
        read = 0
        for sheet in workbook.sheets[:MOST_SHEETS]:
            cells = Cells(workbook, sheet)
            rows = cells.rows()
            looked = list(islice(rows, LOOK))
            found = fit(looked, self._wanted(sheet))
            if found.layout is None:
                nearest = found if nearest is None or found.score > nearest.score else nearest
                if any(not row.blank for row in looked):
                    unread.append(Finding("XLS-015", "warning", Location(segment=sheet.name), {"sheet": sheet.name}))
                continue
            read += 1
            if sheet.hidden:
                self._tell("XLS-016", "warning", Location(segment=sheet.name), sheet=sheet.name)
            for made in Assembly(found, cells.where, typed=True).messages(looked, rows):
                yield self._message(found.layout, made, cells)
            self.interchange.findings += cells.seen()
        if read:
            self.interchange.findings += unread
        else:
            self._unknown(nearest)

    def _wanted(self, sheet: Sheet) -> dict[str, TableLayout]:
        """The layouts that may be on a sheet of this name; a hidden one is read only where a layout names it."""
        name = normalised(sheet.name)
        named = {key: layout for key, layout in self.layouts.items() if name in map(normalised, layout.sheet.split("|"))}
        return named if sheet.hidden else named or {key: layout for key, layout in self.layouts.items() if not layout.sheet}

    def _tell(self, rule: str, severity: str, where: Location, **params: object) -> None:
        self.interchange.findings.append(Finding(rule, "info" if severity == "info" else "warning", where, params))

    def _unknown(self, nearest: Fit | None) -> None:
        found = nearest or Fit(type=next(iter(self.layouts), ""))
        params = {"message": f"xlsx/{found.type}", "missing": ", ".join(found.missing), "found": ", ".join(found.found)[:300]}
        self.interchange.findings.append(Finding("TAB-001", "error", Location(), params))

    def _message(self, layout: TableLayout, made: Made, cells: Cells) -> Message:
        mine = [one for one in cells.findings if (one.where.line or 0) <= made.last]
        del cells.findings[: len(mine)]
        return Message(
            format="xlsx",
            type=layout.type,
            version="",
            control_number="",
            tree=made.table,
            interchange=self.interchange,
            supported=True,
            findings=[*mine, *made.table.findings],
            segments=len(made.table.rows),
            end=self.size,
        )


FORMAT = XlsxFormat()
