"""Products, units and the currency of an order, found in Tryton by the numbers on its lines.

A line names a product by its code in Tryton or by an identifier of it (a GTIN); what names none stops the order in the sender's own
terms. Example: `lines = yield from resolved(rest, ordered, ("product", "gtin"))`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hub.adapters.tryton.rest import Asking, Rest, domain_of
from hub.adapters.tryton.values import Row, decimal, number, parsed, said
from hub.errors import Misconfigured

_PRODUCT: Final = (
    "code", "identifiers.code", "salable", "default_uom.category.id", "account_category.customer_taxes_used.id", "rec_name",
)  # fmt: skip
# A piece has several codes in the lists of others (UN/ECE Recommendation 20), and one symbol in Tryton.
_PIECES: Final = frozenset({"EA", "H87", "NMP"})
PIECE: Final = "u"
_AT_ONCE: Final = 100  # codes in one request: they travel in its address


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line as Tryton will have it. `number` is the sender's line number."""

    number: str
    product: Row
    unit: Row
    quantity: str
    price: str
    text: str

    @property
    def same(self) -> tuple[int, int, Decimal | None, Decimal | None]:
        """What makes two lines the same: product, unit, quantity, price."""
        return self.product["id"], self.unit["id"], parsed(self.quantity), parsed(self.price)

    @property
    def taxes(self) -> list[int]:
        category = self.product.get("account_category") or {}
        return [tax["id"] for tax in category.get("customer_taxes_used") or ()]

    def values(self, sequence: int) -> dict[str, Any]:
        """The fields of a new sale line at a place."""
        return said(
            {
                "type": "line",
                "sequence": sequence,
                "product": self.product["id"],
                "unit": self.unit["id"],
                "quantity": number(self.quantity),
                "unit_price": decimal(self.price),
                "description": self.text,
                "taxes": [["add", self.taxes]] if self.taxes else None,
            }
        )


def resolved(rest: Rest, lines: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> Asking[list[Wanted]]:
    """Every line with its product and unit. Raises Misconfigured at the first that names something else."""
    products = yield from _products(rest, sorted({line[kind] for line in lines for kind in kinds if line.get(kind)}))
    units = yield from _units(rest, sorted({symbol_of(line["unit"]) for line in lines if line.get("unit")}))
    return [_wanted(line, ordinal, kinds, products, units) for ordinal, line in enumerate(lines, 1)]


def currency(rest: Rest, code: str) -> Asking[int]:
    """The number of a currency."""
    rows = yield from rest.search("currency.currency", [["code", "=", code]], ("code",))
    if not rows:
        raise Misconfigured("ADP-001", system="Tryton", what="currency", value=code, place="the order")
    return int(rows[0]["id"])


def symbol_of(unit: str) -> str:
    """A unit of an order by its symbol in Tryton."""
    return PIECE if unit in _PIECES else unit


def place_of(line: Mapping[str, Any], ordinal: int) -> str:
    """A line by the sender's number, else by where it stands."""
    return f"line {line.get('number') or f'no. {ordinal}'}"


def _products(rest: Rest, codes: Sequence[str]) -> Asking[list[Row]]:
    found: dict[int, Row] = {}
    for at in range(0, len(codes), _AT_ONCE):
        some = list(codes[at : at + _AT_ONCE])
        rows = yield from rest.search("product.product", domain_of([["code", "in", some]], [["identifiers.code", "in", some]]), _PRODUCT)
        found |= {row["id"]: row for row in rows}
    return list(found.values())


def _units(rest: Rest, symbols: Sequence[str]) -> Asking[list[Row]]:
    if not symbols:
        return []
    return (yield from rest.search("product.uom", [["symbol", "in", list(symbols)]], ("symbol", "category.id")))


def _wanted(line: Mapping[str, Any], ordinal: int, kinds: Sequence[str], products: Sequence[Row], units: Sequence[Row]) -> Wanted:
    place = place_of(line, ordinal)
    product = _product(line, place, kinds, products)
    unit = _unit(line, place, product, units)
    quantity, price = line.get("quantity"), line.get("unit_price")
    if not quantity or number(quantity) is None:
        raise Misconfigured(
            "ADP-004",
            adapter="erp/tryton",
            what=f"{place} with the quantity {quantity or '-'}",
            reason="Tryton keeps quantities as binary numbers of about 15 digits, and needs one",
        )
    if not price:
        raise Misconfigured(
            "ADP-004", adapter="erp/tryton", what=f"{place} without a price", reason="a sale line has a price, and the hub makes none up"
        )
    return Wanted(str(line.get("number") or ""), product, unit, quantity, price, str(line.get("description") or line.get("name") or ""))


def _product(line: Mapping[str, Any], place: str, kinds: Sequence[str], products: Sequence[Row]) -> Row:
    for kind in kinds:
        means = [row for row in products if line.get(kind) and _is(row, line[kind])]
        if len(means) > 1:
            raise Misconfigured("ADP-002", system="Tryton", count=len(means), what="product", value=line[kind], place=place)
        if means:
            return means[0]
    raise Misconfigured("ADP-001", system="Tryton", what="product", value=named(line), place=place)


def _is(row: Row, code: str) -> bool:
    return row.get("code") == code or any(one.get("code") == code for one in row.get("identifiers") or ())


def named(line: Mapping[str, Any]) -> str:
    """An item as the sender names it: their own number first."""
    names = ("buyer_item", "product", "gtin", "maker_item", "name", "description")
    return ", ".join(dict.fromkeys(str(line[name]) for name in names[:4] if line.get(name))) or next(
        (str(line[name]) for name in names[4:] if line.get(name)), "-"
    )


def _unit(line: Mapping[str, Any], place: str, product: Row, units: Sequence[Row]) -> Row:
    symbol = line.get("unit") or "-"
    means = [row for row in units if row.get("symbol") == symbol_of(symbol)]
    if len(means) > 1:
        raise Misconfigured("ADP-002", system="Tryton", count=len(means), what="unit", value=symbol, place=place)
    if not means:
        raise Misconfigured("ADP-001", system="Tryton", what="unit", value=symbol, place=place)
    if _category(means[0]) != _category(product.get("default_uom") or {}):
        what = f"unit of {product.get('code') or product.get('rec_name')}"
        raise Misconfigured("ADP-001", system="Tryton", what=what, value=symbol, place=place)
    return means[0]


def _category(unit: Row) -> object:
    return (unit.get("category") or {}).get("id")
