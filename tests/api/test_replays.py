"""Replay plans over HTTP: whose they are, what is told of them, and that they are worked off by the running hub."""

from __future__ import annotations

import json
import time

import pytest

from tests.api.test_deliveries import stopped

JSON = {"Content_Type": "application/json"}
NOTHING = "0190f6c2-0000-7000-8000-000000000000"


def make(client, **wanted):
    return client.post("/v1/replays", json.dumps(wanted), **JSON)


def test_a_member_plans_starts_and_follows_its_own(house):
    key, client = stopped(house, 6), house.client("bolt")
    made = make(client, system="bolt/erp", states=["dead"])
    plan = made.json["id"]
    assert (made.status, made.json["state"], made.json["stale"]) == (201, "planned", False)
    assert made.json["forecast"]["hold"] == made.json["items"], "none/1 is a target that nothing can write"
    first = client.get(f"/v1/replays/{plan}/items?limit=200").json["items"]
    (item,) = [one for one in first if one["subject"] == key]
    assert (item["because"]["rule"], item["state"]) == ("DLV-003", "waiting")

    started = client.post(f"/v1/replays/{plan}/start").json
    assert [step["event"] for step in started["steps"]][:1] == ["start"]
    for _ in range(600):
        told = client.get(f"/v1/replays/{plan}").json
        if told["state"] == "ended":
            break
        time.sleep(0.05)
    assert (told["progress"]["done"], told["progress"]["waiting"]) == (told["items"], 0)
    (item,) = [one for one in client.get(f"/v1/replays/{plan}/items?limit=200").json["items"] if one["subject"] == key]
    again = client.get(f"/v1/deliveries/{item['result']}").json
    assert again["replayOf"] == key
    assert client.post(f"/v1/replays/{plan}/start").rule == "RPL-011"
    assert client.ask("DELETE", f"/v1/replays/{plan}").rule == "RPL-011"


def test_what_belongs_to_others_is_not_there(house):
    stopped(house, 6)
    plan = make(house.client("bolt"), states=["dead"]).json["id"]
    for name in (plan, NOTHING, "x"):
        for method, path in (("GET", ""), ("GET", "/items"), ("POST", "/start"), ("DELETE", "")):
            answer = house.client("acme").ask(method, f"/v1/replays/{name}{path}")
            assert (answer.status, answer.rule) == (404, "RPL-010"), (method, name, path)
    assert plan in [row["id"] for row in house.person("", "operate").get("/v1/replays?limit=200").json["items"]]
    assert plan not in [row["id"] for row in house.client("acme").get("/v1/replays").json["items"]]


def test_a_plan_is_cancelled(house):
    stopped(house, 6)
    client = house.client("bolt")
    plan = make(client, states=["dead"]).json["id"]

    assert client.ask("DELETE", f"/v1/replays/{plan}").json["state"] == "cancelled"
    assert client.post(f"/v1/replays/{plan}/start").status == 409


@pytest.mark.parametrize(
    ("wanted", "status", "rule"),
    [
        ({"cause": "none"}, 409, "RPL-012"),
        ({"states": []}, 400, "API-011"),
        ({"states": ["running"]}, 400, "API-011"),
        ({"since": "yesterday"}, 400, "API-011"),
        ({"since": "2026-11-29T10:00:00"}, 400, "API-011"),
        ({"sample": 5000}, 400, "API-011"),
        ({"everything": True}, 400, "API-011"),
    ],
)
def test_what_cannot_be_planned_is_said(house, wanted, status, rule):
    answer = make(house.client("bolt"), **wanted)

    assert (answer.status, answer.rule) == (status, rule)


def test_no_json_is_said(house):
    assert house.client("bolt").post("/v1/replays", b"{", **JSON).rule == "API-011"


def test_causes_of_deliveries_are_told_to_whoever_runs_the_system(house):
    stopped(house, 3)
    mine = house.client("bolt").get("/v1/held/causes").json["items"]
    (one,) = [row for row in mine if row["kind"] == "delivery" and row["cause"] == "C|1" and row["state"] == "held"]
    assert (one["deliveries"] > 0, one["example"]["system"], one["example"]["format"]) == (True, "bolt/erp", None)
    assert [row for row in house.client("corax").get("/v1/held/causes").json["items"] if row["cause"] == "C|1"] == []
