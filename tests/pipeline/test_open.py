"""A parcel is unwrapped: who sent it to whom, what its envelopes promise, and what becomes of bytes that are nothing at all."""

from __future__ import annotations

import json

import pytest

from hub.formats.base import Address, Interchange
from hub.pipeline.open import head_of, interchange_key
from tests.pipeline.hands import House, a_set, element, interchange, only, order, response, rules

NOTHING = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "zeros": b"\0" * 5000,
    "prose": b"Dear Sir or Madam,",
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "bomb": b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>",
    "edifact": b"UNA:+.? 'UNB+UNOC:3+A:14+B:14+261120:0930+1'",
    "zip": b"PK\x03\x04" + b"\0" * 200,
    "half a header": b"ISA*00*          *00*",
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_nobody_can_read_is_kept_and_held(house: House, name: str) -> None:
    accepted = house.send(NOTHING[name], name=name)

    assert accepted.state == "held"
    assert accepted.findings
    assert house.rows("SELECT size FROM payload JOIN parcel ON parcel.payload_id = payload.id")[0].size == len(NOTHING[name])
    assert house.run() == 0


BROKEN_JSON = {
    "deep": b"[" * 100_000,
    "deep and closed": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "cut": b'{"$schema": "https://tradepost.example/schemas/order/1.0", "id": ',
    "half a character": json.dumps(
        {"$schema": "https://tradepost.example/schemas/order/1.0", "id": "\ud800", "issueDate": "2026-01-01"}
    ).encode(),
    "a number too long": b'{"$schema": "https://tradepost.example/schemas/order/1.0", "id": 1' + b"0" * 5000 + b"}",
}


@pytest.mark.parametrize("name", BROKEN_JSON)
def test_json_that_is_broken_is_told_and_never_a_fault_of_ours(house: House, name: str) -> None:
    accepted = house.send(BROKEN_JSON[name])

    found = [*accepted.findings, *(finding for outcome in accepted.outcomes for finding in outcome.findings)]
    assert found
    assert "HUB-001" not in rules(found)
    assert house.run() == 0


def test_an_envelope_that_names_somebody_else_as_sender_is_held_and_the_receiver_never_learns(house: House) -> None:
    accepted = house.send(order("PO-1"), system="rival/erp")
    house.run()

    outcome = only(accepted)
    assert (outcome.state, rules(outcome.findings), accepted.acknowledgement_id) == ("held", ["OPN-003"], "")
    assert house.found("PO-1", "nordkran") == house.found("PO-1", "lanmei") == []
    assert [len(house.box(name).taken) for name in ("erp", "archive", "lanmei", "rival")] == [0, 0, 0, 0]
    assert only(house.send(order("PO-1"))).state == "routed", "the true sender is not shut out by the false one"


def test_a_receiver_whom_nobody_knows_holds_it_until_the_configuration_does(house: House) -> None:
    held = only(house.send(interchange(a_set(), receiver="NOBODY")))
    assert (held.state, rules(held.findings)) == ("held", ["OPN-004"])

    house.configure(('x12: "ZZ:NORDKRAN"', 'x12: ["ZZ:NORDKRAN", "ZZ:NOBODY"]'))

    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"


@pytest.mark.parametrize(("said", "marked", "rule"), [(True, False, "OPN-005"), (False, True, "CFG-103"), (True, True, "CFG-103")])
def test_a_test_never_goes_the_way_of_a_live_order(house: House, said: bool, marked: bool, rule: str) -> None:
    outcome = only(house.send(interchange(a_set(), test=marked), test=said))

    assert (outcome.state, rules(outcome.findings)) == ("held", [rule])
    assert house.owed(outcome.message_id) == []


def test_several_interchanges_in_one_parcel_are_each_taken_and_each_answered(house: House) -> None:
    accepted = house.send(order("PO-1", control=1) + order("PO-2", control=2) + order("PO-3", control=3))
    house.run()

    assert [outcome.state for outcome in accepted.outcomes] == ["routed"] * 3
    assert sorted(element(one.body, "AK1", 2) for one in house.box("lanmei").taken) == ["1", "2", "3"]


@pytest.mark.parametrize("old_first", [True, False])
def test_a_new_interchange_beside_a_repeated_one_is_not_lost(house: House, old_first: bool) -> None:
    first = house.send(order("PO-1", control=1))
    parts = [order("PO-1", control=1), order("PO-2", control=2)]

    accepted = house.send(b"".join(parts if old_first else parts[::-1]))
    house.run()

    assert [(outcome.reference, outcome.state) for outcome in accepted.outcomes] == [("PO-2", "routed")]
    assert (accepted.duplicate_of, rules(accepted.findings)) == ("", ["OPN-006"])
    assert accepted.findings[0].params["parcel"] == first.parcel_id
    assert len(house.box("erp").taken) == 2
    assert sorted(element(one.body, "AK1", 2) for one in house.box("lanmei").taken) == ["1", "1", "2"]


def test_the_same_interchange_twice_in_one_parcel_is_taken_once(house: House) -> None:
    accepted = house.send(order() + order())
    house.run()

    assert (only(accepted).state, rules(accepted.findings)) == ("routed", ["OPN-006"])
    assert [len(house.box(name).taken) for name in ("erp", "lanmei")] == [1, 1]


def test_one_control_number_over_two_interchanges_of_a_parcel_holds_the_second(house: House) -> None:
    accepted = house.send(order("PO-1") + order("PO-2"))

    assert [(outcome.state, rules(outcome.findings)) for outcome in accepted.outcomes] == [("routed", []), ("held", ["OPN-010"])]


def test_a_group_that_counts_wrong_rejects_all_of_its_messages(house: House) -> None:
    accepted = house.send(interchange(a_set("PO-1", 1), a_set("PO-2", 2), count=3))
    house.run()

    assert [(outcome.state, rules(outcome.findings)) for outcome in accepted.outcomes] == [("rejected", ["X12-203"])] * 2
    (answer,) = house.box("lanmei").taken
    assert element(answer.body, "AK9", 1) == "R"
    assert house.box("erp").taken == []


def test_a_group_without_an_end_passes_nothing_on(house: House) -> None:
    whole = interchange(a_set("PO-1", 1), a_set("PO-2", 2))
    accepted = house.send(whole[: whole.index(b"GE*")])
    house.run()

    assert {outcome.state for outcome in accepted.outcomes} == {"rejected"}
    assert house.box("erp").taken == []


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (interchange("ST*846*0001~\nBIG*20261120*INV-1~\nSE*3*0001", group="IN"), "X12-301"),
        (interchange(a_set(), version="003060"), "X12-208"),
    ],
)
def test_a_set_or_version_that_is_not_known_is_named_and_answered_with_a_rejection(house: House, data: bytes, rule: str) -> None:
    accepted = house.send(data)
    house.run()

    outcome = only(accepted)
    assert outcome.state == "rejected"
    assert rule in {*rules(outcome.findings), "X12-208"}
    (answer,) = house.box("lanmei").taken
    assert element(answer.body, "AK9", 1) == "R"


def test_gbk_bytes_are_read_as_what_they_say(house: House) -> None:
    name = "兰美泵业有限公司"
    data = interchange(a_set(more=())).replace(b"LANMEI PUMPS", name.encode("gbk"))

    outcome = only(house.send(data))

    assert outcome.state == "routed"
    assert house.document(outcome.message_id)["buyerCustomerParty"]["partyName"] == name


def test_json_names_nobody_and_goes_where_the_one_agreement_says(house: House) -> None:
    document = {"$schema": "https://tradepost.example/schemas/order/1.0", "id": "J-1", "issueDate": "2026-01-01",
                "orderLine": [{"id": "1", "quantity": {"value": "2"}}]}  # fmt: skip

    outcome = only(house.send(json.dumps(document).encode()))

    assert (outcome.state, outcome.agreement_id) == ("routed", "orders")


def test_an_answer_without_a_question_is_held(house: House) -> None:
    outcome = only(house.send(response("PO-404"), system="nordkran/erp"))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["RTE-002"])


def test_an_agreement_may_want_no_acknowledgement_and_says_nothing_for_the_interchange_beside_it(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    acknowledge: false\n"))

    accepted = house.send(order("PO-1", control=1) + interchange("ST*846*0001~\nBIG*20261120*INV-1~\nSE*3*0001", group="IN", control=2))
    house.run()

    assert [element(one.body, "AK1", 2) for one in house.box("lanmei").taken] == ["2"]
    assert accepted.acknowledgement_id


def test_the_head_is_enough_to_know_a_format_and_never_more() -> None:
    assert head_of([b"ab", b"cd"]) == b"abcd"
    assert len(head_of([b"x" * 50_000] * 3)) == 64 * 1024


@pytest.mark.parametrize(
    ("sender", "receiver", "number", "key"),
    [
        (Address("ZZ", "A"), Address("ZZ", "B"), "1", "x12|ZZ:A|ZZ:B|1"),
        (None, Address("ZZ", "B"), "1", ""),
        (Address("ZZ", "A"), None, "1", ""),
        (Address("ZZ", "A"), Address("ZZ", "B"), "", ""),
    ],
)
def test_an_interchange_is_the_same_by_both_ends_and_its_number(sender: Address, receiver: Address, number: str, key: str) -> None:
    assert interchange_key(Interchange("x12", sender, receiver, number)) == key
