"""What belongs together is one conversation, found whole by any of its numbers: orders and all that follows, requests and dossiers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub.api import listing
from hub.configuration.read import load
from tests.pipeline.hands import House, access, only, rules

BUYER, SELLER = "lanmei/srm", "nordkran/erp"
TREE = """
apiVersion: hub/v1
members: {lanmei: {name: {en: Lanmei, zh: 兰美泵业}}, nordkran: {name: {en: Nordkran}}, rival: {name: {en: Rival}}}
systems:
  lanmei/srm: {adapter: erp/document, out: {memory: lanmei}}
  nordkran/erp: {adapter: erp/document, out: {memory: erp}}
  rival/erp: {adapter: erp/document, out: {memory: rival}}
agreements:
  orders:
    from: lanmei/srm
    to: nordkran
    carries: [order, order_change, receipt_advice, transaction_rating]
    deliver: [{to: nordkran/erp}]
    replies:
      - {document: order_response, from: nordkran/erp, deliver: [{to: lanmei/srm}], within: 1d}
      - {document: despatch_advice, from: nordkran/erp, deliver: [{to: lanmei/srm}]}
      - {document: invoice, from: nordkran/erp, deliver: [{to: lanmei/srm}]}
  requests:
    from: lanmei/srm
    to: nordkran
    carries: [qualification_request]
    deliver: [{to: nordkran/erp}]
    replies: [{document: supplier_qualification, from: nordkran/erp, deliver: [{to: lanmei/srm}], within: 5d}]
  rival-orders:
    from: rival/erp
    to: nordkran
    carries: [order]
    deliver: [{to: nordkran/erp}]
    replies: [{document: invoice, from: nordkran/erp, deliver: [{to: rival/erp}]}]
"""
ORDER = {"orderReference": [{"id": "PO-1"}]}
LINE = {"id": "1"}
# Who says what, and by which number it is found: each names the order, or only what came before it.
STORY: list[tuple[str, str, dict[str, Any], str]] = [
    (BUYER, "order/1", {"id": "PO-1"}, "PO-1"),
    (SELLER, "order_response/1", {"id": "R-1", "orderReference": {"id": "PO-1"}}, "R-1"),
    (BUYER, "order_change/1", {"id": "C-1", "orderReference": {"id": "PO-1"}}, "C-1"),
    (SELLER, "despatch_advice/1", {"id": "D-1", **ORDER}, "D-1"),
    (BUYER, "receipt_advice/1", {"id": "G-1", "despatchDocumentReference": [{"id": "D-1"}]}, "G-1"),
    (SELLER, "invoice/1", {"id": "I-1", "despatchDocumentReference": [{"id": "D-1"}]}, "I-1"),
]


@pytest.fixture(autouse=True)
def _tree(house: House) -> None:
    loaded = load(TREE, "hub.yaml", lambda _: None)
    assert loaded.tree is not None, loaded.problems
    house.clock.advance(1)
    house.hub.apply(loaded.tree, "test")


def say(house: House, system: str, document: str, values: dict[str, Any]) -> Any:
    schema = f"https://tradepost.example/schemas/{document.partition('/')[0]}/1.0"
    outcome = only(house.send(json.dumps({"$schema": schema, "schemaVersion": "1.0", **values}).encode(), system=system))
    assert not [finding for finding in outcome.findings if finding.rule.startswith("DOC-")], outcome.findings
    return outcome


def conversation(house: House, reference: str, member: str) -> list[str]:
    with house.hub.database.read() as connection:
        return [row["document_type"] for row in listing.conversations(connection, access(member), reference)]


def test_everything_about_an_order_is_one_conversation_whichever_number_is_asked_for(house: House) -> None:
    outcomes = [say(house, system, document, values) for system, document, values, _ in STORY]

    assert [(one.state, one.thread) for one in outcomes] == [("routed", "lanmei|PO-1")] * len(STORY)
    told = [document for _, document, _, _ in STORY]
    for *_, number in STORY:
        assert conversation(house, number, "lanmei") == conversation(house, number, "nordkran") == told
        assert conversation(house, number, "rival") == []


def test_an_invoice_goes_back_to_whoever_got_the_despatch_that_it_names(house: House) -> None:
    say(house, "rival/erp", "order/1", {"id": "PO-1"})
    for system, document, values, _ in STORY[:1]:
        say(house, system, document, values)
    ambiguous = say(house, SELLER, "invoice/1", {"id": "I-0", **ORDER})
    despatch = say(house, SELLER, "despatch_advice/1", {"id": "D-1", **ORDER})

    invoice = say(house, SELLER, "invoice/1", {"id": "I-1", "despatchDocumentReference": [{"id": "D-1"}]})

    assert (ambiguous.state, rules(ambiguous.findings)) == ("held", ["CFG-104"])
    assert (despatch.thread, invoice.thread) == ("lanmei|PO-1", "lanmei|PO-1")
    assert [row["system_id"] for row in house.owed(invoice.message_id)] == ["lanmei/srm"]


def test_a_dossier_stands_in_the_conversation_of_its_request(house: House) -> None:
    request = say(house, BUYER, "qualification_request/1", {"id": "Q-1"})
    dossier = say(house, SELLER, "supplier_qualification/1", {"id": "S-1", "version": "1", "requestReference": {"id": "Q-1"}})

    assert request.thread == dossier.thread == "lanmei|Q-1"
    for number in ("Q-1", "S-1"):
        assert conversation(house, number, "lanmei") == ["qualification_request/1", "supplier_qualification/1"]


def test_a_number_of_somebody_elses_joins_nothing(house: House) -> None:
    say(house, BUYER, "order/1", {"id": "PO-1", "customerReference": "4711"})

    stray = say(house, SELLER, "order_response/1", {"id": "R-1", "orderReference": {"id": "4711"}})

    assert (stray.state, rules(stray.findings)) == ("held", ["RTE-002"])
