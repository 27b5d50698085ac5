"""What comes back from SAP: the order as it stands (response), goods that have left (despatch advice), billing documents (invoice).

A row is taken in as the properties that its map reads, without addresses and administrative fields; its version is the digest of
these, so that what the buyer would not see does not come again. Example: `STREAMS["orders"].message` is `"json/sap-order-response"`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.adapters.erp.sap_s4.odata import Row, below
from hub.adapters.inbound import Fetched


@dataclass(frozen=True, slots=True)
class Stream:
    """One kind of document: where it is, which properties are kept, how its items name their order (none: it is the order)."""

    message: str
    path: str
    key: str
    items: str
    head: tuple[str, ...]
    item: tuple[str, ...]
    order: tuple[str, str] = ("", "")
    condition: str = ""
    changed: str = "LastChangeDate"


STREAMS: Final = {
    "orders": Stream(
        "json/sap-order-response",
        "API_SALES_ORDER_SRV/A_SalesOrder",
        "SalesOrder",
        "to_Item",
        (
            "SalesOrder",
            "PurchaseOrderByCustomer",
            "SoldToParty",
            "SalesOrderDate",
            "TransactionCurrency",
            "TotalNetAmount",
            "OverallSDDocumentRejectionSts",
        ),
        (
            "SalesOrderItem",
            "UnderlyingPurchaseOrderItem",
            "Material",
            "MaterialByCustomer",
            "SalesOrderItemText",
            "RequestedQuantity",
            "RequestedQuantityUnit",
            "NetAmount",
            "TransactionCurrency",
            "SalesDocumentRjcnReason",
        ),
    ),
    "deliveries": Stream(
        "json/sap-delivery",
        "API_OUTBOUND_DELIVERY_SRV/A_OutbDeliveryHeader",
        "DeliveryDocument",
        "to_DeliveryDocumentItem",
        ("DeliveryDocument", "SoldToParty", "ShipToParty", "ActualGoodsMovementDate", "DeliveryDate"),
        (
            "DeliveryDocumentItem",
            "Material",
            "DeliveryDocumentItemText",
            "ActualDeliveredQtyInOrderQtyUnit",
            "OrderQuantityUnit",
            "ReferenceSDDocument",
            "ReferenceSDDocumentItem",
        ),
        ("ReferenceSDDocument", "ReferenceSDDocumentItem"),
        "OverallGoodsMovementStatus eq 'C'",
    ),
    "invoices": Stream(
        "json/sap-invoice",
        "API_BILLING_DOCUMENT_SRV/A_BillingDocument",
        "BillingDocument",
        "to_Item",
        (
            "BillingDocument",
            "SDDocumentCategory",
            "BillingDocumentDate",
            "SoldToParty",
            "PayerParty",
            "TransactionCurrency",
            "TotalNetAmount",
            "TotalTaxAmount",
            "TotalGrossAmount",
        ),
        (
            "BillingDocumentItem",
            "Material",
            "BillingDocumentItemText",
            "BillingQuantity",
            "BillingQuantityUnit",
            "NetAmount",
            "TaxAmount",
            "TransactionCurrency",
            "SalesDocument",
            "SalesDocumentItem",
        ),
        ("SalesDocument", "SalesDocumentItem"),
    ),
}
SCHEDULE: Final = "to_ScheduleLine"
_SCHEDULED: Final = ("ConfirmedDeliveryDate", "ConfdOrderQtyByMatlAvailCheck", "OrderQuantityUnit")
ORDERED: Final = "ReferenceOrder"  # our own name: what the order says that an item refers to
_OF_ORDER: Final = ("PurchaseOrderByCustomer",)
_OF_LINE: Final = ("UnderlyingPurchaseOrderItem",)


def orders_of(stream: Stream, row: Row) -> list[str]:
    """The numbers of the orders that a document refers to, each once."""
    named = (item.get(stream.order[0]) for item in below(row, stream.items))
    return list(dict.fromkeys(one for one in named if isinstance(one, str) and one))


def fetched(name: str, stream: Stream, row: Row, orders: Mapping[str, Row]) -> Fetched:
    """The parcel of one document. `orders`: those that its items refer to, by their number."""
    values = _kept(row, stream.head)
    values[stream.items] = {"results": [_item(stream, item, orders) for item in below(row, stream.items)]}
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    number = str(row.get(stream.key, ""))
    return Fetched(f"sap/{name}/{number}", stream.message, body, f"{name}-{number}.json", version=hashlib.sha256(body).hexdigest()[:32])


def _item(stream: Stream, item: Row, orders: Mapping[str, Row]) -> dict[str, Any]:
    values = _kept(item, stream.item)
    confirmed = [_kept(line, _SCHEDULED) for line in below(item, SCHEDULE) if _confirms(line)]
    if confirmed:
        values[SCHEDULE] = {"results": confirmed}
    order = orders.get(str(item.get(stream.order[0], ""))) if stream.order[0] else None
    if order is not None:
        line = next((one for one in below(order, "to_Item") if one.get("SalesOrderItem") == item.get(stream.order[1])), {})
        values[ORDERED] = {**_kept(order, _OF_ORDER), **_kept(line, _OF_LINE)}
    return values


def _confirms(line: Row) -> bool:
    return str(line.get("ConfdOrderQtyByMatlAvailCheck") or "").strip("0.") != ""


def _kept(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    # SAP says "" and null where it has nothing.
    return {name: row[name] for name in names if row.get(name) not in ("", None)}
