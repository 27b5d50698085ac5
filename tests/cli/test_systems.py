"""`hub systems`, `hub pause`, `hub resume` on a store."""

from __future__ import annotations

import json

import pytest

from hub.cli import main
from tests.journeys.world import tree


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "hub.yaml").write_text(tree(tmp_path, "http://127.0.0.1:9/in"), "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_DATABASE", f"sqlite:///{tmp_path}/hub.db")
    monkeypatch.delenv("HUB_URL", raising=False)
    assert main(["apply", "hub.yaml"]) == 0
    return tmp_path


def test_a_system_is_stopped_and_goes_on(place, capsys):
    capsys.readouterr()
    assert main(["pause", "nordkran/erp", "--reason", "stock taking"]) == 0
    assert "paused by token:cli" in capsys.readouterr().out
    assert main(["systems"]) == 0
    shown = capsys.readouterr().out
    assert "stock taking" in shown
    assert shown.count("nothing owed; 4 at once") == 4

    assert main(["apply", "hub.yaml"]) == 0
    capsys.readouterr()
    assert main(["systems", "--json"]) == 0
    states = {row["id"]: row["state"] for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert states == {"lanmei/srm": "open", "nordkran/archive": "open", "nordkran/erp": "paused", "rival/erp": "open"}

    assert main(["resume", "nordkran/erp", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "open"


@pytest.mark.parametrize(
    "words, code",
    [
        (["pause", "nordkran/erp"], 64),
        (["pause", "nordkran", "-r", "x"], 64),
        (["resume", "nordkran/erp"], 1),
        (["pause", "a/b", "-r", "x"], 1),
    ],
)
def test_what_cannot_be_done_is_said(place, capsys, words, code):
    assert main(words) == code
    assert "Traceback" not in capsys.readouterr().err
