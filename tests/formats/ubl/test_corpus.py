"""Every UBL document of the corpus: none raises, what is said to be wrong with it is found, and what is said to be valid is."""

from __future__ import annotations

from pathlib import Path

from hub.formats.ubl import FORMAT, schemas
from hub.testing import formats as kit

# Documents that say ISO-8859-1 and are UTF-8.
MISLABELLED = {"UBL-001"}
# The corpus has its request only; a sample of our own stands for it in tests/mapping/maps/dossiers.
UNSEEN = {"QualificationApplicationResponse"}


def files(corpus: Path) -> list[Path]:
    found = [file for file in sorted((corpus / "documents").rglob("*")) if file.suffix.lower() == ".xml"]
    return [file for file in found if FORMAT.sniff(file.read_bytes()[:4096])]


def verdicts(corpus: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in (corpus / "documents/MANIFEST.tsv").read_text("utf-8").splitlines()[1:])
    return {row[0]: row[4] for row in rows}


def test_every_promise_of_a_format(corpus):
    for file in files(corpus):
        data = file.read_bytes()
        kit.check_never_raises(FORMAT, data)
        kit.check_chunks_do_not_matter(FORMAT, data, (1000,))
        kit.check_locations(FORMAT, data)
        kit.check_census(FORMAT, data)
        kit.check_round_trip(FORMAT, data)
        kit.check_residue(FORMAT, data)


def test_what_is_called_valid_is_found_valid_and_what_is_called_invalid_is_not(corpus):
    called = verdicts(corpus)
    for file in files(corpus):
        (message,) = kit.messages(FORMAT, file.read_bytes())
        if message.supported:
            errors = {one.rule for one in message.findings if one.severity == "error"}
            assert bool(errors) is ("2.5:INVALID" in called[str(file.relative_to(corpus / "documents"))]), (file, errors)
            assert {one.rule for one in message.findings} - errors <= MISLABELLED, file
            assert all(one.where.line and one.where.path for one in message.findings if one.rule > "UBL-100"), file


def test_types_without_a_schema_are_named(corpus):
    seen = {kit.messages(FORMAT, file.read_bytes())[0].type: file for file in files(corpus)}

    assert schemas.types() - UNSEEN <= set(seen)
    assert {"Catalogue", "ApplicationResponse", "ReceiptAdvice", "OrderResponseSimple"} <= set(seen)
