"""`hub doctor`: each line says what was looked at, how it is and what to do; nothing is changed."""

from __future__ import annotations

import json
import socket

import pytest

from hub.cli import main
from tests.journeys.world import Sink, order, tree


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in ("lanmei", "archive", "rival"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_DATABASE", f"sqlite:///{tmp_path}/hub.db")
    for name in ("HUB_URL", "HUB_BROKER", "HUB_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def apply(place, url, more=""):
    text = tree(place, url).replace("timeout: 5s}}}", f"timeout: 5s{more}}}}}}}")
    (place / "hub.yaml").write_text(text, "utf-8")
    assert main(["apply", "hub.yaml"]) == 0


def doctor(capsys):
    capsys.readouterr()
    code = main(["doctor", "--json"])
    return code, {row["check"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}


def test_all_is_well(place, capsys):
    with Sink() as sink:
        apply(place, sink.url)
        code, found = doctor(capsys)

    assert {name: row["state"] for name, row in found.items() if row["state"] != "ok"} == {}
    assert code == 0
    assert {
        "database",
        "schema",
        "durability",
        "clock",
        "disk",
        "broker",
        "configuration",
        "deliveries",
        "oldest due",
        "ledger",
        "credentials",
    } < set(found)
    assert {"endpoint nordkran/erp", "endpoint nordkran/archive"} < set(found)


def test_tables_of_another_version_are_told_and_left_alone(place, capsys):
    code, found = doctor(capsys)

    assert (code, found["schema"]["state"], found["schema"]["todo"]) == (1, "wrong", "`hub db upgrade`")
    assert "configuration" not in found
    assert doctor(capsys)[1]["schema"]["state"] == "wrong"


def test_no_configuration_is_told(place, capsys):
    assert main(["db", "upgrade"]) == 0
    code, found = doctor(capsys)

    assert (code, found["configuration"]["todo"]) == (1, "`hub apply hub.yaml`")


def test_a_system_that_cannot_be_reached_and_one_that_must_not_be(place, capsys):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    apply(place, f"http://127.0.0.1:{port}/in")
    code, found = doctor(capsys)
    assert (code, found["endpoint nordkran/erp"]["state"]) == (1, "wrong")
    assert "Deliveries to it are kept" in found["endpoint nordkran/erp"]["todo"]

    apply(place, f"http://127.0.0.1:{port}/in", ", headers: {}")
    (place / "hub.yaml").write_text((place / "hub.yaml").read_text("utf-8").replace("private: true", "private: false"), "utf-8")
    if main(["apply", "hub.yaml"]) == 0:  # lint may refuse it already
        assert "loopback" in doctor(capsys)[1]["endpoint nordkran/erp"]["detail"]


def test_a_folder_that_is_a_file_and_a_secret_that_is_missing(place, capsys):
    with Sink() as sink:
        apply(place, sink.url, ", token: env:NOBODY_SET_THIS")
        (place / "archive").rmdir()
        (place / "archive").write_text("")
        code, found = doctor(capsys)

    assert (code, found["endpoint nordkran/archive"]["state"], found["credentials"]["detail"]) == (
        1,
        "wrong",
        "env:NOBODY_SET_THIS leads to nothing",
    )
    assert "nordkran/erp" in found["credentials"]["todo"]


def test_what_waits_and_who_is_paused_is_told(place, capsys):
    with Sink() as sink:
        apply(place, sink.url)
        (place / "po.x12").write_bytes(order("PO-1"))
        assert main(["send", "po.x12", "--as", "lanmei/srm"]) == 0
        assert main(["pause", "nordkran/erp", "-r", "stock taking"]) == 0
        code, found = doctor(capsys)

    assert (code, found["system nordkran/erp"]["state"]) == (0, "warn")
    assert found["oldest due"]["detail"].endswith(("nordkran/archive", "lanmei/srm"))


def test_a_broker_that_is_not_there_holds_nothing_up(place, capsys, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with Sink() as sink:
        apply(place, sink.url)
        monkeypatch.setenv("HUB_BROKER", f"redis://127.0.0.1:{port}/0")
        code, found = doctor(capsys)

    assert (code, found["broker"]["state"]) == (0, "warn")


def test_a_database_that_does_not_answer_is_69(place, capsys, monkeypatch):
    monkeypatch.setenv("HUB_DATABASE", "postgresql://nobody@127.0.0.1:9/none")
    code, found = doctor(capsys)

    assert (code, list(found)) == (69, ["database"])
    assert main(["doctor"]) == 69
    assert "→ Start the database" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variable", "value", "check", "rule", "remedy"),
    [
        ("HUB_DATABASE", "mysql://x/y", "database", "STO-001", "postgresql://user@host/name"),
        ("HUB_BROKER", "http://broker.example", "broker", "QUE-020", "amqp://user:password@host:port/vhost"),
    ],
)
def test_an_address_of_the_wrong_form_is_told_with_the_right_one(place, capsys, monkeypatch, variable, value, check, rule, remedy):
    assert main(["db", "upgrade"]) == 0
    monkeypatch.setenv(variable, value)
    found = doctor(capsys)[1][check]

    assert (found["state"], found["detail"].partition(" ")[0]) == ("wrong", rule)
    assert remedy in found["todo"]


def test_a_folder_that_is_missing_is_told_in_both_directions(place, capsys):
    with Sink() as sink:
        apply(place, sink.url)
    text = (place / "hub.yaml").read_text("utf-8")
    watched = "adapter: erp/document, in: {folder: {path: from/them, taken: taken}},"
    (place / "hub.yaml").write_text(text.replace("adapter: erp/document,", watched, 1), "utf-8")
    assert main(["apply", "hub.yaml"]) == 0
    missing = {name: check for name, check in doctor(capsys)[1].items() if "there is no folder from/them" in check["detail"]}

    assert [(name.partition(" ")[0], check["state"]) for name, check in missing.items()] == [("inbox", "wrong")]
    (place / "from" / "them").mkdir(parents=True)
    assert all(check["state"] == "ok" for name, check in doctor(capsys)[1].items() if name in missing)
