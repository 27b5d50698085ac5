"""The request for a qualification: which supplier shall show what, for which category and region, until when (`qualification_request/1`).

It begins the conversation that the dossier and the decision belong to.

>>> QualificationRequest.model_validate({"id": "QR-2026-017"}).thread()
'QR-2026-017'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from hub.model.documents.checks.qualification_request import request_doubts
from hub.model.documents.common import Document, Many, Maybe, Note
from hub.model.documents.evidence import Evidence, Scope
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, numbers_of_party
from hub.model.documents.questionnaire import CriteriaSet, Criterion
from hub.model.documents.scalars import CodeText, Key, Line, LocalDate, LocalTime
from hub.model.location import Finding


class QualificationRequest(Document):
    """A request. `processCode`: initial, renewal, extension, event; `section`: which sections of the dossier are asked for."""

    document_type: ClassVar[str] = "qualification_request/1"
    profiles: ClassVar[Needs] = {
        "hub.qualification_request.basic": (
            Need("issueDate"),
            Need("dueDate"),
            Need("buyerCustomerParty"),
            Need("buyerCustomerParty/partyName|partyIdentification"),
            Need("scope"),
            Need("scope/*/category|region|buyerUnit"),
            Need("criteriaSet|criterion|section"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/qualification_request/1.0"] = Field(
        default="https://tradepost.example/schemas/qualification_request/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    due_date: Maybe[LocalDate] = None
    process_code: Maybe[CodeText] = None
    contract_folder_id: Maybe[Key] = None
    name: Maybe[Line] = None
    note: Many[Note] = ()
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    scope: Many[Scope] = ()
    section: Many[CodeText] = ()
    criteria_set: Many[CriteriaSet] = ()
    criterion: Many[Criterion] = ()
    evidence: Many[Evidence] = ()

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "qualification_request", self.id
        yield "contract_folder", self.contract_folder_id
        yield from numbers_of_party(self.seller_supplier_party)

    def doubts(self) -> Iterator[Finding]:
        return request_doubts(self)
