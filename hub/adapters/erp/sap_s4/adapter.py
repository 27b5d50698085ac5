"""SAP S/4HANA: sales orders in, their responses, despatch advices and invoices back, over OData V2.

It never sends twice by itself: an order is looked up by the customer's number before it is created, and again when nobody knows.
Example: `next(SapS4().probe()).path` is `"API_SALES_ORDER_SRV/?$format=json"`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel

from hub.adapters.base import Adapter, Checking, Conversation, Http, Limit, Parcel, Probe, Probing, Receipt, Status, WireError
from hub.adapters.erp.sap_s4.answers import said
from hub.adapters.erp.sap_s4.changes import cancel, change
from hub.adapters.erp.sap_s4.limits import LIMITS
from hub.adapters.erp.sap_s4.odata import address, content, entity
from hub.adapters.erp.sap_s4.orders import ORDERS, SERVICE, Talk, create, find, number_of
from hub.adapters.erp.sap_s4.polling import page
from hub.adapters.erp.sap_s4.session import Session
from hub.adapters.erp.sap_s4.settings import SapSettings
from hub.adapters.erp.sap_s4.streams import STREAMS
from hub.adapters.inbound import Polling
from hub.errors import Misconfigured
from hub.model.documents.registry import type_of

HOME: Final = address(SERVICE)
# OverallSDProcessStatus: not yet, partly and completely processed; the rejection status C says that every item was rejected.
_PROCESSED: Final[dict[str, Literal["processed", "pending"]]] = {"A": "pending", "B": "pending", "C": "processed"}


class SapS4(Adapter):
    """One SAP S/4HANA system with the services API_SALES_ORDER_SRV, API_OUTBOUND_DELIVERY_SRV and API_BILLING_DOCUMENT_SRV."""

    name = "erp/sap_s4"
    settings_model: ClassVar[type[BaseModel]] = SapSettings
    carries: ClassVar[Mapping[str, str]] = {
        "order/1": "create",
        "order_change/1": "update",
        "order_cancellation/1": "update",
        "order_response/1": "poll",
        "despatch_advice/1": "poll",
        "invoice/1": "poll",
    }
    speaks: ClassVar[Mapping[str, str]] = {
        "order/1": "json/sap-order",
        "order_change/1": "json/sap-order-change",
        "order_cancellation/1": "json/sap-order-cancellation",
        "order_response/1": "json/sap-order-response",
        "despatch_advice/1": "json/sap-delivery",
        "invoice/1": "json/sap-invoice",
    }
    dedupe: ClassVar[Literal["key", "upsert", "lookup", "none"]] = "lookup"
    limits: ClassVar[Mapping[str, Mapping[str, Limit]]] = LIMITS
    evidence: ClassVar = "independent mock"
    tried: ClassVar[str] = "mock-sap 0.22.0; requests checked against SAP's OpenAPI of API_SALES_ORDER_SRV"
    streams: ClassVar[tuple[str, ...]] = tuple(STREAMS)

    def deliver(self, parcel: Parcel) -> Conversation:
        """Create an order, or bring one to the state that a change or a cancellation asks for."""
        session = Session(HOME)
        try:
            return (yield from self._work(session, parcel))
        except WireError as problem:
            sent = problem.sent and session.wrote
            return Receipt("unknown" if sent else "deferred", rule="NET-104" if sent else "NET-103", reason=problem.reason)

    def look_up(self, parcel: Parcel) -> Conversation:
        """Whether the order is there. A change or a cancellation is compared with the order when it is sent again, so that may be done."""
        if _type(parcel) != "order/1":
            return Receipt("deferred")
        body = _body(parcel)
        try:
            found = yield from find(Session(HOME), str(body.get("PurchaseOrderByCustomer", "")), str(body.get("SoldToParty", "")))
        except WireError as problem:
            return Receipt("unknown", rule="NET-103", reason=problem.reason)
        if isinstance(found, Receipt):
            return Receipt("unknown", rule="NET-102", reason=found.reason, after=found.after)
        return Receipt("duplicate", number_of(found)) if found else Receipt("deferred")

    def poll(self, stream: str, cursor: str, limit: int) -> Polling:
        """What was made or changed since."""
        return page(stream, self._settings, cursor, limit)

    def check(self, reference: str) -> Checking:
        """How far SAP has got with an order."""
        answer = yield Http("GET", address(entity(ORDERS, reference)), {"Accept": "application/json"})
        order = content(answer) if 200 <= answer.status < 300 else None
        if order is None:
            return Status("unknown", said(answer))
        if order.get("OverallSDDocumentRejectionSts") == "C":
            return Status("failed", "every item was rejected")
        state = str(order.get("OverallSDProcessStatus", ""))
        return Status(_PROCESSED[state]) if state in _PROCESSED else Status("unknown", f"OverallSDProcessStatus {state}")

    def probe(self) -> Probing:
        """Ask for the service document of sales orders."""
        try:
            answer = yield Http("GET", HOME, {"Accept": "application/json"})
        except WireError as problem:
            return Probe("unreachable", rule="NET-103", reason=problem.reason)
        clock = answer.headers.get("date", "")
        if answer.status in (401, 403):
            return Probe("refused", clock=clock, rule="NET-010", reason=said(answer))
        sets = (content(answer) or {}).get("EntitySets")
        if not 200 <= answer.status < 300 or not isinstance(sets, list) or "A_SalesOrder" not in sets:
            return Probe("unreachable", clock=clock, rule="NET-112", reason=said(answer))
        return Probe("ready", version=answer.headers.get("dataserviceversion", "2.0"), clock=clock)

    @property
    def _settings(self) -> SapSettings:
        assert isinstance(self.settings, SapSettings)
        return self.settings

    def _work(self, session: Session, parcel: Parcel) -> Talk:
        work = {"order/1": create, "order_change/1": change, "order_cancellation/1": cancel}.get(_type(parcel))
        if work is None:
            raise Misconfigured("ADP-004", adapter=self.name, what=_type(parcel), reason=", ".join(self.speaks))
        return (yield from work(session, self._settings, _body(parcel)))


def _type(parcel: Parcel) -> str:
    return type_of(parcel.document or {}) or ""


def _body(parcel: Parcel) -> dict[str, Any]:
    try:
        found = json.loads(parcel.body, parse_float=str)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Misconfigured("ADP-004", adapter=SapS4.name, what=parcel.media_type, reason="JSON of the maps json/sap-…")
    return found


ADAPTER = SapS4
