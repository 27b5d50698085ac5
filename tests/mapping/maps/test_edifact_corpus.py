"""Published EDIFACT messages through the maps and back: equal, nothing dropped, nine leaves of ten in the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.formats.edifact import FORMAT
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.mapping.trial import Trial, trial
from hub.model.documents.registry import validate
from hub.testing import formats as kit

TYPES = [name for format_name, name in library.available() if format_name == "edifact"]
# Every element filled with "Lorem ipsum", codes among them: read and kept whole, but no message that a business could mean.
NONSENSE = {"berryworkssoftware-ORDERS-D01B-UNOC.edi", "berryworkssoftware-ORDERS-D01B-UNOD.edi"}
# Called malformed by its source: an order without a number whose line has no quantity; an invoice of a date and a party, without BGM.
# The other invoice has no BGM either, and shows a parser every group: segments out of order, MOA+333, DTM+222.
BROKEN = {"hupe1980-d96a_orders_malformed.edi", "hupe1980-d01b_invoic_malformed.edi", "indice-co-edifact.Issue203.edi"}
# What a message of this type has to say and its sender did not: what kind of document it is.
SUPPLIED = {"DESADV": [("BGM[1].01", "351")]}


def trials(corpus: Path, kind: str) -> list[tuple[str, Trial, str]]:
    found = []
    for file in sorted((corpus / "edi" / "edifact" / kind.lower()).glob("*")):
        for message in kit.messages(FORMAT, file.read_bytes()):
            if message.type == kind and message.supported and file.name not in NONSENSE | BROKEN:
                compiled = compile_map(library.load("edifact", kind, (message.grammar,)), FORMAT.paths)
                found.append((file.name, trial(FORMAT, compiled, message.tree), compiled.document))
    return found


@pytest.mark.parametrize("kind", TYPES)
def test_messages_come_back_equal_and_nothing_is_dropped(corpus, kind):
    for name, told, _ in trials(corpus, kind):
        assert (told.dropped, told.lost, told.unfitting) == ([], [], []), name
        assert told.added in ([], SUPPLIED.get(kind)), name


@pytest.mark.parametrize("kind", TYPES)
def test_nine_leaves_of_ten_are_in_the_document(corpus, kind):
    found = trials(corpus, kind)

    assert found
    assert {name: round(told.coverage.share, 3) for name, told, _ in found if told.coverage.share < 0.9} == {}


@pytest.mark.parametrize("kind", TYPES)
def test_what_the_map_makes_is_a_document(corpus, kind):
    for name, told, document in trials(corpus, kind):
        _, findings = validate(document, told.document)
        assert findings == [], name
