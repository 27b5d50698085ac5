"""An invoice to a customer, posted: its lines by the orders they go back to, its taxes and totals as Tryton states them.

Example: see `hub/adapters/erp/tryton/samples/tryton-invoice.taxed.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.adapters.erp.tryton.ordered import buyers_unit, house
from hub.adapters.erp.tryton.origins import Origin, origins
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, parsed, plain, said, text

DOMAIN: Final[list[Any]] = [["type", "=", "out"], ["state", "in", ["posted", "paid"]]]
FIELDS: Final = (
    "number", "invoice_date", "currency.code", "company.party.name", "company.party.identifiers.code", "untaxed_amount", "tax_amount",
    "total_amount", "lines.type", "lines.origin", "lines.product.code", "lines.quantity", "lines.unit.symbol", "lines.unit_price",
    "lines.amount", "lines.description", "taxes.description", "taxes.base", "taxes.amount", "taxes.tax.rate",
)  # fmt: skip


def bodies(rest: Rest, rows: Sequence[Row]) -> Asking[list[tuple[int, Mapping[str, Any]]]]:
    """One body for each invoice with something of an order of the hub."""
    known = yield from origins(rest, [line.get("origin") for row in rows for line in row.get("lines") or ()])
    return [(row["id"], _body(row, known)) for row in rows if any(str(line.get("origin")) in known for line in row.get("lines") or ())]


def _body(row: Row, known: Mapping[str, Origin]) -> dict[str, Any]:
    lines = [line for line in row.get("lines") or () if line.get("type") == "line"]
    found = [known[str(line.get("origin"))] for line in lines if str(line.get("origin")) in known]
    orders = {origin.order.reference: origin for origin in found}
    head = {"number": row.get("number"), "date": text(row.get("invoice_date")), "currency": (row.get("currency") or {}).get("code")}
    total = text(row.get("total_amount"))
    credit = (parsed(total) or 0) < 0
    return said(
        {
            "invoice": said({**head, "kind": "credit" if credit else "invoice"}),
            "orders": [{"reference": reference, "sale": origin.sale} for reference, origin in orders.items()],
            "customer": next((origin.order.buyer for origin in found), {}),
            "company": house(row.get("company") or {}),
            "lines": [_line(ordinal, line, known.get(str(line.get("origin"))), credit=credit) for ordinal, line in enumerate(lines, 1)],
            "taxes": [_tax(tax, credit=credit) for tax in row.get("taxes") or ()],
            "totals": said(
                {
                    "net": _owed(row.get("untaxed_amount"), credit=credit),
                    "tax": _owed(row.get("tax_amount"), credit=credit),
                    "gross": _owed(row.get("total_amount"), credit=credit),
                }
            ),
        }
    )


def _owed(value: object, *, credit: bool) -> str | None:
    """An amount as documents state it: a credit note says how much is given back, without a sign."""
    stated = parsed(text(value) or "")
    return None if stated is None else format(-stated if credit and stated else stated, "f")


def _line(ordinal: int, line: Row, origin: Origin | None, *, credit: bool) -> dict[str, Any]:
    asked = origin.asked if origin is not None else {}
    return said(
        {
            "line": str(ordinal),
            "order": origin.order.reference if origin is not None else None,
            "number": asked.get("number"),
            "sale_line": origin.line if origin is not None else None,
            "product": (line.get("product") or {}).get("code"),
            "buyer_item": asked.get("buyer_item"),
            "description": line.get("description"),
            "quantity": plain(_owed(line.get("quantity"), credit=credit)),
            "unit": buyers_unit(line, asked),
            "unit_price": plain(text(line.get("unit_price"))),
            "amount": _owed(line.get("amount"), credit=credit),
        }
    )


def _tax(tax: Row, *, credit: bool) -> dict[str, Any]:
    rate = parsed(text((tax.get("tax") or {}).get("rate")) or "")
    percent = plain(rate * 100) if rate is not None else None
    return said(
        {
            "name": tax.get("description"),
            "percent": percent,
            "base": _owed(tax.get("base"), credit=credit),
            "amount": _owed(tax.get("amount"), credit=credit),
        }
    )
