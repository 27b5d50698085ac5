"""The way of a message: one agreement, or the exact reasons why there is none."""

from __future__ import annotations

import json

import pytest

from hub.pipeline.route import thread
from tests.pipeline.hands import House, a_set, answer_to, interchange, only, order, rules

SECOND = """  more:
    from: lanmei/srm
    to: nordkran
    carries: [CARRIES]
    deliver: [{to: nordkran/archive, as: json}]
    replies: [{document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: json}]}]
"""
RIVALS = """  rivals:
    from: rival/erp
    to: nordkran
    carries: [order]
    deliver: [{to: nordkran/erp, as: json}]
    replies: [{document: order_response, from: nordkran/erp, deliver: [{to: rival/erp, as: json}]}]
"""
TO_RIVAL = """  others:
    from: lanmei/srm
    to: rival
    carries: [order]
    deliver: [{to: rival/erp, as: json}]
    replies: [{document: order_response, from: rival/erp, deliver: [{to: lanmei/srm, as: json}]}]
"""
J_1 = {"$schema": "https://tradepost.example/schemas/order/1.0", "id": "J-1", "issueDate": "2026-01-01",
       "orderLine": [{"id": "1", "quantity": {"value": "2"}}]}  # fmt: skip
LAST = "    retry: {waits: [1s, 1s, 1s, 1s, 1s, 1s], jitter: 0}\n"


def test_an_answer_goes_back_the_way_of_its_order(house: House) -> None:
    root = only(house.send(order("PO-1")))

    outcome = only(house.send(answer_to("PO-1"), system="nordkran/erp"))
    house.run()

    row = house.message(outcome.message_id)
    assert (row["state"], row["thread"], row["causation_id"], row["receiver_id"]) == ("routed", "lanmei|PO-1", root.message_id, "lanmei")
    assert any(b"ST*855" in one.body for one in house.box("lanmei").taken)


@pytest.mark.parametrize("buyer", ["lanmei/srm", "rival/erp"])
def test_two_buyers_are_told_apart_by_whose_order_is_answered(house: House, buyer: str) -> None:
    house.configure((LAST, LAST + RIVALS))
    sender = {"lanmei/srm": "LANMEI", "rival/erp": "RIVAL"}[buyer]
    only(house.send(interchange(a_set("PO-7"), sender=sender), system=buyer))

    outcome = only(house.send(answer_to("PO-7"), system="nordkran/erp"))

    assert [row["system_id"] for row in house.owed(outcome.message_id)] == [buyer]


def test_an_answer_that_two_buyers_may_mean_is_held(house: House) -> None:
    house.configure((LAST, LAST + RIVALS))
    house.send(order("PO-7"))
    house.send(interchange(a_set("PO-7"), sender="RIVAL"), system="rival/erp")

    outcome = only(house.send(answer_to("PO-7"), system="nordkran/erp"))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["CFG-104"])


def test_two_agreements_of_one_pair_are_told_apart_by_the_thread(house: House) -> None:
    house.send(order("PO-1"))
    house.configure((LAST, LAST + SECOND.replace("CARRIES", "order_response")))

    outcome = only(house.send(answer_to("PO-1"), system="nordkran/erp"))

    assert (outcome.state, outcome.agreement_id) == ("routed", "orders")


def test_an_order_that_names_nobody_and_fits_two_agreements_is_held(house: House) -> None:
    house.configure((LAST, LAST + TO_RIVAL))

    outcome = only(house.send(json.dumps(J_1).encode()))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["CFG-104"])


def test_nobody_answers_an_order_that_was_not_passed_on_to_it(house: House) -> None:
    house.configure((LAST, LAST + TO_RIVAL))
    house.send(order("PO-1"))

    outcome = only(house.send(answer_to("PO-1"), system="rival/erp"))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["RTE-002"])
    assert house.found("PO-1", "lanmei") != []
    assert outcome.message_id not in house.found("PO-1", "lanmei")


def test_an_answer_to_a_held_order_waits_and_goes_on_after_it(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    test: true\n"))
    held = only(house.send(order("PO-1")))
    early = only(house.send(answer_to("PO-1"), system="nordkran/erp"))
    assert (held.state, early.state) == ("held", "held")

    house.configure()

    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"
    assert house.hub.replayer.message(house.message(early.message_id)) == "routed"


def test_no_agreement_is_held_with_the_reason_and_released_when_there_is_one(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    test: true\n"))
    held = only(house.send(order("PO-1")))
    assert (held.state, rules(held.findings), house.message(held.message_id)["fault"]) == ("held", ["CFG-103"], "hub")
    assert house.found("PO-1", "nordkran") == []

    house.configure()

    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"
    house.run()
    assert house.found("PO-1", "nordkran") == [held.message_id]
    assert len(house.box("erp").taken) == 1


@pytest.mark.parametrize(("owner", "reference", "found"), [("a", "1", "a|1"), ("a", "", "")])
def test_a_thread_is_whose_number_it_is_and_the_number(owner: str, reference: str, found: str) -> None:
    assert thread(owner, reference) == found


def test_two_members_with_one_order_number_have_two_threads(house: House) -> None:
    house.configure((LAST, LAST + RIVALS))
    ours = only(house.send(order("PO-1")))
    theirs = only(house.send(interchange(a_set("PO-1"), sender="RIVAL"), system="rival/erp"))

    assert (ours.state, theirs.state) == ("routed", "routed")
    assert ours.thread != theirs.thread


BY_SIZE = """  more:
    from: lanmei/srm
    to: nordkran
    carries: [order]
    when: orderLine.quantity.value >= 100
    assume: {currency: SEK}
    deliver: [{to: nordkran/archive, as: json}]
"""


@pytest.mark.parametrize(("quantity", "agreement", "assumed"), [("10", "orders", None), ("100", "more", "SEK")])
def test_what_an_order_says_decides_its_agreement_and_how_it_is_read(
    house: House, quantity: str, agreement: str, assumed: str | None
) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    when: orderLine.quantity.value < 100\n"), (LAST, LAST + BY_SIZE))

    found = only(house.send(interchange(a_set("PO-1", quantity=quantity).replace("CUR*BY*EUR~\n", "").replace("SE*7*", "SE*6*"))))

    assert (found.state, found.agreement_id) == ("routed", agreement)
    assert house.document(found.message_id).get("documentCurrencyCode") == assumed
    coverage = json.loads(house.message(found.message_id)["coverage"])
    assert coverage["leaves"] == coverage["mapped"] + coverage["extension"] + coverage["residue"]


def test_an_order_that_no_condition_wants_is_held_with_the_condition(house: House) -> None:
    house.configure(("    carries: [order]\n", "    carries: [order]\n    when: id startswith SO\n"))

    held = only(house.send(order("PO-1")))

    assert (held.state, rules(held.findings)) == ("held", ["CFG-107"])
    assert held.findings[0].params["when"] == "id startswith SO"


BACK = """  answers:
    from: nordkran/erp
    to: lanmei
    carries: [order_response]
    deliver: [{to: lanmei/srm, as: json}]
"""
NO_REPLIES = (
    "    replies:\n      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/855}]}\n",
    "",
)


def test_under_an_agreement_of_its_own_a_document_joins_the_conversation_that_it_speaks_of(house: House) -> None:
    house.configure(NO_REPLIES, (LAST, LAST + BACK))
    root = only(house.send(order("PO-1")))

    known, unknown = (only(house.send(answer_to(number), system="nordkran/erp")) for number in ("PO-1", "PO-2"))

    assert (known.thread, root.thread) == ("lanmei|PO-1", "lanmei|PO-1")
    assert (unknown.state, unknown.thread) == ("routed", "nordkran|PO-2")
