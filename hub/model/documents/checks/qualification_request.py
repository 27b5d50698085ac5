"""What a request for a qualification states that does not fit together: dates, scope, identifiers.

Reads only. Example: `request_doubts(request)` yields QUA-001 where the answer is due before the request was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.evidence import evidence_doubts, scopes_doubts
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.qualification_request import QualificationRequest

PARTIES = ("buyer_customer_party", "seller_supplier_party")


def request_doubts(request: QualificationRequest) -> Iterator[Finding]:
    """Every doubt about a request."""
    if request.issue_date is not None and request.due_date is not None and request.due_date < request.issue_date:
        yield warning("QUA-001", "/dueDate", start=request.issue_date, end=request.due_date)
    yield from parties_doubts(request, PARTIES)
    yield from scopes_doubts(request.scope, "/scope")
    yield from evidence_doubts(request.evidence)
