"""What a change makes of the lines of a sale: only what the buyer wants otherwise than before is written.

What the seller put right meanwhile stays where the buyer does not change it. Pure.
Example: `Differences(sale, before, after, wanted).lines()` is a list such as `[["write", [7], {"quantity": 5}]]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.adapters.erp.tryton.asked import GONE, Line
from hub.adapters.erp.tryton.items import Wanted, named, place_of
from hub.adapters.erp.tryton.steps import called
from hub.adapters.tryton.values import Row, decimal, number, parsed
from hub.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Differences:
    """The places of an order before and after a change. `were` and `wanted`: each of them that differs, as Tryton has it, by its place."""

    sale: Row
    before: Sequence[Line]
    after: Sequence[Line]
    were: Mapping[int, Wanted]
    wanted: Mapping[int, Wanted]

    def lines(self) -> list[list[Any]]:
        """The writes of one request. Raises Misconfigured where a line of the sale is not the one that is meant."""
        return [write for at in sorted({*self.were, *self.wanted}) for write in self._writes(at)]

    def _writes(self, at: int) -> Iterator[list[Any]]:
        row, were, wanted = self._row(at), self.were.get(at), self.wanted.get(at)
        if were is None:
            yield from [["create", [wanted.values(at + 1)]]] if wanted else []
        elif wanted is None:
            yield from [["delete", [row["id"]]]] if row else []
        elif row is None:
            raise Misconfigured("ADP-001", system="Tryton", what="sale line", value=named(self.before[at]), place=self._place(at))
        elif wanted.product["id"] != were.product["id"]:
            yield ["delete", [row["id"]]]
            yield ["create", [wanted.values(at + 1)]]
        elif values := _values(were, wanted):
            yield ["write", [row["id"]], values]

    def _row(self, at: int) -> Row | None:
        """The line of the sale at a place; none where the seller took it away."""
        rows = [row for row in self.sale.get("lines") or () if row.get("type") == "line" and row.get("sequence") == at + 1]
        were = self.were.get(at)
        if len(rows) > 1 or (rows and (were is None or rows[0].get("product") != were.product["id"])):
            line = f"{self._place(at)} ({named(self.after[at] or self.before[at])})"
            reason = f"at place {at + 1} stands another line than {line}; change it by hand"
            raise Misconfigured("ADP-003", system="Tryton", reference=called(self.sale), reason=reason)
        return rows[0] if rows else None

    def _place(self, at: int) -> str:
        return place_of(self.after[at] or self.before[at], at + 1)


def touched(before: Sequence[Line], after: Sequence[Line]) -> tuple[list[int], list[int]]:
    """The places whose line was otherwise before, and those where a line is otherwise now."""
    pairs = [(at, before[at] if at < len(before) else GONE, line) for at, line in enumerate(after)]
    differing = [(at, was, line) for at, was, line in pairs if was != line]
    return [at for at, was, _ in differing if was], [at for at, _, line in differing if line]


def _values(were: Wanted, wanted: Wanted) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if wanted.unit["id"] != were.unit["id"]:
        values["unit"] = wanted.unit["id"]
    if parsed(wanted.quantity) != parsed(were.quantity):
        values["quantity"] = number(wanted.quantity)
    if parsed(wanted.price) != parsed(were.price):
        values["unit_price"] = decimal(wanted.price)
    if wanted.text != were.text:
        values["description"] = wanted.text
    return values
