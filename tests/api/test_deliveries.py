"""Deliveries for whoever runs the receiving system: attempts, and setting a stopped one going again."""

from __future__ import annotations

import pytest

from hub.store import deliveries
from hub.store.items import Rows
from hub.testing.stores import message_row
from tests.api.conftest import fresh


def stopped(house, state):
    """A delivery to bolt that came to rest in a state."""
    message_id, key = house.hub.ids.new(), house.hub.ids.new()
    thread = f"acme|{message_id}"
    row = message_row(message_id, sender_id="acme", receiver_id="bolt", document_key="", thread=thread)
    # A target that nothing can write: what is set going again is held again, and never goes out.
    owed = deliveries.new(key, message_id, "bolt/erp", thread, "none/1", "orders", now=1) | {"state": state, "cause": "C|1", "fault": "map"}
    house.hub.writer.submit(Rows({"message": [row], "delivery": [owed]})).result()
    return key


def test_attempts_are_told_to_the_receiver(house):
    message = house.send(fresh())
    key = house.delivered(message["id"])["key"]
    (attempt,) = house.client("bolt").get(f"/v1/deliveries/{key}/attempts").json["items"]

    assert (attempt["ordinal"], attempt["outcome"]) == (1, "created")
    assert len(attempt["sentDigest"]) == 64


@pytest.mark.parametrize("token", ["bolt", "operator"])
def test_a_held_delivery_goes_on_under_its_key(house, token):
    key = stopped(house, 3)
    client = house.client("bolt") if token == "bolt" else house.person("", "operate")
    answer = client.post(f"/v1/deliveries/{key}/replay")

    assert (answer.status, answer.json["delivery"]["key"]) == (200, key)
    kinds = [event["kind"] for event in client.get(f"/v1/messages/{answer.json['delivery']['message']}/events").json["items"]]
    assert "delivery.released" in kinds


@pytest.mark.parametrize("state", [5, 6])
def test_a_rejected_or_dead_delivery_is_owed_again_under_a_new_key(house, state):
    key = stopped(house, state)
    delivery = house.client("bolt").post(f"/v1/deliveries/{key}/replay").json["delivery"]

    assert (delivery["key"] != key, delivery["replayOf"]) == (True, key)


def test_a_delivery_that_is_not_stopped_is_not_replayed(house):
    answer = house.client("bolt").post(f"/v1/deliveries/{stopped(house, 4)}/replay")
    assert (answer.status, answer.rule) == (409, "QUE-001")


def test_the_sender_does_not_set_the_receivers_delivery_going(house):
    answer = house.client("acme").post(f"/v1/deliveries/{stopped(house, 3)}/replay")
    assert (answer.status, answer.rule) == (403, "API-019")


@pytest.mark.parametrize("key", ["x", "..", "%00", "%2e%2e%2f", "1", "' OR 1=1", "%ff"])
def test_a_key_that_is_none_is_not_found(house, key):
    answer = house.client("bolt").get(f"/v1/deliveries/{key.replace(' ', '%20')}")
    assert (answer.status, answer.rule) == (404, "API-004")
