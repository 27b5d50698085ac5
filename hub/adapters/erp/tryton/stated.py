"""What a change says of its lines, against the order: each names a line that is there, or one that is new. Pure.

What does not fit stops the change before anything is touched, in the sender's own terms.
Example: `check_lines(sale, order, body)` raises Misconfigured where a line that nobody ordered is to be deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from hub.adapters.erp.tryton import asked
from hub.adapters.erp.tryton.asked import ADDED, CHANGED, DELETED, UNCHANGED, Line
from hub.adapters.erp.tryton.carried import cannot
from hub.adapters.erp.tryton.items import named, place_of
from hub.adapters.erp.tryton.ordered import Ordered
from hub.adapters.erp.tryton.steps import called
from hub.adapters.tryton.values import Row
from hub.errors import Misconfigured

_ACTIONS: Final = frozenset({None, ADDED, DELETED, CHANGED, UNCHANGED})
_MODES: Final = frozenset({"delta", "replace"})


def check_lines(sale: Row, order: Ordered, body: Mapping[str, Any]) -> None:
    """Raises Misconfigured at the first line that cannot be taken."""
    lines, mode = body.get("lines") or (), body["change"].get("mode")
    if mode not in _MODES and not all(line.get("action") for line in lines):
        raise cannot(
            "a change that does not say whether it is the whole order anew", "what becomes of the lines that it leaves out cannot be told"
        )
    twice = [number for number, times in Counter(line.get("number") for line in lines).items() if number and times > 1]
    if twice:
        raise cannot(f"line {twice[0]}, stated more than once", "which of them holds cannot be told")
    money = (sale.get("currency") or {}).get("code")
    for ordinal, line in enumerate(lines, 1):
        _check_money(line.get("currency"), money, place_of(line, ordinal))
        _check_line(sale, order, line, ordinal)
    _check_money(body["change"].get("currency"), money, "the change")


def _check_money(stated: str | None, money: str | None, place: str) -> None:
    if stated and stated != money:
        raise cannot(f"{place}: an amount in {stated}", f"the sale is in {money}, and a sale keeps its currency")


def _check_line(sale: Row, order: Ordered, line: Line, ordinal: int) -> None:
    action, number, place = line.get("action"), line.get("number"), place_of(line, ordinal)
    if action not in _ACTIONS:
        raise cannot(f"{place} with the action {action}", "lines are added, changed, deleted or left as they were")
    if not number and action != ADDED:
        raise cannot(f"{place} without a number", "a line of an order is known by its number")
    there = asked.place_of(order.lines, number) is not None
    if there and line.get("less"):
        _check_less(order, line, place)
    if action == ADDED and there:
        reason = f"{place} ({named(line)}) is to be added and is there already"
        raise Misconfigured("ADP-003", system="Tryton", reference=called(sale), reason=reason)
    if not there and (action in (CHANGED, UNCHANGED) or (action == DELETED and not order.had(number))):
        raise Misconfigured("ADP-001", system="Tryton", what="line", value=f"{number} ({named(line)})", place="the change")


def _check_less(order: Ordered, line: Line, place: str) -> None:
    """No more can be cancelled of a line than is ordered, and in the unit that it was ordered in."""
    ordered = order.lines[asked.place_of(order.lines, line.get("number")) or 0]
    rest = asked.left(ordered, line["less"])
    if rest is None or rest < 0 or (line.get("unit") and line["unit"] != ordered.get("unit")):
        what = f"{place}: {line['less']} {line.get('unit') or ''} to be cancelled".rstrip()
        raise cannot(what, f"ordered are {ordered.get('quantity') or '-'} {ordered.get('unit') or ''}".rstrip())
