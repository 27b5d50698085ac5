"""Whatever the bytes, a check ends with one object per message and never with an exception."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue import rules
from hub.formats.discover import sniff
from hub.pipeline.check import HEAD, check
from hub.pipeline.convert import acknowledge
from tests.services import REPOSITORY

ORDER = (REPOSITORY / "examples" / "samples" / "order.x12").read_bytes()
HEADER, TRAILER = ORDER[: ORDER.index(b"ST*")], ORDER[ORDER.index(b"GE*") :]
SET = ORDER[len(HEADER) : ORDER.index(b"GE*")]
KEYS = ["format", "type", "version", "controlNumber", "document", "verdict", "findings", "coverage", "canonical"]
COVERAGE = ["leaves", "mapped", "extension", "residue", "waived", "dropped"]


def rows(data: bytes, size: int = 4096) -> list[dict[str, Any]]:
    return list(check(data[at : at + size] for at in range(0, len(data), size)))


def assert_well_formed(row: dict[str, Any]) -> None:
    assert list(row) == KEYS
    assert list(row["coverage"]) == COVERAGE
    assert row["verdict"] in ("clean", "warnings", "rejected")
    assert (row["document"] is None) == (row["canonical"] is None)
    for finding in row["findings"]:
        assert finding["rule"] in rules(), finding
        assert finding["severity"] in ("error", "warning", "info")
        assert "{" not in finding["message"].replace("{{", "") or "{" in json.dumps(finding["where"])
    json.dumps(row).encode()


def many(count: int) -> bytes:
    sets = b"".join(SET.replace(b"ST*850*0001", b"ST*850*%04d" % n).replace(b"*0001~", b"*%04d~" % n) for n in range(1, count + 1))
    return HEADER + sets + TRAILER.replace(b"GE*1*", b"GE*%d*" % count)


# ── one message ────────────────────────────────────────────────────────────────────────────────────────────
def test_a_right_order_is_clean_and_canonical() -> None:
    (row,) = rows(ORDER)

    assert_well_formed(row)
    assert (row["format"], row["type"], row["document"], row["verdict"]) == ("x12", "850", "order/1", "clean")
    assert row["canonical"]["orderLine"][0]["price"]["priceAmount"]["value"] == "310.00"


@pytest.mark.parametrize("size", [1, 7, 100, 65_536])
def test_the_size_of_chunks_does_not_matter(size: int) -> None:
    assert rows(ORDER, size) == rows(ORDER)


def test_words_are_in_the_language_asked_for() -> None:
    english, chinese = (next(check([b"hello"], language=language))["findings"][0] for language in ("en", "zh"))

    assert english["rule"] == chinese["rule"] == "OPN-001"
    assert english["message"] != chinese["message"]


def test_an_acknowledgement_is_clean_and_no_document() -> None:
    answer = acknowledge([ORDER], at=datetime(2026, 11, 20, tzinfo=UTC))
    assert answer is not None

    (row,) = rows(answer)

    assert_well_formed(row)
    assert (row["type"], row["document"], row["verdict"]) == ("997", None, "clean")
    assert [finding["rule"] for finding in row["findings"]] == ["CHK-003"]


# ── several messages ───────────────────────────────────────────────────────────────────────────────────────
def test_every_message_has_an_object_of_its_own() -> None:
    found = rows(many(3))

    assert [row["controlNumber"] for row in found] == ["0001", "0002", "0003"]
    assert {row["verdict"] for row in found} == {"clean"}


def test_an_error_of_the_envelope_is_told_with_every_message_in_it() -> None:
    found = rows(many(3).replace(b"IEA*1*000000042", b"IEA*1*000000043"))

    assert [row["verdict"] for row in found] == ["rejected"] * 3


def test_a_fault_in_one_message_leaves_the_others_alone() -> None:
    found = rows(many(3).replace(b"ST*850*0002~\nBEG*00*SA*PO-2026-1187", b"ST*850*0002~\nBEG*00*SA*", 1))

    assert [row["verdict"] for row in found] == ["clean", "rejected", "clean"]


def test_an_interchange_without_messages_says_so() -> None:
    isa, iea = ORDER[:107], b"IEA*0*000000042~"

    (row,) = rows(isa + iea)

    assert_well_formed(row)
    assert (row["format"], row["type"], row["document"], row["verdict"]) == ("x12", None, None, "rejected")


# ── what is known by name only, and what is not known at all ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"STX=ANA:1+S+R+200101:1200+1'MHD=1+ORDHDR:9'", "tradacoms", "ORDHDR"),
        (
            b'<?xml version="1.0"?><!-- <a> --><Catalogue xmlns="urn:oasis:names:specification:ubl:schema:xsd:Catalogue-2"/>',
            "ubl",
            "Catalogue",
        ),
        (b'<!DOCTYPE cXML SYSTEM "cXML.dtd"><cXML version="1.2"/>', "cxml", "cXML"),
        (b"<ORDERS05><IDOC/></ORDERS05>", "idoc", "ORDERS05"),
    ],
)
def test_a_format_known_by_name_is_named_with_its_type(data: bytes, name: str, kind: str) -> None:
    (row,) = rows(data)

    assert_well_formed(row)
    assert (row["format"], row["type"], row["document"], row["verdict"]) == (name, kind, None, "rejected")


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b"%PDF-1.7", b"PK\x03\x04....", b"a,b\nc,d\ne,f\n", b"<html></html>", b"From: a@b.example\n"]
)
def test_what_is_no_format_of_business_documents_has_no_format(data: bytes) -> None:
    (row,) = rows(data)

    assert_well_formed(row)
    assert (row["format"], row["type"], row["document"], row["verdict"]) == (None, None, None, "rejected")


def test_an_unsupported_type_is_named_and_rejected() -> None:
    (row,) = rows(ORDER.replace(b"ST*850", b"ST*214").replace(b"GS*PO", b"GS*QM"))

    assert_well_formed(row)
    assert (row["format"], row["type"], row["document"], row["verdict"]) == ("x12", "214", None, "rejected")
    assert row["findings"]


ODD = {
    "nothing": b"",
    "blanks": b" \r\n\t" * 100,
    "binary": bytes(range(256)) * 50,
    "a byte order mark": b"\xef\xbb\xbf",
    "UTF-16": "ISA*00*".encode("utf-16"),
    "zeros": bytes(100_000),
    "an ISA that stops": b"ISA*00*",
    "only ISA": ORDER[:106],
    "deep JSON": b"[" * 100_000,
    "deep canonical JSON": b'{"$schema":"https://tradepost.example/schemas/order/1.0","note":' + b"[" * 50_000,
    "JSON of nobody": b'{"a": 1e400, "b": NaN}',
    "an XML bomb": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Order>&b;</Order>',
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Order>&x;</Order>',
    "GBK": ORDER.replace(b"Lanmei Pumps", "兰美泵业鋆".encode("gbk")),
    "one endless segment": ORDER[:107] + b"A" * 1_000_000,
    "no terminator": ORDER.replace(b"~\n", b""),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_bytes_are_answered(name: str) -> None:
    found = rows(ODD[name])

    assert found
    for row in found:
        assert_well_formed(row)
        assert "HUB-001" not in [finding["rule"] for finding in row["findings"]]


@pytest.mark.parametrize("name", [name for name in ODD if name != "GBK"])
def test_nothing_odd_passes_as_clean(name: str) -> None:
    assert {row["verdict"] for row in rows(ODD[name])} == {"rejected"}


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data: bytes) -> None:
    for row in rows(data):
        assert_well_formed(row)


@given(st.integers(0, len(ORDER) - 1), st.binary(max_size=3), st.integers(0, 40))
def test_an_order_with_any_damage_is_answered(at: int, put: bytes, cut: int) -> None:
    for row in rows(ORDER[:at] + put + ORDER[at + cut :]):
        assert_well_formed(row)
        assert "HUB-001" not in [finding["rule"] for finding in row["findings"]]


def test_a_bug_of_ours_is_a_finding_of_its_message_and_the_next_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.pipeline import check as module

    translate, calls = module.translate, iter([True, False, False])

    def stumbling(*arguments: Any, **named: Any) -> Any:
        if next(calls):
            raise ZeroDivisionError("of course")
        return translate(*arguments, **named)

    monkeypatch.setattr(module, "translate", stumbling)

    found = rows(many(2))

    assert [row["verdict"] for row in found] == ["rejected", "clean"]
    assert [finding["rule"] for finding in found[0]["findings"]] == ["HUB-001"]


# ── size ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_bytes_of_no_format_are_not_read_on() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 8192
            yield bytes(8192)

    (row,) = check(endless())

    assert row["format"] is None
    assert taken <= 2 * HEAD


def test_messages_come_while_the_parcel_is_still_arriving() -> None:
    sets = many(4000)
    taken = 0

    def arriving() -> Iterator[bytes]:
        nonlocal taken
        for at in range(0, len(sets), 16_384):
            taken += 1
            yield sets[at : at + 16_384]

    first = list(islice(check(arriving()), 10))

    assert [row["controlNumber"] for row in first] == [f"{n:04}" for n in range(1, 11)]
    assert taken * 16_384 < len(sets) / 2


MEMORY = """
import resource, sys
from hub.pipeline.check import check
head, body, tail, count = sys.stdin.buffer.read(int(sys.argv[1])), sys.stdin.buffer.read(int(sys.argv[2])), sys.stdin.buffer.read(), int(sys.argv[3])
def stream():
    yield head
    for n in range(count):
        yield body.replace(b"ST*850*0001", b"ST*850*%06d" % n).replace(b"*0001~", b"*%06d~" % n)
    yield tail
seen = sum(1 for row in check(stream()))
print(seen, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_parcel() -> None:
    def peak(count: int) -> int:
        sizes = [str(len(HEADER)), str(len(SET)), str(count)]
        ended = subprocess.run(
            [sys.executable, "-c", MEMORY, *sizes], input=HEADER + SET + TRAILER, capture_output=True, check=True, cwd=REPOSITORY
        )
        seen, kilobytes = map(int, ended.stdout.split())
        assert seen == count
        return kilobytes

    assert peak(2_400) - peak(600) < 20_000


# ── the corpus ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
def test_every_file_of_the_corpus_is_answered(corpus: Path) -> None:
    ours = []
    for file in sorted(path for path in corpus.rglob("*") if path.is_file()):
        found = rows(file.read_bytes(), 65_536)
        assert found, file
        for row in found:
            assert_well_formed(row)
            if "HUB-001" in [finding["rule"] for finding in row["findings"]]:
                ours.append((file.name, row["findings"]))

    assert ours == []


@pytest.mark.slow
def test_every_x12_file_of_the_corpus_is_known_as_x12(corpus: Path) -> None:
    files = [path for path in (corpus / "edi" / "x12").rglob("*") if path.is_file()]

    assert [file for file in files if sniff(file.read_bytes()[:HEAD]) is None] == []
