"""Doubts about companies and identifiers: check digits that do not hold, countries that do not exist.

An identifier is carried as it stands, whatever is doubted here. Example: `party_doubts(party, "/buyerCustomerParty")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.model.codes import lists
from hub.model.documents.checks.findings import warning
from hub.model.documents.common import Closed, Identifier
from hub.model.documents.party import Party, TaxScheme
from hub.model.identifiers import schemes, verdict
from hub.model.location import Finding


def parties_doubts(document: Closed, names: Iterable[str]) -> Iterator[Finding]:
    """Doubts about each party that stands under one of these attributes, alone or in a list."""
    for name in names:
        held = getattr(document, name, None)
        alias = type(document).model_fields[name].alias if held else None
        if isinstance(held, Party):
            yield from party_doubts(held, f"/{alias}")
        elif held:
            for at, party in enumerate(held):
                yield from party_doubts(party, f"/{alias}/{at}")


# The rules that speak of one scheme in its own words; every other scheme of the table shares one rule.
_RULES = {"uscc": "BUS-030", "gs1": "BUS-031"}


def party_doubts(party: Party, pointer: str) -> Iterator[Finding]:
    """Doubts about one company."""
    for at, identifier in enumerate(party.party_identification):
        yield from identifier_doubts(identifier, f"{pointer}/partyIdentification/{at}")
    yield from identifier_doubts(party.endpoint_id, pointer + "/endpointID")
    if party.party_legal_entity is not None:
        yield from identifier_doubts(party.party_legal_entity.company_id, pointer + "/partyLegalEntity/companyID")
    for at, tax in enumerate(party.party_tax_scheme):
        yield from _tax(tax, f"{pointer}/partyTaxScheme/{at}/companyID")
    if party.postal_address is not None:
        yield from country_doubts(party.postal_address.country_code, pointer + "/postalAddress/countryCode")


def identifier_doubts(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    """An identifier that does not keep the rules of its scheme. A scheme that the hub does not know raises no doubt."""
    if identifier is not None:
        yield from number_doubts(identifier.scheme_id, identifier.value, pointer)


def number_doubts(scheme_id: str | None, value: str, pointer: str) -> Iterator[Finding]:
    """The same, for a number whose scheme is known by its place."""
    if scheme_id is not None and verdict(scheme_id, value) == "invalid":
        scheme = schemes()[scheme_id]
        yield warning(_RULES.get(scheme.check, "BUS-032"), pointer, found=value, scheme=scheme.name)


def country_doubts(code: str | None, pointer: str) -> Iterator[Finding]:
    """A code that is no country of ISO 3166."""
    if code is not None and code not in lists().country:
        yield warning("BUS-022", pointer, found=code)


def _tax(tax: TaxScheme, pointer: str) -> Iterator[Finding]:
    """A VAT number with its country in front; without one it could be any country's."""
    if tax.company_id is not None and tax.tax_scheme_code == "VAT":
        yield from number_doubts("VAT", tax.company_id, pointer)
