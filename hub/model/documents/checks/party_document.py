"""What a master record states that does not fit together: validities, numbers, one system naming the company twice.

Reads only. Example: `master_doubts(record)` yields QUA-019 where one system has two numbers for it at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from hub.model.documents.checks.company import accounts_doubts, identifiers_doubts, licence_doubts
from hub.model.documents.checks.evidence import code_doubts, evidence_doubts
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.parties import party_doubts
from hub.model.documents.checks.validity import Span, span_doubts, spans_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.party_document import PartyMaster


def master_doubts(record: PartyMaster) -> Iterator[Finding]:
    """Every doubt about a master record."""
    yield from party_doubts(record.party, "/party")
    yield from identifiers_doubts(record.legal_identifier)
    yield from licence_doubts(record.incorporation)
    yield from accounts_doubts(record.bank_account)
    yield from span_doubts(record, "")
    for name, spans in (("role", record.role), ("relationship", record.relationship), ("crossReference", record.cross_reference)):
        yield from spans_doubts(spans, f"/{name}")
    for at, relationship in enumerate(record.relationship):
        if relationship.party is not None:
            yield from party_doubts(relationship.party, f"/relationship/{at}/party")
    for at, category in enumerate(record.category):
        yield from code_doubts(category, f"/category/{at}")
    yield from _number_doubts(record)
    yield from evidence_doubts(record.evidence)


def _number_doubts(record: PartyMaster) -> Iterator[Finding]:
    for (_, first), (at, second) in combinations(enumerate(record.cross_reference), 2):
        if first.system_id == second.system_id and first.id != second.id and _overlap(first, second):
            yield warning("QUA-019", f"/crossReference/{at}/id", system=second.system_id, found=second.id, expected=first.id)


def _overlap(first: Span, second: Span) -> bool:
    return not (
        (first.valid_to is not None and second.valid_from is not None and first.valid_to < second.valid_from)
        or (second.valid_to is not None and first.valid_from is not None and second.valid_to < first.valid_from)
    )
