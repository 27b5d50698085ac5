"""The third chapter: a platform's lead, which one seller has already and another takes; both words return.

Example: `tell(teller)`.
"""

from __future__ import annotations

import json
from typing import Any

from hub.cli.demo.teller import Teller, sample

LEAD = "WEB-5571"


def tell(teller: Teller) -> None:
    """The portal's lead goes to Nordkran and then to Huari."""
    teller.chapter("A lead: a platform 采购门户 has one buyer for two sellers, one after the other")
    taken = teller.send("portal/web", sample("lead.json").encode(), "application/json", "lead.json")["messages"][0]
    lead = teller.document(taken["id"])
    teller.line("received", f"{taken['document']} {lead['id']} from portal/web: {lead['buyer']['partyName']}, {lead['subject']}")
    teller.file("nordkran-crm", lambda body: LEAD.encode() in body)
    teller.line("offered", "to nordkran/crm as json/salesforce-lead")
    _said(teller, "nordkran/crm", "duplicate", duplicateOf={"recordID": "00Q-7", "recordType": "Lead"})
    double = _heard(teller, "duplicate")
    teller.line(
        "duplicate", f"nordkran has it already as {double['duplicate_of']['record_id']}; the portal is told, the next seller is asked"
    )
    teller.file("huari-crm", lambda body: LEAD.encode() in body)
    teller.line("offered", "to huari/crm as json/tryton-lead")
    _said(teller, "huari/crm", "accepted", recordID="HR-88")
    _heard(teller, "accepted")
    teller.line("accepted", "huari takes it; the portal is told")


def _said(teller: Teller, system: str, code: str, **more: Any) -> None:
    """A seller's word on the lead."""
    number = f"{system.partition('/')[0]}-1"
    at = "2026-11-22T10:00:00+08:00"
    teller.say_json(system, "lead_status", id=number, leadReference={"id": LEAD}, statusCode=code, sequence="1", at=at, **more)


def _heard(teller: Teller, code: str) -> dict[str, Any]:
    """What the portal has in its own format."""
    body = teller.file("portal-in", lambda body: json.loads(body).get("status") == code)
    found: dict[str, Any] = json.loads(body)
    return found
