"""A sales order: looked up by the customer's number and the sold-to party, created with its items in one request (deep insert).

SAP honours no key of ours, so that look-up is all that tells twice from once. Example: `yield from create(session, settings, body)`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Final

from hub.adapters.base import Receipt, Request, Response
from hub.adapters.erp.sap_s4.answers import refused, said
from hub.adapters.erp.sap_s4.odata import Row, address, content, fault, literal, rows
from hub.adapters.erp.sap_s4.session import Session
from hub.adapters.erp.sap_s4.settings import SapSettings
from hub.errors import Misconfigured

SERVICE: Final = "API_SALES_ORDER_SRV/"
ORDERS: Final = SERVICE + "A_SalesOrder"
Talk = Generator[Request, Response, Receipt]
Found = Generator[Request, Response, "Row | Receipt | None"]


def find(session: Session, number: str, customer: str, expand: str = "") -> Found:
    """The order under the customer's number: the entity, None where there is none, or why nobody can say."""
    condition = f"PurchaseOrderByCustomer eq {literal(number)}"
    if customer:
        condition += f" and SoldToParty eq {literal(customer)}"
    answer = yield from session.read(address(ORDERS, filter=condition, expand=expand, orderby="SalesOrder", top="1"))
    if not 200 <= answer.status < 300:
        return _cannot_ask(answer)
    found = rows(answer)
    if found is None or (found and not number_of(found[0])):
        return Receipt("deferred", rule="NET-112", reason=said(answer))
    return found[0] if found else None


def _cannot_ask(answer: Response) -> Receipt:
    receipt = refused(answer, wrote=False)
    if receipt.outcome == "rejected":  # our question is wrong, which no sender can mend
        raise Misconfigured("NET-010", status=answer.status, reason=receipt.reason)
    return receipt


def number_of(row: Mapping[str, Any]) -> str:
    """SAP's own number of an order."""
    found = row.get("SalesOrder")
    return found if isinstance(found, str) else ""


def create(session: Session, settings: SapSettings, body: Mapping[str, Any]) -> Talk:
    """Look up, then create. What SAP refuses with a server error is looked up once more before it counts as refused."""
    number, customer = str(body.get("PurchaseOrderByCustomer", "")), str(body.get("SoldToParty", ""))
    found = yield from find(session, number, customer)
    if found is not None:
        return found if isinstance(found, Receipt) else Receipt("duplicate", number_of(found))
    answer = yield from session.write("POST", ORDERS, {**settings.defaults(), **body})
    if 200 <= answer.status < 300:
        made = number_of(content(answer) or {})
        return Receipt("created", made) if made else Receipt("unknown", rule="NET-112", reason=said(answer))
    if answer.status == 500 and fault(answer).business:  # 502 to 504 are of the road, whatever their words
        return (yield from _refused_or_made(session, number, customer, answer))
    return refused(answer, wrote=session.wrote)


def _refused_or_made(session: Session, number: str, customer: str, answer: Response) -> Talk:
    found = yield from find(session, number, customer)
    if isinstance(found, Receipt):
        return Receipt("unknown", rule="NET-102", reason=said(answer))
    return Receipt("created", number_of(found)) if found else Receipt("rejected", rule="NET-101", reason=said(answer))
