"""Checks of offers: the agreements that they name exist, come from one sender, carry the same, and belong to one offer.

What is offered to several at once must not reach one of them on another way too.
Example: `to: [leads-nort]` is CFG-080 with `leads-north` as the suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.configuration.checks.base import Checked
from hub.configuration.problem import ConfigProblem
from hub.configuration.shape import suggest
from hub.model.member import member_of


def candidates_exist(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-080: no agreement of that name; CFG-081: it is named by two offers, or twice."""
    named: dict[str, str] = {}
    for offer_id, offer in checked.configuration.offers.items():
        for ordinal, agreement_id in enumerate(offer.to):
            path = ("offers", offer_id, "to", ordinal)
            if agreement_id not in checked.configuration.agreements:
                known = suggest(agreement_id, checked.configuration.agreements)
                yield checked.marks.problem(path, "CFG-080", name=agreement_id, known=known)
            elif agreement_id in named:
                yield checked.marks.problem(path, "CFG-081", agreement=agreement_id, offer=named[agreement_id])
            named.setdefault(agreement_id, offer_id)


def candidates_agree(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-082: the agreements of one offer differ in their sender, what they carry or their test mark, or two lead to one member."""
    for offer_id, offer in checked.configuration.offers.items():
        rows = [(ordinal, checked.configuration.agreements.get(name)) for ordinal, name in enumerate(offer.to)]
        known = [(ordinal, agreement) for ordinal, agreement in rows if agreement is not None]
        receivers: set[str] = set()
        for ordinal, agreement in known:
            first = known[0][1]
            pairs = (
                ("from", agreement.from_, first.from_),
                ("test", agreement.test, first.test),
                ("carries", agreement.carries, first.carries),
            )
            different = [name for name, one, other in pairs if one != other]
            if member_of(agreement.to) in receivers:
                different.append("to")
            receivers.add(member_of(agreement.to))
            if different:
                yield checked.marks.problem(
                    ("offers", offer_id, "to", ordinal), "CFG-082", agreement=offer.to[ordinal], keys=", ".join(different)
                )


def only_leads_are_offered(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-083: an agreement of an offer carries something that cannot be offered to several."""
    for offer_id, offer in checked.configuration.offers.items():
        for ordinal, agreement_id in enumerate(offer.to):
            agreement = checked.configuration.agreements.get(agreement_id)
            other = next((name for name in agreement.carries if name.partition("/")[0] != "lead"), None) if agreement else None
            if other is not None:
                yield checked.marks.problem(("offers", offer_id, "to", ordinal), "CFG-083", agreement=agreement_id, document=other)


def no_test_lead_reaches_a_live_system(checked: Checked) -> Iterator[ConfigProblem]:
    """CFG-084: a system that takes live leads would take test leads too."""
    agreements = checked.configuration.agreements
    leads = {name: row for name, row in agreements.items() if any(one.partition("/")[0] == "lead" for one in row.carries)}
    live = {delivery.to: name for name, row in leads.items() if not row.test for delivery in row.deliver}
    for name, row in leads.items():
        for ordinal, delivery in enumerate(row.deliver):
            if row.test and delivery.to in live:
                path = ("agreements", name, "deliver", ordinal, "to")
                yield checked.marks.problem(path, "CFG-084", system=delivery.to, agreement=live[delivery.to])
