"""Doubts that documents with lines have in common: numbers that come twice, counts, units, currencies of another kind.

Knows no kind of document. Example: `numbers_doubts([line.id for line in order.order_line], "/orderLine")`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hub.model.codes import lists
from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.common import Quantity
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
