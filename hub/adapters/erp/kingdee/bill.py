"""A mapped order (`json/kingdee-order`) as the bill that Kingdee saves: its number, what the account set asks for, the place of prices.

The number is ours, made of the order's own and of its business key: it is what the bill is found again by, and no two orders share it.

>>> number("TP-", "PO-7", "acme|order/1|PO-7|0")
'TP-PO-7-333a8d7c'
>>> ordered("TP-", "TP-PO-7-333a8d7c")
'PO-7'
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hub.adapters.base import Parcel
from hub.adapters.erp.kingdee.settings import KingdeeSettings
from hub.errors import Misconfigured
from hub.formats.json.parse import Number

ORDER_FIELD: Final = "F_TP_Order"
LONGEST_ORDER: Final = 60  # characters; a bill's number holds 80
_LINES: Final = "FSaleOrderEntry"


@dataclass(frozen=True, slots=True)
class Bill:
    """The number, and what `Save` is given."""

    number: str
    values: Mapping[str, Any]


def bill(settings: KingdeeSettings, parcel: Parcel) -> Bill:
    """The bill of a delivery. Raises Misconfigured where it would say something else than the order."""
    mapped: dict[str, Any] = json.loads(parcel.body, parse_float=Number, parse_int=Number)
    named = number(settings.prefix, _order(mapped), parcel.business_key)
    _original(parcel.document or {})
    model = {
        "FBillTypeID": {"FNUMBER": settings.bill_type},
        "FSaleOrgId": {"FNumber": settings.organisation},
        **mapped,
        "FBillNo": named,
        _LINES: [_line(settings, line) for line in mapped.get(_LINES, ())],
    }
    # Without the check an unknown customer or material would be left out, and the bill saved.
    return Bill(named, {"IsVerifyBaseDataField": "true", "Model": model})


def number(prefix: str, order: str, business_key: str) -> str:
    """The bill's number: readable, and another one for another sender's order of the same number."""
    return f"{prefix}{order}-{hashlib.sha256(business_key.encode()).hexdigest()[:8]}"


def ordered(prefix: str, named: str) -> str:
    """The order's own number in one of ours, "" in somebody else's."""
    found = re.fullmatch(re.escape(prefix) + r"(.+)-[0-9a-f]{8}", named, re.DOTALL)
    return found[1] if found else ""


def _order(mapped: Mapping[str, Any]) -> str:
    order = mapped.get(ORDER_FIELD)
    if not isinstance(order, str) or not order:
        raise Misconfigured("ADP-004", adapter="erp/kingdee", what="order/1", reason=f"no {ORDER_FIELD} in what the map wrote")
    return order


def _original(document: Mapping[str, Any]) -> None:
    """A bill is made once: a later revision would need the one before it changed, which people do there."""
    revision = document.get("revision")
    if revision not in (None, "", "0"):
        raise Misconfigured("ADP-004", adapter="erp/kingdee", what="order/1", reason=f"revision {revision}")


def _line(settings: KingdeeSettings, line: Mapping[str, Any]) -> dict[str, Any]:
    """A line with its price where it belongs: with tax (FTaxPrice 含税单价) or without (FPrice 单价)."""
    made = {key: value for key, value in line.items() if key not in ("price", "price_per", "tax_included")}
    per = line.get("price_per")
    if isinstance(per, str) and Decimal(per) != 1:
        raise Misconfigured("ADP-004", adapter="erp/kingdee", what="orderLine/price/baseQuantity", reason=f"a price for {per}")
    taxed = line.get("tax_included", settings.prices == "taxed")
    if "price" in line:
        made["FTaxPrice" if taxed else "FPrice"] = line["price"]
    return made
