"""What a despatch advice states that does not fit together: counts, line numbers, units, the tree of packages and what lies in them.

Reads only. Example: `despatch_doubts(advice)` yields BUS-053 where a line lies in a handling unit that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.handling_units import content_doubts, ids_of, tree_doubts
from hub.model.documents.checks.lines import count_doubts, fulfilment_doubts, item_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.despatch_advice import DespatchAdvice

PARTIES = (
    "despatch_supplier_party",
    "delivery_customer_party",
    "buyer_customer_party",
    "seller_supplier_party",
    "originator_customer_party",
    "delivery_party",
    "additional_party",
)
QUANTITIES = ("delivered", "ordered", "outstanding", "backorder", "oversupply")


def despatch_doubts(advice: DespatchAdvice) -> Iterator[Finding]:
    """Every doubt about a despatch advice."""
    yield from count_doubts(advice.line_count_numeric, len(advice.despatch_line))
    yield from numbers_doubts((line.id for line in advice.despatch_line), "/despatchLine")
    yield from fulfilment_doubts((line.order_line_reference for line in advice.despatch_line), "/despatchLine")
    yield from parties_doubts(advice, PARTIES)
    yield from tree_doubts(advice.transport_handling_unit)
    units = ids_of(advice.transport_handling_unit)
    for at, line in enumerate(advice.despatch_line):
        pointer = f"/despatchLine/{at}"
        for name in QUANTITIES:
            yield from unit_doubts(getattr(line, f"{name}_quantity"), f"{pointer}/{name}Quantity")
        yield from item_doubts(line.item, pointer + "/item")
        told = line.transport_handling_unit
        yield from tree_doubts(told, pointer, units)
        yield from content_doubts(line.handling_unit_reference, line.delivered_quantity, units | ids_of(told) if told else units, pointer)
