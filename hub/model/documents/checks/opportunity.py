"""What an opportunity states that does not fit together: currencies, units, line amounts, a probability beyond 100.

Reads only. Example: `opportunity_doubts(opportunity)` yields BUS-012 where a line amount is not quantity times price.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.amounts import agree, product
from hub.model.documents.checks.findings import warning
from hub.model.documents.checks.lead import people_doubts
from hub.model.documents.checks.lines import currency_doubts, numbers_doubts, unit_doubts
from hub.model.documents.checks.parties import parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.opportunity import Opportunity, OpportunityLine


def opportunity_doubts(opportunity: Opportunity) -> Iterator[Finding]:
    """Every doubt about an opportunity."""
    if opportunity.amount is not None:
        yield from currency_doubts(None, None, [(opportunity.amount.currency_id, "/amount/currencyID")])
    stage = opportunity.stage
    if stage is not None and stage.probability_percent is not None and not 0 <= stage.probability_percent <= 100:
        yield warning("LEAD-020", "/stage/probabilityPercent", found=stage.probability_percent)
    yield from numbers_doubts((line.id for line in opportunity.opportunity_line), "/opportunityLine")
    for at, line in enumerate(opportunity.opportunity_line):
        yield from _line(line, f"/opportunityLine/{at}")
    yield from people_doubts(opportunity.contact, "/contact")
    yield from parties_doubts(opportunity, ("buyer", "seller_supplier_party"))


def _line(line: OpportunityLine, pointer: str) -> Iterator[Finding]:
    yield from unit_doubts(line.quantity, pointer + "/quantity")
    if line.line_extension_amount is not None:
        computed = product(line.quantity, line.price)
        if computed is not None and not agree(line.line_extension_amount.value, computed):
            yield warning("BUS-012", pointer + "/lineExtensionAmount", stated=line.line_extension_amount.value, computed=computed)
