"""Each side sees the lineage of what it sent or was sent, and nothing of the other's bytes."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import fresh, order


@pytest.fixture(scope="module")
def sent(house):
    body = order(fresh())
    message = house.client("acme").post("/v1/messages", body).json["messages"][0]
    house.delivered(message["id"])
    return message["id"], body


def test_the_sender_sees_where_each_value_stood(house, sent):
    message_id, body = sent
    rows = {row["pointer"]: row for row in house.client("acme").get(f"/v1/messages/{message_id}/lineage").json}
    number = rows["/id"]

    assert number["source"] == {"path": "/id", "value": json.loads(body)["id"]}
    assert number["targets"] == {}


def test_a_receiver_sees_where_each_value_stands_in_what_it_got(house, sent):
    rows = {row["pointer"]: row for row in house.client("bolt").get(f"/v1/messages/{sent[0]}/lineage").json}

    assert rows["/id"]["source"] is None
    assert rows["/id"]["rule"] is None
    assert rows["/id"]["targets"]["bolt/erp"]["path"] == "/id"


def test_nobody_else_learns_that_it_exists(house, sent):
    assert house.client("corax").get(f"/v1/messages/{sent[0]}/lineage").status == 404
