"""A document in the receiver's format: the same bytes whatever the hour, and nothing that has no place goes missing (law 2)."""

from __future__ import annotations

import pytest

from tests.pipeline.hands import House, a_set, answer_to, element, interchange, only, order

SRM, ARCHIVE = "lanmei/srm", "nordkran/archive"
BACK = "{to: lanmei/srm, as: x12/855}"


def answered(house: House, **more: object) -> str:
    house.send(order("PO-1"))
    return str(only(house.send(answer_to("PO-1", **more), system="nordkran/erp")).message_id)


def test_a_value_without_a_place_holds_the_delivery_and_is_named(house: House) -> None:
    message_id = answered(house, id="R-1")
    house.run()

    row = house.delivery(message_id, SRM)
    assert (row["state"], row["fault"], row["cause"].partition("|")[0]) == (3, "map", "DLV-004")
    assert "/id" in house.attempts(row)[0]["reason"]
    assert [one for one in house.box("lanmei").taken if b"ST*855" in one.body] == []


def test_what_is_waived_by_name_lets_it_pass(house: House) -> None:
    message_id = answered(house, id="R-1")
    house.run()
    house.configure((BACK, "{to: lanmei/srm, as: x12/855, waive: [id]}"))

    house.hub.replayer.deliveries([house.delivery(message_id, SRM)], "ann")
    house.run()

    assert house.delivery(message_id, SRM)["state"] == 4


def test_a_waiver_covers_what_it_names_and_nothing_else(house: House) -> None:
    house.configure((BACK, "{to: lanmei/srm, as: x12/855, waive: [salesOrderID]}"))
    message_id = answered(house, id="R-1")
    house.run()

    assert house.delivery(message_id, SRM)["cause"].startswith("DLV-004")


@pytest.mark.parametrize("character", ["~", "*", ">", "\n"])
def test_a_character_that_x12_cannot_carry_holds_the_delivery_and_is_named(house: House, character: str) -> None:
    message_id = answered(house, sellerSupplierParty={"partyName": f"A{character}B"})
    house.run()

    if not house.owed(message_id):  # the model itself takes no line ends in a name
        assert house.message(message_id)["state"] == "rejected"
        return
    row = house.delivery(message_id, SRM)
    assert (row["state"], row["fault"], row["cause"].partition("|")[0]) == (3, "map", "DLV-005")
    assert f"character: {character}" in house.attempts(row)[0]["reason"]


def test_what_is_held_for_its_character_holds_its_thread_in_order(house: House) -> None:
    first = answered(house, sellerSupplierParty={"partyName": "A~B"})
    second = only(house.send(answer_to("PO-1", salesOrderID="SO-2"), system="nordkran/erp")).message_id
    house.run()

    assert [house.delivery(one, SRM)["state"] for one in (first, second)] == [3, 0]


def test_what_is_written_does_not_depend_on_the_hour(house: House) -> None:
    from hub.adapters.base import Response

    house.box("archive").script(Response(503, {}, b""))
    house.send(order())
    house.run()
    house.later(3600)

    first, second = (request.body for request in house.box("archive").asked)
    assert first == second


def test_the_envelope_says_who_writes_to_whom(house: House) -> None:
    house.send(order())
    house.run()

    (sent,) = house.box("archive").taken
    assert (element(sent.body, "ISA", 6).strip(), element(sent.body, "ISA", 8).strip()) == ("LANMEI", "NORDKRAN")
    assert element(sent.body, "ISA", 15) == "P"


def test_a_test_stays_a_test_on_its_way_out(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    test: true\n"))
    house.send(interchange(a_set(), test=True))
    house.run()

    (sent,) = house.box("archive").taken
    assert element(sent.body, "ISA", 15) == "T"


def test_a_file_name_says_what_it_is_and_carries_the_key(house: House) -> None:
    message_id = only(house.send(order())).message_id
    house.run()

    (sent,) = house.box("archive").taken
    assert sent.name == f"850-{house.delivery(message_id, ARCHIVE)['key']}.x12"
