"""The cancellation of an order, as far as Tryton lets a sale go: a draft, a quotation, a confirmed sale that is not in process yet.

What is in process belongs to the people who pack it: the cancellation is held for them in plain words, and nothing is touched.
Example: `receipt = yield from Cancellations(settings).take(body)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Receipt
from hub.adapters.erp.tryton.carried import cannot
from hub.adapters.erp.tryton.order import ATTACHED, SALE, called
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

_STEPS: Final = {"draft": "cancel", "quotation": "cancel", "confirmed": "draft"}
Body = Mapping[str, Any]


class Cancellations:
    """The conversation about one cancellation, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._rest = Rest(settings.company)
        self._company = settings.company

    def take(self, body: Body) -> Asking[Receipt]:
        """Cancel the sale of an order, or say why that cannot be done."""
        if body.get("lines"):
            raise cannot("the cancellation of single lines", "a sale is cancelled as a whole; change its lines there by hand")
        sale = yield from self._sale(body)
        if sale.get("state") == "cancelled":
            return Receipt("duplicate", reference=called(sale))
        while sale.get("state") != "cancelled":
            sale = yield from self._step(sale)
        return Receipt("updated", reference=called(sale))

    def found(self, body: Body) -> Asking[Receipt]:
        """Whether it is cancelled already; what is not, is taken on."""
        sale = yield from self._sale(body)
        return Receipt("duplicate", reference=called(sale)) if sale.get("state") == "cancelled" else Receipt("deferred")

    def _step(self, sale: Row) -> Asking[Row]:
        state = str(sale.get("state"))
        step = _STEPS.get(state, "cancel")
        if state not in _STEPS:
            reason = "its goods may be on their way, and Tryton lets nobody cancel it; stop them by hand and answer the buyer"
            raise Misconfigured("ADP-005", system="Tryton", reference=called(sale), state=state, step=step, reason=reason)
        try:
            return (yield from self._rest.press("sale.sale", sale["id"], step, SALE))
        except Broken as broken:
            raise Misconfigured("ADP-005", system="Tryton", reference=called(sale), state=state, step=step, reason=str(broken)) from broken

    def _sale(self, body: Body) -> Asking[Row]:
        """The sale that is meant: that of the customer, or where the cancellation names none, the only one of the hub."""
        reference = body["cancellation"]["reference"]
        domain: list[Any] = [["reference", "=", reference], ["company", "=", self._company]]
        if body.get("customer"):
            known = yield from parties.candidates(self._rest, [body["customer"]])
            domain.append(["party", "=", parties.only(known, body["customer"], "buyer").id])
        else:
            domain.append(["attachments.name", "like", f"{ATTACHED}%"])
        rows = yield from self._rest.search("sale.sale", domain, SALE)
        standing = [row for row in rows if row.get("state") != "cancelled"] or list(rows[:1])
        if not standing:
            raise Misconfigured("ADP-001", system="Tryton", what="sale", value=reference, place="the cancellation")
        if len(standing) > 1:
            raise Misconfigured("ADP-002", system="Tryton", count=len(standing), what="sale", value=reference, place="the cancellation")
        return standing[0]
