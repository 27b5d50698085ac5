"""Checking without handing in: nothing is stored, and only one's own systems can be tried."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import fresh, order


def test_a_document_is_checked_and_not_kept(house):
    number = fresh()
    answer = house.client("acme").post("/v1/checks", order(number))

    assert answer.status == 200
    (row,) = answer.json
    assert (row["document"], row["verdict"], row["canonical"]["id"]) == ("order/1", "clean", number)
    assert house.client("acme").get(f"/v1/messages?ref={number}").json["items"] == []


def test_one_object_a_line_for_those_who_ask(house):
    answer = house.client("acme").post("/v1/checks", order(fresh()) + b"\n" + order(fresh()), Accept="application/x-ndjson")

    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["verdict"] for line in answer.body.splitlines()] == ["clean", "clean"]


@pytest.mark.parametrize(("language", "word"), [("en", "format"), ("zh", "格式")])
def test_findings_speak_the_language_of_the_reader(house, language, word):
    (row,) = house.client("acme").post("/v1/checks", b"no format", Accept_Language=language).json
    assert (row["format"], row["verdict"]) == (None, "rejected")
    assert word in row["findings"][0]["message"]


@pytest.mark.parametrize(("system", "status"), [("acme/erp", 200), ("bolt/erp", 403), ("bolt/none", 403), ("", 400)])
def test_only_ones_own_systems_can_be_tried(house, system, status):
    assert house.client("acme").post(f"/v1/checks?system={system}", order(fresh())).status == status


def test_a_body_that_would_not_be_opened_within_a_request_is_refused(house):
    answer = house.client("acme").post("/v1/checks", b"x" * 30_000)
    assert (answer.status, answer.rule) == (413, "API-009")
    assert house.client("acme").post("/v1/checks", b"").rule == "API-010"
