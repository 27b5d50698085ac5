"""What a cancellation states that does not fit together: the same line twice, units that are none, companies that are none.

Reads only. Example: `cancellation_doubts(cancellation)` yields BUS-017 where a line of the order is named twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.lines import fulfilment_doubts, item_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.order_cancellation import OrderCancellation

PARTIES = ("buyer_customer_party", "seller_supplier_party", "originator_customer_party", "delivery_party", "additional_party")


def cancellation_doubts(cancellation: OrderCancellation) -> Iterator[Finding]:
    """Every doubt about a cancellation."""
    yield from parties_doubts(cancellation, PARTIES)
    yield from fulfilment_doubts((line.order_line_reference for line in cancellation.order_line), "/orderLine")
    for at, line in enumerate(cancellation.order_line):
        yield from unit_doubts(line.quantity, f"/orderLine/{at}/quantity")
        yield from item_doubts(line.item, f"/orderLine/{at}/item")
