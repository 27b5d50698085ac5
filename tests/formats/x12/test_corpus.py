"""Every X12 file of the corpus: none raises, and what is known to be wrong with it is found, and nothing else."""

from pathlib import Path

import pytest

from hub.formats.base import MessageRead, Reading
from hub.formats.x12 import FORMAT
from hub.formats.x12.reader import read
from hub.testing import formats as kit
from tests.formats.x12.parcels import events, found

# What is really wrong with a published 810, 850, 855, 856 or 997, with the reason; nothing else may be found but notes (`info`).
FAULTS = {
    "850/edifabric-PurchaseOrder.txt": {"X12-308": "GS01 says IN, an order belongs to PO"},
    "850/edifabric-PurchaseOrderCustom1.txt": {"X12-308": "the same", "X12-503": "BEG13, which only the source's own class knows"},
    "850/edifabric-PurchaseOrderModified.txt": {
        "X12-308": "the same",
        "X12-505": "BEG12 NEWCODE1 is longer than 2",
        "X12-503": "BEG13 again",
    },
    "850/indice-co-x12.850a.edi": {
        "X12-101": "ISA padded with no-break spaces, 118 bytes of UTF-8",
        "X12-105": "IEA02 is not ISA13",
        "X12-505": "N402 'State' is longer than 2",
    },
    "850/indice-co-x12.Issue101.edi": {
        "X12-101": "the same ISA",
        "X12-105": "the same IEA",
        "X12-304": "SE01 says 50",
        "X12-401": "TFS and FGS belong to tax sets",
        "X12-403": "so BEG and PO1 are missing",
    },
    "850/inteligenz-Example3_Adobe_CLP.txt": {"X12-101": "ISA06 is one character short"},
    "850/kputnam-1.edi": {
        "X12-101": "ISA is not padded",
        "X12-208": "release 003010",
        "X12-309": "the same, for the set",
        "X12-304": "SE01 says 28, there are 27",
    },
    "855/edifabric-PurchaseOrdersAcknowledgement.txt": {"X12-308": "GS01 says IN", "X12-203": "GE01 says 2"},
    "855/kputnam-basic-po-ack-accepted.edi": {"X12-308": "GS01 says SC, an 855 belongs to PR"},
    "856/aaronhuggins-856.edi": {
        "X12-208": "release 004060",
        "X12-309": "the same, for the set",
    },
    "856/edifabric-ShipNotice.txt": {
        "X12-203": "GE01 says 2",
        "X12-308": "GS01 says IN, a ship notice belongs to SH",
        "X12-504": "DTM02 200 is no date",
        "X12-505": "TD309 is shorter or longer than it may be",
    },
    "856/inteligenz-Example3.txt": {"X12-101": "its terminator is an ellipsis of three bytes"},
    "856/inteligenz-Example4.txt": {"X12-424": "no HL02 at all", "X12-505": "N402 LOCSTATE is longer than 2"},
    "810/indice-co-x12.810d.edi": {"X12-101": "ISA padded with single blanks"},
    "810/inteligenz-Example5_Walmart.txt": {"X12-407": "ISS stands before TDS and CAD"},
    "810/xlate-invoice810_po850_dual.edi": {"X12-208": "its second group is of release 003010", "X12-309": "the same, for the set"},
    "810/kputnam-basic-invoice.edi": {"X12-308": "GS01 says SC, an invoice belongs to IN"},
    "997/kputnam-1.edi": {"X12-101": "ISA06 is not padded"},
    "997/xlate-empty997.edi": {"X12-403": "neither AK1 nor AK9"},
}
# What SOURCES.md says of the other sets and envelopes, and the rule that must find it.
KNOWN = {
    "820/kputnam-1.edi": {"X12-101", "X12-309"},
    "830/kputnam-1.edi": {"X12-101", "X12-301"},
    "832/edifabric-PriceCatalog.txt": {"X12-203", "X12-301"},
    "832/indice-co-x12.832.edi": {"X12-101", "X12-304"},
    "832/kputnam-2.edi": {"X12-101", "X12-301"},
    "852/inteligenz-hdexchange.txt": {"X12-001", "X12-105", "X12-301"},
    "860/kputnam-1.edi": {"X12-101", "X12-309"},
    "862/kputnam-1.edi": {"X12-101", "X12-301"},
    "865/inteligenz-FromTyco.txt": {"X12-105", "X12-301"},
    "866/kputnam-1.edi": {"X12-101", "X12-301"},
    "945/edifabric-WarehouseShippingAdvice.txt": {"X12-203", "X12-301"},
    "env/walmartlabs-x12.wrong.GS.txt": {"X12-107", "X12-205", "X12-304", "X12-106"},
    "env/xlate-x12_interchange_ack.txt": {"X12-106"},
}
NOTES = {"X12-001", "X12-207", "X12-310", "X12-511"}


def files(corpus: Path, *folders: str) -> list[Path]:
    names = folders or tuple(sorted(folder.name for folder in (corpus / "edi/x12").iterdir()))
    return [file for name in names for file in sorted((corpus / "edi/x12" / name).iterdir())]


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def test_every_order_response_and_acknowledgement_has_exactly_its_known_faults(corpus):
    for file in files(corpus, "810", "850", "855", "856", "997"):
        assert set(found(file.read_bytes())) - NOTES == set(FAULTS.get(name_of(file), {})), file


def test_the_tables_speak_of_files_that_there_are(corpus):
    assert {*FAULTS, *KNOWN} <= {name_of(file) for file in files(corpus)}


def test_faults_of_all_other_sets_are_found_too(corpus):
    for file in files(corpus):
        assert KNOWN.get(name_of(file), set()) <= set(found(file.read_bytes())), file


def test_no_file_raises_and_each_is_recognised(corpus):
    for file in files(corpus):
        data = file.read_bytes()
        assert FORMAT.sniff(data[:4096]), file
        kit.check_never_raises(FORMAT, data)
        kit.check_chunks_do_not_matter(FORMAT, data, (1,))
        kit.check_locations(FORMAT, data)
        kit.check_census(FORMAT, data)


def test_every_byte_order_mark_is_told(corpus):
    for file in files(corpus):
        assert ("X12-001" in found(file.read_bytes())) == file.read_bytes().startswith(b"\xef\xbb\xbf"), file


def test_supported_sets_are_read_with_their_grammar_and_others_are_named(corpus):
    seen = set()
    for file in files(corpus):
        for event in read([file.read_bytes()], Reading()):
            if isinstance(event, MessageRead):
                message = event.message
                seen.add((message.type, message.grammar))
                assert message.supported == (message.grammar is not None or message.type == "TA1")
    assert {
        ("850", "004010"),
        ("855", "004010"),
        ("997", "004010"),
        ("997", "005010"),
        ("850", None),
        ("856", "004010"),
        ("810", "004010"),
        ("TA1", None),
    } <= seen


def test_sets_without_an_envelope_are_named(corpus):
    data = (corpus / "edi/no-envelope/edifabric-MixedTransactionsNoEnvelopes.txt").read_bytes()
    kinds = [(event.message.type, event.message.grammar) for event in events(data) if isinstance(event, MessageRead)]
    assert kinds == [("850", "004010"), ("810", "004010")]
    assert {"X12-010", "X12-205", "X12-310"} <= set(found(data))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_interchange(corpus):
    import tracemalloc

    data = (corpus / "edi/x12/850/aaronhuggins-850.edi").read_bytes()
    start, stop = data.index(b"ST*"), data.index(b"GE*")
    head, body = data[:start], data[start:stop]
    peaks = []
    for times in (500, 2000):
        tracemalloc.start()
        for event in read([head, *[body] * times, data[stop:]], Reading(structure_only=True)):
            del event
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.3
