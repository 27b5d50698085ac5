"""Tryton as an ERP: orders become sales, and what becomes of them is asked for.

It talks to Tryton's REST interface only. Example: `Tryton(TrytonSettings(company=1)).deliver(parcel)` looks up before it creates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Checking, Conversation, Evidence, Parcel, Probing
from hub.adapters.erp.tryton.cancellation import Cancellations
from hub.adapters.erp.tryton.change import Changes
from hub.adapters.erp.tryton.order import Orders
from hub.adapters.erp.tryton.ordered import change_of
from hub.adapters.erp.tryton.polled import STREAMS, Streams
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.inbound import Collected, Polling
from hub.adapters.tryton.answers import Ended
from hub.adapters.tryton.rest import Rest
from hub.adapters.tryton.standing import checked, probed
from hub.errors import Misconfigured

_LISTS: Final = {"units": ("product.uom", "symbol"), "currencies": ("currency.currency", "code"), "products": ("product.product", "code")}
_STATES: Final = {
    "draft": "pending",
    "quotation": "pending",
    "confirmed": "processed",
    "processing": "processed",
    "done": "processed",
    "cancelled": "failed",
}


class Tryton(Adapter):
    """One company of one Tryton database."""

    name = "erp/tryton"
    settings_model: ClassVar[type[BaseModel]] = TrytonSettings
    carries: ClassVar[Mapping[str, str]] = {
        "order/1": "create",
        "order_change/1": "update",
        "order_cancellation/1": "update",
        "order_response/1": "poll",
        "despatch_advice/1": "poll",
        "invoice/1": "poll",
    }
    speaks: ClassVar[Mapping[str, str]] = {
        "order/1": "json/tryton-order",
        "order_change/1": "json/tryton-order-change",
        "order_cancellation/1": "json/tryton-cancellation",
        "order_response/1": "json/tryton-sale",
        "despatch_advice/1": "json/tryton-shipment",
        "invoice/1": "json/tryton-invoice",
    }
    streams: ClassVar[tuple[str, ...]] = STREAMS
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    evidence: ClassVar[Evidence] = "real server"
    tried: ClassVar[str] = "Tryton 8.2"

    def deliver(self, parcel: Parcel) -> Conversation:
        """Find the sale of this order, or make it, and take it as far as the settings say; or change or cancel it."""
        body = _body(parcel)
        try:
            if change := change_of(body):
                return (yield from Changes(self._settings).take(parcel, change))
            if "cancellation" in body:
                return (yield from Cancellations(self._settings).take(body))
            return (yield from Orders(self._settings).place(parcel, body))
        except Ended as ended:
            return ended.receipt

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the sale of this order stands, or was cancelled. Delivering looks up too, so that `deferred` does nothing twice."""
        body = _body(parcel)
        try:
            if change := change_of(body):
                return (yield from Changes(self._settings).found(parcel, change))
            if "cancellation" in body:
                return (yield from Cancellations(self._settings).found(body))
            return (yield from Orders(self._settings).found(parcel, body))
        except Ended as ended:
            return ended.receipt

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        """What is new of sales, shipments, invoices or purchases."""
        try:
            return (yield from Streams(self._settings).page(stream, cursor, limit))
        except Ended as ended:
            receipt = ended.receipt
            return Collected("deferred", rule=receipt.rule, reason=receipt.reason, after=receipt.after)

    def probe(self) -> Probing:
        """Whether it lets us in, and the units, currencies and product codes that an order may name."""
        return (yield from probed(Rest(self._settings.company), self._settings.company, _LISTS))

    def check(self, reference: str) -> Checking:
        """What became of the sale with this number."""
        return (yield from checked(Rest(self._settings.company), "sale.sale", reference, _STATES))

    @property
    def _settings(self) -> TrytonSettings:
        assert isinstance(self.settings, TrytonSettings)
        return self.settings


def _body(parcel: Parcel) -> Mapping[str, Any]:
    """The order in our own words for Tryton. Raises Misconfigured where the agreement delivers something else."""
    try:
        body = json.loads(parcel.body, parse_float=str)
    except (ValueError, RecursionError):
        body = None
    heads = [body.get(name) for name in ("sale", "change", "cancellation")] if isinstance(body, dict) else []
    if not any(isinstance(head, dict) and head.get("reference") for head in heads):
        takes = "orders, changes and cancellations as json/tryton-order, json/tryton-order-change and json/tryton-cancellation"
        raise Misconfigured("ADP-004", adapter="erp/tryton", what=parcel.name, reason=f"it takes {takes}")
    found: Mapping[str, Any] = body
    return found


ADAPTER = Tryton
