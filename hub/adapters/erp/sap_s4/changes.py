"""Changes and cancellations: what the buyer wants anew is compared with what SAP has, and only what differs is written.

So the same change again writes nothing. A line is known by the buyer's own number. A cancelled line keeps its place in SAP and gets the
reason for rejection that the settings name. Example: `yield from change(session, settings, body)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from hub.adapters.base import Receipt
from hub.adapters.erp.sap_s4.answers import refused
from hub.adapters.erp.sap_s4.odata import Row, below, entity, etag
from hub.adapters.erp.sap_s4.orders import ORDERS, SERVICE, Talk, find, number_of
from hub.adapters.erp.sap_s4.session import Session
from hub.adapters.erp.sap_s4.settings import SapSettings

ITEMS: Final = SERVICE + "A_SalesOrderItem"
REJECTED: Final = "SalesDocumentRjcnReason"
_LINE: Final = ("UnderlyingPurchaseOrderItem", "SalesOrderItem")
_OURS: Final = frozenset(
    ("to_Item", "PurchaseOrderByCustomer", "SoldToParty", "changeMode")
)  # what names the order, and what SAP does not know
_DELETED: Final = "2"
Write = tuple[str, str, dict[str, Any], str]  # method, path, body, If-Match


def change(session: Session, settings: SapSettings, body: Mapping[str, Any]) -> Talk:
    """Bring the order that SAP has to the state of a change, line by line."""
    order = yield from find(session, *_named(body), expand="to_Item")
    if isinstance(order, Receipt) or order is None:
        return order or _missing(body)
    writes = list(_changes(order, body, settings))
    if any(isinstance(one, str) for one in writes):
        return Receipt("rejected", rule="NET-101", reason="; ".join(one for one in writes if isinstance(one, str)))
    return (yield from _written(session, order, [one for one in writes if not isinstance(one, str)]))


def cancel(session: Session, settings: SapSettings, body: Mapping[str, Any]) -> Talk:
    """Reject the lines that are named, all where none is."""
    order = yield from find(session, *_named(body), expand="to_Item")
    if isinstance(order, Receipt) or order is None:
        return order or _missing(body)
    if not settings.rejection_reason:
        return Receipt("rejected", rule="NET-101", reason="rejection_reason: none is configured, so no line can be cancelled")
    named = [_line_of(line) for line in below(body, "to_Item")]
    items = below(order, "to_Item")
    lost = [line for line in named if not any(_line_of(item) == line for item in items)]
    if lost:
        return Receipt("rejected", rule="NET-101", reason=f"to_Item: no line {', '.join(lost)} in order {number_of(order)}")
    wanted = [item for item in items if not named or _line_of(item) in named]
    return (yield from _written(session, order, [_rejecting(item, settings) for item in wanted if not item.get(REJECTED)]))


def _named(body: Mapping[str, Any]) -> tuple[str, str]:
    return str(body.get("PurchaseOrderByCustomer", "")), str(body.get("SoldToParty", ""))


def _missing(body: Mapping[str, Any]) -> Receipt:
    return Receipt("rejected", rule="NET-101", reason=f"PurchaseOrderByCustomer: no order {body.get('PurchaseOrderByCustomer')} is there")


def _line_of(item: Mapping[str, Any]) -> str:
    stated = next((str(item[name]) for name in _LINE if item.get(name)), "")
    return stated.lstrip("0") if stated.isdecimal() else stated


def _changes(order: Row, body: Mapping[str, Any], settings: SapSettings) -> Iterator[Write | str]:
    """What has to be written, and in words what cannot be."""
    head = _differing(order, {name: value for name, value in body.items() if name not in _OURS})
    if head:
        yield "PATCH", entity(ORDERS, number_of(order)), head, etag(order)
    there = {_line_of(item): item for item in below(order, "to_Item")}
    for line in below(body, "to_Item"):
        stated = {name: value for name, value in line.items() if name != "action"}
        item = there.get(_line_of(line))
        if line.get("action") == _DELETED:
            yield from _deleted(line, item, settings)
        elif item is None:
            yield "POST", f"{entity(ORDERS, number_of(order))}/to_Item", stated, ""
        elif differing := _differing(item, {name: value for name, value in stated.items() if name not in _LINE}):
            yield "PATCH", _place(item), differing, etag(item)
    if body.get("changeMode") == "replace":  # a line that is not stated again no longer holds
        stated_again = {_line_of(line) for line in below(body, "to_Item")}
        for item in (item for number, item in there.items() if number not in stated_again):
            yield from _deleted(item, item, settings)


def _deleted(line: Row, item: Row | None, settings: SapSettings) -> Iterator[Write | str]:
    if item is None:
        yield f"to_Item: no line {_line_of(line)} is there to be deleted"
    elif not settings.rejection_reason:
        yield "rejection_reason: none is configured, so no line can be cancelled"
    elif not item.get(REJECTED):
        yield _rejecting(item, settings)


def _rejecting(item: Row, settings: SapSettings) -> Write:
    return "PATCH", _place(item), {REJECTED: settings.rejection_reason}, etag(item)


def _place(item: Row) -> str:
    return entity(ITEMS, SalesOrder=number_of(item), SalesOrderItem=str(item.get("SalesOrderItem", "")))


def _differing(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    # Prices and texts stand in entities of their own, which a PATCH does not reach: the map of changes does not write them.
    return {name: value for name, value in wanted.items() if not isinstance(value, dict | list) and not _same(there.get(name), value)}


def _same(one: object, other: object) -> bool:
    if one == other:
        return True
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return False


def _written(session: Session, order: Row, writes: list[Write]) -> Talk:
    for method, path, body, match in writes:
        answer = yield from session.write(method, path, body, match)
        if not 200 <= answer.status < 300:
            return refused(answer, wrote=session.wrote)
    return Receipt("updated" if writes else "duplicate", number_of(order))
