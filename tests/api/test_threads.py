"""A conversation with what is owed next in it, as far as the reader may see."""

from __future__ import annotations

import json

from tests.api.conftest import House, fresh


def test_both_sides_see_what_is_owed_and_a_stranger_nothing(house: House) -> None:
    number = fresh()
    sent = house.send(number)
    house.delivered(sent["id"])

    for member in ("acme", "bolt"):
        found = house.client(member).get(f"/v1/threads/{number}").json
        assert ([one["id"] for one in found["items"]], found["offers"]) == ([sent["id"]], [])
        assert [(one["kind"], one["what"], one["by"], one["to"], one["message"]) for one in found["owed"]] == [
            ("reply", "order_response", "bolt", "acme", sent["id"])
        ]
        assert found["owed"][0]["due"] is not None
    assert house.client("corax").get(f"/v1/threads/{number}").status == 404


def test_what_was_answered_is_owed_no_more(house: House) -> None:
    number = fresh()
    house.send(number)
    answer = {"$schema": "https://tradepost.example/schemas/order_response/1.0", "id": f"R-{number}", "orderReference": {"id": number}}

    assert house.client("bolt").post("/v1/messages", json.dumps(answer).encode()).status == 202

    found = house.client("acme").get(f"/v1/threads/R-{number}").json
    assert [one["document"] for one in found["items"]] == ["order/1", "order_response/1"]
    assert [one for one in found["owed"] if one["kind"] == "reply"] == []
