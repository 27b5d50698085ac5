"""The states of a sale and the buttons between them: on as far as the settings say, and back to a draft that can be written.

Example: `sale = yield from taken_on(rest, sale, "confirmed")` presses what is still to be pressed.
"""

from __future__ import annotations

from typing import Final

from hub.adapters.base import Receipt
from hub.adapters.tryton.answers import Broken, Ended
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

SALE: Final = (
    "state", "number", "reference", "currency.code", "attachments.name", "lines.type", "lines.product", "lines.unit", "lines.quantity", "lines.unit_price",
)  # fmt: skip
ORDER: Final = ("draft", "quotation", "confirmed", "processing", "done")
_ON: Final = {"draft": "quote", "quotation": "confirm"}
BACK: Final = frozenset({"quotation", "confirmed"})  # from which Tryton lets a sale become a draft again


def called(sale: Row) -> str:
    """What people call a sale: its number, and before it has one its number in the database."""
    return str(sale.get("number") or f"id {sale['id']}")


def reached(sale: Row, reach: str) -> bool:
    """Whether a sale is as far as the settings say, or beyond; what was cancelled goes no further."""
    state = sale.get("state")
    return state not in ORDER or ORDER.index(state) >= ORDER.index(reach)


def taken_on(rest: Rest, sale: Row, reach: str) -> Asking[Row]:
    """Press the buttons that are still to be pressed."""
    while not reached(sale, reach):
        sale = yield from pressed(rest, sale, _ON[sale["state"]])
    return sale


def pressed(rest: Rest, sale: Row, step: str) -> Asking[Row]:
    """What became of a sale by one button. Raises Misconfigured (ADP-005) in Tryton's words where it refuses."""
    state = str(sale.get("state"))
    try:
        found = yield from rest.press("sale.sale", sale["id"], step, SALE)
    except Broken as broken:
        raise refused(sale, step, str(broken)) from broken
    if found.get("state") == state:
        raise Ended(Receipt("unknown", rule="NET-112", reason=f"the sale stays in {state} after {step}"))
    return found


def refused(sale: Row, step: str, reason: str) -> Misconfigured:
    """A step that a sale does not take."""
    return Misconfigured("ADP-005", system="Tryton", reference=called(sale), state=str(sale.get("state")), step=step, reason=reason)
