"""A lead becomes a sale opportunity: looked up by the lead's number, made in one request, then given its party.

The body that was delivered is attached to it. What is found without a party is taken on. Example: `Leads(rest).place(parcel, body)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.base import Parcel, Receipt
from hub.adapters.crm.tryton.prospect import prospect
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, binary, day, decimal, number, said

ATTACHED: Final = "tradepost-lead-"
FIELDS: Final = ("number", "state", "reference", "party", "attachments.name")
_FINISHED: Final = frozenset({"won", "lost", "cancelled", "converted"})
_NO_MORE: Final = "NET-101"
Body = Mapping[str, Any]


class Leads:
    """The conversation about one lead, for one company."""

    def __init__(self, company: int) -> None:
        self._company = company
        self._rest = Rest(company)

    def place(self, parcel: Parcel, body: Body) -> Asking[Receipt]:
        """Make the opportunity, or find it."""
        found = yield from self.opportunity(body)
        if found is not None and _whole(found):
            return Receipt("duplicate", reference=_called(found))
        try:
            if found is None:
                found = yield from self._made(parcel, body)
            party = yield from prospect(self._rest, body)
            if party is not None:
                found = yield from self._rest.write("sale.opportunity", found["id"], {"party": party}, FIELDS)
        except Broken as broken:
            raise Ended(Receipt("rejected", rule=_NO_MORE, reason=str(broken))) from broken
        return Receipt("created", reference=_called(found))

    def found(self, body: Body) -> Asking[Receipt]:
        """Whether an earlier attempt got through."""
        found = yield from self.opportunity(body)
        return Receipt("duplicate", reference=_called(found)) if found is not None and _whole(found) else Receipt("deferred")

    def opportunity(self, body: Body) -> Asking[Row | None]:
        """The opportunity of a lead: the oldest that the hub made under its number."""
        domain = [
            ["reference", "=", body["opportunity"]["tradepost_lead"]],
            ["company", "=", self._company],
            ["attachments.name", "like", f"{ATTACHED}%"],
        ]
        rows = yield from self._rest.search("sale.opportunity", domain, FIELDS, limit=1)
        return rows[0] if rows else None

    def _made(self, parcel: Parcel, body: Body) -> Asking[Row]:
        stated = body["opportunity"]
        money = yield from self._money(stated.get("currency"))
        return (yield from self._rest.create("sale.opportunity", _values(self._company, parcel, stated, money), FIELDS))

    def _money(self, code: str | None) -> Asking[int | None]:
        if not code:
            return None
        rows = yield from self._rest.search("currency.currency", [["code", "=", code]], ("code",))
        return int(rows[0]["id"]) if rows else None


def _values(company: int, parcel: Parcel, stated: Body, money: int | None) -> dict[str, Any]:
    name = f"{ATTACHED}{hashlib.sha256(parcel.body).hexdigest()[:16]}.json"
    lines = [_line(line) for line in stated.get("lines") or ()]
    return said(
        {
            "company": company,
            "reference": stated["tradepost_lead"],
            "description": stated.get("description"),
            "comment": _comment(stated, told=money is not None),
            "currency": money,
            "amount": decimal(stated["amount"]) if stated.get("amount") and money is not None else None,
            "end_date": day(stated["end_date"]) if stated.get("end_date") else None,
            "lines": [["create", lines]] if lines else None,
            "attachments": [["create", [{"name": name, "type": "data", "data": binary(parcel.body)}]]],
        }
    )


def _comment(stated: Body, *, told: bool) -> str:
    """What the seller's people read: the words of the lead, where it came from, until when it has to be answered."""
    budget = f"{stated['amount']} {stated.get('currency') or ''}".strip() if stated.get("amount") and not told else None
    rows = (("Source", stated.get("tradepost_platform")), ("Answer until", stated.get("tradepost_expires_at")), ("Budget", budget))
    return "\n".join([*filter(None, [stated.get("comment")]), *(f"{name}: {value}" for name, value in rows if value)])


def _line(line: Body) -> dict[str, Any]:
    """What is wanted, in words: a lead names no product of the seller's, and without one Tryton takes no unit."""
    unit, quantity = line.get("unit"), line.get("quantity")
    kept = number(quantity) if quantity else None
    beside = f"{quantity} {unit or ''}".strip() if quantity and (unit or kept is None) else None
    words = ", ".join(word for word in (line.get("product"), line.get("note"), beside) if word)
    return {"quantity": kept or 0, **said({"description": words})}


def _whole(row: Row) -> bool:
    return bool(row.get("party")) or row.get("state") in _FINISHED


def _called(row: Row) -> str:
    return str(row.get("number") or f"id {row['id']}")
