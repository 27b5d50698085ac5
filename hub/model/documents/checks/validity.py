"""Doubts about time: periods that end before they begin, a term both limited and unlimited, what had run out on a day.

Knows no kind of document and no clock: a day is always one that a document states. Example: `span_doubts(one, "/certification/0")`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Protocol

from hub.model.documents.checks.findings import warning
from hub.model.documents.common import Period
from hub.model.location import Finding


class Span(Protocol):
    """Whatever is valid from a day to a day, either of them open."""

    @property
    def valid_from(self) -> dt.date | None:
        """The first day."""

    @property
    def valid_to(self) -> dt.date | None:
        """The last day."""


def spans_doubts(spans: Iterable[Span], pointer: str) -> Iterator[Finding]:
    """The same for each of a list."""
    for at, span in enumerate(spans):
        yield from span_doubts(span, f"{pointer}/{at}")


def span_doubts(span: Span, pointer: str) -> Iterator[Finding]:
    """A validity that ends before it begins."""
    if span.valid_from is not None and span.valid_to is not None and span.valid_to < span.valid_from:
        yield warning("QUA-001", pointer + "/validTo", start=span.valid_from, end=span.valid_to)


def period_doubts(period: Period | None, pointer: str) -> Iterator[Finding]:
    """A period that ends before it begins."""
    if period is not None and period.start_date is not None and period.end_date is not None and period.end_date < period.start_date:
        yield warning("QUA-001", pointer + "/endDate", start=period.start_date, end=period.end_date)


def expired(span: Span, day: dt.date | None) -> bool:
    """Whether it had run out on a day."""
    return day is not None and span.valid_to is not None and span.valid_to < day
