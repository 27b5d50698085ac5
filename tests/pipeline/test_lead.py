"""A lead goes to one seller after the other, once, with consent; every answer counts in its turn and is answered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from hub.pipeline.offers import instant
from hub.store.lead_tables import lead_key
from hub.store.tables import leaf
from tests.pipeline.hands import Crashed, House, only, rules
from tests.pipeline.leads import AGREEMENT, CONSENT, got, lead, leads, market, offering, states, status, told

WEB = "portal/web"
HOUR = 3600.0


@pytest.fixture(autouse=True)
def _market(house: House) -> None:
    market(house)


def answered(house: House, seller: str, code: str, **more: Any) -> Any:
    return only(house.send(status(code, **more), system=f"{seller}/crm"))


# ── one after the other ─────────────────────────────────────────────────────────────────────────────────────
def test_the_first_candidate_is_asked_alone_and_learns_of_no_other(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))

    assert (sent.state, sent.agreement_id, sent.deliveries) == ("routed", "leads", 1)
    assert (leads(house, "alpha"), leads(house, "beta"), leads(house, "gamma")) == (["L-1"], [], [])
    (given,) = [json.loads(one.body) for one in house.box("alpha").taken]
    until = instant(house.clock() + int(2 * HOUR) * 1_000_000)
    assert given["routing"] == {"candidateSeller": ["alpha"], "exclusivityCode": "exclusive", "acceptBy": until}
    assert house.found("L-1", "beta") == []


@pytest.mark.parametrize(("code", "state"), [("duplicate", "duplicate"), ("rejected", "refused"), ("unqualified", "refused")])
def test_a_seller_that_does_not_take_it_makes_room_for_the_next(house: House, code: str, state: str) -> None:
    sent = only(house.send(lead(), system=WEB))

    answer = answered(house, "alpha", code)
    accepted = answered(house, "beta", "accepted")

    assert (answer.state, accepted.state) == ("routed", "routed")
    assert states(house, sent.message_id) == [state, "accepted", "waiting"]
    assert (leads(house, "beta"), leads(house, "gamma")) == (["L-1"], [])
    assert told(house, "portal") == [(code, ""), ("accepted", "")]
    assert told(house, "beta") == [("accepted", "granted")]
    assert answer.thread == accepted.thread == sent.thread == "portal|L-1"


def test_time_that_runs_out_moves_on_and_a_late_acceptance_is_not_granted(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    house.run()

    house.clock.advance(2 * HOUR)
    assert house.hub.overdue.work() == 1
    assert states(house, sent.message_id) == ["expired", "open", "waiting"]
    late = answered(house, "alpha", "accepted")

    assert (late.state, rules(late.findings)) == ("done", ["RTE-017"])
    assert leads(house, "beta") == ["L-1"]
    assert told(house, "alpha") == [("expired", "noAnswerInTime"), ("rejected", "notGranted")]
    assert told(house, "portal") == []
    assert house.hub.overdue.work() == 0


def test_an_acceptance_after_its_time_is_late_although_no_round_has_looked(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    house.run()
    house.clock.advance(3 * HOUR)

    late = answered(house, "alpha", "accepted")

    assert (late.state, rules(late.findings)) == ("done", ["RTE-017"])
    assert states(house, sent.message_id) == ["expired", "open", "waiting"]
    assert leads(house, "beta") == ["L-1"]


def test_when_nobody_is_left_the_source_is_told(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))

    for seller in ("alpha", "beta", "gamma"):
        answered(house, seller, "rejected")

    assert offering(house, sent.message_id).state == "over"
    assert told(house, "portal") == [("rejected", "")] * 3 + [("rejected", "noSellerLeft")]


def test_when_nobody_answers_the_source_is_told_so(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    for _ in range(3):
        house.later(2 * HOUR)
        house.hub.overdue.work()

    assert states(house, sent.message_id) == ["expired"] * 3
    assert told(house, "portal") == [("expired", "noAnswerInTime")]


def test_a_seller_whose_agreement_is_gone_is_passed_over(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    market(house, (AGREEMENT.replace("FROM", "portal").replace("NAME", "beta"), ""), ("portal-alpha, portal-beta,", "portal-alpha,"))

    answered(house, "alpha", "rejected")

    assert states(house, sent.message_id) == ["refused", "withdrawn", "open"]
    assert leads(house, "gamma") == ["L-1"]


def test_a_lead_ends_when_it_says_so_itself(house: House) -> None:
    ends = {"acceptBy": instant(house.clock() + 3600 * 1_000_000)}
    sent = only(house.send(lead(routing=ends), system=WEB))
    house.later(HOUR)

    house.hub.overdue.work()

    assert states(house, sent.message_id) == ["expired", "withdrawn", "withdrawn"]
    assert told(house, "portal") == [("expired", "noAnswerInTime")]


def test_a_seller_that_gives_it_back_makes_room_again(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    answered(house, "alpha", "accepted", sequence="1")

    answered(house, "alpha", "duplicate", sequence="2")

    assert states(house, sent.message_id) == ["duplicate", "open", "waiting"]
    assert leads(house, "beta") == ["L-1"]


def test_what_waits_for_a_seller_that_cannot_be_reached_is_not_sent_when_its_time_is_over(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    house.clock.advance(2 * HOUR)

    house.hub.overdue.work()

    assert (leads(house, "alpha"), leads(house, "beta")) == ([], ["L-1"])
    (parked,) = house.rows("select state, cause from delivery where system_id = 'alpha/crm' and target = 'json' and state = 6")
    assert (parked.state, parked.cause) == (6, "RTE-020|portal-alpha|alpha/crm")
    assert states(house, sent.message_id) == ["expired", "open", "waiting"]


def test_the_lead_names_who_may_have_it_and_how_many(house: House) -> None:
    routing = {"candidateSeller": ["gamma", "alpha"], "exclusivityCode": "shared", "sharedCount": "2"}
    sent = only(house.send(lead(routing=routing), system=WEB))

    assert [one.member_id for one in offering(house, sent.message_id).candidates] == ["gamma", "alpha"]
    assert (leads(house, "gamma"), leads(house, "alpha"), leads(house, "beta")) == (["L-1"], ["L-1"], [])

    held = only(house.send(lead("L-2", routing={"candidateSeller": ["delta"]}), system=WEB))
    assert (held.state, rules(held.findings)) == ("held", ["RTE-019"])


# ── more than one ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_first_of_several_that_are_asked_at_once_gets_it(house: House) -> None:
    market(house, ("accept_by: 2h", "accept_by: 2h, at_once: 2"))
    sent = only(house.send(lead(), system=WEB))

    first, second = answered(house, "beta", "accepted"), answered(house, "alpha", "contacted")

    assert (first.state, second.state, rules(second.findings)) == ("routed", "done", ["RTE-017"])
    assert states(house, sent.message_id) == ["withdrawn", "accepted", "waiting"]
    assert told(house, "portal") == [("accepted", "")]
    assert told(house, "alpha") == [("expired", "withdrawn"), ("rejected", "notGranted")]


def test_as_many_get_it_as_may_share_it(house: House) -> None:
    market(house, ("accept_by: 2h", "exclusivity: {shared: 2}, at_once: 3"))
    sent = only(house.send(lead(), system=WEB))

    outcomes = [answered(house, seller, "accepted").state for seller in ("gamma", "alpha", "beta")]

    assert outcomes == ["routed", "routed", "done"]
    assert states(house, sent.message_id) == ["accepted", "withdrawn", "accepted"]
    assert told(house, "portal") == [("accepted", "")] * 2


# ── statuses in their order ─────────────────────────────────────────────────────────────────────────────────
def test_a_status_out_of_sequence_is_recorded_and_not_applied(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    answered(house, "alpha", "accepted", sequence="2")

    late = [answered(house, "alpha", "rejected", sequence=one) for one in ("1", "2")]
    answered(house, "alpha", "won", sequence="10")

    assert [(one.state, rules(one.findings)[-1]) for one in late] == [("done", "RTE-016")] * 2
    assert states(house, sent.message_id)[0] == "accepted"
    assert offering(house, sent.message_id).candidates[0].status == "won"
    assert told(house, "portal") == [("accepted", ""), ("won", "")]


def test_a_seller_that_was_not_asked_has_no_say(house: House) -> None:
    house.send(lead(), system=WEB)

    answer = answered(house, "gamma", "accepted")

    assert (answer.state, rules(answer.findings)) == ("held", ["RTE-002"])


def test_a_status_may_name_the_lead_by_its_number_at_the_source(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))

    answer = only(house.send(status("accepted", number="src-L-1"), system="alpha/crm"))

    assert (answer.state, answer.thread) == ("routed", sent.thread)


# ── the same lead again ─────────────────────────────────────────────────────────────────────────────────────
def test_a_lead_with_a_known_key_is_answered_with_the_lead_that_it_repeats(house: House) -> None:
    first = only(house.send(lead(), system=WEB))
    twin = only(house.send(lead("L-2", dedupeKey=[{"kindCode": "emailHash", "value": "hash-L-1"}]), system=WEB))

    assert (twin.state, twin.duplicate_of, rules(twin.findings)) == ("done", first.message_id, ["RTE-015"])
    assert leads(house, "alpha") == ["L-1"]
    (word,) = [json.loads(one.body) for one in house.box("portal").taken]
    assert (word["statusCode"], word["leadReference"]["id"]) == ("duplicate", "L-2")
    assert word["duplicateOf"] == {"leadID": "L-1", "sourceLeadID": "src-L-1"}


OWN = [
    ("json/lead-status", {"lead_id": "L-2", "status": "duplicate", "duplicate_of": {"lead_id": "L-1", "source_lead_id": "src-L-1"}}),
    ("json/lead-status-zh", {"线索编号": "L-2", "跟进状态": "重复", "原线索编号": "L-1", "原因": "重复"}),
]


@pytest.mark.parametrize(("as_", "expected"), OWN)
def test_what_the_hub_says_reaches_a_platform_in_its_own_format(house: House, as_: str, expected: dict[str, Any]) -> None:
    market(
        house,
        ("deliver: [{to: portal/web}]", f"deliver: [{{to: portal/web, as: {as_}}}]"),
        ("    tell:", "    assume: {zone: Asia/Shanghai}\n    tell:"),
    )
    only(house.send(lead(), system=WEB))
    only(house.send(lead("L-2", dedupeKey=[{"kindCode": "emailHash", "value": "hash-L-1"}]), system=WEB))
    for seller in ("alpha", "beta", "gamma"):
        answered(house, seller, "rejected")
    house.run()

    first, *_, last = [json.loads(one.body) for one in house.box("portal").taken]

    assert expected.items() <= first.items()
    assert len(house.box("portal").taken) == 5
    assert "noSellerLeft" in str(last) or last["原因"] == "无卖家接单"


def test_a_key_is_forgotten_after_the_agreed_time(house: House) -> None:
    same = [{"kindCode": "emailHash", "value": "one"}]
    for number, state in (("L-1", "routed"), ("L-2", "done")):
        assert only(house.send(lead(number, dedupeKey=same), system=WEB)).state == state
    house.clock.advance(91 * 24 * HOUR)

    assert only(house.send(lead("L-3", dedupeKey=same), system=WEB)).state == "routed"
    assert only(house.send(lead("L-4", dedupeKey=same), system=WEB)).state == "done"


PERSON = [{"name": {"full": "韦小宝"}, "email": [{"raw": "Wei@Elbe.example", "value": "Wei@elbe.example"}]}]
AGAIN = [{"name": {"full": "Wei"}, "email": [{"raw": "wei@elbe.example"}], "phone": [{"raw": "+49 152 5550142"}]}]


def test_a_person_that_fills_in_a_second_form_is_the_same_lead(house: House) -> None:
    first = only(house.send(lead("L-1", contact=PERSON), system=WEB))
    second = only(house.send(lead("L-2", contact=AGAIN, source={"platform": "meta", "formID": "2"}), system=WEB))

    assert (second.state, second.duplicate_of, rules(second.findings)) == ("done", first.message_id, ["RTE-015"])
    assert leads(house, "alpha") == ["L-1"]
    (said,) = [one for one in got(house, "portal") if "statusCode" in one]
    assert (said["statusCode"], said["duplicateOf"]["leadID"]) == ("duplicate", "L-1")


def test_a_person_that_a_seller_had_from_another_source_is_not_offered_to_it_again(house: House) -> None:
    only(house.send(lead("F-1", contact=PERSON), system="fair/web"))
    sent = only(house.send(lead("L-1", contact=AGAIN), system=WEB))

    assert states(house, sent.message_id) == ["duplicate", "open", "waiting"]


def test_keys_change_no_document_and_show_no_person(house: House) -> None:
    sent = only(house.send(lead("L-1", contact=PERSON), system=WEB))
    (given,) = got(house, "alpha")

    assert given["dedupeKey"] == [{"kindCode": "emailHash", "value": "hash-L-1"}]
    assert given["contact"] == PERSON
    with house.hub.database.read() as connection:
        keys = connection.execute(select(lead_key.c.value).where(lead_key.c.message_id == sent.message_id)).scalars().all()
        sealed = connection.execute(select(leaf.c.body)).scalars().all()
    # The one that it states, and one for its source and one for the seller, which nobody can compare.
    assert len({key for key in keys if key.startswith("emailHash|")}) == 3
    assert not any(word in text.lower() for text in [*keys, *map(str, sealed)] for word in ("wei", "elbe", "\\u97e6"))


def test_one_company_alone_makes_no_duplicate(house: House) -> None:
    same = [{"kindCode": "companyDomainHash", "value": "elbe"}]

    assert [only(house.send(lead(number, dedupeKey=same), system=WEB)).state for number in ("L-1", "L-2")] == ["routed", "routed"]


def test_a_seller_that_had_it_from_another_source_is_not_asked_again(house: House) -> None:
    same = [{"kindCode": "phoneHash", "value": "one"}]
    fair = only(house.send(lead("F-1", dedupeKey=same), system="fair/web"))

    sent = only(house.send(lead("L-1", dedupeKey=same), system=WEB))

    assert states(house, fair.message_id) == ["open"]
    assert states(house, sent.message_id) == ["duplicate", "open", "waiting"]
    assert (leads(house, "alpha"), leads(house, "beta")) == (["F-1"], ["L-1"])
    assert told(house, "portal") == [("duplicate", "knownToSeller")]
    # Whose lead it repeats is another source's affair.
    assert [one for one in (json.loads(one.body) for one in house.box("portal").taken) if "duplicateOf" in one] == []


def test_the_same_document_again_is_no_duplicate_lead(house: House) -> None:
    first = only(house.send(lead(), system=WEB))
    again = only(house.send(lead(), system=WEB))

    assert (again.state, again.duplicate_of, rules(again.findings)) == ("done", first.message_id, ["OPN-007"])
    assert told(house, "portal") == []


# ── consent, tests ──────────────────────────────────────────────────────────────────────────────────────────
NO = [
    (None, "RTE-011"),
    ([{"purposeCode": "marketing", "givenIndicator": True}], "RTE-011"),
    ([CONSENT[0] | {"withdrawnAt": "2026-11-20T00:00:00Z"}], "RTE-012"),
    ([CONSENT[0] | {"givenIndicator": False}], "RTE-013"),
    ([{"purposeCode": "share", "legalBasisCode": "legitimateInterest"}], "RTE-014"),
]


@pytest.mark.parametrize(("consent", "rule"), NO)
def test_without_consent_a_lead_is_held_and_the_finding_says_what_is_missing(house: House, consent: Any, rule: str) -> None:
    held = only(house.send(lead(consent=consent), system=WEB))

    assert (held.state, rule in rules(held.findings)) == ("held", True)
    assert leads(house, "alpha") == []


def test_another_legal_basis_counts_where_it_is_agreed(house: House) -> None:
    market(house, ("    to: beta\n", "    to: beta\n    consent: {basis: [consent, legitimateInterest]}\n"))
    business = [{"purposeCode": "share", "legalBasisCode": "legitimateInterest"}]

    sent = only(house.send(lead(consent=business), system=WEB))

    assert [one.member_id for one in offering(house, sent.message_id).candidates] == ["beta"]
    assert (leads(house, "alpha"), leads(house, "beta")) == ([], ["L-1"])
    assert {(finding.rule, finding.severity) for finding in sent.findings} == {("RTE-014", "warning")}


@pytest.mark.parametrize(("stated", "brought"), [(True, False), (False, True)])
def test_a_test_mark_that_disagrees_is_held(house: House, stated: bool, brought: bool) -> None:
    held = only(house.send(lead(testIndicator=stated), system=WEB, test=brought))

    assert held.state == "held"
    assert leads(house, "alpha") == []


def test_a_test_lead_goes_to_test_systems_only(house: House) -> None:
    test = """  tests:
    from: portal/web
    to: alpha
    test: true
    carries: [lead]
    deliver: [{to: alpha/test}]
    replies: [{document: lead_status, from: alpha/test, deliver: [{to: portal/web}]}]
"""
    market(house, ("\noffers:", test + "\noffers:"))
    live = only(house.send(lead("L-0", dedupeKey=[{"kindCode": "emailHash", "value": "one"}]), system=WEB))

    sent = only(house.send(lead(testIndicator=True, dedupeKey=[{"kindCode": "emailHash", "value": "one"}]), system=WEB, test=True))

    assert (live.state, sent.state, sent.thread) == ("routed", "routed", "test:portal|L-1")
    assert (leads(house, "alpha"), leads(house, "alpha-test")) == (["L-0"], ["L-1"])


# ── one agreement, no offer ─────────────────────────────────────────────────────────────────────────────────
def test_a_lead_under_one_agreement_is_delivered_as_it_is_and_its_statuses_count(house: House) -> None:
    sent = only(house.send(lead("F-1"), system="fair/web"))

    assert (sent.agreement_id, sent.deliveries, leads(house, "alpha")) == ("fair-alpha", 1, ["F-1"])
    assert answered(house, "alpha", "contacted", number="F-1", sequence="3").state == "routed"
    assert answered(house, "alpha", "accepted", number="F-1", sequence="2").state == "done"
    assert (states(house, sent.message_id), told(house, "fair")) == (["accepted"], [("contacted", "")])


# ── at the same time ────────────────────────────────────────────────────────────────────────────────────────
def meanwhile(house: House, action: Callable[[], object]) -> None:
    """Let something be committed between the decision on the next parcel and its commit."""

    def other() -> None:
        thread = threading.Thread(target=action)
        thread.start()
        thread.join()

    house.trips.at("before-accept", 1, other)


def test_of_two_acceptances_at_the_same_moment_one_is_granted(house: House) -> None:
    market(house, ("accept_by: 2h", "accept_by: 2h, at_once: 2"))
    sent = only(house.send(lead(), system=WEB))
    meanwhile(house, lambda: answered(house, "beta", "accepted"))

    late = answered(house, "alpha", "accepted")

    assert (late.state, rules(late.findings)) == ("done", ["RTE-017"])
    assert states(house, sent.message_id) == ["withdrawn", "accepted", "waiting"]
    assert told(house, "portal") == [("accepted", "")]


def test_two_leads_with_one_key_at_the_same_moment_are_one_lead_and_its_duplicate(house: House) -> None:
    same = [{"kindCode": "emailHash", "value": "one"}]
    meanwhile(house, lambda: house.send(lead("L-2", dedupeKey=same), system=WEB))

    twin = only(house.send(lead("L-1", dedupeKey=same), system=WEB))

    assert (twin.state, rules(twin.findings), leads(house, "alpha")) == ("done", ["RTE-015"], ["L-2"])


def test_a_round_that_meets_an_answer_leaves_the_answer_as_it_is(house: House) -> None:
    sent = only(house.send(lead(), system=WEB))
    house.run()
    answered(house, "alpha", "accepted")
    house.clock.advance(2 * HOUR)

    assert house.hub.overdue.work() == 0
    assert states(house, sent.message_id) == ["accepted", "waiting", "waiting"]


@pytest.mark.parametrize("large", [False, True])
def test_the_leads_and_statuses_of_one_parcel_know_of_each_other(house: House, large: bool) -> None:
    same = [{"kindCode": "emailHash", "value": "one"}]
    hand_in(house, WEB, lead("L-1", dedupeKey=same), lead("L-2", dedupeKey=same), lead("L-3"), large=large)
    hand_in(
        house, "alpha/crm", status("accepted", sequence="2"), status("rejected", sequence="1"), status("won", sequence="3"), large=large
    )

    assert leads(house, "alpha") == ["L-1", "L-3"]
    assert told(house, "portal") == [("duplicate", "duplicate"), ("accepted", ""), ("won", "")]


def hand_in(house: House, system: str, *documents: bytes, large: bool) -> None:
    """Several documents in one parcel; a large one is opened twice, as after a restart."""
    parcel = b"[" + b",".join(documents) + b"]"
    if not large:
        house.send(parcel, system=system)
        return
    house.send_large(parcel, system=system)
    house.trips.at("before-accept", 3, crash)
    with pytest.raises(Crashed):
        house.hub.backlog.work()
    house.hub.backlog.work()


def crash() -> None:
    raise Crashed


def test_a_revision_of_an_offered_lead_waits_for_a_person(house: House) -> None:
    only(house.send(lead(), system=WEB))

    held = only(house.send(lead(revision="2"), system=WEB))

    assert (held.state, rules(held.findings)) == ("held", ["RTE-018"])


def test_a_lead_that_was_held_is_offered_once_it_is_released(house: House) -> None:
    business = [{"purposeCode": "share", "legalBasisCode": "contract"}]
    held = only(house.send(lead(consent=business), system=WEB))
    market(house, ("    to: gamma\n", "    to: gamma\n    consent: {basis: [contract]}\n"))

    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"
    assert leads(house, "gamma") == ["L-1"]
