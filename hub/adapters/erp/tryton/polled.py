"""What Tryton has done with the orders of the hub: sales confirmed, goods sent, invoices posted, and purchases of its own.

Each is put together into one JSON body that the map of its name reads. What did not come through the hub is left out of it.
Example: `page = yield from Streams(settings).page("sales", "", 50)`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hub.adapters.erp.tryton import invoices, purchases, sales, shipments
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.inbound import Fetched, Page
from hub.adapters.tryton.feed import Feed
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row

Bodies = Callable[[Rest, Sequence[Row]], Asking[list[tuple[int, Mapping[str, Any]]]]]
_BODIES: Final[Mapping[str, tuple[str, str, Sequence[str], Bodies]]] = {
    "sales": ("sale.sale", "json/tryton-sale", sales.FIELDS, sales.bodies),
    "shipments": ("stock.shipment.out", "json/tryton-shipment", shipments.FIELDS, shipments.bodies),
    "invoices": ("account.invoice", "json/tryton-invoice", invoices.FIELDS, invoices.bodies),
    "purchases": ("purchase.purchase", "json/tryton-purchase", purchases.FIELDS, purchases.bodies),
}
STREAMS: Final = tuple(_BODIES)


class Streams:
    """The streams of one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def page(self, stream: str, cursor: str, limit: int) -> Asking[Page]:
        """One page of one stream."""
        model, message, fields, bodies = _BODIES[stream]
        found = yield from Feed(self._rest, model, self._domain(stream), fields).page(cursor, limit)
        made = yield from bodies(self._rest, found.rows)
        return Page(tuple(_fetched(stream, message, number, body) for number, body in made), found.cursor, found.more)

    def _domain(self, stream: str) -> list[Any]:
        return [["company", "=", self._settings.company], *_DOMAINS[stream], *(self._suppliers() if stream == "purchases" else [])]

    def _suppliers(self) -> list[Any]:
        listed = self._settings.suppliers
        return [["party.identifiers.code", "in", listed]] if listed is not None else []


_DOMAINS: Final[Mapping[str, list[Any]]] = {
    "sales": sales.DOMAIN,
    "shipments": shipments.DOMAIN,
    "invoices": invoices.DOMAIN,
    "purchases": purchases.DOMAIN,
}


def _fetched(stream: str, message: str, number: int, body: Mapping[str, Any]) -> Fetched:
    """A body under the number of its record; its version is what it says, so that only what says something new comes again."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    version = hashlib.sha256(data).hexdigest()[:16]
    return Fetched(f"{stream}/{number}", message, data, f"{stream}-{number}.json", version=version)
