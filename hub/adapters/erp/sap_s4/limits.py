"""How much SAP's fields hold, by the messages that are written there. Our own table, from the interface of API_SALES_ORDER_SRV.

What does not fit is told and stops the delivery. Example: `LIMITS["json/sap-order"]["PurchaseOrderByCustomer"].length` is 35.
"""

from __future__ import annotations

from typing import Final

from hub.adapters.base import Limit

_HEAD: Final = {
    "PurchaseOrderByCustomer": 35,
    "SoldToParty": 10,
    "TransactionCurrency": 5,
    "IncotermsClassification": 3,
    "IncotermsLocation1": 70,
}
_ITEM: Final = {
    "UnderlyingPurchaseOrderItem": 6,
    "SalesOrderItem": 6,
    "Material": 40,
    "MaterialByCustomer": 35,
    "SalesOrderItemText": 40,
    "RequestedQuantityUnit": 3,
}
_PRICE: Final = {"ConditionType": 4, "ConditionCurrency": 5, "ConditionQuantityUnit": 3}
_PARTNER: Final = {"PartnerFunction": 2, "Customer": 10}
_PLACES: Final = (
    {name: Limit(length=length) for name, length in _HEAD.items()}
    | {f"to_Item/results[*]/{name}": Limit(length=length) for name, length in _ITEM.items()}
    | {f"to_Item/results[*]/to_PricingElement/results[*]/{name}": Limit(length=length) for name, length in _PRICE.items()}
    | {f"to_Partner/results[*]/{name}": Limit(length=length) for name, length in _PARTNER.items()}
)
LIMITS: Final = dict.fromkeys(("json/sap-order", "json/sap-order-change", "json/sap-order-cancellation"), _PLACES)
