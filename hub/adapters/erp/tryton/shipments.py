"""A shipment to a customer, done: what was sent of which order, in the buyer's own line numbers.

Example: see `hub/adapters/erp/tryton/samples/tryton-shipment.one.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.adapters.erp.tryton.ordered import buyers_unit, house
from hub.adapters.erp.tryton.origins import Origin, origins
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, plain, said, text

DOMAIN: Final[list[Any]] = [["state", "=", "done"]]
FIELDS: Final = (
    "number", "effective_date", "company.party.name", "company.party.identifiers.code", "outgoing_moves.origin", "outgoing_moves.state",
    "outgoing_moves.product.code", "outgoing_moves.quantity", "outgoing_moves.unit.symbol",
)  # fmt: skip


def bodies(rest: Rest, rows: Sequence[Row]) -> Asking[list[tuple[int, Mapping[str, Any]]]]:
    """One body for each shipment with something of an order of the hub."""
    known = yield from origins(rest, [move.get("origin") for row in rows for move in _moves(row)])
    found = ((row["id"], _body(row, known)) for row in rows)
    return [(number, body) for number, body in found if body.get("lines")]


def _moves(row: Row) -> list[Row]:
    return [move for move in row.get("outgoing_moves") or () if move.get("state") == "done"]


def _body(row: Row, known: Mapping[str, Origin]) -> dict[str, Any]:
    moves = [(move, known[str(move.get("origin"))]) for move in _moves(row) if str(move.get("origin")) in known]
    orders = {origin.order.reference: origin for _, origin in moves}
    return said(
        {
            "shipment": said({"number": row.get("number"), "date": text(row.get("effective_date"))}),
            "orders": [{"reference": reference, "sale": origin.sale} for reference, origin in orders.items()],
            "customer": next((origin.order.buyer for origin in orders.values()), {}),
            "company": house(row.get("company") or {}),
            "lines": [_line(ordinal, move, origin) for ordinal, (move, origin) in enumerate(moves, 1)],
        }
    )


def _line(ordinal: int, move: Row, origin: Origin) -> dict[str, Any]:
    return said(
        {
            "line": str(ordinal),
            "order": origin.order.reference,
            "number": origin.asked.get("number"),
            "sale_line": origin.line,
            "product": (move.get("product") or {}).get("code"),
            "buyer_item": origin.asked.get("buyer_item"),
            "quantity": plain(move.get("quantity")),
            "unit": buyers_unit(move, origin.asked),
        }
    )
