"""An order travels from the buyer to the seller's ERP, which is out of service at first; the 997 and the 855 come back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journeys.town import Town, town
from tests.journeys.world import order

ERP, SRM = "nordkran/erp", "lanmei/srm"
ANSWER = {
    "$schema": "https://tradepost.example/schemas/order_response/1.0",
    "issueDate": "2026-11-21",
    "orderResponseCode": "AP",
    "orderReference": {"id": "PO-1"},
}


@dataclass
class Story:
    """What happened, once; every test looks at one part of it."""

    town: Town
    receipt: dict[str, Any]
    deliveries: list[dict[str, Any]]
    answer: dict[str, Any]

    @property
    def message_id(self) -> str:
        return str(self.receipt["messages"][0]["id"])


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with town(tmp_path_factory.mktemp("order"), plan=(503,)) as one:
        status, receipt = one.send(SRM, order("PO-1"), key="k-1", name="po.x12")
        assert status == 202, receipt
        deliveries = one.ended(receipt["messages"][0]["id"])
        one.ended(receipt["acknowledgement"])
        status, answer = one.send(ERP, json.dumps(ANSWER).encode())
        assert status == 202, answer
        one.ended(answer["messages"][0]["id"])
        yield Story(one, receipt, deliveries, answer)


def test_the_receipt_tells_what_became_of_it(story: Story) -> None:
    told = story.receipt["messages"][0]

    assert (story.receipt["state"], told["state"], told["document"], told["deliveries"]) == ("opened", "routed", "order/1", 2)


def test_the_erp_has_it_once_under_one_key_after_a_refusal(story: Story) -> None:
    requests = story.town.sink.requests

    assert len(requests) == 2
    assert len(set(requests)) == 1
    assert list(story.town.sink.records.values()) == ["SO-1"]
    assert json.loads(requests[0][1])["id"] == "PO-1"


def test_every_attempt_is_told_to_its_receiver_and_none_to_the_sender(story: Story) -> None:
    key = next(row["key"] for row in story.deliveries if row["target"] == "json")

    tries = story.town.get(ERP, f"/v1/deliveries/{key}/attempts")["items"]

    assert [(one["outcome"], one["status"]) for one in tries] == [("deferred", 503), ("created", 201)]
    assert story.town.ask("GET", f"/v1/deliveries/{key}/attempts", story.town.token(SRM, "read"))[0] == 404


def test_the_archive_has_it_as_x12(story: Story) -> None:
    (sent,) = story.town.files("archive")

    assert b"BEG*00*SA*PO-1**20261120~" in sent
    assert sent.count(b"PO1*") == 2


def test_the_997_and_the_855_come_back_to_the_buyer(story: Story) -> None:
    (ack,) = story.town.files("lanmei", "997-*")
    (answer,) = story.town.files("lanmei", "855-*")

    assert b"AK5*A~" in ack
    assert b"*PO-1*" in answer


@pytest.mark.parametrize("who", [SRM, "nordkran"])
def test_both_sides_trace_the_whole_conversation(story: Story, who: str) -> None:
    found = story.town.get(who, "/v1/threads/PO-1")["items"]

    kinds = [row["document"] for row in found if row["document"]]
    assert kinds == ["order/1", "order_response/1"]
    assert found[-1]["causation"] in {story.message_id, None}


def test_each_value_is_followed_from_the_byte_it_came_in_to_the_byte_it_went_out(story: Story) -> None:
    raw, (archived,) = order("PO-1"), story.town.files("archive")
    sent = {row["pointer"]: row for row in story.town.get(SRM, f"/v1/messages/{story.message_id}/lineage")}["/id"]
    got = {row["pointer"]: row for row in story.town.get("nordkran", f"/v1/messages/{story.message_id}/lineage")}["/id"]

    assert raw[slice(*sent["source"]["span"])] == b"PO-1"
    assert archived[slice(*got["targets"]["nordkran/archive"]["span"])] == b"PO-1"
    assert (sent["rule"]["path"], sent["targets"], got["source"]) == ("id", {}, None)


def test_a_stranger_traces_nothing(story: Story) -> None:
    status, answer = story.town.ask("GET", "/v1/threads/PO-1", story.town.token("rival/erp", "read"))

    assert status == 404 or answer["items"] == []


def test_the_same_request_again_gets_the_same_answer(story: Story) -> None:
    before = len(story.town.sink.requests)

    assert story.town.send(SRM, order("PO-1"), key="k-1", name="po.x12") == (202, story.receipt)
    assert len(story.town.sink.requests) == before


def test_the_same_key_for_something_else_is_refused(story: Story) -> None:
    status, problem = story.town.send(SRM, order("PO-2", control=2), key="k-1")

    assert (status, problem["rule"]) == (422, "API-007")


def test_a_997_for_the_archives_copy_is_matched(story: Story) -> None:
    number = next(row["controlNumber"] for row in story.deliveries if row["target"] == "x12/850")
    said = [
        f"ISA*00*          *00*          *ZZ*{'NORDKRAN':<15}*ZZ*{'LANMEI':<15}*261120*0930*U*00401*000000001*0*P*>",
        "GS*FA*NORDKRAN*LANMEI*20261120*0930*1*X*004010", "ST*997*0001", f"AK1*PO*{number}", "AK9*A*1*1*1", "SE*4*0001", "GE*1*1", "IEA*1*000000001",
    ]  # fmt: skip

    status, answer = story.town.send("nordkran/archive", "~\n".join([*said, ""]).encode())

    assert (status, answer["messages"][0]["state"]) == (202, "done")
    rows = story.town.get("nordkran", f"/v1/messages/{story.message_id}/deliveries")["items"]
    assert {row["target"]: row["acknowledged"] for row in rows} == {"json": None, "x12/850": "accepted"}


def test_the_ledger_agrees_with_every_row_and_names_one_that_was_altered(story: Story) -> None:
    from sqlalchemy import text

    assert story.town.verified() == []

    hub = story.town.hub
    for table, column, altered in (
        ("message", "thread", "lanmei|PO-9"),
        ("delivery", "target", "x12/850 "),
        ("attempt", "reason", "all was well"),
        ("document", "digest", "0" * 64),
        ("parcel", "peer", "elsewhere"),
    ):
        with hub.database.write() as connection:
            row = connection.execute(text(f"SELECT rowid, {column} FROM {table} LIMIT 1")).one()
            connection.execute(text(f"UPDATE {table} SET {column} = :new WHERE rowid = :row"), {"new": altered, "row": row[0]})
        assert {problem.table for problem in story.town.verified()} == {table}, table
        with hub.database.write() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = :old WHERE rowid = :row"), {"old": row[1], "row": row[0]})
    assert story.town.verified() == []
