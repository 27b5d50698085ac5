"""Doubts that documents with lines have in common: numbers that come twice, counts, units, currencies of another kind.

Knows no kind of document. Example: `numbers_doubts([line.id for line in order.order_line], "/orderLine")`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hub.model.codes import lists
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.parties import identifier_doubts
from hub.model.documents.common import Quantity
from hub.model.documents.references import OrderLineReference
from hub.model.documents.trade import Item
from hub.model.location import Finding


def count_doubts(stated: Decimal | None, counted: int) -> Iterator[Finding]:
    """A count of lines that is not the number of lines."""
    if stated is not None and stated != counted:
        yield warning("BUS-011", "/lineCountNumeric", stated=stated, computed=counted)


def numbers_doubts(numbers: Iterable[str | None], pointer: str) -> Iterator[Finding]:
    """Line numbers that come twice: nobody can tell which line is meant."""
    seen: set[str] = set()
    for at, number in enumerate(numbers):
        if number is not None and number in seen:
            yield warning("BUS-013", f"{pointer}/{at}/id", found=number)
        seen.add(number or "")


def unit_doubts(quantity: Quantity | None, pointer: str) -> Iterator[Finding]:
    """A unit that UN/ECE Recommendation 20 does not have."""
    if quantity is not None and quantity.unit_code and quantity.unit_code not in lists().unit:
        yield remark("BUS-021", pointer + "/unitCode", found=quantity.unit_code)


def currency_doubts(own: str | None, issued: dt.date | None, others: Iterable[tuple[str | None, str]]) -> Iterator[Finding]:
    """Currencies (code, pointer) that were none on the day of issue, or are not the document's own; each once, where it stands first."""
    day = issued.isoformat() if issued else ""
    seen: set[str] = set()
    for currency, pointer in ((own, "/documentCurrencyCode"), *others):
        if currency is None or currency in seen:
            continue
        seen.add(currency)
        if not lists().currency.valid(currency, day):
            yield warning("BUS-020", pointer, found=currency, date=day or "-")
        if own is not None and currency != own:
            yield warning("BUS-015", pointer, found=currency, expected=own)


def item_doubts(item: Item | None, pointer: str) -> Iterator[Finding]:
    """Numbers of an item that do not keep the rules of their scheme."""
    if item is not None:
        yield from identifier_doubts(item.standard_item_identification, pointer + "/standardItemIdentification")


def fulfilment_doubts(references: Iterable[OrderLineReference | None], pointer: str) -> Iterator[Finding]:
    """Lines that name the same line of the same order: right for two lots, wrong for a line that was sent twice."""
    seen: set[tuple[str, str]] = set()
    for at, reference in enumerate(references):
        if reference is None or reference.line_id is None:
            continue
        named = (reference.order_reference.id if reference.order_reference else "", reference.line_id)
        if named in seen:
            yield remark("BUS-017", f"{pointer}/{at}/orderLineReference/lineID", found=reference.line_id)
        seen.add(named)
