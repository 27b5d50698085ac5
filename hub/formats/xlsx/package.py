"""The zip that a workbook is: its parts, each inflated under a limit; and its XML, parsed without entities, DTD or network.

Never trusts the sizes that a zip states: they are checked before and while inflating. Example: `Package(data).part("xl/workbook.xml")`.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from hub.model.location import Finding

MOST_ENTRIES = 2_000
MOST_BYTES = 512 * 1024 * 1024  # of all parts together, inflated
MOST_RATIO = 250  # inflated to packed, of a part of more than LEAST; sheets full of blanks reach 100
LEAST = 4 * 1024 * 1024

Element = Any  # of lxml, whose stubs know too little of it
# What a broken or hostile zip makes the standard library raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, KeyError)


# No entity is expanded, no DTD read, no file or host asked; libxml2 keeps its own limits of depth and text.
_HARDENED: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Refused(Exception):
    """A workbook that is not read any further, with the finding that says why."""

    def __init__(self, rule: str, **params: object) -> None:
        super().__init__(rule)
        self.finding = Finding(rule, "error", params=params)


class Package:
    """The parts of a workbook."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise Refused("XLS-002", what=str(error)[:200]) from None
        self._entries = {entry.filename.lower(): entry for entry in entries}
        self._inflated = 0
        self._check(entries)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MOST_ENTRIES:
            raise Refused("XLS-003", what=f"{len(entries)} entries", limit=f"{MOST_ENTRIES} entries")
        if len(self._entries) != len(entries):
            raise Refused("XLS-002", what="two parts of the same name")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("XLS-001")
        size = sum(entry.file_size for entry in entries)
        if size > MOST_BYTES:
            raise Refused("XLS-003", what=f"{size} bytes", limit=f"{MOST_BYTES} bytes")
        for entry in entries:
            if entry.file_size > LEAST and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
                raise Refused(
                    "XLS-003", what=f"{entry.filename} {entry.file_size // max(entry.compress_size, 1)}:1", limit=f"{MOST_RATIO}:1"
                )

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def part(self, name: str) -> IO[bytes]:
        """One part as a stream that raises Refused beyond the limit."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise Refused("XLS-002", what=f"there is no part {name}")
        try:
            return io.BufferedReader(_Counted(self, self._zip.open(entry)), 64 * 1024)
        except _BROKEN as error:
            raise Refused("XLS-002", what=str(error)[:200]) from None

    def count(self, size: int) -> None:
        """Note bytes that were inflated, whatever the zip stated."""
        self._inflated += size
        if self._inflated > MOST_BYTES:
            raise Refused("XLS-003", what=f"more than {MOST_BYTES} bytes", limit=f"{MOST_BYTES} bytes")

    def root(self, name: str) -> Element:
        """A small part, parsed whole."""
        try:
            tree = etree.parse(self.part(name), etree.XMLParser(**_HARDENED))
        except (etree.XMLSyntaxError, ValueError, LookupError) as error:
            raise Refused("XLS-002", what=str(error)[:200]) from None
        _without_doctype(tree)
        return tree.getroot()

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Kind and target of the relations of a part, by id."""
        folder, file = posixpath.split(name)
        source = posixpath.join(folder, "_rels", f"{file}.rels")
        if source not in self:
            return {}
        found = {}
        for child in self.root(source):
            target = child.get("Target", "")
            if child.get("TargetMode") != "External":  # nothing outside is ever fetched
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                found[child.get("Id", "")] = (child.get("Type", "").rpartition("/")[2], path)
        return found


class _Counted(io.RawIOBase):
    """A part that counts what it inflates and turns what goes wrong into Refused."""

    def __init__(self, package: Package, stream: IO[bytes]) -> None:
        self._package = package
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise Refused("XLS-002", what=str(error)[:200]) from None
        self._package.count(len(data))
        buffer[: len(data)] = data
        return len(data)


def parsed(stream: IO[bytes], *names: str) -> Iterator[tuple[str, Element]]:
    """The elements of these names as they end, each with its name."""
    events = etree.iterparse(stream, events=("end",), tag=[f"{{*}}{name}" for name in names], **_HARDENED)
    known = False
    spelt: dict[str, str] = {}
    try:
        for _, element in events:
            if not known:
                _without_doctype(element.getroottree())
                known = True
            tag = element.tag
            if tag not in spelt:
                spelt[tag] = local(element)
            yield spelt[tag], element
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Refused("XLS-002", what=str(error)[:200]) from None


def _without_doctype(tree: Element) -> None:
    """Entities are declared in a document type declaration only, and no workbook has one."""
    if tree.docinfo.doctype:
        raise Refused("XLS-004")


def local(element: Element) -> str:
    """The name of an element without its namespace: transitional and strict workbooks have different ones."""
    return str(element.tag).rpartition("}")[2]
