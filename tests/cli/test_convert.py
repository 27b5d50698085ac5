"""`hub convert`: the bytes on standard output, the findings on standard error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.cli import exits, main
from tests.services import REPOSITORY

ORDER = REPOSITORY / "examples" / "samples" / "order.x12"


def test_an_order_becomes_canonical_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["convert", str(ORDER), "--to", "json"]) == exits.OK

    values = json.loads(capfdbinary.readouterr().out)
    assert values["id"] == "PO-2026-1187"


def test_an_order_comes_back_as_the_same_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = tmp_path / "again.x12"

    assert main(["convert", str(ORDER), "--to", "x12/850", "--output", str(written)]) == exits.OK
    assert main(["try", "--json", str(ORDER), str(written)]) == exits.OK

    first, again = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert again["verdict"] == "clean"
    assert again["canonical"] == first["canonical"]


def test_canonical_json_is_read_back(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    document = tmp_path / "order.json"
    assert main(["convert", str(ORDER), "--to", "json", "-o", str(document)]) == exits.OK

    assert main(["convert", str(document), "--to", "x12/850"]) == exits.OK

    assert b"PO-2026-1187" in capfdbinary.readouterr().out


def test_a_receiver_has_its_own_charset(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """X12 is ASCII unless the receiver takes more."""
    (tmp_path / "hub.yaml").write_text(
        "apiVersion: hub/v1\nmembers: {lanmei: {name: {en: Lanmei}}}\n"
        "systems: {lanmei/erp: {adapter: erp/document, envelope: {charset: utf-8}}}\n",
        "utf-8",
    )
    command = ["convert", str(REPOSITORY / "examples" / "one-order.json"), "--to", "x12/850", "--config", str(tmp_path)]

    assert main(command) == exits.PROBLEMS
    assert b"DLV-005" in capfdbinary.readouterr().err
    assert main([*command, "--for", "lanmei/erp"]) == exits.OK
    assert "兰美" in capfdbinary.readouterr().out.decode()


def test_a_result_that_cannot_be_written_is_a_wrong_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", str(ORDER), "--to", "json", "-o", str(tmp_path / "nowhere" / "x.json")]) == 64
    assert "CLI-010" in capsys.readouterr().err


def test_what_cannot_be_read_is_told_on_standard_error(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"hello")

    assert main(["convert", str(nothing), "--to", "json"]) == exits.PROBLEMS

    shown = capfdbinary.readouterr()
    assert shown.out == b""
    assert b"OPN-001" in shown.err


def test_an_order_cannot_become_a_response(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["convert", str(ORDER), "--to", "x12/855"]) == exits.PROBLEMS

    shown = capfdbinary.readouterr()
    assert shown.out == b""
    assert b"CFG-043" in shown.err
