"""What an order states that does not fit together: counts, line amounts, totals, currencies, identifiers.

Reads only. Example: `order_doubts(Order.model_validate({"id": "1", "lineCountNumeric": "2"}))` yields BUS-011.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import agree, product, total, value
from hub.model.documents.checks.findings import error, warning
from hub.model.documents.checks.lines import count_doubts, currency_doubts, item_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts, party_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.order import Order, OrderLine
    from hub.model.documents.trade import MonetaryTotal

PARTIES = (
    "buyer_customer_party",
    "seller_supplier_party",
    "originator_customer_party",
    "accounting_customer_party",
    "delivery_party",
    "additional_party",
)


def order_doubts(order: Order) -> Iterator[Finding]:
    """Every doubt about an order."""
    yield from count_doubts(order.line_count_numeric, len(order.order_line))
    yield from numbers_doubts((line.id for line in order.order_line), "/orderLine")
    yield from currency_doubts(order.document_currency_code, order.issue_date, line_currencies(order.order_line))
    yield from parties_doubts(order, PARTIES)
    for at, line in enumerate(order.order_line):
        yield from line_doubts(line, f"/orderLine/{at}")
    if order.anticipated_monetary_total is not None:
        yield from _totals(order, order.anticipated_monetary_total)


def line_doubts(line: OrderLine, pointer: str) -> Iterator[Finding]:
    """Every doubt about one line."""
    yield from unit_doubts(line.quantity, pointer + "/quantity")
    yield from item_doubts(line.item, pointer + "/item")
    if line.delivery_party is not None:
        yield from party_doubts(line.delivery_party, pointer + "/deliveryParty")
    yield from _own_currency(line, pointer)
    if line.line_extension_amount is not None and not line.allowance_charge:
        computed = product(line.quantity, line.price)
        if computed is not None and not agree(line.line_extension_amount.value, computed):
            yield warning("BUS-012", pointer + "/lineExtensionAmount", stated=line.line_extension_amount.value, computed=computed)


def _own_currency(line: OrderLine, pointer: str) -> Iterator[Finding]:
    """A line that names a currency of its own beside a price in another: nobody can tell which one is meant."""
    own = line.pricing_exchange_rate.source_currency_code if line.pricing_exchange_rate else None
    amount = line.price.price_amount if line.price else None
    if own is not None and amount is not None and amount.currency_id not in (None, own):
        yield error("BUS-016", pointer + "/price/priceAmount/currencyID", found=amount.currency_id, expected=own)


def line_currencies(lines: Iterable[OrderLine]) -> Iterator[tuple[str | None, str]]:
    """The currency of each price, with its place."""
    for at, line in enumerate(lines):
        if line.price is not None and line.price.price_amount is not None:
            yield line.price.price_amount.currency_id, f"/orderLine/{at}/price/priceAmount/currencyID"


def _totals(order: Order, stated: MonetaryTotal) -> Iterator[Finding]:
    if stated.line_extension_amount is None:
        return
    computed = total(_line_amount(line) for line in order.order_line)
    if computed is not None and order.order_line and not agree(stated.line_extension_amount.value, computed):
        pointer = "/anticipatedMonetaryTotal/lineExtensionAmount"
        yield warning("BUS-010", pointer, stated=stated.line_extension_amount.value, computed=computed)
    if stated.tax_exclusive_amount is not None:
        computed = total((value(stated.line_extension_amount), -value(stated.allowance_total_amount), value(stated.charge_total_amount)))
        if computed is not None and not agree(stated.tax_exclusive_amount.value, computed):
            pointer = "/anticipatedMonetaryTotal/taxExclusiveAmount"
            yield warning("BUS-010", pointer, stated=stated.tax_exclusive_amount.value, computed=computed)


def _line_amount(line: OrderLine) -> Decimal | None:
    if line.line_extension_amount is not None:
        return line.line_extension_amount.value
    return None if line.allowance_charge else product(line.quantity, line.price)
