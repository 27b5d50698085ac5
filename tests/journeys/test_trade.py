"""What follows an order: a change that waits for it, the ship notice and the invoice that go back as X12, all in one conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.journeys.town import Town, town
from tests.journeys.world import order

ERP, SRM = "nordkran/erp", "lanmei/srm"
REPLIES = """
      - {document: despatch_advice, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/856}]}
      - {document: invoice, from: nordkran/erp, deliver: [{to: lanmei/srm, as: x12/810}]}
"""
PACKED = {"lineID": "1", "orderReference": {"id": "PO-1"}}
DESPATCH = {
    "$schema": "https://tradepost.example/schemas/despatch_advice/1.0",
    "id": "FH-7",
    "issueDate": "2026-11-28",
    "issueTime": "16:40",
    "orderReference": [{"id": "PO-1"}],
    "shipment": {"consignmentID": "SF-139004"},
    "transportHandlingUnit": [
        {"id": "C1", "packageLevelCode": "2", "identification": [{"value": "340123450000000017", "schemeID": "SSCC"}]}
    ],
    "despatchLine": [
        {
            "id": "1",
            "orderLineReference": PACKED,
            "deliveredQuantity": {"value": "10", "unitCode": "EA"},
            "handlingUnitReference": [{"id": "C1"}],
        }
    ],
}
INVOICE = {
    "$schema": "https://tradepost.example/schemas/invoice/1.0",
    "id": "R-9",
    "issueDate": "2026-12-01",
    "invoiceTypeCode": "380",
    "documentCurrencyCode": "EUR",
    "orderReference": [{"id": "PO-1"}],
    "legalMonetaryTotal": {"payableAmount": {"value": "365.00", "currencyID": "EUR"}},
    "invoiceLine": [
        {
            "id": "1",
            "invoicedQuantity": {"value": "10", "unitCode": "EA"},
            "price": {"priceAmount": {"value": "36.50", "currencyID": "EUR"}},
        }
    ],
}


def change(number: str = "PO-1", control: int = 2) -> bytes:
    """An 860 that orders twice as much of the first line."""
    body = [f"BCH*04*SA*{number}**1*20261120*****20261122", "CUR*BY*EUR", "POC*1*QI*20**EA*36.50*PE*BP*LM-0001", "CTT*1"]
    segments = [
        f"ISA*00*          *00*          *ZZ*{'LANMEI':<15}*ZZ*{'NORDKRAN':<15}*261122*0930*U*00401*{control:09d}*0*P*>",
        f"GS*PC*LANMEI*NORDKRAN*20261122*0930*{control}*X*004010",
        "ST*860*0001",
        *body,
        f"SE*{len(body) + 2}*0001",
        f"GE*1*{control}",
        f"IEA*1*{control:09d}",
    ]
    return "~\n".join([*segments, ""]).encode()


def trading(text: str) -> str:
    """The configuration of the town, with changes carried and despatches and invoices as replies."""
    more = text.replace("carries: [order]", "carries: [order, order_change]").replace("    retry:", REPLIES.lstrip("\n") + "    retry:")
    return more.replace("      - {to: nordkran/archive, as: x12/850}\n", "")


@dataclass
class Story:
    """What happened, once; every test looks at one part of it."""

    town: Town
    change: dict[str, Any]
    order: dict[str, Any]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with town(tmp_path_factory.mktemp("trade"), plan=(503, 503), text=trading) as one:
        told = []
        for system, sent in ((SRM, order("PO-1")), (SRM, change())):
            status, receipt = one.send(system, sent)
            assert status == 202, receipt
            told.append(receipt["messages"][0])
        for message in told:
            one.ended(message["id"])
        for answer in (DESPATCH, INVOICE):
            status, receipt = one.send(ERP, json.dumps(answer).encode())
            assert status == 202, receipt
            one.ended(receipt["messages"][0]["id"])
        yield Story(one, order=told[0], change=told[1])


def test_the_change_is_read_as_a_change_of_its_order(story: Story) -> None:
    assert (story.change["document"], story.change["state"]) == ("order_change/1", "routed")


def test_the_change_never_passes_its_order_although_the_erp_refuses_it_twice(story: Story) -> None:
    bodies = [json.loads(body) for _, body in story.town.sink.requests]

    assert [body["$schema"].split("/")[-2] for body in bodies] == ["order"] * 3 + ["order_change"]
    assert bodies[-1]["orderLine"][0]["actionCode"] == "3"


def test_the_ship_notice_and_the_invoice_reach_the_buyer_as_x12(story: Story) -> None:
    (notice,) = story.town.files("lanmei", "856-*")
    (invoice,) = story.town.files("lanmei", "810-*")

    levels = [line for line in notice.decode().replace("\n", "").split("~") if line.startswith(("HL", "PRF", "MAN"))]
    assert levels == ["HL*1**S*1", "HL*2*1*O*1", "PRF*PO-1", "HL*3*2*P*1", "MAN*GM*340123450000000017", "HL*4*3*I*0", "PRF*PO-1****1"]
    assert b"BIG*20261201*R-9**PO-1***DI~" in invoice
    assert b"TDS*36500~" in invoice


@pytest.mark.parametrize("who", [SRM, "nordkran"])
def test_both_sides_trace_order_change_despatch_and_invoice_as_one_conversation(story: Story, who: str) -> None:
    found = story.town.get(who, "/v1/threads/PO-1")["items"]

    assert [row["document"] for row in found if row["document"]] == ["order/1", "order_change/1", "despatch_advice/1", "invoice/1"]


@pytest.mark.parametrize("number", ["FH-7", "R-9", "SF-139004", "340123450000000017"])
def test_any_number_of_it_leads_to_the_conversation(story: Story, number: str) -> None:
    found = story.town.get("nordkran", f"/v1/threads/{number}")["items"]

    assert "order/1" in [row["document"] for row in found]
