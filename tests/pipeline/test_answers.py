"""What a receiver says in its very answer is taken in once, before the attempt is written down, whoever dies in between."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub.adapters.base import Response
from hub.errors import TryAgain
from tests.pipeline.hands import Crashed, House, interchange, only, order, word

ARCHIVE = "nordkran/archive"
EDI = ("nordkran/archive: {adapter: erp/document,", "nordkran/archive: {adapter: erp/edi,")


@pytest.fixture(autouse=True)
def _partner(house: House) -> None:
    house.configure(EDI)


def answering(house: House, *bodies: bytes, status: int = 200) -> str:
    """An order that the partner answers so, one body at each attempt; its message."""
    house.box("archive").script(*[Response(status, {"content-type": "application/edi-x12"}, body) for body in bodies])
    return str(only(house.send(order("PO-1"))).message_id)


def answers(house: House) -> list[dict[str, Any]]:
    """The parcels that came in answers."""
    rows = house.rows("SELECT member_id, system_id, name, headers, state FROM parcel WHERE transport = 'answer' ORDER BY id")
    return [{"member": row[0], "system": row[1], "name": row[2], "headers": json.loads(row[3]), "state": row[4]} for row in rows]


def test_an_acknowledgement_in_the_answer_finds_its_delivery(house: House) -> None:
    message_id = answering(house, word(1))
    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["control_number"], row["state"], row["acknowledged"]) == (1, 4, "accepted")
    (parcel,) = answers(house)
    assert parcel == {
        "member": "nordkran", "system": ARCHIVE, "name": "answer.x12", "headers": {"delivery": row["key"]}, "state": "opened"
    }  # fmt: skip


def test_a_document_in_the_answer_is_a_message_of_the_partner(house: House) -> None:
    house.configure(EDI, ("document: order_response, from: nordkran/erp", "document: order_response, from: nordkran/archive"))
    body = ["ST*855*0001", "BAK*00*AC*PO-1*20261121", "PO1*1*10*EA*36.50", "ACK*IA*10*EA", "CTT*1", "SE*6*0001"]
    answering(house, interchange("~\n".join(body), control=77, sender="NORDKRAN", receiver="LANMEI", group="PR"))
    house.run()

    (message,) = [row for row in house.messages() if row["document_type"] == "order_response/1"]
    assert (message["sender_id"], message["system_id"], message["thread"]) == ("nordkran", ARCHIVE, house.messages()[0]["thread"])


def test_a_rejection_in_the_answer_does_not_undo_the_delivery(house: House) -> None:
    message_id = answering(house, word(1, "R"))
    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["state"], row["acknowledged"]) == (4, "rejected")


@pytest.mark.parametrize("status", [400, 422])
def test_a_refusal_may_bring_its_acknowledgement_along(house: House, status: int) -> None:
    message_id = answering(house, word(1, "R"), status=status)
    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["state"], row["acknowledged"]) == (5, "rejected")


@pytest.mark.parametrize("step", ["after-send", "before-accept", "after-accept", "before-finish"])
def test_a_death_at_any_step_loses_no_answer_and_takes_none_twice(house: House, step: str) -> None:
    message_id = answering(house, word(1), word(1))

    def die() -> None:
        raise Crashed

    house.box("erp").script()
    house.trips.at(step, 1 if "accept" in step else 2, die)  # the ERP is delivered to first
    with pytest.raises(Crashed):
        house.run()
    house.later(60)
    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["state"], row["acknowledged"]) == (4, "accepted")
    assert len(answers(house)) == 1


def test_another_answer_to_the_same_delivery_is_another_parcel(house: House) -> None:
    message_id = answering(house, word(1, of=1), word(1, of=2), status=503)
    for _ in range(3):
        house.later(1)

    assert house.delivery(message_id, ARCHIVE)["state"] == 4
    assert len(answers(house)) == 2


def test_an_answer_that_is_no_interchange_brings_nothing(house: House) -> None:
    answering(house, b'{"id": "A-1", "note": "ISA*00*"}')
    house.run()

    assert answers(house) == []


def test_a_database_that_fails_once_costs_no_answer(house: House) -> None:
    message_id = answering(house, word(1))

    def fail() -> None:
        raise TryAgain("STO-002")

    house.trips.at("before-accept", 1, fail)
    house.run()

    row = house.delivery(message_id, ARCHIVE)
    assert (row["state"], row["acknowledged"], len(answers(house))) == (4, "accepted", 1)
