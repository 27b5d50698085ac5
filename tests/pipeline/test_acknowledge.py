"""Words about words: the 997 that we owe, and the 997 that comes back and finds its delivery by number alone."""

from __future__ import annotations

import pytest

from tests.pipeline.hands import House, a_set, element, interchange, only, order, rules, segments, word
from tests.services import REPOSITORY

ARCHIVE = "nordkran/archive"


def sent(house: House) -> tuple[str, int]:
    """An order that went out as X12: its message and the control number it has there."""
    message_id = only(house.send(order("PO-1"))).message_id
    house.run()
    return message_id, house.delivery(message_id, ARCHIVE)["control_number"]


@pytest.mark.parametrize(("code", "means"), [("A", "accepted"), ("E", "acceptedWithErrors"), ("R", "rejected"), ("P", "rejected")])
def test_a_partners_word_finds_its_delivery(house: House, code: str, means: str) -> None:
    message_id, number = sent(house)

    outcome = only(house.send(word(number, code), system=ARCHIVE))

    assert outcome.state == "done"
    row = house.delivery(message_id, ARCHIVE)
    assert (row["acknowledged"], row["state"]) == (means, 4), "delivered is not processed: the state stays"
    assert house.delivery(message_id, "nordkran/erp")["acknowledged"] == ""


def test_a_word_about_nothing_of_ours_is_held(house: House) -> None:
    sent(house)

    outcome = only(house.send(word(999), system=ARCHIVE))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["ACK-001"])
    assert house.message(outcome.message_id)["cause"].startswith("ACK-001")


def test_a_word_that_was_held_finds_its_delivery_when_it_is_replayed(house: House) -> None:
    held = only(house.send(word(1), system=ARCHIVE))
    message_id, number = sent(house)
    assert number == 1

    assert house.hub.replayer.message(house.message(held.message_id)) == "done"

    assert house.delivery(message_id, ARCHIVE)["acknowledged"] == "accepted"


def test_nobody_acknowledges_what_went_to_another_member(house: House) -> None:
    message_id, number = sent(house)
    forged = word(number).replace(f"{'NORDKRAN':<15}".encode(), f"{'RIVAL':<15}".encode()).replace(b"GS*FA*NORDKRAN", b"GS*FA*RIVAL")

    outcome = only(house.send(forged, system="rival/erp"))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["ACK-001"])
    assert house.delivery(message_id, ARCHIVE)["acknowledged"] == ""


def test_two_systems_of_a_member_never_share_a_number(house: House) -> None:
    house.configure(("      - {to: nordkran/erp, as: json}\n", "      - {to: nordkran/erp, as: x12/850}\n"))
    message_id, number = sent(house)
    other = house.delivery(message_id, "nordkran/erp")
    assert other["control_number"] != number

    house.send(word(other["control_number"], "R"), system="nordkran/erp")

    assert house.delivery(message_id, "nordkran/erp")["acknowledged"] == "rejected"
    assert house.delivery(message_id, ARCHIVE)["acknowledged"] == ""


def test_an_acknowledgement_is_never_acknowledged(house: House) -> None:
    _, number = sent(house)
    before = len(house.messages())

    accepted = house.send(word(number), system=ARCHIVE)

    assert accepted.acknowledgement_id == ""
    assert len(house.messages()) == before + 1


def test_an_order_with_a_fault_is_answered_with_the_place_of_the_fault(house: House) -> None:
    house.send(interchange(a_set(quantity="ten")))
    house.run()

    (answer,) = house.box("lanmei").taken
    assert (element(answer.body, "AK3", 1), element(answer.body, "AK4", 1), element(answer.body, "AK5", 1)) == ("PO1", "2", "R")


def test_a_sender_without_a_way_back_finds_its_answer_in_the_hub(house: House) -> None:
    house.configure(
        ("  lanmei/srm: {adapter: erp/document, out: {memory: lanmei}}\n", "  lanmei/srm: {adapter: erp/document}\n"),
        ("    replies:\n      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/855}]}\n", ""),
    )

    accepted = house.send(order())

    row = house.message(accepted.acknowledgement_id)
    assert (row["state"], row["direction"], row["receiver_id"], house.owed(row["id"])) == ("done", "out", "lanmei", [])


def test_an_answer_waits_for_nobody(house: House) -> None:
    from hub.adapters.base import Response

    house.box("lanmei").script(Response(503, {}, b""))
    house.send(order("PO-1", control=1))
    house.send(order("PO-1", control=2))

    house.run()

    assert [element(one.body, "AK1", 2) for one in house.box("lanmei").taken] == ["2"]


def test_the_answer_to_five_orders_names_each(house: House) -> None:
    house.send(interchange(*(a_set(f"PO-{at}", at) for at in range(1, 6))))
    house.run()

    (answer,) = house.box("lanmei").taken
    assert [one[2] for one in segments(answer.body) if one[0] == "AK2"] == ["0001", "0002", "0003", "0004", "0005"]


EDIFACT_IDS = (
    ('ids: {x12: "ZZ:LANMEI"}', 'ids: {x12: "ZZ:LANMEI", edifact: "4399902421389:14"}'),
    ('ids: {x12: "ZZ:NORDKRAN"}', 'ids: {x12: "ZZ:NORDKRAN", edifact: "4399901876545:14"}'),
)
ORDERS = REPOSITORY / "examples" / "edifact" / "orders-d96a.edi"


def answered(house: House, data: bytes) -> bytes:
    """What the system that sent an order gets back."""
    accepted = house.send(data, system=ARCHIVE)
    assert accepted.acknowledgement_id
    house.run()
    return house.box("archive").taken[-1].body


def test_an_edifact_order_is_answered_with_a_contrl(house: House) -> None:
    house.configure(*EDIFACT_IDS)
    data = ORDERS.read_bytes()

    first = answered(house, data)

    assert first.startswith(b"UNB+UNOC:3+4399902421389:14+4399901876545:14+")
    assert b"UNH+1+CONTRL:D:3:UN'UCI+4711+4399901876545:14+4399902421389:14+7'" in first
    assert answered(house, data) == first, "a repeated interchange gets the same stored answer"


def test_an_edifact_order_that_cannot_be_read_is_refused_in_a_contrl(house: House) -> None:
    house.configure(*EDIFACT_IDS)

    refused = answered(house, ORDERS.read_bytes().replace(b"ORDERS:D:96A", b"ORDERS:D:93A"))

    assert b"UCM+1+ORDERS:D:93A:UN:EAN008+4+14'" in refused


def test_a_partners_contrl_finds_its_delivery(house: House) -> None:
    message_id, number = sent(house)
    house.configure(*EDIFACT_IDS)
    said = (
        "UNB+UNOC:3+4399901876545:14+4399902421389:14+261122:1200+9'UNH+1+CONTRL:D:3:UN'"
        f"UCI+{number}+4399902421389:14+4399901876545:14+4+29'UNT+3+1'UNZ+1+9'"
    )

    outcome = only(house.send(said.encode(), system=ARCHIVE))

    assert outcome.state == "done"
    assert house.delivery(message_id, ARCHIVE)["acknowledged"] == "rejected"
