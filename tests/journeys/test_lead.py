"""A lead over real HTTP: one seller had it already, the next takes it, both words return; silence moves it on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.town import Town, town
from tests.pipeline.leads import AGREEMENT, CONSENT, OFFERS, lead, status, tree

WEB, FAIR, ALPHA, BETA = "portal/web", "fair/web", "alpha/crm", "beta/crm"


def market(folder: Path) -> str:
    """The platform and its sellers, each with a folder in place of a box in memory."""
    quick = AGREEMENT.replace("FROM", "fair").replace("NAME", "beta") + OFFERS + "  quick: {to: [fair-alpha, fair-beta], accept_by: 3s}\n"
    text = tree((OFFERS, quick))
    for name in ("portal", "fair", "alpha", "beta", "gamma"):
        (folder / name).mkdir()
        (folder / f"{name}-test").mkdir()
        for box in (name, f"{name}-test"):
            text = text.replace(f"memory: {box}}}", f'folder: {{path: "{folder / box}"}}}}')
    return text


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("market")
    with town(folder, text=lambda _: market(folder)) as one:
        yield one


def got(place: Town, name: str, key: str) -> list[dict[str, Any]]:
    """The documents about one lead that a member has, in the order in which they were made."""
    documents = [json.loads(body) for body in place.files(name, "*.json")]
    return [one for one in documents if key in (one.get("id"), one.get("leadReference", {}).get("id"))]


def codes(place: Town, name: str, key: str) -> list[str]:
    return [one["statusCode"] for one in got(place, name, key) if "statusCode" in one]


def asked(place: Town, seller: str, key: str) -> bool:
    return any("statusCode" not in one for one in got(place, seller, key))


EARLIER = {"recordID": "CRM-7", "recordType": "Contact"}


@pytest.fixture(scope="module")
def sold(place: Town) -> Town:
    """Lead L-1: alpha has it already, beta takes it."""
    code, taken = place.send(WEB, lead("L-1"))
    assert (code, taken["messages"][0]["state"], taken["messages"][0]["agreement"]) == (202, "routed", "leads")
    place.soon(lambda: asked(place, "alpha", "L-1"))
    code, answer = place.send(ALPHA, status("duplicate", "L-1", duplicateOf=EARLIER, sequence="1"))
    assert (code, answer["messages"][0]["state"]) == (202, "routed")
    place.soon(lambda: asked(place, "beta", "L-1"))
    assert place.send(BETA, status("accepted", "L-1", sequence="1"))[1]["messages"][0]["state"] == "routed"
    place.soon(lambda: len(codes(place, "portal", "L-1")) == 2)
    return place


def test_a_lead_that_one_seller_had_is_taken_by_the_next_and_both_words_return(sold: Town) -> None:
    assert sorted(codes(sold, "portal", "L-1")) == ["accepted", "duplicate"]
    (double,) = [one for one in got(sold, "portal", "L-1") if one["statusCode"] == "duplicate"]
    assert double["duplicateOf"] == EARLIER
    assert not asked(sold, "gamma", "L-1")


def test_each_sees_of_the_conversation_what_concerns_it(sold: Town) -> None:
    place = sold
    whole = place.get(WEB, "/v1/threads/L-1")

    assert {one["kind"] for one in whole["owed"]} <= {"delivery"}
    assert [(one["seller"], one["state"]) for one in whole["offers"]] == [
        ("alpha", "duplicate"),
        ("beta", "accepted"),
        ("gamma", "waiting"),
    ]
    answers = [one for one in whole["items"] if one["thread"] == "portal|L-1" and one["sender"] in ("alpha", "beta")]
    assert [one["document"] for one in answers] == ["lead_status/1"] * 2
    for who, state in ((ALPHA, "duplicate"), (BETA, "accepted")):
        member = who.partition("/")[0]
        seen = place.get(who, "/v1/threads/L-1")
        assert [(one["seller"], one["state"]) for one in seen["offers"]] == [(member, state)]
        assert {party for one in seen["items"] for party in (one["sender"], one["receiver"])} <= {"portal", member, None}
    assert place.ask("GET", "/v1/threads/L-1", place.token("gamma/crm", "read"))[0] == 404


def test_silence_moves_a_lead_on_and_an_answer_after_it_is_not_granted(place: Town) -> None:
    place.send(FAIR, lead("L-2"))
    place.soon(lambda: asked(place, "alpha", "L-2"))
    place.soon(lambda: asked(place, "beta", "L-2"))
    first = place.get(FAIR, "/v1/threads/L-2")["offers"][0]
    assert (first["seller"], first["state"]) == ("alpha", "expired")

    code, late = place.send(ALPHA, status("accepted", "L-2"))

    assert (code, late["messages"][0]["state"]) == (202, "done")
    assert [finding["rule"] for finding in late["messages"][0]["findings"]] == ["RTE-017"]
    place.soon(lambda: "rejected" in codes(place, "alpha", "L-2"))
    assert "accepted" not in codes(place, "fair", "L-2")


def test_the_same_lead_once_more_is_answered_with_the_one_it_repeats(sold: Town) -> None:
    place = sold
    same = [{"kindCode": "emailHash", "value": "hash-L-1"}]
    code, taken = place.send(WEB, lead("L-9", dedupeKey=same))

    assert (code, taken["messages"][0]["state"]) == (202, "done")
    place.soon(lambda: codes(place, "portal", "L-9") == ["duplicate"])
    (word,) = got(place, "portal", "L-9")
    assert word["duplicateOf"] == {"leadID": "L-1", "sourceLeadID": "src-L-1"}
    assert not asked(place, "alpha", "L-9")


def test_a_lead_without_consent_waits_for_a_person(place: Town) -> None:
    code, taken = place.send(WEB, lead("L-5", consent=[CONSENT[0] | {"withdrawnAt": "2026-01-01T00:00:00Z"}]))

    assert (code, taken["messages"][0]["state"]) == (202, "held")
    assert "RTE-012" in {finding["rule"] for finding in taken["messages"][0]["findings"]}


def test_the_ledger_agrees_with_all_of_it(place: Town) -> None:
    assert place.verified() == []
