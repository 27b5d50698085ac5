"""Arithmetic over stated amounts, exact: what adds up, and to which place two numbers must agree.

Computes for comparison only; no result ever enters a document. Example: `agree(Decimal("1384.62"), Decimal("1384.615384"))`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from hub.model.documents.common import Amount, Quantity
from hub.model.documents.trade import Price

# 28 digits times 28 digits fit, so that no product is rounded before it is compared.
EXACT = Context(prec=80)


def value(amount: Amount | None) -> Decimal:
    """What an amount is worth in a sum; nothing where it is not stated."""
    return amount.value if amount is not None else Decimal(0)


def total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None where a part is not known."""
    found = Decimal(0)
    for part in parts:
        if part is None:
            return None
        found = EXACT.add(found, part)
    return found


def agree(stated: Decimal, computed: Decimal) -> bool:
    """Equal to the last place that is stated, rounded half up."""
    place = Decimal((0, (1,), min(int(stated.as_tuple().exponent), -2)))
    return EXACT.abs(EXACT.subtract(stated, computed.quantize(place, ROUND_HALF_UP, EXACT))) <= 0


def product(quantity: Quantity | None, price: Price | None) -> Decimal | None:
    """Quantity times price, unless the price is for another unit, is not net, or is not stated."""
    if quantity is None or price is None or price.price_amount is None or price.allowance_charge or price.tax_included_indicator:
        return None
    base = price.base_quantity
    if base is not None and (not base.value or base.unit_code not in (None, quantity.unit_code)):
        return None
    found = EXACT.multiply(quantity.value, price.price_amount.value)
    return found if base is None else EXACT.divide(found, base.value)
