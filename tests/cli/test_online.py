"""The commands that work on a store: near (in this process) and far (HUB_URL) they say the same."""

from __future__ import annotations

import json

import pytest

from hub.api.background import Background
from hub.cli import main
from hub.cli.opened import shown
from hub.compose import Hub
from hub.settings import Settings
from tests.journeys.world import order, tree


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a configuration in force and an order beside it."""
    for name in ("lanmei", "archive", "rival"):
        (tmp_path / name).mkdir()
    (tmp_path / "hub.yaml").write_text(tree(tmp_path, "http://127.0.0.1:9/in"), "utf-8")
    (tmp_path / "po.x12").write_bytes(order("PO-77"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUB_DATABASE", f"sqlite:///{tmp_path}/hub.db")
    monkeypatch.delenv("HUB_URL", raising=False)
    assert main(["apply", "hub.yaml"]) == 0
    return tmp_path


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_a_file_is_sent_traced_and_shown(place, capsys) -> None:
    assert main(["send", "po.x12", "--as", "lanmei/srm", "--json"]) == 0
    receipt = lines(capsys)[0]
    assert [message["state"] for message in receipt["messages"]] == ["routed"]

    assert main(["trace", "po-77", "--json"]) == 0
    rows = lines(capsys)
    assert {row["document"] or row["format"] for row in rows} == {"order/1", "x12/997"}
    owed = [one["kind"] for row in rows for one in row["owed"]]
    assert sorted(owed) == ["delivery"] * 3 + ["reply"]

    assert main(["trace", "po-77"]) == 0
    assert "owed   delivery" in capsys.readouterr().out

    assert main(["show", receipt["messages"][0]["id"], "--json"]) == 0
    told = lines(capsys)[0]
    assert [one["state"] for one in told["deliveries"]] == ["ready", "ready"]
    assert told["events"][0]["kind"] == "message.routed"


def test_the_same_file_sent_twice_gets_the_same_answer(place, capsys) -> None:
    main(["send", "po.x12", "--as", "lanmei/srm", "--json"])
    main(["send", "po.x12", "--as", "lanmei/srm", "--json"])
    first, second = lines(capsys)

    assert first == second


def test_exact_bytes_can_be_had_again(place, capfdbinary) -> None:
    main(["send", "po.x12", "--as", "lanmei/srm", "--json"])
    message = json.loads(capfdbinary.readouterr().out.splitlines()[0])["messages"][0]["id"]

    assert main(["show", message, "--canonical"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == "PO-77"
    assert main(["show", message, "--raw"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"ST*850*0001")


def test_an_unknown_reference_is_a_problem_not_a_traceback(place, capsys) -> None:
    assert main(["trace", "nothing"]) == 1
    assert "CLI-025" in capsys.readouterr().out


def test_a_held_message_is_listed_and_replayed_once_a_rule_fits(place, capsys) -> None:
    text = (place / "hub.yaml").read_text("utf-8")
    (place / "hub.yaml").write_text(text.replace("carries: [order]", "carries: [order]\n    test: true"), "utf-8")
    assert main(["apply", "hub.yaml"]) == 0
    assert main(["send", "po.x12", "--as", "lanmei/srm"]) == 1
    capsys.readouterr()

    assert main(["held", "--json"]) == 1
    rows = lines(capsys)
    assert [row["kind"] for row in rows] == ["cause", "message"]

    (place / "hub.yaml").write_text(text, "utf-8")
    assert main(["apply", "hub.yaml"]) == 0
    assert main(["replay", "--cause", rows[0]["cause"], "--json"]) == 0
    assert lines(capsys)[-1]["state"] == "routed"
    assert main(["held"]) == 0
    assert main(["ledger", "verify"]) == 0


def test_far_and_near_say_the_same(place, capsys, monkeypatch) -> None:
    main(["send", "po.x12", "--as", "lanmei/srm", "--json"])
    assert main(["token", "create", "*", "--scopes", "operate"]) == 0
    token = capsys.readouterr().out.splitlines()[-1]
    main(["trace", "PO-77", "--json"])
    near = lines(capsys)
    hub = Hub.open(Settings())
    try:
        with Background(hub) as server:
            monkeypatch.setenv("HUB_URL", server.url)
            monkeypatch.setenv("HUB_TOKEN", token)
            assert main(["trace", "PO-77", "--json"]) == 0
    finally:
        hub.stop()

    assert lines(capsys) == near


def test_a_hub_that_is_not_there_is_69(place, capsys, monkeypatch) -> None:
    monkeypatch.setenv("HUB_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HUB_TOKEN", "tp_x")

    assert main(["trace", "PO-77"]) == 69
    assert "CLI-023" in capsys.readouterr().err


def test_tokens_are_made_listed_and_revoked(place, capsys) -> None:
    assert main(["token", "create", "lanmei/srm", "--json"]) == 0
    made = lines(capsys)[0]
    assert made["token"].startswith("tp_")
    assert main(["token", "revoke", made["id"]]) == 0
    assert main(["token", "list"]) == 0
    assert "revoked" in capsys.readouterr().out
    assert main(["token", "create", "nobody/erp"]) == 1


def test_the_list_of_tokens_speaks_as_the_interface_does(place, capsys) -> None:
    assert main(["token", "create", "lanmei/srm", "--days", "1"]) == 0
    assert main(["token", "list", "--json"]) == 0

    (row,) = lines(capsys)
    assert row.keys() == {"id", "name", "member", "system", "scopes", "createdAt", "expiresAt", "revokedAt"}
    assert (row["system"], row["scopes"], row["revokedAt"], row["createdAt"][-1]) == ("lanmei/srm", ["read", "send"], None, "Z")


def test_a_token_that_is_none_cannot_be_revoked(place, capsys) -> None:
    assert main(["token", "revoke", "nope"]) == 1
    assert "CLI-027" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["trace", "x"], ["held"], ["ledger", "verify"], ["token", "list"], ["send", "po.x12", "--as", "lanmei/srm"]]
)
@pytest.mark.parametrize(
    ("database", "rule", "code"),
    [
        ("postgresql://somebody:s3cret@127.0.0.1:1/hub", "STO-002", 69),
        ("sqlite:////proc/nowhere/hub.db", "STO-003", 69),
        ("sqlite:///garbage.db", "STO-001", 1),
        ("nonsense", "STO-001", 1),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_words(place, capsys, monkeypatch, command, database, rule, code) -> None:
    (place / "garbage.db").write_bytes(b"not a database " * 100)
    monkeypatch.setenv("HUB_DATABASE", database)

    assert main(command) == code
    said = capsys.readouterr().err
    assert rule in said
    assert "s3cret" not in said


def test_the_password_of_a_database_is_not_shown() -> None:
    assert shown("postgresql://somebody:s3cret@db/hub") == "postgresql://somebody:***@db/hub"
    assert shown("sqlite:///hub.db") == "sqlite:///hub.db"


@pytest.mark.parametrize("port", [0, 65535])
def test_an_address_that_cannot_be_had_is_told_in_words(place, capsys, port) -> None:
    assert main(["serve", "--host", "203.0.113.1", "--port", str(port)]) == 1
    assert "CLI-026" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["redis://:hunter2@127.0.0.1:9/0", "amqp://hub:hunter2@127.0.0.1:9/", "amqp://hub:hunter2@"])
def test_the_doctor_looks_for_the_broker_and_does_not_show_its_password(place, capsys, monkeypatch, url) -> None:
    monkeypatch.setenv("HUB_BROKER", url)

    assert main(["doctor", "--json"]) == 1

    printed = capsys.readouterr()
    (broker,) = [row for line in printed.out.splitlines() if (row := json.loads(line))["check"] == "broker"]
    assert broker["state"] != "ok"
    assert "hunter2" not in printed.out + printed.err


def test_a_tree_with_errors_changes_nothing(place, capsys) -> None:
    (place / "hub.yaml").write_text("apiVersion: hub/v1\nmembrs: {}\n", "utf-8")

    assert main(["apply", "hub.yaml"]) == 1
    assert "hub.yaml:2:1" in capsys.readouterr().err


def test_a_held_parcel_is_listed_and_opened_again(place, capsys) -> None:
    (place / "noise.bin").write_bytes(b"\x00\x01 nobody knows this")
    assert main(["send", "noise.bin", "--as", "lanmei/srm", "--json"]) == 1
    parcel = lines(capsys)[0]["parcel"]

    assert main(["held", "--json"]) == 1
    assert [(row["kind"], row["id"]) for row in lines(capsys)] == [("parcel", parcel)]
    assert main(["held"]) == 1
    assert "OPN-001" in capsys.readouterr().out
    assert main(["replay", parcel, "--json"]) == 1
    assert lines(capsys)[0] == {"kind": "parcels", "id": parcel, "state": "held"}
