"""An order becomes a sale: look up, create, quote, confirm. What is found half-made is taken on, what is found whole is left alone.

A sale is known by the customer and the order's number. The body that was delivered is attached to it, so that everything the order said
stays with it. Example: `receipt = yield from Orders(settings).place(parcel)`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hub.adapters.base import Parcel, Receipt
from hub.adapters.erp.tryton.carried import cannot, check_order
from hub.adapters.erp.tryton.items import Wanted, currency, resolved
from hub.adapters.erp.tryton.meant import ATTACHED
from hub.adapters.erp.tryton.places import Places, places
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.erp.tryton.steps import ORDER, SALE, called, reached, taken_on
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.parties import Party
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, binary, parsed, said
from hub.errors import Misconfigured


class Orders:
    """The conversation about one order, for one company."""

    def __init__(self, settings: TrytonSettings) -> None:
        self._settings = settings
        self._rest = Rest(settings.company)

    def place(self, parcel: Parcel, body: Mapping[str, Any]) -> Asking[Receipt]:
        """Make the sale, or find it."""
        check_order(parcel.document or {}, body)
        stated = [body[name] for name in ("customer", "ship_to", "invoice_to") if body.get(name)]
        known = yield from parties.candidates(self._rest, stated)
        customer = parties.only(known, body.get("customer") or {}, "buyer")
        sale = yield from self._standing(customer, parcel, body["sale"]["reference"])
        if sale is not None and self._whole(sale, parcel):
            return Receipt("duplicate", reference=called(sale))
        lines = yield from resolved(self._rest, body.get("lines") or (), self._settings.items)
        if sale is None:
            sale = yield from self._made(parcel, body, customer, known, lines)
        elif not _same(sale, lines, body["sale"].get("currency")):
            raise Misconfigured("ADP-003", system="Tryton", reference=called(sale), reason="its lines are not those of the order")
        elif reached(sale, self._settings.reach):
            return Receipt("duplicate", reference=called(sale))
        sale = yield from taken_on(self._rest, sale, self._settings.reach)
        return Receipt("created", reference=called(sale))

    def found(self, parcel: Parcel, body: Mapping[str, Any]) -> Asking[Receipt]:
        """Whether an earlier attempt got through; what is missing or half-made is `deferred`: it is made or taken on."""
        customer = body.get("customer") or {}
        known = yield from parties.candidates(self._rest, [customer])
        means = parties.chosen(known, customer)
        if len(means) != 1:
            return Receipt("deferred")  # who is meant is told when it is delivered
        sale = yield from self._standing(means[0], parcel, body["sale"]["reference"])
        return Receipt("duplicate", reference=called(sale)) if sale is not None and self._whole(sale, parcel) else Receipt("deferred")

    def sales(self, customer: Party, reference: str) -> Asking[list[Row]]:
        """The sales to a customer under their own number."""
        domain = [["reference", "=", reference], ["party", "=", customer.id], ["company", "=", self._settings.company]]
        return (yield from self._rest.search("sale.sale", domain, SALE))

    def _made(
        self, parcel: Parcel, body: Mapping[str, Any], customer: Party, known: Sequence[Party], lines: Sequence[Wanted]
    ) -> Asking[Row]:
        rest = self._rest
        if customer.row.get("customer_tax_rule"):
            raise cannot(
                "an order of a customer with a tax rule", "only Tryton's own client applies it; enter the sale by hand and release"
            )
        money = yield from currency(rest, body["sale"].get("currency") or "")
        where = yield from places(rest, self._settings, body, customer, known)
        values = {
            **_head(self._settings, body, customer, money, where),
            "lines": [["create", [line.values(at) for at, line in enumerate(lines, 1)]]],
        }
        values["attachments"] = [["create", [{"name": attached(parcel), "type": "data", "data": binary(parcel.body)}]]]
        try:
            made = yield from rest.create("sale.sale", values, SALE)
        except Broken as broken:
            return _refused(broken)
        yield from self._alone(made, customer, parcel)
        return made

    def _alone(self, made: Row, customer: Party, parcel: Parcel) -> Asking[None]:
        """Two who made the same order at the same moment both look again: one sale stays, and only who made it goes on."""
        stays = yield from self._standing(customer, parcel, str(made.get("reference")))
        if stays is None or stays["id"] != made["id"]:
            raise Ended(Receipt("deferred", rule="NET-102", reason="the same order was being entered at the same moment", after=1.0))

    def _standing(self, customer: Party, parcel: Parcel, reference: str) -> Asking[Row | None]:
        """The sale of an order. Of several that the hub made at the same moment, the drafts behind the first one are taken away."""
        found = yield from self.sales(customer, reference)
        standing = sorted((row for row in found if row.get("state") != "cancelled"), key=_rank)
        for row in standing[1:]:
            if row.get("state") != "draft" or not _ours(row, parcel):
                raise Misconfigured("ADP-002", system="Tryton", count=len(standing), what="sale", value=reference, place="the order")
            yield from self._taken_away(row)
        if standing or not found:
            return standing[0] if standing else None
        if not any(_ours(row, parcel) for row in found):
            raise Misconfigured("ADP-003", system="Tryton", reference=called(found[0]), reason="it was cancelled there")
        return found[0]  # what became of it is the seller's affair: it was there

    def _taken_away(self, sale: Row) -> Asking[None]:
        try:
            yield from self._rest.delete("sale.sale", sale["id"])
        except Broken as broken:
            raise Ended(Receipt("deferred", rule="NET-102", reason=str(broken), after=1.0)) from broken

    def _whole(self, sale: Row, parcel: Parcel) -> bool:
        return reached(sale, self._settings.reach) and _ours(sale, parcel)


def attached(parcel: Parcel) -> str:
    """The name of what is attached to a sale: the order as it was delivered, by its digest."""
    return f"{ATTACHED}{hashlib.sha256(parcel.body).hexdigest()[:16]}.json"


def _rank(sale: Row) -> tuple[int, int]:
    """Which of two sales of one order stays: the one that went further, then the older one."""
    state = sale.get("state")
    return -ORDER.index(state) if state in ORDER else -len(ORDER), sale["id"]


def _ours(sale: Row, parcel: Parcel) -> bool:
    """Whether the hub made this sale of this very order."""
    return any(one.get("name") == attached(parcel) for one in sale.get("attachments") or ())


def _same(sale: Row, lines: Sequence[Wanted], code: str | None) -> bool:
    has = [
        (line.get("product"), line.get("unit"), parsed(line.get("quantity")), parsed((line.get("unit_price") or {}).get("decimal")))
        for line in sale.get("lines") or ()
        if line.get("type") == "line"
    ]
    return Counter(has) == Counter(line.same for line in lines) and (sale.get("currency") or {}).get("code") == code


def _head(settings: TrytonSettings, body: Mapping[str, Any], customer: Party, money: int, where: Places) -> dict[str, Any]:
    stated = body["sale"]
    return said(
        {
            "company": settings.company,
            "party": customer.id,
            "reference": stated["reference"],
            "currency": money,
            "comment": stated.get("comment"),
            "payment_term": customer.row.get("customer_payment_term"),
            "invoice_method": settings.method,
            **where.values(),
        }
    )


def _refused(broken: Broken) -> Row:
    raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
