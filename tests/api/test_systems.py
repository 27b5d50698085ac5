"""Systems over HTTP: whose they are, who may move them, what is told of them."""

from __future__ import annotations

import json

import pytest

JSON = {"Content_Type": "application/json"}


def pause(client, system="bolt/erp", reason="moving house"):
    return client.post(f"/v1/systems/{system}/pause", json.dumps({"reason": reason}), **JSON)


def test_a_member_sees_its_own_systems_and_the_operator_all(house):
    assert [row["id"] for row in house.client("bolt").get("/v1/systems").json["items"]] == ["bolt/erp"]
    everything = house.person("", "operate").get("/v1/systems").json["items"]
    assert [row["id"] for row in everything] == ["acme/crm", "acme/erp", "bolt/erp", "corax/erp"]
    assert everything[2]["breaker"] == {"state": "closed", "failures": 0, "until": None}


@pytest.mark.parametrize("path", ["/v1/systems/bolt/erp", "/v1/systems/bolt/erp/steps", "/v1/systems/bolt/none", "/v1/systems/none/erp"])
def test_of_others_nothing_is_told(house, path):
    assert (house.client("acme").get(path).status, house.client("acme").get(path).rule) == (404, "API-004")


def test_who_stopped_it_and_why_is_told_until_it_goes_on(house):
    client = house.client("bolt")
    try:
        assert pause(client).json["paused"]["reason"] == "moving house"
        shown = house.person("", "operate").get("/v1/systems/bolt/erp").json
        assert (shown["state"], shown["paused"]["by"].partition(":")[0]) == ("paused", "token")
        assert pause(client).rule == "QUE-030"
    finally:
        assert client.post("/v1/systems/bolt/erp/resume").json["state"] == "open"
    assert client.post("/v1/systems/bolt/erp/resume").rule == "QUE-031"
    kinds = [step["event"] for step in client.get("/v1/systems/bolt/erp/steps").json["items"]]
    assert kinds == ["resumed", "paused"]


@pytest.mark.parametrize(
    ("member", "scopes", "body", "status", "rule"),
    [
        ("bolt", "read", {"reason": "x"}, 403, "API-003"),
        ("", "audit", {"reason": "x"}, 403, "API-003"),
        ("acme", "operate", {"reason": "x"}, 404, "API-004"),
        ("bolt", "operate", {"reason": " "}, 409, "QUE-032"),
        ("bolt", "operate", {}, 409, "QUE-032"),
        ("bolt", "operate", {"reason": "a\u0000b"}, 400, "API-011"),
        ("bolt", "operate", {"why": "x"}, 400, "API-011"),
        ("bolt", "operate", {"reason": "x" * 501}, 400, "API-011"),
    ],
)
def test_what_is_not_to_be_paused_is_not(house, member, scopes, body, status, rule):
    answer = house.person(member, scopes).post("/v1/systems/bolt/erp/pause", json.dumps(body), **JSON)

    assert (answer.status, answer.rule) == (status, rule)
    assert house.client("bolt").get("/v1/systems/bolt/erp").json["state"] == "open"


def test_a_system_that_is_not_there(house):
    assert pause(house.person("", "operate"), "bolt/none").rule == "API-004"
