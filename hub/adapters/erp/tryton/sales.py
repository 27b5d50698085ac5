"""A sale as the answer to its order: which lines stand as ordered, which were changed, which are gone.

Example: `answer("processing", ("accepted", "rejected"))` is `changed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.adapters.erp.tryton.meant import ATTACHED
from hub.adapters.erp.tryton.ordered import Ordered, buyers_unit, house, ordered
from hub.adapters.erp.tryton.steps import called
from hub.adapters.tryton.rest import Asking, Rest
from hub.adapters.tryton.values import Row, parsed, plain, said, text

DOMAIN: Final[list[Any]] = [
    ["state", "in", ["confirmed", "processing", "done", "cancelled"]],
    ["attachments.name", "like", f"{ATTACHED}%"],
]
FIELDS: Final = (
    "number", "state", "sale_date", "currency.code", "company.party.name", "company.party.identifiers.code", "lines.type", "lines.sequence",
    "lines.product.code", "lines.quantity", "lines.unit.symbol", "lines.unit_price", "lines.description",
)  # fmt: skip


def bodies(rest: Rest, rows: Sequence[Row]) -> Asking[list[tuple[int, Mapping[str, Any]]]]:
    """The answer to each order."""
    orders = yield from ordered(rest, [row["id"] for row in rows])
    return [(row["id"], _body(row, orders[row["id"]])) for row in rows if row["id"] in orders]


def answer(state: str, lines: Sequence[str]) -> str:
    """What became of an order: `accepted`, `changed` or `rejected`."""
    if state == "cancelled":
        return "rejected"
    return "accepted" if all(status == "accepted" for status in lines) else "changed"


def _body(row: Row, order: Ordered) -> dict[str, Any]:
    state, currency = str(row.get("state")), (row.get("currency") or {}).get("code")
    lines = list(_lines(row, order, cancelled=state == "cancelled"))
    return said(
        {
            "sale": said({"number": called(row), "date": text(row.get("sale_date")), "currency": currency}),
            "order": {"reference": order.reference, "sale": called(row)},
            "answer": answer(state, [line["status"] for line in lines]),
            "customer": order.buyer,
            "company": house(row.get("company") or {}),
            "lines": lines,
        }
    )


def _lines(row: Row, order: Ordered, *, cancelled: bool) -> Iterator[dict[str, Any]]:
    standing = [line for line in row.get("lines") or () if line.get("type") == "line"]
    for line in standing:
        yield _line(line, order.line(line.get("sequence")), cancelled=cancelled)
    kept = {line.get("sequence") for line in standing}
    for ordinal, line in enumerate(order.lines, 1):
        if line and ordinal not in kept:  # what the buyer deleted needs no answer
            yield said({**_asked(line), "status": "rejected"})


def _line(line: Row, asked: Mapping[str, Any], *, cancelled: bool) -> dict[str, Any]:
    unit, quantity, price = buyers_unit(line, asked), plain(line.get("quantity")), plain((line.get("unit_price") or {}).get("decimal"))
    same = parsed(quantity) == parsed(asked.get("quantity")) and parsed(price) == parsed(asked.get("unit_price"))
    same = same and unit == asked.get("unit")
    status = "rejected" if cancelled else "accepted" if same else "changed" if asked else "added"
    told = {} if cancelled else {"quantity": quantity, "unit": unit, "unit_price": price}
    product = (line.get("product") or {}).get("code")
    return said({**_asked(asked), "sale_line": str(line["id"]), "product": product, "status": status, **told})


def _asked(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line in the buyer's terms."""
    names = {"number": "number", "buyer_item": "buyer_item", "ordered": "quantity", "ordered_unit": "unit"}
    return {ours: line.get(theirs) for ours, theirs in names.items()}
