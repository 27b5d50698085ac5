"""What a change of an order states that does not fit together: lines without an action, deletions in a full new state, and the doubts of an order.

Reads only. Example: a line without `actionCode` in a change whose `changeMode` is `delta` yields BUS-050.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.lines import count_doubts, currency_doubts, numbers_doubts
from hub.model.documents.checks.order import PARTIES, line_currencies, line_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.order_change import OrderChange

DELETED = "2"  # UNCL1229


def change_doubts(change: OrderChange) -> Iterator[Finding]:
    """Every doubt about a change. Totals are not compared: in a delta most of their parts are not stated."""
    yield from count_doubts(change.line_count_numeric, len(change.order_line))
    yield from numbers_doubts((line.id for line in change.order_line), "/orderLine")
    yield from currency_doubts(change.document_currency_code, change.issue_date, line_currencies(change.order_line))
    yield from parties_doubts(change, PARTIES)
    for at, line in enumerate(change.order_line):
        yield from line_doubts(line, f"/orderLine/{at}")
    yield from _actions(change)


def _actions(change: OrderChange) -> Iterator[Finding]:
    """A delta says of every line what becomes of it; a full new state has no deleted lines, because it leaves them out."""
    for at, line in enumerate(change.order_line):
        if change.change_mode == "delta" and line.action_code is None:
            yield warning("BUS-050", f"/orderLine/{at}/actionCode", line=line.id or str(at + 1))
        if change.change_mode == "replace" and line.action_code == DELETED:
            yield warning("BUS-051", f"/orderLine/{at}/actionCode", line=line.id or str(at + 1))
