"""What a receipt states that does not fit together: what was taken and what was refused make what arrived.

Reads only. Example: 10 received, 8 accepted, 1 rejected yields BUS-056.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import total
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.handling_units import tree_doubts
from hub.model.documents.checks.lines import count_doubts, fulfilment_doubts, item_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.receipt_advice import ReceiptAdvice, ReceiptLine

PARTIES = (
    "delivery_customer_party",
    "despatch_supplier_party",
    "buyer_customer_party",
    "seller_supplier_party",
    "delivery_party",
    "additional_party",
)
QUANTITIES = ("received", "accepted", "rejected", "short", "oversupply")


def receipt_doubts(receipt: ReceiptAdvice) -> Iterator[Finding]:
    """Every doubt about a receipt."""
    yield from count_doubts(receipt.line_count_numeric, len(receipt.receipt_line))
    yield from numbers_doubts((line.id for line in receipt.receipt_line), "/receiptLine")
    yield from fulfilment_doubts((line.order_line_reference for line in receipt.receipt_line), "/receiptLine")
    yield from parties_doubts(receipt, PARTIES)
    yield from tree_doubts(receipt.transport_handling_unit)
    for at, line in enumerate(receipt.receipt_line):
        for name in QUANTITIES:
            yield from unit_doubts(getattr(line, f"{name}_quantity"), f"/receiptLine/{at}/{name}Quantity")
        yield from item_doubts(line.item, f"/receiptLine/{at}/item")
        yield from _parts(line, f"/receiptLine/{at}")


def _parts(line: ReceiptLine, pointer: str) -> Iterator[Finding]:
    """Received is accepted and rejected together, where all three are in one unit; a part that is not stated is none."""
    received, parts = line.received_quantity, [part for part in (line.accepted_quantity, line.rejected_quantity) if part is not None]
    if received is None or line.accepted_quantity is None or any(part.unit_code != received.unit_code for part in parts):
        return
    computed = total(part.value for part in parts)
    if computed != received.value:
        yield warning("BUS-056", pointer + "/receivedQuantity", stated=received.value, computed=computed)
