"""A purchase of our own, confirmed: an order to its supplier, with the number of each line in Tryton as its line number.

Example: see `hub/adapters/erp/tryton/samples/tryton-purchase.two.json`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any, Final

from hub.adapters.base import Http, Response
from hub.adapters.erp.tryton.ordered import house, party
from hub.adapters.tryton.rest import Rest
from hub.adapters.tryton.values import Row, plain, said, text

DOMAIN: Final[list[Any]] = [["state", "in", ["confirmed", "processing", "done"]]]
FIELDS: Final = (
    "number", "purchase_date", "delivery_date", "comment", "currency.code", "company.party.name", "company.party.identifiers.code",
    "party.name", "party.identifiers.code", "warehouse.name", "warehouse.address.street", "warehouse.address.postal_code",
    "warehouse.address.city", "warehouse.address.country.code", "lines.type", "lines.product.code", "lines.product.identifiers.code",
    "lines.product_supplier.code", "lines.quantity", "lines.unit.symbol", "lines.unit_price", "lines.description", "lines.summary",
)  # fmt: skip


def bodies(_rest: Rest, rows: Sequence[Row]) -> Generator[Http, Response, list[tuple[int, Mapping[str, Any]]]]:
    """One order for each purchase."""
    yield from ()
    return [(row["id"], _body(row)) for row in rows]


def _body(row: Row) -> dict[str, Any]:
    head = {"number": row.get("number"), "date": text(row.get("purchase_date")), "wanted": text(row.get("delivery_date"))}
    lines = [line for line in row.get("lines") or () if line.get("type") == "line"]
    return said(
        {
            "purchase": said({**head, "currency": (row.get("currency") or {}).get("code"), "comment": row.get("comment")}),
            "company": house(row.get("company") or {}),
            "supplier": party(row.get("party") or {}),
            "ship_to": _place((row.get("warehouse") or {}).get("address") or {}),
            "lines": [_line(line) for line in lines],
        }
    )


def _place(address: Row) -> dict[str, Any]:
    street, _, more = str(address.get("street") or "").partition("\n")
    country = (address.get("country") or {}).get("code")
    values = {"street": street, "street2": more, "postal_code": address.get("postal_code"), "city": address.get("city")}
    return said({**values, "country": country})


def _line(line: Row) -> dict[str, Any]:
    return said(
        {
            "number": str(line["id"]),
            "product": (line.get("product_supplier") or {}).get("code"),
            "buyer_item": (line.get("product") or {}).get("code"),
            "description": line.get("description") or line.get("summary"),
            "quantity": plain(line.get("quantity")),
            "unit": (line.get("unit") or {}).get("symbol"),
            "unit_price": plain(text(line.get("unit_price"))),
        }
    )
