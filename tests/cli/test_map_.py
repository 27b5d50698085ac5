"""`hub map`: where rules come from, whether samples are still read as expected, what is mapped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.cli import exits, main
from tests.services import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
ORDER = EXAMPLES / "samples" / "order.x12"
AS_LANMEI = ["--as", "lanmei/srm", "--config", str(EXAMPLES)]


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "order.x12"
    file.write_bytes(ORDER.read_bytes())
    return file


def test_without_a_message_the_maps_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "explain"]) == exits.OK

    assert "x12/850" in capsys.readouterr().out.split()


def test_the_list_for_programs_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "explain", "--json"]) == 0

    assert {"message": "x12/850"} in [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("command", [["coverage"], ["new"]])
def test_a_file_without_a_message_is_a_problem(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "noise"
    file.write_bytes(bytes(range(256)) * 8)

    assert main(["map", *command, str(file)]) == 1
    assert "CLI-009" in capsys.readouterr().err


def test_every_rule_is_shown_with_its_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "explain", "x12/850", "--json"]) == exits.OK

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"id"} <= {row["path"] for row in rows}
    assert all(row["file"].startswith("maps/x12/") and row["line"] > 0 and row["layer"] == "base" for row in rows)


def test_a_rule_of_an_overlay_is_shown_in_the_file_of_the_overlay(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "explain", "x12/850", *AS_LANMEI]) == exits.OK

    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("accountingCost")]
    assert "maps/lanmei-850.yaml:4" in line
    assert "member" in line


def test_the_samples_beside_the_example_are_read_as_expected(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "test", str(EXAMPLES / "samples"), *AS_LANMEI]) == exits.OK

    assert "order.x12: clean" in capsys.readouterr().out


def test_an_accepted_sample_is_read_as_expected(capsys: pytest.CaptureFixture[str], sample: Path) -> None:
    assert main(["map", "test", str(sample)]) == exits.PROBLEMS
    assert "CLI-007" in capsys.readouterr().out
    assert main(["map", "test", "--accept", str(sample)]) == exits.OK
    assert main(["map", "test", str(sample)]) == exits.OK


def test_a_difference_is_shown_with_its_pointer(capsys: pytest.CaptureFixture[str], sample: Path) -> None:
    main(["map", "test", "--accept", str(sample)])
    sample.write_text(sample.read_text().replace("*310.00*", "*311.00*"))
    capsys.readouterr()

    assert main(["map", "test", "--json", str(sample)]) == exits.PROBLEMS

    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["same"] is False
    assert [one["pointer"] for one in row["differences"]] == ["/0/orderLine/0/price/priceAmount/value"]


def test_coverage_counts_and_names_what_is_left(capsys: pytest.CaptureFixture[str], sample: Path) -> None:
    assert main(["map", "coverage", "--json", str(sample)]) == exits.OK

    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert row["leaves"] == row["mapped"] + row["extension"] + row["residue"]
    assert len(row["unmapped"]) >= row["residue"]
