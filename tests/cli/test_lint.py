"""`hub lint` says file, line and column of everything that is wrong in a configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.cli import exits, main
from tests.services import REPOSITORY

EXAMPLES = REPOSITORY / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in ("hub.yaml", "maps/lanmei-850.yaml", "lists/lanmei-projects.csv"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((EXAMPLES / file).read_bytes())
    return tmp_path


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("path", [EXAMPLES, EXAMPLES / "hub.yaml"])
def test_the_example_is_right(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    assert main(["lint", str(path)]) == exits.OK

    assert "0 errors, 0 warnings." in capsys.readouterr().out


def test_a_misspelt_key_is_shown_with_its_place_and_the_right_one(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    spoil(folder / "hub.yaml", "    adapter: erp/document", "    adaptor: erp/document")

    assert main(["lint", str(folder)]) == exits.PROBLEMS

    shown = capsys.readouterr().out
    assert f"{folder / 'hub.yaml'}:20:5  error CFG-010" in shown
    assert "adapter" in shown


def test_a_program_gets_one_object_a_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    spoil(folder / "hub.yaml", "to: nordkran\n", "to: nordkrn\n")

    assert main(["lint", str(folder), "--json", "--lang", "zh"]) == exits.PROBLEMS

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"file": str(folder / "hub.yaml"), "line": 42, "column": 9, "rule": "CFG-040"}.items() <= found[0].items()
    assert list(found[0]) == ["file", "line", "column", "rule", "severity", "message", "fix"]


def test_a_problem_in_a_map_is_shown_in_the_file_of_the_map(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    spoil(folder / "maps" / "lanmei-850.yaml", "xref(projects)", "xref(project)")

    assert main(["lint", str(folder)]) == exits.PROBLEMS

    assert f"{folder / 'maps' / 'lanmei-850.yaml'}:4:" in capsys.readouterr().out


def test_a_secret_that_is_not_set_is_found_here_and_can_be_left_out(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NORDKRAN_TOKEN", raising=False)
    http = "out: {http: {url: https://erp.nordkran.example/orders, token: env:NORDKRAN_TOKEN}}"
    spoil(folder / "hub.yaml", "out: {folder: {path: exchange/nordkran/in}}", http)

    assert main(["lint", str(folder)]) == exits.PROBLEMS
    assert "CFG-023" in capsys.readouterr().out
    assert main(["lint", str(folder), "--no-secrets"]) == exits.OK
    monkeypatch.setenv("NORDKRAN_TOKEN", "s3cret")
    assert main(["lint", str(folder)]) == exits.OK
    assert "s3cret" not in capsys.readouterr().out


@pytest.mark.parametrize(("content", "rule"), [(None, "CFG-002"), (b"\xff\xfe\x00", "CFG-003"), (b"a: [", "CFG-001"), (b"", "CFG-013")])
def test_a_tree_that_is_no_tree_is_one_problem(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, rule: str
) -> None:
    if content is not None:
        (tmp_path / "hub.yaml").write_bytes(content)

    assert main(["lint", str(tmp_path)]) == exits.PROBLEMS

    assert rule in capsys.readouterr().out


def test_a_file_outside_the_folder_is_not_opened(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder.parent / "outside.yaml").write_text("extends: x12/850\n")
    spoil(folder / "hub.yaml", "maps/lanmei-850.yaml", "../outside.yaml")

    assert main(["lint", str(folder)]) == exits.PROBLEMS

    assert "CFG-050" in capsys.readouterr().out
