"""The first chapter: an order in X12, its 997, an ERP that is out of service, and the answer as an 855.

Example: `tell(teller, seller)`.
"""

from __future__ import annotations

import json
from typing import Any

from hub.cli.demo.seller import Seller
from hub.cli.demo.teller import Teller, TooSlow, sample
from hub.store.items import Row

ORDER = "PO-2026-4711"


def tell(teller: Teller, seller: Seller) -> None:
    """Lanmei buys from Nordkran."""
    teller.chapter("An order in X12: Lanmei Pumps 兰美泵业 buys from Nordkran AB")
    order = sample("lanmei-order.x12").encode()
    answer = teller.send("lanmei/srm", order, "application/edi-x12", "order.x12")
    taken = answer["messages"][0]
    teller.line("received", f"{len(order)} bytes of X12 over HTTP, committed before the answer; leaf {answer['leaf'][:12]}")
    _acknowledged(teller, answer["acknowledgement"])
    _translated(teller, taken)
    teller.line("routed", f"under {taken['agreement']}: {taken['deliveries']} deliveries owed")
    for row in teller.ended(taken["id"]):
        _delivered(teller, row)
    if len(seller.orders) != 1:
        raise TooSlow("one sales order, and only one,")
    _answered(teller)


def _acknowledged(teller: Teller, message_id: str) -> None:
    row = teller.ended(message_id)[0]
    text = teller.newest("lanmei-in", "997").read_text("latin-1")
    segments = " ".join(part.strip() for part in text.split("~") if part.strip().startswith(("AK1", "AK5", "AK9")))
    teller.line("acknowledged", f"997 to lanmei/srm under control number {row['control_number']}: {segments}")


def _translated(teller: Teller, taken: dict[str, Any]) -> None:
    document, coverage = teller.document(taken["id"]), json.loads(teller.message(taken["id"])["coverage"])
    lines, total = document["orderLine"], document["anticipatedMonetaryTotal"]["payableAmount"]
    lost = coverage["leaves"] - coverage["mapped"] - coverage["extension"] - coverage["residue"]
    share = f"{coverage['mapped']} of {coverage['leaves']} values mapped, {coverage['residue']} kept as residue, {lost} lost"
    stated = f"{total['value']} {total.get('currencyID') or document.get('documentCurrencyCode', '')}".strip()
    teller.line("translated", f"{taken['document']} {document['id']}, {len(lines)} lines, {stated}; {share}")


def _delivered(teller: Teller, row: Row) -> None:
    tries = teller.attempts(row)
    for one in tries[:-1]:
        words = json.loads(one["answer"]).get("error", "")
        teller.line("refused", f"{row['system_id']} answered {one['status']}: {words}; tried again by its schedule")
    receipt = json.loads(row["receipt"])
    where = f"its own number is {receipt['reference']}" if row["target"] == "json" else teller.newest("nordkran-archive", "850").name
    teller.line("delivered", f"to {row['system_id']} as {row['target']} at attempt {len(tries)}: {where}")


def _answered(teller: Teller) -> None:
    response = json.loads(sample("lanmei-response.json"))
    taken = teller.send("nordkran/erp", json.dumps(response).encode(), "application/json", "response.json")["messages"][0]
    teller.line(
        "answered", f"nordkran/erp accepts {response['orderReference']['id']} with a change; {taken['document']}, {taken['verdict']}"
    )
    teller.ended(taken["id"])
    text = teller.newest("lanmei-in", "855").read_text("latin-1")
    acks = [part.strip() for part in text.split("~") if part.strip().startswith(("BAK", "ACK"))]
    teller.line("delivered", f"to lanmei/srm as x12/855: {' '.join(acks[:3])}")
