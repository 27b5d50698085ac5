"""A decision goes on only with the dossier that it was made on: number, version and digest are those of the one passed on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.pipeline.hands import House, only, rules

SRM, ERP, RIVAL = "lanmei/srm", "nordkran/erp", "rival/erp"
LAST = "    retry: {waits: [1s, 1s, 1s, 1s, 1s, 1s], jitter: 0}\n"
ASKED = """  NAME:
    from: lanmei/srm
    to: MEMBER
    carries: [qualification_request, qualification_decision]
    deliver: [{to: MEMBER/erp, as: json}]
    findings: POLICY
    replies: [{document: supplier_qualification, from: MEMBER/erp, deliver: [{to: lanmei/srm, as: json}]}]
"""
OFFERED = """  offers:
    from: nordkran/erp
    to: lanmei
    carries: [supplier_qualification]
    deliver: [{to: lanmei/srm, as: json}]
    replies: [{document: qualification_decision, from: lanmei/srm, deliver: [{to: nordkran/erp, as: json}]}]
"""


def asked(member: str = "nordkran", policy: str = "hold") -> str:
    return ASKED.replace("NAME", f"ask-{member}").replace("MEMBER", member).replace("POLICY", policy)


def document(kind: str, **values: Any) -> bytes:
    return json.dumps({"$schema": f"https://tradepost.example/schemas/{kind}/1.0", "schemaVersion": "1.0", **values}).encode()


def request(number: str = "QR-1") -> bytes:
    return document("qualification_request", id=number)


def dossier(number: str = "D-1", version: str = "1", **more: Any) -> bytes:
    return document("supplier_qualification", id=number, version=version, applicant={"partyName": "杭州蓝美纺织有限公司"}, **more)


def decision(sha256: str, number: str = "D-1", version: str = "1", of: str = "QD-1") -> bytes:
    bound = {"id": number, "version": version, "sha256": sha256}
    return document("qualification_decision", id=of, decisionCode="qualified", dossierReference=bound, scope=[{"region": {"value": "CN"}}])


def received(house: House, box: str = "lanmei") -> bytes:
    """What a buyer's system got last, as it would keep it."""
    house.run()
    return house.box(box).taken[-1].body


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def answered(house: House, **more: Any) -> str:
    """A request, and the dossier that answers it; the digest of what the buyer got."""
    only(house.send(request()))
    outcome = only(house.send(dossier(requestReference={"id": "QR-1"}, **more), system=ERP))
    assert outcome.state == "routed", outcome.findings
    return digest(received(house))


def test_the_hash_of_the_bytes_delivered_is_what_the_decision_is_bound_to(house: House) -> None:
    house.configure((LAST, LAST + asked()))
    sha256 = answered(house)

    outcome = only(house.send(decision(sha256)))

    assert (outcome.state, rules(outcome.findings)) == ("routed", [])
    assert json.loads(received(house, "erp"))["dossierReference"]["sha256"] == sha256


def test_request_dossier_and_decision_are_one_conversation_though_the_decision_names_only_the_dossier(house: House) -> None:
    house.configure((LAST, LAST + asked()))
    outcome = only(house.send(decision(answered(house))))

    assert {row["thread"] for row in house.messages()} == {"lanmei|QR-1"}
    assert house.message(outcome.message_id)["causation_id"] == house.messages()[1]["id"]


def test_a_decision_with_another_hash_is_held_with_both_and_released_by_none(house: House) -> None:
    house.configure((LAST, LAST + asked(policy="warn")))
    held, stated = answered(house), "0" * 64

    outcome = only(house.send(decision(stated)))

    (finding,) = outcome.findings
    assert (outcome.state, finding.rule, finding.params["stated"], finding.params["held"]) == ("held", "QUA-102", stated, held)
    assert house.message(finding.params["message"])["document_type"] == "supplier_qualification/1"
    assert house.owed(outcome.message_id) == []
    assert house.hub.replayer.message(house.message(outcome.message_id)) == "held"


@pytest.mark.parametrize(("policy", "state"), [("hold", "held"), ("warn", "routed"), ("reject", "rejected")])
def test_what_a_decision_on_an_unknown_dossier_leads_to_is_agreed(house: House, policy: str, state: str) -> None:
    house.configure((LAST, LAST + asked(policy=policy)))

    outcome = only(house.send(decision("0" * 64)))

    assert (outcome.state, rules(outcome.findings)) == (state, ["QUA-101"])


@pytest.mark.parametrize("other", [{"number": "d-1"}, {"version": "2"}, {"number": "D-2"}])
def test_number_and_version_are_taken_as_they_are_written(house: House, other: dict[str, str]) -> None:
    house.configure((LAST, LAST + asked()))

    outcome = only(house.send(decision(answered(house), **other)))

    assert rules(outcome.findings) == ["QUA-101"]


def test_a_decision_that_came_before_its_dossier_does_not_hold_it_up_and_goes_on_after_it(house: House) -> None:
    house.configure((LAST, LAST + asked()))
    answered(house)
    body = json.loads(dossier(version="2", previousVersion="1", requestReference={"id": "QR-1"}))
    sha256 = digest(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    early = json.loads(decision(sha256, version="2")) | {"requestReference": {"id": "QR-1"}}

    held = only(house.send(json.dumps(early).encode()))
    second = only(house.send(json.dumps(body).encode(), system=ERP))

    assert (held.state, rules(held.findings), held.thread) == ("held", ["QUA-101"], second.thread)
    assert second.state == "routed"
    assert house.hub.replayer.message(house.message(held.message_id)) == "routed"


def test_the_decision_goes_to_whoever_sent_the_dossier(house: House) -> None:
    house.configure((LAST, LAST + asked() + asked("rival")))
    first = only(house.send(dossier(requestReference={"id": "QR-1"}), system=ERP))
    assert rules(first.findings) == ["RTE-002"]  # nobody asked for it
    house.configure((LAST, LAST + OFFERED + OFFERED.replace("nordkran", "rival").replace("offers", "more")))
    ours = only(house.send(dossier("D-7"), system=ERP))
    theirs = only(house.send(dossier("D-7", note=[{"value": "rival"}]), system=RIVAL))
    assert (ours.state, theirs.state) == ("routed", "routed")
    house.run()

    for body, receiver in ((received(house), "rival"), (house.box("lanmei").taken[-2].body, "nordkran")):
        outcome = only(house.send(decision(digest(body), "D-7", of=f"QD-{receiver}")))

        assert [row["system_id"] for row in house.owed(outcome.message_id)] == [f"{receiver}/erp"], outcome.findings
        assert house.message(outcome.message_id)["thread"] == f"{receiver}|D-7"


def test_of_a_strangers_dossier_nothing_is_learnt(house: House) -> None:
    house.configure((LAST, LAST + asked() + asked("rival").replace("lanmei/srm", "nordkran/erp").replace("ask-rival", "others")))
    sha256 = answered(house)

    outcome = only(house.send(decision(sha256), system=RIVAL))

    assert "QUA-101" in rules(outcome.findings)
    assert house.message(outcome.message_id)["thread"] != "lanmei|QR-1"


def test_a_test_is_bound_to_tests_only(house: House) -> None:
    house.configure(
        (LAST, LAST + asked() + asked().replace("ask-nordkran", "tests").replace("    findings", "    test: true\n    findings"))
    )
    sha256 = answered(house)

    outcome = only(house.send(decision(sha256), test=True))

    assert (outcome.state, rules(outcome.findings)) == ("held", ["QUA-101"])
