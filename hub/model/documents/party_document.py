"""A company as master data: what all systems shall know of it, and under which number each of them knows it (`party/1`).

The hub passes it on; it keeps no master record of its own. A later revision replaces the whole earlier one.

>>> PartyMaster.model_validate({"id": "V-1001", "party": {"partyName": "杭州蓝美纺织有限公司"}}).party.party_name
'杭州蓝美纺织有限公司'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.party_document import master_doubts
from hub.model.documents.common import Closed, Code, Document, Many, Maybe, Note
from hub.model.documents.company import BankAccount, Incorporation, LegalIdentifier
from hub.model.documents.evidence import Evidence
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Address, Party, numbers_of_party
from hub.model.documents.scalars import CodeText, Key, Line, LocalDate, LocalTime
from hub.model.location import Finding


class CrossReference(Closed):
    """The number under which one system knows the company."""

    system_id: Key
    id: Key
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None


class Relationship(Closed):
    """Another company and what it is to this one: parent, subsidiary, branch, factory, agent, successor, predecessor."""

    relationship_type_code: CodeText
    party: Maybe[Party] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None


class Role(Closed):
    """A part that the company takes: buyer, supplier, payer, carrier, manufacturer."""

    role_code: CodeText
    status_code: Maybe[CodeText] = None
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None


class TypedAddress(Closed):
    """An address and what it is for: registered, delivery, invoice, factory."""

    address_type_code: CodeText
    address: Address


class PartyMaster(Document):
    """A master record. `statusCode`: active, blocked, archived."""

    document_type: ClassVar[str] = "party/1"
    profiles: ClassVar[Needs] = {
        "hub.party.basic": (
            Need("party/partyName"),
            Need("role"),
            Need("legalIdentifier/*/schemeID"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/party/1.0"] = Field(
        default="https://tradepost.example/schemas/party/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    message_function_code: Maybe[CodeText] = None
    status_code: Maybe[CodeText] = None
    party: Party
    short_name: Maybe[Line] = None
    role: Many[Role] = ()
    legal_identifier: Many[LegalIdentifier] = ()
    incorporation: Maybe[Incorporation] = None
    address: Many[TypedAddress] = ()
    relationship: Many[Relationship] = ()
    cross_reference: Many[CrossReference] = ()
    bank_account: Many[BankAccount] = ()
    category: Many[Code] = ()
    valid_from: Maybe[LocalDate] = None
    valid_to: Maybe[LocalDate] = None
    note: Many[Note] = ()
    evidence: Many[Evidence] = ()

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "party", self.id
        yield from ((one.scheme_id or "party", one.value) for one in self.legal_identifier)
        yield from numbers_of_party(self.party)
        yield from (("party", one.id) for one in self.cross_reference)

    def doubts(self) -> Iterator[Finding]:
        return master_doubts(self)
