"""The cancellation of a whole order, as far as Tryton lets a sale go: a draft, a quotation, a confirmed sale that is not in process yet.

What is in process belongs to the people who pack it: the cancellation is held for them in plain words, and nothing is touched.
Example: `receipt = yield from Cancellations(settings).take(body)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Receipt
from hub.adapters.erp.tryton.meant import meant
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.erp.tryton.steps import SALE, called, pressed, refused
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row

_STEPS: Final = {"draft": "cancel", "quotation": "cancel", "confirmed": "draft"}
Body = Mapping[str, Any]


class Cancellations:
    """The conversation about one cancellation, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._rest = Rest(settings.company)

    def take(self, body: Body) -> Asking[Receipt]:
        """Cancel the sale of an order, or say why that cannot be done."""
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
            raise refused(
                sale, step, "its goods may be on their way, and Tryton lets nobody cancel it; stop them by hand and answer the buyer"
            )
        return (yield from pressed(self._rest, sale, step))

    def _sale(self, body: Body) -> Asking[Row]:
        return (yield from meant(self._rest, body, body["cancellation"]["reference"], "the cancellation", SALE))
