"""`hub try`: one object per message for programs, a page for people, and the right exit code."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from hub.cli import exits, main
from tests.services import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
ORDER = EXAMPLES / "samples" / "order.x12"
KEYS = ["format", "type", "version", "controlNumber", "document", "verdict", "findings", "coverage", "canonical"]
FINDING = ["rule", "severity", "message", "fix", "where", "pointer"]
COVERAGE = ["leaves", "mapped", "extension", "residue", "waived", "dropped"]


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    file = tmp_path / "spoilt.x12"
    file.write_text(ORDER.read_text().replace("20261120~\n", "2026112x~\n", 1).replace("\nCUR*BY", "\nCUR*B\x1b[31mY", 1))
    return file


def test_the_object_is_what_scripts_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", str(ORDER), "--json"]) == exits.OK

    (row,) = rows(capsys)
    assert list(row) == KEYS
    assert list(row["coverage"]) == COVERAGE
    assert [row[key] for key in KEYS[:6]] == ["x12", "850", "004010", "0001", "order/1", "clean"]
    assert row["canonical"]["id"] == "PO-2026-1187"
    assert row["canonical"]["$schema"].endswith("/order/1.0")
    counts = row["coverage"]
    assert counts["leaves"] == counts["mapped"] + counts["extension"] + counts["residue"]


def test_a_finding_is_located_and_in_words(capsys: pytest.CaptureFixture[str], spoilt: Path) -> None:
    assert main(["try", str(spoilt), "--json"]) == exits.PROBLEMS

    (row,) = rows(capsys)
    assert row["verdict"] == "rejected"
    found = row["findings"][0]
    assert list(found) == FINDING
    assert found["message"]
    assert found["where"]["segment"] == "BEG"
    assert found["where"]["element"] == 5
    assert found["where"]["line"] == 4


def test_a_person_sees_the_place_the_text_and_the_fix(capsys: pytest.CaptureFixture[str], spoilt: Path) -> None:
    assert main(["try", str(spoilt)]) == exits.PROBLEMS

    shown = capsys.readouterr().out
    assert f"{spoilt}:4" in shown
    assert "BEG[2]-05" in shown
    assert "BEG*00*SA*PO-2026-1187**2026112x" in shown
    assert "fix: " in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(("lang", "word"), [("en", "clean"), ("zh", "无误"), ("zh-CN", "无误")])
def test_words_are_in_the_language_asked_for(capsys: pytest.CaptureFixture[str], lang: str, word: str) -> None:
    assert main(["try", str(ORDER), "--lang", lang]) == exits.OK

    assert word in capsys.readouterr().out


def test_several_files_give_one_object_each_in_order(capsys: pytest.CaptureFixture[str], spoilt: Path) -> None:
    assert main(["try", "--json", str(ORDER), str(spoilt), str(ORDER)]) == exits.PROBLEMS

    assert [row["verdict"] for row in rows(capsys)] == ["clean", "rejected", "clean"]


def test_a_dash_reads_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ORDER.read_bytes())))

    assert main(["try", "-", "--json"]) == exits.OK

    assert [row["type"] for row in rows(capsys)] == ["850"]


def test_as_a_system_its_overlays_and_lists_apply(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", str(ORDER), "--json", "--as", "lanmei/srm", "--config", str(EXAMPLES)]) == exits.OK

    (row,) = rows(capsys)
    assert row["canonical"]["accountingCost"] == "harbour-crane-refit"


def test_an_unusable_configuration_is_refused_with_the_way_to_see_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "hub.yaml").write_text("apiVersion: hub/v1\nsystems: {a/b: {}}\n")

    assert main(["try", str(ORDER), "--as", "a/b", "--config", str(tmp_path)]) == exits.PROBLEMS

    assert "hub lint" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"hello", b"\xef\xbb\xbf", b"\xff\xfeI\x00S\x00A\x00"])
def test_bytes_of_no_format_give_one_rejected_object(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "thing"
    file.write_bytes(content)

    assert main(["try", str(file), "--json"]) == exits.PROBLEMS

    (row,) = rows(capsys)
    assert (row["format"], row["document"], row["verdict"], row["canonical"]) == (None, None, "rejected", None)
    assert row["findings"]
