"""`hub explain`: one line for each value, from a file or from a message of the store."""

from __future__ import annotations

import json
from importlib import resources

from hub.cli import exits, main

ORDER = str(resources.files("hub.cli.demo").joinpath("files/lanmei-order.x12"))


def test_a_file_is_explained_value_by_value(capsys):
    code = main(["explain", ORDER, "--to", "x12/850", "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    number = next(row for row in rows if row["pointer"] == "/id")

    assert code == exits.OK
    assert number["value"] == number["source"]["value"] == number["targets"]["x12/850"]["value"]


def test_a_person_reads_place_and_rule(capsys):
    main(["explain", ORDER])
    out = capsys.readouterr().out

    assert "BEG.03" in out
    assert "maps/x12/850.yaml" in out


def test_what_no_map_reads_is_a_problem(tmp_path, capsys):
    file = tmp_path / "x.txt"
    file.write_text("nothing")

    assert main(["explain", str(file)]) == exits.PROBLEMS
    said = capsys.readouterr()
    assert said.out == ""
    assert "CLI-009" in said.err


def test_a_file_that_is_not_there_is_named(capsys):
    assert main(["explain", "nowhere.x12"]) == exits.USAGE
    assert "nowhere.x12" in capsys.readouterr().err
