"""Where a sale is delivered and invoiced: a party of its own, or an address of the customer, found or added.

An address that nobody knows is not guessed: it holds the order, unless the configuration says that it is added to the customer.
Example: `where = yield from places(rest, settings, body, customer, known)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.adapters.base import Receipt
from hub.adapters.erp.tryton.settings import TrytonSettings
from hub.adapters.tryton import parties
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.parties import Party, Stated
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import said
from hub.errors import Misconfigured

_WORDS = {"invoice": "invoice address", "delivery": "delivery address"}


@dataclass(frozen=True, slots=True)
class Place:
    """An address, and the party it belongs to where that is not the customer."""

    address: int
    party: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Both places of a sale."""

    invoice: Place
    shipment: Place

    def values(self) -> dict[str, Any]:
        """The fields of a sale."""
        return {
            "invoice_address": self.invoice.address,
            "invoice_party": self.invoice.party,
            "shipment_address": self.shipment.address,
            "shipment_party": self.shipment.party,
        }


def places(rest: Rest, settings: TrytonSettings, body: Mapping[str, Any], customer: Party, known: Sequence[Party]) -> Asking[Places]:
    """Where this order goes."""
    invoice = yield from _place(rest, settings, body.get("invoice_to") or {}, customer, known, "invoice")
    shipment = yield from _place(rest, settings, body.get("ship_to") or {}, customer, known, "delivery")
    return Places(invoice, shipment)


def _place(rest: Rest, settings: TrytonSettings, stated: Stated, customer: Party, known: Sequence[Party], use: str) -> Asking[Place]:
    others = [party for party in parties.chosen(known, stated) if party.id != customer.id] if stated else []
    if len(others) > 1:
        raise Misconfigured("ADP-002", system="Tryton", count=len(others), what="party", value=parties.named(stated), place=_WORDS[use])
    party = others[0] if others else customer
    foreign = party.id if others else None
    if not parties.placed(stated):
        row = parties.usual(party, use)
        if row is None or (stated and not others and not customer.has(parties.numbers(stated)) and parties.numbers(stated)):
            raise Misconfigured("ADP-001", system="Tryton", what=_WORDS[use], value=parties.named(stated) or "-", place="the order")
        return Place(row["id"], foreign)
    row = next((row for row in party.addresses if parties.same_place(row, stated)), None)
    if row is not None:
        return Place(row["id"], foreign)
    if settings.addresses == "find":
        raise Misconfigured("ADP-001", system="Tryton", what=_WORDS[use], value=_written(stated), place="the order")
    return Place((yield from _added(rest, party, stated)), foreign)


def _added(rest: Rest, party: Party, stated: Stated) -> Asking[int]:
    country = yield from _country(rest, stated.get("country"))
    name = stated.get("name") if stated.get("name") != party.row.get("name") else None
    values = {"party": party.id, "party_name": name, "street": parties.street(stated), "country": country}
    values |= {field: stated.get(field) for field in ("postal_code", "city")}
    try:
        made = yield from rest.create("party.address", said(values), ("street",))
    except Broken as broken:
        raise Ended(Receipt("rejected", rule="NET-101", reason=str(broken))) from broken
    return int(made["id"])


def _country(rest: Rest, code: str | None) -> Asking[int | None]:
    if not code:
        return None
    rows = yield from rest.search("country.country", [["code", "=", code]], ("code",))
    return int(rows[0]["id"]) if rows else None


def _written(stated: Stated) -> str:
    parts = (stated.get("name"), parties.street(stated), stated.get("postal_code"), stated.get("city"), stated.get("country"))
    return ", ".join(" ".join(part.split()) for part in parts if part)
