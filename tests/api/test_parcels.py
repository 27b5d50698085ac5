"""A parcel is its bringer's: what it was, what was found in it, and its messages in order."""

from __future__ import annotations

import hashlib

import pytest

from tests.api.conftest import fresh, order


def test_a_parcel_tells_what_became_of_each_message(house):
    body = order(fresh()) + b"\n" + order(fresh(), issueDate="no date")
    taken = house.client("acme").post("/v1/messages?name=two.json", body).json
    parcel = house.client("acme").get(f"/v1/parcels/{taken['parcel']}").json

    assert (parcel["name"], parcel["state"], parcel["opened"], parcel["size"]) == ("two.json", "opened", 2, len(body))
    assert parcel["digest"] == hashlib.sha256(body).hexdigest()
    assert [one["id"] for one in parcel["messages"]] == [one["id"] for one in taken["messages"]]
    assert [one["verdict"] for one in parcel["messages"]] == ["clean", "rejected"]


@pytest.mark.parametrize("parcel_id", ["x", "..", "%00", "' OR 1=1", "%ff"])
def test_an_id_that_is_none_is_not_found(house, parcel_id):
    answer = house.client("acme").get(f"/v1/parcels/{parcel_id.replace(' ', '%20')}")
    assert (answer.status, answer.rule) == (404, "API-004")
