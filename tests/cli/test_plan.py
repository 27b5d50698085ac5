"""`hub plan` and the lists behind it: edit the CSV, lint, plan, apply, replay; each step says what it found."""

from __future__ import annotations

import json

import pytest

from hub.cli import main
from tests.journeys.test_operating import FILES, by_list
from tests.journeys.world import order, tree


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a tree that names a map and a list, and nothing in force yet."""
    (tmp_path / "hub.yaml").write_text(by_list(tree(tmp_path, "http://127.0.0.1:9/in")), "utf-8")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "po.x12").write_bytes(order("PO-1"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_DATABASE", f"sqlite:///{tmp_path}/hub.db")
    for name in ("HUB_URL", "HUB_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_code_is_added_to_a_list_and_what_it_held_goes_on(place, capsys):
    assert main(["plan"]) == 2
    assert "+ list lanmei/srm products  1 rows" in capsys.readouterr().out
    assert (main(["apply"]), main(["plan"])) == (0, 0)
    assert main(["send", "po.x12", "--as", "lanmei/srm"]) == 1
    capsys.readouterr()
    assert main(["held", "--by", "cause"]) == 1
    shown = capsys.readouterr().out
    assert "'LM-0002'" in shown
    release = shown[shown.index("hub replay plan") :].splitlines()[0]

    with (place / "products.csv").open("a") as file:
        file.write("LM-0002,7302\n")
    assert (main(["lint", "--no-secrets"]), main(["plan"])) == (0, 2)
    shown = capsys.readouterr().out
    assert "+ list lanmei/srm products  LM-0002 = 7302" in shown
    assert "held messages: 1 of 1 would pass" in shown
    assert main(["plan", "--json", "--sample", "0"]) == 2
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["kind"], row.get("at"), row.get("new")) for row in rows] == [("change", "LM-0002", "7302"), ("plan", None, None)]
    assert rows[1]["effect"]["messages"] == {"looked": 0, "more": True, "passing": 0, "differing": 0, "examples": []}
    assert main(["apply"]) == 0

    capsys.readouterr()
    cause = release.split("--cause ")[1].strip("'")
    assert main(["replay", "plan", "--cause", cause, "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["items"], plan["forecast"]["pass"]) == (1, 1)
    assert main(["replay", "start", plan["id"]]) == 0
    assert main(["replay", "progress", plan["id"], "--items"]) == 0
    assert "waiting" in capsys.readouterr().out
    assert main(["replay", "cancel", plan["id"]]) == 0
    assert main(["replay", "plans"]) == 0
    assert "cancelled" in capsys.readouterr().out
    assert main(["replay", "--cause", cause]) == 0
    assert main(["held"]) == 0


def test_a_list_that_cannot_be_used_is_told_at_its_line_and_nothing_is_applied(place, capsys):
    assert main(["apply"]) == 0
    (place / "products.csv").write_text("code,canonical\nLM-0001,7301\nLM-0001,9\n", "utf-8")

    assert main(["plan"]) == 1
    assert "products.csv:3" in capsys.readouterr().err
    assert main(["apply"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["replay", "plan"],
        ["replay", "plan", "--state", "running"],
        ["replay", "plan", "--since", "yesterday"],
        ["plan", "--sample", "-1"],
        ["held", "--by", "colour"],
    ],
)
def test_a_wrong_command_line_is_64(place, words):
    assert main(words) == 64


@pytest.mark.parametrize("said, meant", [("2h", "2026-11-29T08:00:00+00:00"), ("2026-11-29", "2026-11-29T00:00:00+00:00"), ("", "")])
def test_moments_are_said_in_many_ways(said, meant):
    from datetime import UTC, datetime

    from hub.cli.replay_plans import moment

    assert moment(said, datetime(2026, 11, 29, 10, tzinfo=UTC)) == meant
