"""What a status of a lead states that does not fit together: a duplicate of nothing, a loss without a reason.

Reads only. Example: `status_doubts(status)` yields LEAD-010 for a duplicate that names no earlier record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.lead import person_doubts
from hub.model.documents.checks.lines import currency_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.lead_status import LeadStatus

# Chinese sellers are asked for the reason of these verdicts, and platforms pay back by it.
NEEDS_REASON = frozenset(("rejected", "unqualified", "lost"))


def status_doubts(status: LeadStatus) -> Iterator[Finding]:
    """Every doubt about a status."""
    if status.status_code == "duplicate" and status.duplicate_of is None:
        yield warning("LEAD-010", "/duplicateOf")
    if status.status_code in NEEDS_REASON and not status.reason and status.lost_reason is None:
        yield remark("LEAD-011", "/reason", status=status.status_code)
    if status.duplicate_of is not None and status.duplicate_of.lead_id == status.lead_reference.id:
        yield warning("LEAD-012", "/duplicateOf/leadID", found=status.lead_reference.id)
    if status.converted_value is not None:
        yield from currency_doubts(None, None, [(status.converted_value.currency_id, "/convertedValue/currencyID")])
    if status.by is not None:
        yield from person_doubts(status.by, "/by")
    yield from parties_doubts(status, ("seller_supplier_party",))
