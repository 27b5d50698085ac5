"""A supplier's dossier comes over HTTP in its portal's own JSON, reaches the buyer's SRM, and the decision on exactly that dossier goes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.town import Town, town

SRM, PORTAL = "lanmei/srm", "nordkran/portal"
DOSSIER = (Path(__file__).parents[1] / "mapping" / "maps" / "dossiers" / "dossier-zh.platform.json").read_text("utf-8")
SYSTEM = "  nordkran/portal: {adapter: erp/document, maps: {json/dossier-zh: []}}\n"
AGREEMENT = """  qualification:
    from: lanmei/srm
    to: nordkran
    carries: [qualification_request, qualification_decision]
    deliver: [{to: nordkran/erp, as: json}]
    profile: hub.qualification_decision.basic
    findings: hold
    replies:
      - {document: supplier_qualification, from: nordkran/portal, deliver: [{to: lanmei/srm, as: json}]}
"""


def with_qualification(text: str) -> str:
    return text.replace("agreements:\n", SYSTEM + "agreements:\n") + AGREEMENT


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("qualification"), text=with_qualification) as one:
        yield one


def send(place: Town, system: str, **values: Any) -> dict[str, Any]:
    """One canonical document handed in; what the hub says of its message."""
    kind = values.pop("kind")
    body = json.dumps({"$schema": f"https://tradepost.example/schemas/{kind}/1.0", "schemaVersion": "1.0", **values}).encode()
    return only(place.send(system, body))


def only(answered: tuple[int, Any]) -> dict[str, Any]:
    status, answer = answered
    assert status == 202, answer
    (message,) = answer["messages"]
    return dict(message)


def decided(place: Town, number: str, sha256: str) -> dict[str, Any]:
    return send(
        place,
        SRM,
        kind="qualification_decision",
        id=number,
        issueDate="2026-11-20",
        decisionCode="qualified",
        validFrom="2026-12-01",
        dossierReference={"id": "ZR-20261110-008", "version": "1", "sha256": sha256},
        scope=[{"category": {"value": "11161800", "listID": "UNSPSC"}, "region": {"value": "CN-35", "listID": "ISO3166-2"}}],
        approval=[
            {"roleCode": role, "verdictCode": "approved", "at": "2026-11-19T10:00:00+08:00", "by": name}
            for role, name in (("purchasing", "林晓"), ("technology", "王建"), ("quality", "赵敏"), ("finance", "吴磊"))
        ],
    )


@pytest.fixture(scope="module")
def dossier(place: Town) -> bytes:
    """The dossier as the buyer's SRM got it."""
    request = send(place, SRM, kind="qualification_request", id="QR-2026-017", issueDate="2026-10-08", dueDate="2026-11-15")
    assert request["state"] == "routed", request
    place.ended(request["id"])
    message = only(place.send(PORTAL, DOSSIER.encode("gb18030"), name="资料.json"))
    assert (message["state"], message["document"]) == ("routed", "supplier_qualification/1"), message
    place.ended(message["id"])
    (file,) = place.files("lanmei", "*.json")
    return file


def test_the_dossier_arrives_whole_in_the_buyers_srm(place: Town, dossier: bytes) -> None:
    values = json.loads(dossier)

    assert values["applicant"]["partyName"] == "杭州蓝美纺织有限公司"
    assert values["legalIdentifier"][0] | {"verification": []} == {"schemeID": "CN:USCC", "value": "91440300708461136T", "verification": []}
    assert values["incorporation"]["unlimitedIndicator"] is True
    assert [one["question"] for one in values["criterionResponse"]] == ["是否有自己的检测实验室？", "员工人数？"]


def test_the_decision_on_it_goes_back_to_the_supplier(place: Town, dossier: bytes) -> None:
    message = decided(place, "QD-1", hashlib.sha256(dossier).hexdigest())

    assert (message["state"], message["findings"]) == ("routed", []), message
    (delivery,) = place.ended(message["id"])
    assert delivery["state"] == "delivered"
    got = json.loads(place.sink.requests[-1][1])
    assert [one["roleCode"] for one in got["approval"]] == ["purchasing", "technology", "quality", "finance"]


def test_a_decision_on_another_dossier_is_held_with_both_hashes(place: Town, dossier: bytes) -> None:
    before = len(place.sink.requests)
    message = decided(place, "QD-2", "0" * 64)

    assert message["state"] == "held"
    (finding,) = message["findings"]
    assert finding["rule"] == "QUA-102"
    assert hashlib.sha256(dossier).hexdigest() in finding["message"]
    assert "0" * 64 in finding["message_zh"]
    assert len(place.sink.requests) == before


def test_the_whole_conversation_is_found_under_the_request_and_under_the_company(place: Town, dossier: bytes) -> None:
    threads = {row["thread"] for row in place.get(SRM, "/v1/messages?ref=ZR-20261110-008")["items"]}
    kinds = [row["document"] for row in place.get(SRM, "/v1/messages?ref=91440300708461136T")["items"]]

    assert threads == {"lanmei|QR-2026-017"}
    assert kinds == ["supplier_qualification/1"]


def test_the_ledger_agrees_at_the_end(place: Town) -> None:
    assert place.verified() == []
