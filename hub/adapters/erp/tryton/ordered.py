"""What a sale was ordered as: the bodies that the hub delivered and attached to it, by which answers are told in the buyer's own numbers.

Example: `orders = yield from ordered(rest, [7, 8])` has one for each sale that came through the hub.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.adapters.erp.tryton.asked import Line, after, lines_of
from hub.adapters.erp.tryton.items import symbol_of
from hub.adapters.erp.tryton.meant import ATTACHED
from hub.adapters.tryton.rest import Asking, Rest, domain_of
from hub.adapters.tryton.values import Row, content, said

CHANGED: Final = "tradepost-change-"


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it was delivered, and the changes of it in their order."""

    body: Mapping[str, Any]
    changes: tuple[Mapping[str, Any], ...] = ()

    @property
    def reference(self) -> str:
        return str(self.body["sale"]["reference"])

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as they are wanted now, each at its place; what the buyer deleted is empty."""
        found: Sequence[Line] = self.body.get("lines") or ()
        for change in self.changes:
            found = after(found, change["change"], change.get("lines") or ())
        return found

    def had(self, number: object) -> bool:
        """Whether the buyer ever named a line so."""
        return any(line.get("number") == number for body in (self.body, *self.changes) for line in body.get("lines") or ())

    def line(self, sequence: object) -> Mapping[str, Any]:
        """The line that a sale line was made of, by its place; nothing where the seller added it."""
        at = sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else 0
        return self.lines[at - 1] if 0 < at <= len(self.lines) else {}

    @property
    def buyer(self) -> Mapping[str, Any]:
        """The customer in their own terms."""
        return self.body.get("customer") or {}


def ordered(rest: Rest, sales: Sequence[int]) -> Asking[dict[int, Ordered]]:
    """What these sales were ordered as, by the number of the sale; the newest where there are several."""
    if not sales:
        return {}
    resources = ["resource", "in", [f"sale.sale,{number}" for number in sales]]
    domain = domain_of(*([resources, ["name", "like", f"{name}%"]] for name in (ATTACHED, CHANGED)))
    rows = yield from rest.search("ir.attachment", domain, ("name", "data", "resource"))
    found: dict[int, Ordered] = {}
    for row in rows:
        sale = number_of(row.get("resource"))
        body = _body(row)
        if _names_order(body, "sale"):
            found[sale] = Ordered(body)
        elif sale in found and (change := change_of(body)):
            found[sale] = Ordered(found[sale].body, (*found[sale].changes, change))
    return found


def change_of(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A change as it was delivered, or the cancellation of single lines as the change that it is; None where it is neither."""
    if _names_order(body, "change"):
        return body
    if not _names_order(body, "cancellation") or not body.get("lines"):
        return None
    head = body["cancellation"]
    told = said({"number": head.get("number"), "reference": head["reference"], "comment": head.get("note"), "reason": head.get("reason")})
    return {**body, "change": {**told, "mode": "delta"}, "lines": [said(line) for line in lines_of(body)]}


def number_of(resource: object) -> int:
    """The number in a reference such as `sale.line,7`; 0 where it is none."""
    model, _, number = str(resource or "").partition(",")
    return int(number) if model and number.isdigit() else 0


def buyers_unit(line: Row, asked: Mapping[str, Any]) -> str:
    """A unit as the buyer wrote it where it is the one that was ordered, else by its symbol in Tryton."""
    symbol = str((line.get("unit") or {}).get("symbol") or "")
    return str(asked["unit"]) if symbol and symbol == symbol_of(str(asked.get("unit") or "")) else symbol


def house(company: Row) -> dict[str, Any]:
    """Our own company, as a body names one."""
    return party(company.get("party") or {})


def party(row: Row) -> dict[str, Any]:
    """A party record, as a body names one."""
    identifiers = [{"code": one["code"]} for one in row.get("identifiers") or () if one.get("code")]
    return said({"name": row.get("name"), "identifiers": identifiers})


def _body(row: Row) -> Mapping[str, Any]:
    try:
        body = json.loads(content(row.get("data")), parse_float=str)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _names_order(body: Mapping[str, Any], head: str) -> bool:
    return isinstance(body.get(head), dict) and bool(body[head].get("reference"))
