"""What a response to an order states that does not fit together: counts, parts of a quantity, currencies, identifiers.

Reads only. Example: `response_doubts(response)` yields BUS-014 where the confirmations do not make the quantity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import total
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.lines import count_doubts, currency_doubts, item_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts, party_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.order_response import OrderResponse, OrderResponseLine

PARTIES = ("buyer_customer_party", "seller_supplier_party", "accounting_customer_party", "delivery_party", "additional_party")


def response_doubts(response: OrderResponse) -> Iterator[Finding]:
    """Every doubt about a response."""
    yield from count_doubts(response.line_count_numeric, len(response.order_line))
    yield from numbers_doubts((line.id for line in response.order_line), "/orderLine")
    yield from currency_doubts(response.document_currency_code, response.issue_date, _currencies(response))
    yield from parties_doubts(response, PARTIES)
    for at, line in enumerate(response.order_line):
        yield from _line(line, f"/orderLine/{at}")


def _line(line: OrderResponseLine, pointer: str) -> Iterator[Finding]:
    yield from unit_doubts(line.quantity, pointer + "/quantity")
    yield from item_doubts(line.item, pointer + "/item")
    if line.delivery_party is not None:
        yield from party_doubts(line.delivery_party, pointer + "/deliveryParty")
    yield from _confirmed(line, pointer)


def _confirmed(line: OrderResponseLine, pointer: str) -> Iterator[Finding]:
    """Every part of the quantity is spoken for, when the parts are in the line's own unit."""
    quantity = line.quantity
    parts = [confirmation.quantity for confirmation in line.confirmation]
    if quantity is None or not parts or any(part is None or part.unit_code != quantity.unit_code for part in parts):
        return
    computed = total(part.value for part in parts if part is not None)
    if computed != quantity.value:
        yield warning("BUS-014", pointer + "/confirmation", stated=quantity.value, computed=computed)


def _currencies(response: OrderResponse) -> Iterator[tuple[str | None, str]]:
    for at, line in enumerate(response.order_line):
        if line.price is not None and line.price.price_amount is not None:
            yield line.price.price_amount.currency_id, f"/orderLine/{at}/price/priceAmount/currencyID"
