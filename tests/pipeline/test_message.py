"""What becomes of one message: routed, held, rejected or done, as its findings and its agreement have it."""

from __future__ import annotations

import json

import pytest

from tests.pipeline.hands import House, a_set, element, interchange, only, order, rules

POLICY = ("    carries: [order]\n", "    carries: [order]\n    findings: {}\n")
JSON = {"$schema": "https://tradepost.example/schemas/order/1.0", "id": "J-1", "issueDate": "2026-01-01",
        "orderLine": [{"id": "1", "quantity": {"value": "2"}}]}  # fmt: skip
# An error that X12 itself knows, one that only the document knows (a date that is none, of the right form).
SYNTAX, MEANING = interchange(a_set(quantity="ten")), interchange(a_set(date="20261131"))


@pytest.mark.parametrize(("policy", "state"), [("reject", "rejected"), ("hold", "held"), ("warn", "rejected")])
def test_what_the_syntax_forbids_is_rejected_or_held_as_agreed(house: House, policy: str, state: str) -> None:
    house.configure((POLICY[0], POLICY[1].format(policy)))

    outcome = only(house.send(SYNTAX))

    assert outcome.findings
    if policy == "warn" and outcome.state == "routed":
        assert house.document(outcome.message_id)["id"] == "PO-1"
    else:
        assert outcome.state == state
    assert outcome.verdict == "rejected"


@pytest.mark.parametrize("policy", ["reject", "hold"])
def test_an_error_that_no_997_can_say_is_held_for_a_person(house: House, policy: str) -> None:
    house.configure((POLICY[0], POLICY[1].format(policy)))
    broken = dict(JSON, issueDate="soon")

    outcome = only(house.send(json.dumps(broken).encode()))

    assert outcome.state == ("held" if policy == "hold" else "rejected")
    assert outcome.findings[0].pointer == "/issueDate"


def test_warn_passes_on_what_can_be_read_with_its_findings(house: House) -> None:
    house.configure((POLICY[0], POLICY[1].format("warn")))
    data = order().replace(b"SE*9*0001", b"SE*8*0001")

    outcome = only(house.send(data))
    house.run()

    assert (outcome.state, rules(outcome.findings)) == ("routed", ["X12-304"])
    assert len(house.box("erp").taken) == 1


def test_a_rejected_order_leaves_its_number_free_for_the_corrected_one(house: House) -> None:
    assert only(house.send(order().replace(b"SE*9*0001", b"SE*8*0001"))).state == "rejected"

    assert only(house.send(order(control=2))).state == "routed"


def test_every_message_says_under_which_rules_it_was_read(house: House) -> None:
    row = house.message(only(house.send(order())).message_id)

    assert row["config_digest"] == house.hub.rules.digest
    assert len(row["map_digest"]) == 64


def test_coverage_counts_every_leaf(house: House) -> None:
    outcome = only(house.send(interchange(a_set(more=("REF*ZZ*ODD*a value nobody maps", "N9*L1*NOTE")))))

    coverage = json.loads(house.message(outcome.message_id)["coverage"])
    assert coverage["leaves"] == coverage["mapped"] + coverage["extension"] + coverage["residue"]


def test_residue_comes_out_again_where_it_stood(house: House) -> None:
    data = interchange(a_set(more=("TD5*O*2*ABCD*M*A ROUTE",)))
    outcome = only(house.send(data))
    house.run()

    assert outcome.state == "routed"
    row = house.delivery(outcome.message_id, "nordkran/archive")
    assert row["state"] == 4, row["cause"]
    assert b"TD5*O*2*ABCD*M*A ROUTE" in house.box("archive").taken[0].body


def test_a_promise_is_counted_from_the_arrival(house: House) -> None:
    house.configure(("{to: nordkran/erp, as: json}", "{to: nordkran/erp, as: json, within: 60s}"))

    outcome = only(house.send(order()))

    assert house.delivery(outcome.message_id, "nordkran/erp")["promised_at"] == house.clock() + 60_000_000


@pytest.mark.parametrize("policy", ["thread", "fifo", "parallel"])
def test_the_lane_is_what_the_agreement_says(house: House, policy: str) -> None:
    house.configure(("    carries: [order]\n", f"    carries: [order]\n    order: {policy}\n"))

    outcome = only(house.send(order("PO-1")))

    lane = {"thread": "lanmei|PO-1", "fifo": "*", "parallel": outcome.message_id}[policy]
    assert {row["thread"] for row in house.owed(outcome.message_id)} == {lane}


def test_stopped_for_one_reason_is_one_cause(house: House) -> None:
    held = [only(house.send(interchange(a_set(f"PO-{n}"), receiver="NOBODY", control=n))) for n in (1, 2)]

    assert len({house.message(one.message_id)["cause"] for one in held}) == 1


def test_a_later_revision_does_not_pass_an_order_that_is_held(house: House) -> None:
    """Law 4: what depends on a stopped message waits for it."""
    house.configure(("    carries: [order]\n", "    carries: [order]\n    test: true\n"))
    first = only(house.send(json.dumps(JSON | {"revision": "1"}).encode()))
    house.configure()
    second = only(house.send(json.dumps(JSON | {"revision": "2"}).encode()))
    house.run()

    assert first.state == "held"
    assert second.state == "held"
    assert house.box("erp").taken == []


def test_a_revision_does_not_pass_its_order_that_is_held_in_the_same_parcel(house: House) -> None:
    """Both are written in one transaction, so that the store cannot know of the first while the second is judged."""
    house.send(json.dumps(JSON).encode())
    house.run()
    first, second = house.send(json.dumps([JSON | {"issueDate": "2026-01-02"}, JSON | {"revision": "2"}]).encode()).outcomes
    house.run()

    assert (first.state, second.state) == ("held", "held")
    assert [finding.rule for finding in second.findings] == ["RTE-003"]
    assert len(house.box("erp").taken) == 1


@pytest.mark.parametrize("apart", [False, True])
def test_a_revision_does_not_pass_what_could_not_be_read_and_may_be_its_order(house: House, apart: bool) -> None:
    house.configure((POLICY[0], POLICY[1].format("hold")))
    wrong, revision = JSON | {"issueDate": "2026-02-30"}, JSON | {"revision": "2"}
    if apart:
        first, second = (only(house.send(json.dumps(one).encode())) for one in (wrong, revision))
    else:
        first, second = house.send(json.dumps([wrong, revision]).encode()).outcomes
    house.run()

    assert (first.state, second.state, [finding.rule for finding in second.findings]) == ("held", "held", ["RTE-004"])
    assert house.hub.replayer.message(house.message(second.message_id)) == "held"
    assert house.box("erp").taken == []

    again = only(house.send(json.dumps(JSON).encode()))
    assert again.state == "routed"
    assert house.hub.replayer.message(house.message(second.message_id)) == "routed"


def test_a_997_says_rejected_exactly_of_what_was_rejected(house: House) -> None:
    house.send(interchange(a_set("PO-1", 1), a_set("PO-2", 2, quantity="ten"), a_set("PO-3", 3)))
    house.run()

    (answer,) = house.box("lanmei").taken
    assert [element(answer.body, "AK5", 1, which) for which in range(3)] == ["A", "R", "A"]
    assert element(answer.body, "AK9", 1) == "P"
    assert len(house.box("erp").taken) == 2
