"""The lines of an order as its buyer wants them after each change of it. Pure.

Every line keeps its place for ever, because the lines of the sale bear it; one that is gone leaves its place empty, a new one comes last.
Example: `after([{"number": "1", "quantity": "2"}], {"mode": "delta"}, [{"number": "1", "action": "2"}])` is `[{}]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from hub.adapters.tryton.values import parsed
from hub.adapters.tryton.values import plain as plain_number

Line = Mapping[str, Any]
GONE: Final[Line] = {}
ADDED, DELETED, CHANGED, UNCHANGED = "1", "2", "3", "4"  # UNCL1229
ITEM: Final = ("product", "gtin", "buyer_item", "maker_item")
_OURS: Final = frozenset({"action", "currency", "less"})


def after(lines: Sequence[Line], head: Mapping[str, Any], stated: Sequence[Line]) -> list[Line]:
    """The places after a change: in a `delta` what is not named stays, in the whole order anew (`replace`) it is gone."""
    found = list(lines)
    anew = head.get("mode") == "replace"
    for line in stated:
        _take(found, line, anew=anew)
    if not anew:
        return found
    again = {line.get("number") for line in stated}
    return [line if line.get("number") in again else GONE for line in found]


def lines_of(cancellation: Mapping[str, Any]) -> list[Line]:
    """The lines that are no longer wanted as those of a change; `less` is how much of one is not, where not all of it."""
    stated = cancellation.get("lines") or ()
    return [{"number": line.get("number"), "action": DELETED, "less": line.get("quantity"), "unit": line.get("unit")} for line in stated]


def left(line: Line, less: str) -> Decimal | None:
    """What is left of a line without so much of it; None where that cannot be told."""
    ordered, away = parsed(line.get("quantity")), parsed(less)
    return ordered - away if ordered is not None and away is not None else None


def place_of(lines: Sequence[Line], number: object) -> int | None:
    """Where the line with the buyer's number stands."""
    return next((at for at, line in enumerate(lines) if number and line.get("number") == number), None)


def _take(found: list[Line], line: Line, *, anew: bool) -> None:
    at, plain = place_of(found, line.get("number")), {name: value for name, value in line.items() if name not in _OURS}
    if line.get("action") == DELETED:
        if at is not None:
            rest = left(found[at], line["less"]) if line.get("less") else None
            found[at] = {**found[at], "quantity": plain_number(rest)} if rest else GONE
    elif line.get("action") == UNCHANGED and at is not None:
        return
    elif at is None:
        found.append(plain)
    else:
        found[at] = plain if anew else _merged(found[at], plain)


def _merged(before: Line, line: Line) -> Line:
    """What a change says of a line goes before what was said; another item leaves nothing of the numbers and words of the first."""
    if _same_item(before, line):
        return {**before, **line}
    return {**{name: value for name, value in before.items() if name not in (*ITEM, "name", "description")}, **line}


def _same_item(before: Line, line: Line) -> bool:
    """Whether a line names the item as before: by one of the same numbers and no other, or not at all."""
    named = [name for name in ITEM if line.get(name)]
    told = [before[name] == line[name] for name in named if before.get(name)]
    return (bool(told) and all(told)) or not named
