"""One turn of asking SAP: a page of documents, and for goods and invoices the orders that they refer to.

Documents of orders that did not come through the hub are passed over. Example: `yield from page("orders", settings, "", 50)`.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Final

from hub.adapters.base import Http, Response
from hub.adapters.crm.answers import unread, wait_of
from hub.adapters.erp.sap_s4.answers import LATER, said
from hub.adapters.erp.sap_s4.odata import Row, address, content, entity, literal, rows, since
from hub.adapters.erp.sap_s4.orders import ORDERS
from hub.adapters.erp.sap_s4.settings import SapSettings
from hub.adapters.erp.sap_s4.streams import SCHEDULE, STREAMS, Stream, fetched, orders_of
from hub.adapters.erp.sap_s4.sweep import Cursor
from hub.adapters.inbound import Collected, Page, Polling
from hub.errors import Misconfigured

_MINE = "CustomerPurchaseOrderType"
# Documents whose orders are asked for one by one: a page has to end within its requests and its minute, or its stream never goes on.
_MOST_WITH_ORDERS: Final = 50


def page(name: str, settings: SapSettings, cursor: str, limit: int) -> Polling:
    """Up to `limit` documents behind the cursor, fewer where each names an order."""
    stream = STREAMS[name]
    limit = min(limit, _MOST_WITH_ORDERS) if stream.order[0] else limit
    stamps = (settings.changed if not stream.order[0] else stream.changed, "CreationDate")
    at = Cursor.read(cursor, _midnight(settings.since))
    answer = yield Http("GET", _asked(stream, settings, stamps, at, limit), {"Accept": "application/json"})
    found = rows(answer) if 200 <= answer.status < 300 else None
    if found is None or not all(isinstance(row.get(stream.key), str) for row in found):
        return _unfit(answer)
    at = at.begun(answer)
    orders: dict[str, Row] = {}
    for number in dict.fromkeys(one for row in found for one in orders_of(stream, row)):
        order = yield from _order(number)
        if isinstance(order, Collected):
            return order
        orders[number] = order
    mine = [row for row in found if _is_mine(stream, settings, row, orders)]
    for row in found:
        at = at.seen(row, stream.key, stamps)
    more = len(found) >= limit
    return Page(tuple(fetched(name, stream, row, orders) for row in mine), (at if more else at.over()).text(), more)


def _asked(stream: Stream, settings: SapSettings, stamps: tuple[str, ...], at: Cursor, limit: int) -> str:
    conditions = ["(" + " or ".join(since(stamp, at.since) for stamp in stamps) + ")"]
    conditions += [stream.condition] if stream.condition else []
    conditions += [] if stream.order[0] else [f"{_MINE} eq {literal(settings.customer_order_type)}"]
    conditions += [f"{stream.key} gt {literal(at.after)}"] if at.after else []
    expand = stream.items + (f",{stream.items}/{SCHEDULE}" if settings.schedule_lines and not stream.order[0] else "")
    return address(stream.path, filter=" and ".join(conditions), expand=expand, orderby=stream.key, top=str(limit))


def _order(number: str) -> Generator[Http, Response, Row | Collected]:
    """The order that an item names; one that is no longer there says nothing."""
    answer = yield Http("GET", address(entity(ORDERS, number), expand="to_Item"), {"Accept": "application/json"})
    found = content(answer) if 200 <= answer.status < 300 else None
    if answer.status == 404:
        return {}
    return found if found is not None and isinstance(found.get("SalesOrder"), str) else _unfit(answer)


def _is_mine(stream: Stream, settings: SapSettings, row: Row, orders: dict[str, Row]) -> bool:
    about = [row] if not stream.order[0] else [orders.get(number, {}) for number in orders_of(stream, row)]
    return any(one.get(_MINE) == settings.customer_order_type for one in about)


def _unfit(answer: Response) -> Collected:
    if answer.status in LATER or answer.status >= 500:
        return Collected("deferred", rule="NET-102", reason=said(answer), after=wait_of(answer))
    if answer.status >= 300:
        raise Misconfigured("NET-010", status=answer.status, reason=said(answer))
    return unread(answer)


def _midnight(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)
