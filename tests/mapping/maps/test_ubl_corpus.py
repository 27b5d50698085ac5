"""Published UBL documents through the maps and back: equal as canonical XML, valid again, nothing dropped, at least 90 % mapped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import canonicalize

import pytest
from lxml import etree

from hub.formats.base import Message
from hub.formats.ubl import FORMAT, schemas
from hub.formats.ubl.parse import parse
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.coverage import Coverage, restore
from hub.mapping.trial import trial
from hub.model.documents.registry import validate
from hub.testing import formats as kit

# The corpus has its request only: its own sample and laws are in test_dossier_laws.py.
UNSEEN = {"QualificationApplicationResponse"}
TYPES = [name for format_name, name in library.available() if format_name == "ubl" and name not in UNSEEN]
# Synthetic documents in which every element and attribute of UBL 2.1 is filled once, and national layouts: under 90 % each, said so here.
POOR = {"cenbii-and-national"}


class Trip(NamedTuple):
    file: Path
    data: bytes
    message: Message
    back: bytes
    coverage: Coverage
    document: dict
    dropped: list[str]


def trips(corpus: Path, kind: str) -> list[Trip]:
    compiled = compile_map(library.load("ubl", kind), FORMAT.paths)
    found = []
    for file in sorted((corpus / "documents").rglob("*")):
        data = file.read_bytes() if file.suffix.lower() == ".xml" else b""
        if not FORMAT.sniff(data[:4096]):
            continue
        (message,) = kit.messages(FORMAT, data)
        if message.type == kind:
            told = trial(FORMAT, compiled, message.tree)
            assert told.faithful, (file, told.dropped, told.lost, told.added, told.unfitting)
            tree = FORMAT.new_tree(kind)
            dropped = compiled.write(told.document, tree).dropped
            assert restore(FORMAT, tree, told.document) == []
            found.append(Trip(file, data, message, FORMAT.write([(kind, tree)], None), told.coverage, told.document, dropped))
    return found


def canonical(data: bytes) -> str:
    """Canonical XML (C14N 2.0) without blank text; prefixes do not matter, and neither does what the declaration says."""
    return canonicalize(etree.tostring(parse(data, None).root, encoding="unicode"), strip_text=True, rewrite_prefixes=True)


def in_order(message: Message) -> bool:
    return not any(one.rule in {"UBL-101", "UBL-109"} for one in message.findings)


@pytest.mark.parametrize("kind", TYPES)
def test_documents_come_back_equal_and_as_valid_as_they_were(corpus, kind):
    for trip in trips(corpus, kind):
        assert trip.dropped == [], trip.file
        if in_order(trip.message):  # what stands in the wrong order is put right
            assert canonical(trip.back) == canonical(trip.data), trip.file
        again = kit.messages(FORMAT, trip.back)[0].findings
        rules = Counter(one.rule for one in again if one.severity == "error")
        assert not rules - Counter(one.rule for one in trip.message.findings), (trip.file, again)


@pytest.mark.parametrize("kind", TYPES)
def test_nine_leaves_of_ten_are_in_the_document(corpus, kind):
    found = trips(corpus, kind)
    leaves, mapped = sum(trip.coverage.leaves for trip in found), sum(trip.coverage.mapped for trip in found)

    assert mapped >= 0.9 * leaves
    for trip in found:
        assert trip.coverage.share >= 0.9 or trip.file.parent.name in POOR, (trip.file, trip.coverage)


@pytest.mark.parametrize("kind", TYPES)
def test_documents_are_valid_canonical_documents(corpus, kind):
    compiled = compile_map(library.load("ubl", kind), FORMAT.paths)
    for trip in trips(corpus, kind):
        if not any(one.severity == "error" for one in trip.message.findings):
            model, findings = validate(compiled.document, trip.document)
            assert model is not None, (trip.file, findings)


@pytest.mark.parametrize("kind", TYPES)
def test_the_rules_that_a_document_follows_are_kept_to_the_letter(corpus, kind):
    for trip in trips(corpus, kind):
        for name in ("CustomizationID", "ProfileID"):
            said = [node.text for node in trip.message.tree.children if node.tag == f"cbc:{name}"]
            again = [node.text for node in kit.messages(FORMAT, trip.back)[0].tree.children if node.tag == f"cbc:{name}"]
            assert again == said, trip.file


def test_every_type_was_seen(corpus):
    assert {kind for kind in TYPES if trips(corpus, kind)} == set(TYPES) <= schemas.types()
