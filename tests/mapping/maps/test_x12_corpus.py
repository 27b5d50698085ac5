"""Every published order, response, ship notice and invoice (850, 855, 856, 810) of the corpus: at least nine tenths of its leaves find a place, the rest is listed in the
documentation, and the message is written back equal, with nothing dropped.

Equal: the segments of the body, less empty elements at the end, decimals by their value, qualifier pairs as a set.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hub.formats.base import Address, Envelope, Message, MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import measure, restore, with_residue
from hub.model.documents.registry import validate

ENVELOPE = Envelope(Address("ZZ", "A"), Address("ZZ", "B"), 1, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))

TABLE = Path(__file__).parents[3] / "docs" / "reference" / "corpus-x12.md"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|")) for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| ")
][1:]
DOCUMENTED = {file: (release, int(leaves), int(mapped), set(residue.split()) - {"–"}) for file, release, leaves, mapped, residue in ROWS}
# Named 850, but not one: a set of another kind (TFS, FGS); and releases that have no grammar here (003010, 004060).
NOT_SUPPORTED = {"indice-co-x12.Issue101.edi", "kputnam-1.edi", "aaronhuggins-856.edi"}
# What a file says that no map can use: a ship date of three digits.
UNREADABLE = {"edifabric-ShipNotice.txt": {"MAP-101"}}
# Files whose segments stand in another order than the standard's (X12-407): they come back in the standard's.
OUT_OF_ORDER = {"inteligenz-Example5_Walmart.txt"}


@cache
def compiled(message_type: str) -> CompiledMap:
    return compile_map(library.load("x12", message_type), FORMAT.paths)


def messages(data: bytes) -> list[Message]:
    read = [event.message for event in FORMAT.read([data], Reading()) if isinstance(event, MessageRead)]
    return [message for message in read if message.grammar]


def files(corpus: Path) -> list[Path]:
    return [path for folder in ("850", "855", "856", "810") for path in sorted((corpus / "edi" / "x12" / folder).iterdir())]


def test_the_table_names_every_file_of_the_corpus(corpus):
    assert {path.name for path in files(corpus)} == DOCUMENTED.keys() | NOT_SUPPORTED


@pytest.fixture(params=sorted(DOCUMENTED))
def path(request, corpus):
    return next(path for path in files(corpus) if path.name == request.param)


def test_what_the_documentation_says_of_a_file_is_true(path):
    releases, leaves, mapped, left = set(), 0, 0, set()
    for message in messages(path.read_bytes()):
        coverage = measure(FORMAT, message.tree, compiled(message.type).read(message.tree))
        releases.add(message.version)
        leaves, mapped = leaves + coverage.leaves, mapped + coverage.mapped
        left |= {re.sub(r"\[[0-9]+\]", "", leaf.path) for leaf in FORMAT.untaken(message.tree)}

    assert ("".join(releases), leaves, mapped, left) == DOCUMENTED[path.name]


def test_nine_tenths_of_every_message_are_in_the_document(path):
    for message in messages(path.read_bytes()):
        read = compiled(message.type).read(message.tree)
        coverage = measure(FORMAT, message.tree, read)

        assert message.supported
        assert coverage.share >= 0.9
        assert coverage.leaves == coverage.mapped + coverage.extension + coverage.residue
        assert {finding.rule for finding in read.findings if finding.severity == "error"} == UNREADABLE.get(path.name, set())


def test_a_message_makes_a_valid_document_whose_checks_do_not_fail(path):
    for message in messages(path.read_bytes()):
        mapped = compiled(message.type)
        read = mapped.read(message.tree)
        model, findings = validate(mapped.document, with_residue(FORMAT, message.tree, read.document, mapped))

        assert findings == []
        assert not [finding for finding in model.doubts() if finding.severity == "error"]
        assert {**model.values(), **read.document} == model.values()


def test_a_message_comes_back_equal_and_nothing_is_dropped(path):
    for message in messages(path.read_bytes()):
        mapped = compiled(message.type)
        before = list(segments(message))
        document = with_residue(FORMAT, message.tree, mapped.read(message.tree).document, mapped)
        tree = FORMAT.new_tree(message.type)
        written = mapped.write(document, tree)

        assert restore(FORMAT, tree, document) == []
        assert (written.dropped, [finding.rule for finding in written.findings]) == ([], [])
        (back,) = messages(FORMAT.write([(message.type, tree)], ENVELOPE))
        after = list(segments(back))
        if path.name in OUT_OF_ORDER:
            after, before = sorted(after, key=str), sorted(before, key=str)
        assert after == before


# ── equality of bodies ──────────────────────────────────────────────────────────────────────────────────────

PAIRS = {"PO1": 6, "IT1": 6, "POC": 8, "LIN": 2, "PER": 3, "ACK": 7, "TAX": 2}
COUNTS = {"HL": (1, 2, 4)}  # made by the writer, like the count in SE


def segments(message: Message) -> Iterator[tuple[str, object]]:
    yield from _below(message.tree)


def _below(segment) -> Iterator[tuple[str, object]]:
    for child in segment.children:
        yield child.tag, _elements(child)
        yield from _below(child)


def _elements(segment) -> tuple[object, ...]:
    made = COUNTS.get(segment.tag, ())
    values = ["" if at in made else _plain(value) for at, value in enumerate(segment.fields[1:], 1)]
    while values and values[-1] == "":
        values.pop()
    first = PAIRS.get(segment.tag)
    if first is None:
        return tuple(values)
    head, tail = values[: first - 1], values[first - 1 :]
    pairs = {(tail[at], tail[at + 1] if at + 1 < len(tail) else "") for at in range(0, len(tail), 2)}
    return (*head, *([""] * (first - 1 - len(head))), frozenset(pairs - {("", "")}))


def _plain(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]*\.[0-9]+", value):
        return value.rstrip("0").rstrip(".") or "0"
    return value.strip() if isinstance(value, str) else str(value)
