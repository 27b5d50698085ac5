"""The change of an order: the sale goes back to a draft, gets what differs in one request with the change attached, and is quoted again.

What was attached makes a change known again, so that the same one writes nothing. A sale in process belongs to the people who pack it.
Example: `receipt = yield from Changes(settings).take(parcel, body)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Parcel, Receipt
from hub.adapters.erp.tryton.asked import after
from hub.adapters.erp.tryton.carried import cannot, check_change
from hub.adapters.erp.tryton.differences import Differences, touched
from hub.adapters.erp.tryton.items import resolved
from hub.adapters.erp.tryton.meant import meant
from hub.adapters.erp.tryton.ordered import CHANGED, Ordered, ordered
from hub.adapters.erp.tryton.places import places
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.erp.tryton.stated import check_lines
from hub.adapters.erp.tryton.steps import BACK, SALE, called, pressed, reached, refused, taken_on
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, binary
from hub.errors import Misconfigured

_FIELDS: Final = (*SALE, "lines.sequence", "comment", "invoice_address", "invoice_party", "shipment_address", "shipment_party")
_IN_PROCESS: Final = "its goods may be on their way; agree on it with the buyer, change it by hand and answer"
Body = Mapping[str, Any]


class Changes:
    """The conversation about one change, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def take(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Bring the sale to what the buyer wants now, or say why that cannot be done; nothing is touched before all of it is known."""
        check_change(parcel.document or {})
        sale = yield from self._sale(body)
        if _taken(sale, parcel):
            return (yield from self._finished(sale, "duplicate" if reached(sale, self._settings.reach) else "updated"))
        if sale.get("state") not in (*BACK, "draft"):
            raise refused(sale, "change", "it was cancelled there" if sale.get("state") == "cancelled" else _IN_PROCESS)
        values = yield from self._values(sale, body)
        attached = [["create", [{"name": attached_as(parcel), "type": "data", "data": binary(parcel.body)}]]]
        if sale.get("state") in BACK:
            sale = yield from pressed(self._rest, sale, "draft")
        sale = yield from self._written(sale, {**values, "attachments": attached}, parcel)
        return (yield from self._finished(sale, "updated"))

    def found(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Whether it was taken already; what is missing or half-made is made or taken on."""
        sale = yield from self._sale(body)
        whole = _taken(sale, parcel) and reached(sale, self._settings.reach)
        return Receipt("duplicate", reference=called(sale)) if whole else Receipt("deferred")

    def _sale(self, body: Body) -> Asking[Row]:
        return (yield from meant(self._rest, body, body["change"]["reference"], "the change", _FIELDS))

    def _finished(self, sale: Row, outcome: Any) -> Asking[Receipt]:
        sale = yield from taken_on(self._rest, sale, self._settings.reach)
        return Receipt(outcome, reference=called(sale))

    def _values(self, sale: Row, body: Body) -> Asking[dict[str, Any]]:
        """What has to be written."""
        order = (yield from ordered(self._rest, [sale["id"]])).get(sale["id"])
        if order is None:
            reason = "it did not come through the hub, so that its lines do not bear the buyer's numbers; change it by hand"
            raise Misconfigured("ADP-003", system="Tryton", reference=called(sale), reason=reason)
        check_lines(sale, order, body)
        lines = yield from self._lines(sale, order, body)
        values = {**({"lines": lines} if lines else {}), **(yield from self._where(sale, order, body))}
        note = _note(body["change"], known=bool(values))
        return {**values, "comment": "\n".join(filter(None, (sale.get("comment"), note)))} if note else values

    def _lines(self, sale: Row, order: Ordered, body: Body) -> Asking[list[list[Any]]]:
        before, then = order.lines, after(order.lines, body["change"], body.get("lines") or ())
        if not any(then):
            raise cannot("a change that leaves no line", "an order that nobody wants is cancelled")
        were, now = touched(before, then)
        found = yield from resolved(self._rest, [*(before[at] for at in were), *(then[at] for at in now)], self._settings.items)
        old, new = dict(zip(were, found, strict=False)), dict(zip(now, found[len(were) :], strict=True))
        return Differences(sale, before, then, old, new).lines()

    def _where(self, sale: Row, order: Ordered, body: Body) -> Asking[dict[str, Any]]:
        """Other places, where the change states any."""
        stated = {field: body[name] for name, field in (("ship_to", "shipment"), ("invoice_to", "invoice")) if body.get(name)}
        if not stated:
            return {}
        buyer = body.get("customer") or order.buyer
        known = yield from parties.candidates(self._rest, [buyer, *stated.values()])
        found = yield from places(self._rest, self._settings, body, parties.only(known, buyer, "buyer"), known)
        differing = {name: value for name, value in found.values().items() if sale.get(name) != value}
        return {name: value for name, value in differing.items() if name.partition("_")[0] in stated}

    def _written(self, sale: Row, values: Mapping[str, Any], parcel: Parcel) -> Asking[Row]:
        """All of it in one request: the lines and what makes the change known again stand together or not at all."""
        try:
            made = yield from self._rest.write("sale.sale", sale["id"], values, SALE)
        except Broken as broken:
            yield from taken_on(self._rest, sale, self._settings.reach)  # nothing was changed: it stands as it stood
            raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
        if sum(one.get("name") == attached_as(parcel) for one in made.get("attachments") or ()) > 1:
            reason = "the same change was entered twice at the same moment; compare its lines"
            raise Misconfigured("ADP-003", system="Tryton", reference=called(made), reason=reason)
        return made


def attached_as(parcel: Parcel) -> str:
    """The name of what is attached to the sale: the change as it was delivered, by its digest."""
    return f"{CHANGED}{hashlib.sha256(parcel.body).hexdigest()[:16]}.json"


def _taken(sale: Row, parcel: Parcel) -> bool:
    return any(one.get("name") == attached_as(parcel) for one in sale.get("attachments") or ())


def _note(head: Mapping[str, Any], *, known: bool) -> str:
    """What the seller reads in the comment: the words of the change, and where it says only what a sale has no field for, that there is one."""
    said = "; ".join(str(head[name]) for name in ("comment", "reason") if head.get(name))
    words = said or ("" if known else "see what is attached")
    return f"{' '.join(filter(None, ('Change', head.get('number'))))}: {words}" if words else ""
