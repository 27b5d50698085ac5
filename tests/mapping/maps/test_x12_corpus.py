"""Every published 850 and 855 of the corpus: at least nine tenths of its leaves find a place, the rest is listed here by name,
and the message is written back equal, with nothing dropped.

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
from hub.model.documents.checks import check
from hub.model.documents.registry import validate

ENVELOPE = Envelope(Address("ZZ", "A"), Address("ZZ", "B"), 1, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))

# What stays residue, by file: everything else of the message is in the document.
RESIDUE = {
    "aaronhuggins-850.edi": set(),
    "aaronhuggins-850_2.edi": set(),
    "bots-edi-850-004010-ascii-st.x12": {"BEG.02"},
    "edifabric-PurchaseOrder.txt": set(),
    "edifabric-PurchaseOrderCustom1.txt": {"BEG.13"},
    "edifabric-PurchaseOrderModified.txt": {"BEG.12", "BEG.13"},
    "indice-co-x12.850a.edi": {"N1.01", "MEA.01", "MEA.02", "MEA.03", "MEA.04"},
    "inteligenz-Example2_Adobe_TLP.txt": {"BEG.02", "CUR.01"},
    "inteligenz-Example3_Adobe_CLP.txt": {"BEG.02", "CUR.01"},
    "inteligenz-From_aojuk.txt": {"SPI.01", "MSG.01", "AMT.03"},
    "bots-edi-855-004010UCS-01.x12": {"BAK.02", "N1.01"},
    "edifabric-PurchaseOrdersAcknowledgement.txt": {"BAK.02"},
    "kputnam-basic-po-ack-accepted.edi": {"BAK.02"},
    "xlate-multi-tx-transaction-type.edi": set(),
}
# Named 850, but not one: a set of another kind (TFS, FGS), and a release that has no grammar here (003010).
NOT_SUPPORTED = {"indice-co-x12.Issue101.edi", "kputnam-1.edi"}


@cache
def compiled(message_type: str) -> CompiledMap:
    return compile_map(library.load("x12", message_type), FORMAT.paths)


def messages(data: bytes) -> list[Message]:
    return [event.message for event in FORMAT.read([data], Reading()) if isinstance(event, MessageRead)]


def files(corpus: Path) -> list[Path]:
    return [path for folder in ("850", "855") for path in sorted((corpus / "edi" / "x12" / folder).iterdir())]


def test_the_table_names_every_file_of_the_corpus(corpus):
    assert {path.name for path in files(corpus)} == RESIDUE.keys() | NOT_SUPPORTED


@pytest.fixture(params=sorted(RESIDUE))
def path(request, corpus):
    return next(path for path in files(corpus) if path.name == request.param)


def test_a_message_is_mapped_and_what_is_left_is_listed(path):
    for message in messages(path.read_bytes()):
        read = compiled(message.type).read(message.tree)
        coverage = measure(FORMAT, message.tree, read)
        left = {re.sub(r"\[[0-9]+\]|.*/", "", leaf.path) for leaf in FORMAT.untaken(message.tree)}

        assert message.supported
        assert left <= RESIDUE[path.name]
        assert coverage.share >= 0.9
        assert coverage.leaves == coverage.mapped + coverage.extension + coverage.residue
        assert not [finding for finding in read.findings if finding.severity == "error"]


def test_a_message_makes_a_valid_document_whose_checks_do_not_fail(path):
    for message in messages(path.read_bytes()):
        mapped = compiled(message.type)
        read = mapped.read(message.tree)
        model, findings = validate(mapped.document, with_residue(FORMAT, message.tree, mapped, read.document))

        assert findings == []
        assert not [finding for finding in check(model) if finding.severity == "error"]
        assert {**model.values(), **read.document} == model.values()


def test_a_message_comes_back_equal_and_nothing_is_dropped(path):
    for message in messages(path.read_bytes()):
        mapped = compiled(message.type)
        before = list(segments(message))
        document = with_residue(FORMAT, message.tree, mapped, mapped.read(message.tree).document)
        tree = FORMAT.new_tree(message.type)
        written = mapped.write(document, tree)

        assert restore(FORMAT, tree, document) == []
        assert (written.dropped, [finding.rule for finding in written.findings]) == ([], [])
        (back,) = messages(FORMAT.write([(message.type, tree)], ENVELOPE))
        assert list(segments(back)) == before


# ── equality of bodies ──────────────────────────────────────────────────────────────────────────────────────

PAIRS = {"PO1": 6, "PER": 3, "ACK": 7, "TAX": 2}
COUNTS = {"SE", "ST"}


def segments(message: Message) -> Iterator[tuple[str, object]]:
    yield from _below(message.tree)


def _below(segment) -> Iterator[tuple[str, object]]:
    for child in segment.children:
        yield child.tag, _elements(child)
        yield from _below(child)


def _elements(segment) -> tuple[object, ...]:
    values = [_plain(value) for value in segment.fields[1:]]
    while values and values[-1] == "":
        values.pop()
    first = PAIRS.get(segment.tag)
    if first is None:
        return tuple(values)
    head, tail = values[: first - 1], values[first - 1 :]
    pairs = {(tail[at], tail[at + 1] if at + 1 < len(tail) else "") for at in range(0, len(tail), 2)}
    return (*head, *([""] * (first - 1 - len(head))), frozenset(pairs))


def _plain(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]*\.[0-9]+", value):
        return value.rstrip("0").rstrip(".") or "0"
    return value.strip() if isinstance(value, str) else str(value)
