"""Which order a shipped or invoiced line goes back to: sale line, sale, and what the buyer had called it.

Example: `known = yield from origins(rest, ["sale.line,7"])` has an `Origin` for what came through the hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.adapters.erp.tryton.ordered import Ordered, number_of, ordered
from hub.adapters.erp.tryton.steps import called
from hub.adapters.tryton.rest import Asking, Rest


@dataclass(frozen=True, slots=True)
class Origin:
    """The number of the sale, the order behind it, the number of the sale line, and the line as it was asked for."""

    sale: str
    order: Ordered
    line: str
    asked: Mapping[str, Any]


def origins(rest: Rest, named: Iterable[object]) -> Asking[dict[str, Origin]]:
    """By the reference that a move or an invoice line has to its origin."""
    numbers = sorted({number_of(one) for one in named if str(one or "").startswith("sale.line,")})
    if not numbers:
        return {}
    lines = yield from rest.search("sale.line", [["id", "in", numbers]], ("sequence", "sale.number"))
    orders = yield from ordered(rest, sorted({line["sale"]["id"] for line in lines}))
    found: dict[str, Origin] = {}
    for line in lines:
        order = orders.get(line["sale"]["id"])
        if order is not None:
            found[f"sale.line,{line['id']}"] = Origin(called(line["sale"]), order, str(line["id"]), order.line(line.get("sequence")))
    return found
