"""At the door: everything of a parcel in one commit, nothing twice, and nothing lost whatever it holds."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from hub.formats.discover import formats
from hub.pipeline.accept import KeyUsed
from tests.pipeline.hands import House, a_set, element, interchange, once, only, order, outage, rules, segments, word


def test_an_order_is_committed_in_one_transaction_with_all_that_follows_from_it(house: House) -> None:
    house.trips.seen.clear()

    accepted = house.send(order("PO-1"), name="po.x12")

    assert house.trips.seen == ["before-accept", "before-begin", "before-commit", "after-commit", "after-accept"]
    outcome = only(accepted)
    assert (accepted.state, outcome.state, outcome.verdict, outcome.agreement_id, outcome.deliveries) == (
        "opened", "routed", "clean", "orders", 2,
    )  # fmt: skip
    assert [(row["system_id"], row["target"], row["state"]) for row in house.owed(outcome.message_id)] == [
        ("nordkran/erp", "json", 1),
        ("nordkran/archive", "x12/850", 1),
    ]
    assert [(row["system_id"], row["target"]) for row in house.owed(accepted.acknowledgement_id)] == [("lanmei/srm", "x12/997")]
    assert house.document(outcome.message_id)["id"] == "PO-1"


@pytest.mark.parametrize(("reference", "told"), [("PO-1", True), ("po-1", True), ("000000001", False), ("po.x12", False)])
def test_a_routed_order_is_found_by_what_it_says_and_by_its_sender_also_by_its_envelope(house: House, reference: str, told: bool) -> None:
    message_id = only(house.send(order("PO-1"), name="po.x12")).message_id

    assert message_id in house.found(reference, "lanmei")
    assert house.found(reference, "nordkran") == ([message_id] if told else [])
    assert house.found(reference, "rival") == []


def test_the_answer_tells_the_leaf_that_proves_the_arrival(house: House) -> None:
    accepted = house.send(order())

    assert [row.message_id for row in house.rows("SELECT message_id FROM leaf WHERE hash = :hash", hash=bytes.fromhex(accepted.leaf))] == [
        accepted.parcel_id
    ]


def test_an_interchange_sent_again_gets_the_same_bytes_once_more_and_nothing_else(house: House) -> None:
    first = house.send(order())
    house.run()

    second = house.send(order())
    house.run()

    assert (second.duplicate_of, second.acknowledgement_id) == (first.parcel_id, first.acknowledgement_id)
    assert rules(second.findings) == ["OPN-006"]
    answers = house.box("lanmei").taken
    assert len(answers) == 2
    assert answers[0].body == answers[1].body
    assert [len(house.box(name).taken) for name in ("erp", "archive")] == [1, 1]
    assert len(house.messages()) == 2


def test_a_control_number_used_for_other_content_is_held_and_says_so(house: House) -> None:
    first = house.send(order("PO-1"))
    second = house.send(order("PO-2"))
    house.run()

    outcome = only(second)
    assert (outcome.state, rules(outcome.findings), second.acknowledgement_id) == ("held", ["OPN-010"], "")
    assert outcome.findings[0].params["parcel"] == first.parcel_id
    assert len(house.box("erp").taken) == 1
    assert house.found("PO-2", "nordkran") == []


def test_what_was_held_for_its_control_number_goes_on_when_a_person_says_so(house: House) -> None:
    house.send(order("PO-1"))
    held = only(house.send(order("PO-2")))

    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"
    house.run()

    assert len(house.box("erp").taken) == 2


def test_the_same_order_in_another_envelope_is_done_and_names_the_first(house: House) -> None:
    first = only(house.send(order("PO-1", control=1)))
    second = only(house.send(order("PO-1", control=2)))
    house.run()

    assert (second.state, second.duplicate_of, rules(second.findings)) == ("done", first.message_id, ["OPN-007"])
    assert [len(house.box(name).taken) for name in ("erp", "archive", "lanmei")] == [1, 1, 2]


def test_the_same_order_number_with_other_content_is_held(house: House) -> None:
    first = only(house.send(order("PO-1", control=1)))
    second = only(house.send(order("PO-1", control=2, quantity=11)))
    house.run()

    assert (second.state, second.duplicate_of, rules(second.findings)) == ("held", first.message_id, ["OPN-008"])
    assert len(house.box("erp").taken) == 1


@pytest.mark.parametrize(("quantity", "state", "rule"), [("10", "done", "OPN-007"), ("11", "held", "OPN-008")])
def test_the_same_order_twice_in_one_interchange_is_taken_once(house: House, quantity: str, state: str, rule: str) -> None:
    accepted = house.send(interchange(a_set(at=1), a_set(at=2, quantity=quantity)))
    house.run()

    first, second = accepted.outcomes
    assert (accepted.state, first.state, second.state, rules(second.findings)) == ("opened", "routed", state, [rule])
    assert second.duplicate_of == first.message_id
    assert len(house.box("erp").taken) == 1


def test_two_accepts_of_one_order_at_the_same_time_route_it_once(house: House) -> None:
    async def both() -> list[str]:
        taken = await asyncio.gather(*(house.accept(order("PO-1", control=number)) for number in range(1, 6)))
        return sorted(only(one).state for one in taken)

    assert asyncio.run(both()) == ["done"] * 4 + ["routed"]
    house.run()
    assert len(house.box("erp").taken) == 1


def test_one_interchange_handed_in_five_times_at_once_is_taken_once(house: House) -> None:
    async def both() -> list[int]:
        return sorted(len(one.outcomes) for one in await asyncio.gather(*(house.accept(order()) for _ in range(5))))

    assert asyncio.run(both()) == [0, 0, 0, 0, 1]
    house.run()
    assert len({one.body for one in house.box("lanmei").taken}) == 1


def test_a_repeated_key_gets_the_stored_answer(house: House) -> None:
    house.send(order("PO-1"), once=once("k1"))

    with pytest.raises(KeyUsed) as used:
        house.send(order("PO-1"), once=once("k1"))

    assert used.value.row["digest"] == "d"
    assert len(house.messages()) == 2


def test_a_key_used_for_something_else_stores_nothing(house: House) -> None:
    house.send(order("PO-1"), once=once("k1"))

    with pytest.raises(KeyUsed):
        house.send(order("PO-2", control=2), once=once("k1", "other"))

    assert house.found("PO-2") == []


def test_one_key_used_twice_at_once_takes_one(house: House) -> None:
    async def both() -> list[object]:
        asked = (house.accept(order("PO-1", control=number), once=once("k1")) for number in (1, 2))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(both())
    assert sorted(type(one).__name__ for one in found) == ["Accepted", "KeyUsed"]


def test_a_fault_of_ours_while_opening_keeps_the_parcel_and_a_replay_does_the_rest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    format_ = formats()["x12"]
    with monkeypatch.context() as patch:
        patch.setattr(type(format_), "acknowledger", _fails)
        held = house.send(order(), once=once("k1"))

    assert (held.state, rules(held.findings), held.outcomes) == ("held", ["HUB-001"], [])
    assert house.parcel(held.parcel_id)["state"] == "held"
    assert house.hub.replayer.parcel(house.parcel(held.parcel_id)) == "opened"
    house.run()
    assert [len(house.box(name).taken) for name in ("erp", "archive", "lanmei")] == [1, 1, 1]
    with pytest.raises(KeyUsed):  # the sender's own repetition is still told what it was told
        house.send(order(), once=once("k1"))


def _fails(*_: object) -> None:
    raise ZeroDivisionError("a document must not be quoted here")


def test_a_fault_of_ours_is_logged_without_a_word_of_the_document(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(formats()["x12"]), "acknowledger", _fails)

    with capture_logs() as logged:
        house.send(order("PO-SECRET"))

    assert [one["event"] for one in logged] == ["open.failed"]
    assert "ZeroDivisionError" in str(logged)
    assert "SECRET" not in str(logged)
    assert "quoted" not in str(logged)


def test_a_writer_that_fails_answers_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("the disk is full")

    house.trips.at("before-commit", 1, broken)
    with pytest.raises(OSError, match="disk"):
        house.send(order())
    assert house.messages() == []

    assert only(house.send(order())).state == "routed"


def test_the_acknowledgement_answers_under_the_names_and_numbers_of_the_sender(house: House) -> None:
    house.send(order(control=7))
    house.run()

    (answer,) = house.box("lanmei").taken
    tags = [one[0] for one in segments(answer.body)]
    assert tags == ["ISA", "GS", "ST", "AK1", "AK2", "AK5", "AK9", "SE", "GE", "IEA"]
    assert (element(answer.body, "ISA", 6).strip(), element(answer.body, "ISA", 8).strip()) == ("NORDKRAN", "LANMEI")
    assert (element(answer.body, "AK1", 2), element(answer.body, "AK5", 1)) == ("7", "A")


def test_an_outage_while_a_parcel_is_opened_leaves_it_to_a_worker_and_to_no_person(house: House) -> None:
    message_id = only(house.send(order("PO-1"))).message_id
    house.run()
    with outage(house):
        accepted = house.send(word(1), "nordkran/archive")
    assert (accepted.state, house.parcel(accepted.parcel_id)["state"]) == ("received", "received")
    later = house.send(word(1, of=2), "nordkran/archive")
    assert later.state == "received"  # law 4: what lies in the first one is not known yet

    assert house.hub.backlog.work() == 2
    assert [house.parcel(one.parcel_id)["state"] for one in (accepted, later)] == ["opened", "opened"]
    assert house.delivery(message_id, "nordkran/archive")["acknowledged"] == "accepted"
