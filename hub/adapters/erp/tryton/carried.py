"""What a sale of Tryton cannot say and the buyer would not pay without: it stops the order before anything is made.

What only informs (dates, references, terms in words) is attached to the sale; what changes the amount owed has no place in an attachment.
Example: `check_order({"allowanceCharge": [{}]}, {})` raises Misconfigured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.adapters.tryton.values import parsed
from hub.errors import Misconfigured

_ORIGINAL: Final = frozenset({None, "9", "7", "31"})  # UNCL1225: original, duplicate, copy
_CHANGE: Final = _ORIGINAL | {"4", "5"}  # change, replace; 1 asks to cancel


def check_order(document: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Raises Misconfigured (ADP-004) at the first thing that cannot be carried."""
    if not body.get("lines"):
        raise cannot("an order without lines", "a sale has lines")
    code = document.get("messageFunctionCode")
    if code not in _ORIGINAL:
        raise cannot(f"an order with the function {code}", "it is no original; changes and cancellations are documents of their own")
    _check(document)


def check_change(document: Mapping[str, Any]) -> None:
    """Raises Misconfigured (ADP-004) at the first thing of a change that cannot be carried."""
    code = document.get("messageFunctionCode")
    if code not in _CHANGE:
        raise cannot(f"a change with the function {code}", "it is none; a cancellation is a document of its own")
    _check(document)


def _check(document: Mapping[str, Any]) -> None:
    for what, reason in (*_head(document), *_lines(document.get("orderLine") or ())):
        raise cannot(what, reason)


def _head(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if document.get("allowanceCharge"):
        yield "allowances and charges of the whole order", "a sale has no place for them; agree on lines of their own"


def _lines(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for ordinal, line in enumerate(lines, 1):
        what = f"line {line.get('id') or f'no. {ordinal}'}"
        price = line.get("price") or {}
        if line.get("allowanceCharge"):
            yield f"{what}: its allowances and charges", "a sale line has one price; send the net price"
        if parsed((price.get("baseQuantity") or {}).get("value") or "1") != 1:
            yield f"{what}: a price for {price['baseQuantity'].get('value')}", "Tryton's prices are for one unit"
        if price.get("taxIncludedIndicator"):
            yield f"{what}: a price with tax", "Tryton's prices are without tax"


def cannot(what: str, reason: str) -> Misconfigured:
    """What stops a document that Tryton has no place for, in plain words."""
    return Misconfigured("ADP-004", adapter="erp/tryton", what=what, reason=reason)
