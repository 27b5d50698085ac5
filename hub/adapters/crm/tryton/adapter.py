"""Tryton as a CRM: leads become sale opportunities with a party, and their statuses are asked for.

It talks to Tryton's REST interface only. Example: `Tryton(TrytonSettings(company=1)).deliver(parcel)` looks up before it creates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Checking, Conversation, Evidence, Parcel, Probing
from hub.adapters.crm.tryton import statuses
from hub.adapters.crm.tryton.opportunity import Leads
from hub.adapters.crm.tryton.settings import TrytonSettings
from hub.adapters.inbound import Collected, Polling
from hub.adapters.tryton.answers import Ended
from hub.adapters.tryton.rest import Rest
from hub.adapters.tryton.standing import checked, probed
from hub.errors import Misconfigured

_STATES: Final = {
    "lead": "pending",
    "opportunity": "processed",
    "converted": "processed",
    "won": "processed",
    "lost": "processed",
    "cancelled": "failed",
}


class Tryton(Adapter):
    """One company of one Tryton database."""

    name = "crm/tryton"
    settings_model: ClassVar[type[BaseModel]] = TrytonSettings
    carries: ClassVar[Mapping[str, str]] = {"lead/1": "create", "lead_status/1": "poll"}
    speaks: ClassVar[Mapping[str, str]] = {"lead/1": "json/tryton-lead", "lead_status/1": statuses.MESSAGE}
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    streams: ClassVar[tuple[str, ...]] = (statuses.STREAM,)
    evidence: ClassVar[Evidence] = "real server"
    tried: ClassVar[str] = "Tryton 8.2"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Find the opportunity of this lead, or make it with its party."""
        try:
            return (yield from self._leads.place(parcel, _body(parcel)))
        except Ended as ended:
            return ended.receipt

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the opportunity of this lead stands. Delivering looks up too, so that `deferred` never makes it twice."""
        try:
            return (yield from self._leads.found(_body(parcel)))
        except Ended as ended:
            return ended.receipt

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:  # noqa: ARG002 - there is one stream
        """What is new of the opportunities that the hub made."""
        try:
            return (yield from statuses.page(self._company, cursor, limit))
        except Ended as ended:
            receipt = ended.receipt
            return Collected("deferred", rule=receipt.rule, reason=receipt.reason, after=receipt.after)

    def probe(self) -> Probing:
        """Whether it lets us in and knows the company."""
        return (yield from probed(Rest(self._company), self._company, {"currencies": ("currency.currency", "code")}))

    def check(self, reference: str) -> Checking:
        """What became of the opportunity with this number."""
        return (yield from checked(Rest(self._company), "sale.opportunity", reference, _STATES))

    @property
    def _company(self) -> int:
        assert isinstance(self.settings, TrytonSettings)
        return self.settings.company

    @property
    def _leads(self) -> Leads:
        return Leads(self._company)


def _body(parcel: Parcel) -> Mapping[str, Any]:
    try:
        body = json.loads(parcel.body, parse_float=str)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("opportunity"), dict) or not body["opportunity"].get("tradepost_lead"):
        raise Misconfigured("ADP-004", adapter="crm/tryton", what=parcel.name, reason="it takes leads as: json/tryton-lead")
    return body


ADAPTER = Tryton
