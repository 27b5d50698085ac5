"""What a lead states that does not fit together: its times, its consents, ways to reach somebody, codes, identifiers.

Reads only. Example: `lead_doubts(lead)` yields LEAD-001 where a lead expired before it was captured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hub.model.documents.checks.findings import remark, warning
from hub.model.documents.checks.instants import before
from hub.model.documents.checks.lines import currency_doubts, unit_doubts
from hub.model.documents.checks.parties import country_doubts, parties_doubts
from hub.model.location import Finding

if TYPE_CHECKING:
    from hub.model.documents.common import Amount
    from hub.model.documents.lead import Interest, Lead
    from hub.model.documents.person import Person

# ITU-T E.164: a country code and at most 15 digits. Mail: RFC 5321 leaves the rest to the host.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# Incoterms 2020, and DAT of 2010, which contracts still name.
INCOTERMS = frozenset(("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF", "DAT"))


def lead_doubts(lead: Lead) -> Iterator[Finding]:
    """Every doubt about a lead."""
    yield from _times(lead)
    yield from _consents(lead)
    yield from _reachable(lead)
    yield from parties_doubts(lead, ("buyer", "seller_supplier_party"))
    yield from currency_doubts(None, None, _currencies(lead))
    for at, interest in enumerate(lead.interest):
        yield from _interest(interest, f"/interest/{at}")
    if lead.budget is not None:
        yield from _limits(lead.budget.minimum_amount, lead.budget.maximum_amount)


def people_doubts(people: Iterable[Person], pointer: str) -> Iterator[Finding]:
    """Doubts about each of several people."""
    for at, person in enumerate(people):
        yield from person_doubts(person, f"{pointer}/{at}")


def person_doubts(person: Person, pointer: str) -> Iterator[Finding]:
    """Normalised addresses and numbers that are none, and a country that does not exist."""
    for at, email in enumerate(person.email):
        if email.value is not None and not _MAIL.fullmatch(email.value):
            yield warning("LEAD-005", f"{pointer}/email/{at}/value", found=email.value)
    for at, phone in enumerate(person.phone):
        if phone.value is not None and not _E164.fullmatch(phone.value):
            yield warning("LEAD-006", f"{pointer}/phone/{at}/value", found=phone.value)
    if person.postal_address is not None:
        yield from country_doubts(person.postal_address.country_code, pointer + "/postalAddress/countryCode")


def _times(lead: Lead) -> Iterator[Finding]:
    if before(lead.expires_at, lead.captured_at):
        yield warning("LEAD-001", "/expiresAt", stated=lead.expires_at, other=lead.captured_at)
    if lead.routing is not None and before(lead.routing.accept_by, lead.captured_at):
        yield warning("LEAD-001", "/routing/acceptBy", stated=lead.routing.accept_by, other=lead.captured_at)
    need = lead.need_time_frame
    if need is not None and need.earliest is not None and need.latest is not None and need.latest < need.earliest:
        yield warning("LEAD-001", "/needTimeFrame/latest", stated=need.latest, other=need.earliest)


def _consents(lead: Lead) -> Iterator[Finding]:
    for at, consent in enumerate(lead.consent):
        if consent.withdrawn_at is not None:
            yield warning("LEAD-002", f"/consent/{at}", purpose=consent.purpose_code or "-", at=consent.withdrawn_at)
        elif consent.given_indicator is False:
            yield remark("LEAD-003", f"/consent/{at}", purpose=consent.purpose_code or "-")


def _reachable(lead: Lead) -> Iterator[Finding]:
    yield from people_doubts(lead.contact, "/contact")
    if lead.contact and not any(person.email or person.phone or person.instant_messaging for person in lead.contact):
        yield warning("LEAD-004", "/contact")


def _interest(interest: Interest, pointer: str) -> Iterator[Finding]:
    yield from unit_doubts(interest.quantity, pointer + "/quantity")
    if interest.destination is not None:
        yield from country_doubts(interest.destination.country_code, pointer + "/destination/countryCode")
    terms = interest.delivery_terms
    if terms is not None and terms.id is not None and terms.id not in INCOTERMS:
        yield remark("LEAD-008", pointer + "/deliveryTerms/id", found=terms.id)


def _currencies(lead: Lead) -> Iterator[tuple[str | None, str]]:
    for at, interest in enumerate(lead.interest):
        if interest.target_price is not None and interest.target_price.price_amount is not None:
            yield interest.target_price.price_amount.currency_id, f"/interest/{at}/targetPrice/priceAmount/currencyID"
    if lead.budget is not None:
        for name, amount in (("minimumAmount", lead.budget.minimum_amount), ("maximumAmount", lead.budget.maximum_amount)):
            if amount is not None:
                yield amount.currency_id, f"/budget/{name}/currencyID"


def _limits(least: Amount | None, most: Amount | None) -> Iterator[Finding]:
    if least is not None and most is not None and least.currency_id == most.currency_id and most.value < least.value:
        yield warning("LEAD-007", "/budget/maximumAmount", stated=most.value, other=least.value)
