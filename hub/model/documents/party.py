"""Companies and people in documents: who takes which part, where, and whom to ask.

Identifiers are carried as written; check digits are looked at by `hub.model.documents.checks`.

>>> Party.model_validate({"partyName": "杭州蓝美纺织有限公司"}).party_name
'杭州蓝美纺织有限公司'
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.model.documents.common import Amount, Closed, Code, DocumentReference, Identifier, Many, Maybe, Note
from hub.model.documents.scalars import CodeText, Key, Line


class Address(Closed):
    """A postal address. `addressLine` holds what has no part of its own. `countryCode`: ISO 3166-1 alpha-2."""

    id: Maybe[Key] = None
    address_type_code: Maybe[CodeText] = None
    postbox: Maybe[Line] = None
    floor: Maybe[Line] = None
    room: Maybe[Line] = None
    building_name: Maybe[Line] = None
    building_number: Maybe[Line] = None
    street_name: Maybe[Line] = None
    additional_street_name: Maybe[Line] = None
    block_name: Maybe[Line] = None
    plot_identification: Maybe[Line] = None
    inhouse_mail: Maybe[Line] = None
    department: Maybe[Line] = None
    mark_attention: Maybe[Line] = None
    address_line: Many[Line] = ()
    district_name: Maybe[Line] = None
    city_subdivision_name: Maybe[Line] = None
    city_name: Maybe[Line] = None
    postal_zone: Maybe[Line] = None
    country_subentity: Maybe[Line] = None
    country_subentity_code: Maybe[CodeText] = None
    region: Maybe[Line] = None
    country_code: Maybe[CodeText] = None
    country_name: Maybe[Line] = None
    location_type_code: Maybe[CodeText] = None
    location_id: Maybe[Key] = None


class Communication(Closed):
    """Another way to reach somebody: WeChat, telex, a second number. `channelCode` names it."""

    channel_code: CodeText
    value: Line


class Contact(Closed):
    """A person or desk. `roleCode`: UNCL3139 or the source's own code."""

    id: Maybe[Key] = None
    role_code: Maybe[CodeText] = None
    name: Maybe[Line] = None
    telephone: Maybe[Line] = None
    telefax: Maybe[Line] = None
    electronic_mail: Maybe[Line] = None
    other_communication: Many[Communication] = ()
    note: Many[Note] = ()


class LegalEntity(Closed):
    """The registered company. In China the identifier is the 18 characters of the 统一社会信用代码, scheme `CN:USCC`."""

    registration_name: Maybe[Line] = None
    company_id: Maybe[Identifier] = None
    company_legal_form_code: Maybe[CodeText] = None
    company_legal_form: Maybe[Line] = None
    corporate_stock_amount: Maybe[Amount] = None
    registration_address: Maybe[Address] = None


class TaxScheme(Closed):
    """A registration for one tax."""

    registration_name: Maybe[Line] = None
    company_id: Maybe[Key] = None
    company_scheme_id: Maybe[CodeText] = None
    tax_level_code: Maybe[CodeText] = None
    tax_scheme_code: Maybe[CodeText] = None
    tax_scheme_name: Maybe[Line] = None
    tax_type_code: Maybe[CodeText] = None
    currency_code: Maybe[CodeText] = None
    registration_address: Maybe[Address] = None
    jurisdiction_address: Maybe[Address] = None
    jurisdiction_type_code: Maybe[CodeText] = None
    jurisdiction_id: Maybe[Key] = None
    exemption_reason_code: Maybe[CodeText] = None
    exemption_reason: Maybe[Line] = None


class PartyPerson(Closed):
    """Somebody who acts for a company, by the parts of the name."""

    id: Maybe[Key] = None
    title: Maybe[Line] = None
    first_name: Maybe[Line] = None
    middle_name: Maybe[Line] = None
    family_name: Maybe[Line] = None
    job_title: Maybe[Line] = None


class Party(Closed):
    """A company in a role. `roleCode` (UNCL3035) is stated where the place in the document does not say all.

    Identifiers stand in the order of the sender; `additionalName` continues the name.
    """

    role_code: Maybe[CodeText] = None
    party_name: Maybe[Line] = None
    additional_name: Many[Line] = ()
    party_identification: Many[Identifier] = ()
    endpoint_id: Maybe[Identifier] = None
    website_uri: Maybe[Line] = None
    customer_assigned_account_id: Maybe[Key] = None
    supplier_assigned_account_id: Maybe[Key] = None
    party_legal_entity: Maybe[LegalEntity] = None
    party_tax_scheme: Many[TaxScheme] = ()
    postal_address: Maybe[Address] = None
    contact: Many[Contact] = ()
    delivery_contact: Maybe[Contact] = None
    despatch_contact: Maybe[Contact] = None
    person: Many[PartyPerson] = ()
    additional_document_reference: Many[DocumentReference] = ()
    language_code: Maybe[CodeText] = None
    industry_classification_code: Many[Code] = ()


def numbers_of_party(party: Party | None) -> Iterator[tuple[str, str | None]]:
    """Every identifier of a company, under its scheme: what people search a dossier or a master record by."""
    if party is None:
        return
    entity = party.party_legal_entity
    for identifier in (*party.party_identification, party.endpoint_id, entity.company_id if entity else None):
        if identifier is not None:
            yield identifier.scheme_id or "party", identifier.value
    for tax in party.party_tax_scheme:
        yield tax.tax_scheme_code or "tax", tax.company_id
