"""The second chapter: the same seller, other buyers, each in its own format, and none of them needs to know.

Example: `tell(teller)`.
"""

from __future__ import annotations

import json
from typing import Any

from hub.cli.demo.teller import Teller, sample


def tell(teller: Teller) -> None:
    """EDIFACT, UBL and a spreadsheet."""
    teller.chapter("The same seller, other buyers: EDIFACT from 盛达船舶, UBL from Havlund A/S, a spreadsheet from 鑫源五金")
    answer = _ordered(teller, "shengda/erp", sample("shengda-order.edi").replace("\n", "").encode(), "application/edifact", "order.edi")
    teller.ended(answer["acknowledgement"])
    said = teller.newest("shengda-in", "CONTRL").read_text("utf-8")
    ucm = next(part for part in said.split("'") if part.startswith("UCM"))
    teller.line("acknowledged", f"CONTRL to shengda/erp: {ucm}")
    _responded(teller, "SD-26-0817", "2026-11-20", "shengda-in", "ORDRSP", "shengda/erp as edifact/ORDRSP")
    _ordered(teller, "havlund/erp", sample("havlund-order.xml").encode(), "application/xml", "order.xml")
    _responded(teller, "HV-1093", "2026-11-20", "havlund-in", "OrderResponse", "havlund/erp as ubl/OrderResponse")
    _spreadsheet(teller)


def _ordered(teller: Teller, system: str, body: bytes, media_type: str, name: str) -> dict[str, Any]:
    answer = teller.send(system, body, media_type, name)
    taken = answer["messages"][0]
    document = teller.document(taken["id"])
    lines, buyer = len(document["orderLine"]), document["buyerCustomerParty"]["partyName"]
    teller.line("received", f"{taken['type']} from {system}: {taken['document']} {document['id']}, lines: {lines}, {buyer}")
    (row,) = teller.ended(taken["id"])
    teller.line("delivered", f"to {row['system_id']} as json: its own number is {json.loads(row['receipt'])['reference']}")
    return answer


def _responded(teller: Teller, order: str, issued: str, folder: str, kind: str, to: str) -> None:
    """The seller's ERP answers in the only way that it knows; the buyer reads it in the only way that it knows."""
    message = teller.say_json(
        "nordkran/erp",
        "order_response",
        id=f"R-{order}",
        issueDate="2026-11-22",
        orderResponseCode="AP",
        orderReference={"id": order, "issueDate": issued},
    )
    teller.ended(message["id"])
    teller.line("answered", f"nordkran/erp accepts {order}; to {to}: {teller.newest(folder, kind).name}")


def _spreadsheet(teller: Teller) -> None:
    body = sample("xinyuan-orders.csv").encode("gb18030")
    answer = teller.send("xinyuan/sheet", body, "text/csv", "orders.csv")
    taken = answer["messages"]
    numbers = " and ".join(teller.document(one["id"])["id"] for one in taken)
    teller.line("received", f"{len(body)} bytes of CSV in GB18030 from xinyuan/sheet: {len(taken)} orders, {numbers}")
    for one in taken:
        teller.ended(one["id"])
    teller.line(
        "delivered", f"to nordkran/archive as xlsx/order: {len(taken)} workbooks, such as {teller.newest('nordkran-archive', 'order').name}"
    )
