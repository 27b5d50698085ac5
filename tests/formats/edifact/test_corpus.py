"""Every EDIFACT file of the corpus: none raises, and what is known to be wrong with it is found, and nothing else."""

import json
from pathlib import Path

from hub.formats.base import MessageRead
from hub.formats.edifact import FORMAT
from hub.pipeline.check import check
from hub.testing import formats as kit
from tests.formats.edifact.parcels import events, findings, found

# What is really wrong with a published order, response or CONTRL that we have tables for, with the reason; nothing else may be found
# but notes (`info`).
FAULTS = {
    "contrl/joschametze-contrl.edi": {"EDI-506": "generated: X stands where numbers belong"},
    "desadv/bots-edi-desadv2.edi": {"EDI-408": "CPS+123+123: a package in itself"},
    "desadv/bots-edi-desadv3.edi": {"EDI-408": "the same"},
    "invoic/edifabric-Invoice.txt": {"EDI-106": "UNZ says 2"},
    "invoic/edifabric-MixedTransactionsNoEnvelopes.txt": {"EDI-008": "no UNB"},
    "invoic/hupe1980-d01b_invoic_malformed.edi": {"EDI-008": "no UNB", "EDI-403": "no BGM and no UNS"},
    "invoic/indice-co-edifact.Issue203.edi": {
        "EDI-108": "UNB says IATB",
        "EDI-403": "no BGM",
        "EDI-506": "MOA+201:TEST",
        "EDI-303": "UNT has another reference",
        "EDI-304": "UNT says 13",
    },
    "orders/hupe1980-d96a_orders_malformed.edi": {
        "EDI-008": "no UNB",
        "EDI-107": "BGM stands before UNH",
        "EDI-403": "so BGM is missing, and UNS too",
        "EDI-304": "UNT says 5",
    },
    "orders/nerdocs-order.edi": {"EDI-104": "no UNZ"},
    "ordrsp/berryworkssoftware-ORDERS-D01B-UNOC.edi": {"EDI-507": "generated: UNS+Z"},
    "ordrsp/berryworkssoftware-ORDERS-D01B-UNOD.edi": {"EDI-507": "the same"},
}
# Directories that we have no tables for: the envelope is read, and these are its faults beside EDI-309 and EDI-301.
KNOWN = {
    "aperak/indice-co-Apperak_edi_out_issue235.edi": {"EDI-104", "EDI-105", "EDI-110"},
    "aperak/nerdocs-aperak_rejected.edi": {"EDI-304"},
    "env/indice-co-edifact.Issue121.ElementList.edi": {"EDI-110", "EDI-303", "EDI-304", "EDI-305"},
    "env/indice-co-edifact.Issue170.ElementList.edi": {"EDI-108", "EDI-110", "EDI-303", "EDI-304", "EDI-305"},
    "env/smooks-edi-input.txt": {"EDI-008", "EDI-111", "EDI-302", "EDI-305"},
    "env/smooks-unedifact-msg-02.edi": {"EDI-105", "EDI-106", "EDI-304", "EDI-305", "EDI-307"},
    "ifcsum/indice-co-edifact.D01B.IFCSUM.EDI": {"EDI-304"},
    "invoic/berryworkssoftware-tiny-syntaxVariants-UNOE.edi": {"EDI-103"},
    "invoic/berryworkssoftware-tiny-withUNA-UNOE.edi": {"EDI-103"},
    "invoic/hupe1980-invoic_conforming.edi": {"EDI-008"},
    "invoic/xlate-invoic_d93a_una.edi": {"EDI-002"},
    "orders/hupe1980-d11a_conforming.edi": {"EDI-008"},
    "orders/hupe1980-d11a_malformed.edi": {"EDI-008", "EDI-107", "EDI-304"},
    "orders/hupe1980-d11a_malformed_component.edi": {"EDI-008"},
    "orders/xlate-orders-with-group.edi": {"EDI-304"},
    "ordrsp/indice-co-edifact.ORDRSP-formatted.edi": {"EDI-105", "EDI-303", "EDI-304"},
    "quotes/indice-co-edifact.01.edi": {"EDI-105", "EDI-304"},
    "quotes/indice-co-edifact.01.multi-message.edi": {"EDI-105", "EDI-304", "EDI-307"},
}
NOTES = {"EDI-001", "EDI-010", "EDI-011"}
NOT_READ = {"EDI-301", "EDI-309"}


def files(corpus: Path) -> list[Path]:
    return sorted(file for file in (corpus / "edi/edifact").rglob("*") if file.is_file())


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def is_read(file: Path) -> bool:
    """Whether there are tables for every message of the file."""
    read = [event.message for event in events(file.read_bytes()) if isinstance(event, MessageRead)]
    return all(message.supported for message in read)


def test_what_we_have_tables_for_has_exactly_its_known_faults(corpus):
    read = [file for file in files(corpus) if is_read(file)]
    assert len(read) >= 10
    for file in read:
        assert set(found(file.read_bytes())) - NOTES == set(FAULTS.get(name_of(file), {})), file


def test_the_envelope_of_everything_else_has_its_known_faults(corpus):
    for file in files(corpus):
        if not is_read(file):
            told = set(found(file.read_bytes())) - NOTES
            assert told & NOT_READ, file
            if any(event.message.supported for event in events(file.read_bytes()) if isinstance(event, MessageRead)):
                continue
            assert told - NOT_READ >= KNOWN.get(name_of(file), set()), file


def test_the_tables_speak_of_files_that_there_are(corpus):
    assert {*FAULTS, *KNOWN} <= {name_of(file) for file in files(corpus)}


def test_files_called_valid_have_no_errors(corpus):
    rows = [row.split("|") for row in (corpus / "edi/SOURCES.md").read_text("utf-8").splitlines() if row.startswith("| edifact/")]
    said = ("malformed", "UNT", "UNZ", "no UNB", "unreadable", "UNA")  # what the notes call a fault of the envelope
    clean = [row[1].strip() for row in rows if not any(fault in row[8] for fault in said)]
    assert len(clean) > 20
    for name in clean:
        told = {one.rule for one in findings((corpus / "edi" / name).read_bytes()) if one.severity == "error"}
        assert told - NOT_READ - set(FAULTS.get(name.removeprefix("edifact/"), {})) == set(), name


def test_no_file_raises_and_each_is_recognised(corpus):
    for file in files(corpus):
        data = file.read_bytes()
        assert FORMAT.sniff(data[:4096]), file
        kit.check_never_raises(FORMAT, data)
        kit.check_chunks_do_not_matter(FORMAT, data, (1,))
        kit.check_locations(FORMAT, data)
        kit.check_census(FORMAT, data)
        kit.check_round_trip(FORMAT, data)
        kit.check_residue(FORMAT, data)


def test_every_file_is_judged_and_told_as_json(corpus):
    for file in files(corpus):
        rows = list(check([file.read_bytes()], name=file.name))
        assert rows, file
        for row in rows:
            assert row["format"] == "edifact"
            assert row["verdict"] in {"clean", "warnings", "rejected"}
            json.dumps(row, allow_nan=False)


def test_every_byte_order_mark_is_told(corpus):
    for file in files(corpus):
        assert ("EDI-001" in found(file.read_bytes())) == file.read_bytes().startswith(b"\xef\xbb\xbf"), file


def test_supported_messages_are_read_with_their_grammar_and_others_are_named(corpus):
    seen = {
        (event.message.type, event.message.grammar)
        for file in files(corpus)
        for event in events(file.read_bytes())
        if isinstance(event, MessageRead)
    }
    assert {("ORDERS", "D96A"), ("ORDERS", None), ("ORDRSP", "D96A"), ("ORDRSP", "D01B"), ("CONTRL", "SERVICE"), ("APERAK", None)} <= seen


def test_names_in_other_charsets_are_read(corpus):
    data = (corpus / "edi/edifact/invoic/berryworkssoftware-tiny-withUNA-UNOE.edi").read_bytes()
    (message,) = [event.message for event in events(data) if isinstance(event, MessageRead)]
    name = str(message.tree.children[1].fields[-1])
    assert any("\u0400" <= character <= "\u04ff" for character in name)
    assert found(data).count("EDI-002") == 0
