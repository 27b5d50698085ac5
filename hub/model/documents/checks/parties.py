"""Doubts about companies and identifiers: check digits that do not hold, countries that do not exist.

An identifier is carried as it stands, whatever is doubted here. Example: `party_doubts(party, "/buyerCustomerParty")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.model.codes import lists
from hub.model.documents.checks.findings import warning
from hub.model.documents.common import Closed, Identifier
from hub.model.documents.party import Address, Party
from hub.model.identifiers import GS1_SCHEMES, USCC_SCHEME, is_gs1, is_uscc
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


def party_doubts(party: Party, pointer: str) -> Iterator[Finding]:
    """Doubts about one company."""
    for at, identifier in enumerate(party.party_identification):
        yield from identifier_doubts(identifier, f"{pointer}/partyIdentification/{at}")
    if party.party_legal_entity is not None:
        yield from _uscc(party.party_legal_entity.company_id, pointer + "/partyLegalEntity/companyID")
    if party.postal_address is not None:
        yield from _country(party.postal_address, pointer + "/postalAddress")


def identifier_doubts(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    """Doubts about an identifier by the rules of its scheme."""
    yield from gs1_doubts(identifier, pointer)
    yield from _uscc(identifier, pointer)


def gs1_doubts(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    """A GS1 number whose check digit does not hold."""
    if identifier is not None and identifier.scheme_id in GS1_SCHEMES and not is_gs1(identifier.value):
        yield warning("BUS-031", pointer, found=identifier.value)


def _uscc(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    if identifier is not None and identifier.scheme_id == USCC_SCHEME and not is_uscc(identifier.value):
        yield warning("BUS-030", pointer, found=identifier.value)


def _country(address: Address, pointer: str) -> Iterator[Finding]:
    if address.country_code is not None and address.country_code not in lists().country:
        yield warning("BUS-022", pointer + "/countryCode", found=address.country_code)
