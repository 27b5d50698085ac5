"""The maps of foreign dossiers keep the laws of every map; their samples come back leaf by leaf and are documents without errors."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest

from hub.formats.base import Tree, laid_out
from hub.formats.csv import FORMAT as CSV
from hub.formats.json import FORMAT
from hub.formats.ubl import FORMAT as UBL
from hub.formats.xlsx import FORMAT as XLSX
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.model import profiles
from hub.model.documents.registry import validate
from hub.testing.formats import messages
from hub.testing.mappings import MapLaws, check_faithful, written
from tests.formats.xlsx.books import book, row

FOLDER = Path(__file__).parent / "dossiers"
SAMPLES = sorted(FOLDER.glob("*.json"))
MAPS = ("dossier", "dossier-zh")


@cache
def compiled(name: str) -> CompiledMap:
    return compile_map(library.load("json", name), FORMAT.paths)


def samples(name: str) -> list[Path]:
    return [path for path in SAMPLES if path.name.partition(".")[0] == name]


def trees(name: str) -> list[Tree]:
    return [tree(path) for path in samples(name)]


def tree(path: Path) -> Tree:
    (message,) = messages(FORMAT, path.read_bytes())
    return message.tree


class TestDossier(MapLaws):
    format = FORMAT
    compiled: ClassVar[CompiledMap] = compile_map(library.load("json", "dossier"), FORMAT.paths)

    def trees(self) -> list[Tree]:
        return trees("dossier")


class TestChineseDossier(MapLaws):
    format = FORMAT
    compiled: ClassVar[CompiledMap] = compile_map(library.load("json", "dossier-zh"), FORMAT.paths)

    def trees(self) -> list[Tree]:
        return trees("dossier-zh")


def document(path: Path) -> dict[str, Any]:
    return check_faithful(FORMAT, compiled(path.name.partition(".")[0]), tree(path)).document


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_a_dossier_that_meets_its_profile(path: Path) -> None:
    values = document(path)
    model, findings = validate("supplier_qualification/1", values)

    assert findings == []
    assert [one.rule for one in model.doubts() if one.severity == "error"] == []
    assert [one.pointer for one in profiles.check(values, "supplier_qualification/1", "hub.qualification.basic")] == missing(path)


def missing(path: Path) -> list[str]:
    """What the samples leave out on purpose."""
    return {"dossier.fabric": ["/evidence/1/sha256"], "dossier-zh.platform": ["/evidence/1/sha256", "/evidence/2/sha256"]}.get(
        path.stem, []
    )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_at_least_nine_leaves_in_ten_are_mapped(path: Path) -> None:
    coverage = check_faithful(FORMAT, compiled(path.name.partition(".")[0]), tree(path)).coverage

    assert coverage.mapped >= 0.9 * coverage.leaves, coverage


def test_the_same_company_in_two_languages_is_the_same_company() -> None:
    english, chinese = (document(FOLDER / f"{name}.json") for name in ("dossier.fabric", "dossier-zh.platform"))

    for section in ("partyName", "additionalName"):
        assert english["applicant"][section] == chinese["applicant"][section]
    for section in ("incorporationDate", "legalRepresentative", "validFrom", "unlimitedIndicator"):
        assert english["incorporation"][section] == chinese["incorporation"][section]
    assert english["legalIdentifier"][0]["value"] == chinese["legalIdentifier"][0]["value"]


def test_a_state_of_the_register_has_one_code_and_keeps_its_own_words() -> None:
    (first, second) = document(FOLDER / "dossier-zh.platform.json")["legalIdentifier"][0]["verification"]

    assert (first["registryStatusCode"], first["registryStatus"]) == ("active", "在业（开业）")
    assert second == {"sourceName": "天眼查", "verifiedAt": "2026-11-11T10:05:00+08:00", "registryStatusCode": "active"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_dossier_is_recognised_by_what_its_layout_requires(path: Path) -> None:
    format_ = laid_out(FORMAT, {name: compiled(name).effective.layout for name in MAPS})
    (message,) = messages(format_, json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False).encode("gb18030"))

    assert (message.type, message.supported, message.findings) == (path.name.partition(".")[0], True, [])


def test_what_no_rule_takes_stays_with_its_place() -> None:
    assert {entry["path"] for entry in document(FOLDER / "dossier.fabric.json")["unmapped"]} == {
        "company/website",
        "company/contacts[0]/wechat",
        "files[1]/uploaded",
    }


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────
TABLES = [("dossier.zh.csv", "gb18030"), ("dossier.zh.csv", "utf-8-sig"), ("dossier.en.csv", "utf-8")]
TABLE = library.load("csv", "dossier")
LAID_OUT = laid_out(CSV, {"dossier": TABLE.layout})


def table(name: str, charset: str) -> Tree:
    (message,) = messages(LAID_OUT, (FOLDER / name).read_text("utf-8").encode(charset))
    return message.tree


class TestTable(MapLaws):
    format = LAID_OUT
    compiled: ClassVar[CompiledMap] = compile_map(TABLE, LAID_OUT.paths)

    def trees(self) -> list[Tree]:
        return [table(*sample) for sample in TABLES]


@pytest.mark.parametrize("sample", TABLES, ids="-".join)
def test_a_questionnaire_in_a_table_is_a_dossier_that_meets_its_profile(sample: tuple[str, str]) -> None:
    found = check_faithful(LAID_OUT, TestTable.compiled, table(*sample))
    model, findings = validate("supplier_qualification/1", found.document)

    assert (findings, list(model.doubts())) == ([], [])
    assert profiles.check(found.document, "supplier_qualification/1", "hub.qualification.basic") == []
    assert (found.coverage.residue, found.coverage.dropped) == ({"dossier.zh.csv": 1, "dossier.en.csv": 3}[sample[0]], 0)


def test_people_write_capital_in_ten_thousands_and_a_term_without_an_end() -> None:
    licence = check_faithful(LAID_OUT, TestTable.compiled, table("dossier.zh.csv", "gb18030")).document["incorporation"]

    assert licence["registeredCapital"] == {"value": "5000000", "currencyID": "CNY"}
    assert (licence["validFrom"], licence["unlimitedIndicator"], "validTo" in licence) == ("2015-06-09", True, False)
    assert licence["incorporationDate"] == "2015-06-09"


def test_a_term_with_an_end_has_one() -> None:
    (message,) = messages(LAID_OUT, (FOLDER / "dossier.zh.csv").read_text("utf-8").replace("长期", "2045年6月8日").encode())
    licence = check_faithful(LAID_OUT, TestTable.compiled, message.tree).document["incorporation"]

    assert (licence["validTo"], "unlimitedIndicator" in licence) == ("2045-06-08", False)


WORKBOOK = laid_out(XLSX, {"dossier": library.load("xlsx", "dossier").layout})


def workbook(name: str, **changes: str) -> Tree:
    """The same table as a workbook. `changes`: cells of other kinds in place of texts (`d:` a date, `n:` a number)."""
    rows = list(csv.reader((FOLDER / name).read_text("utf-8").splitlines(keepends=True), delimiter=";" if ".en." in name else ","))
    cells = [[changes.get(cell, cell) for cell in one] for one in rows]
    (message,) = messages(WORKBOOK, book(*(row(at, *one) for at, one in enumerate(cells, 1))))
    return message.tree


class TestWorkbook(MapLaws):
    format = WORKBOOK
    compiled: ClassVar[CompiledMap] = compile_map(library.load("xlsx", "dossier"), WORKBOOK.paths)

    def trees(self) -> list[Tree]:
        return [workbook("dossier.zh.csv"), workbook("dossier.en.csv")]


def test_a_table_and_a_workbook_have_the_same_labels_columns_and_rules() -> None:
    first, second = library.load("csv", "dossier"), library.load("xlsx", "dossier")

    assert first.layout == second.layout
    assert {path: str(rule) for path, rule in first.rules.items()}.keys() == second.rules.keys()


@pytest.mark.parametrize("name", ["dossier.zh.csv", "dossier.en.csv"])
def test_a_table_and_a_workbook_are_the_same_dossier_whatever_kinds_its_cells_have(name: str) -> None:
    changes = {"2026-11-05": "d:46331", "500000": "n:500000", "300000": "n:300000"}
    flat = TestTable.compiled.read(table(name, "utf-8"))
    book_ = TestWorkbook.compiled.read(workbook(name, **changes))

    assert {**flat.document, "unmapped": []} == {**book_.document, "unmapped": []}  # spellings are remembered under the format's own name
    assert (flat.findings, book_.findings) == ([], [])


# ── UBL ─────────────────────────────────────────────────────────────────────────────────────────────────────
RESPONSE = FOLDER / "response.espd.xml"


def response() -> Tree:
    (message,) = messages(UBL, RESPONSE.read_bytes())
    assert (message.type, message.supported, message.findings) == ("QualificationApplicationResponse", True, [])
    return message.tree


class TestResponse(MapLaws):
    format = UBL
    compiled: ClassVar[CompiledMap] = compile_map(library.load("ubl", "QualificationApplicationResponse"), UBL.paths)

    def trees(self) -> list[Tree]:
        return [response()]


def test_a_response_of_ubl_is_a_dossier_and_nine_leaves_in_ten_have_a_place() -> None:
    found = check_faithful(UBL, TestResponse.compiled, response())
    model, findings = validate("supplier_qualification/1", found.document)

    assert (findings, list(model.doubts())) == ([], [])
    assert (model.thread(), model.edition(), model.applicant.party_name) == ("ESPDREQ-17", "2", "杭州蓝美纺织有限公司")
    assert found.coverage.mapped >= 0.9 * found.coverage.leaves


def test_every_kind_of_answer_stands_in_its_place() -> None:
    answers = check_faithful(UBL, TestResponse.compiled, response()).document["criterionResponse"]

    assert [next(kind for kind in ("indicator", "amount", "value", "date", "quantity") if kind in one) for one in answers] == [
        "indicator",
        "amount",
        "value",
        "date",
        "quantity",
    ]
    assert (answers[0]["indicator"], answers[1]["evidenceID"], answers[2]["lotID"]) == (False, ["E1"], "LOT-1")


def test_a_response_is_valid_under_the_schema_after_the_round_trip() -> None:
    tree, dropped = written(UBL, TestResponse.compiled, check_faithful(UBL, TestResponse.compiled, response()).document)
    (message,) = messages(UBL, UBL.write([("QualificationApplicationResponse", tree)], None))

    assert (dropped, message.findings) == ([], [])
