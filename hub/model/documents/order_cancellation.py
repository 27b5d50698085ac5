"""The cancellation of an order, or of some of its lines (`order_cancellation/1`).

It asks; whether it came in time is answered by an order response, never by silence.

>>> OrderCancellation.model_validate({"orderReference": {"id": "4711"}}).thread()
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.order_cancellation import cancellation_doubts
from hub.model.documents.common import Document, DocumentReference, Many, Maybe, Note, Quantity, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.references import Contract, OrderLineReference, OrderReference, Reason, orders_of
from hub.model.documents.scalars import CodeText, Key, LocalDate, LocalTime
from hub.model.documents.trade import Item, Terms
from hub.model.location import Finding


class CancelledLine(Terms):
    """A line that is no longer wanted; without a quantity, the whole line."""

    order_line_reference: OrderLineReference
    quantity: Maybe[Quantity] = None
    item: Maybe[Item] = None
    reason: Many[Reason] = ()


class OrderCancellation(Terms, Document):
    """A cancellation. Without lines it is of the whole order."""

    document_type: ClassVar[str] = "order_cancellation/1"
    profiles: ClassVar[Needs] = {
        "hub.order_cancellation.basic": (
            Need("issueDate"),
            Need("cancellationNote|cancellationReason"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/order_cancellation/1.0"] = Field(
        default="https://tradepost.example/schemas/order_cancellation/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Maybe[Key] = None
    revision: Maybe[Key] = None
    message_function_code: Maybe[CodeText] = None
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    order_reference: OrderReference
    cancellation_note: Many[Note] = ()
    cancellation_reason: Many[Reason] = ()
    contract: Maybe[Contract] = None
    originator_document_reference: Maybe[DocumentReference] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    originator_customer_party: Maybe[Party] = None
    order_line: Many[CancelledLine] = ()

    def revises(self) -> bool:
        return True

    def thread(self) -> str:
        return self.order_reference.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "order_cancellation", self.id
        yield from orders_of((self.order_reference,))
        yield "uuid", self.uuid
        yield "contract", self.contract.id if self.contract else None
        yield from numbers_of(self.additional_document_reference, "document")

    def doubts(self) -> Iterator[Finding]:
        return cancellation_doubts(self)
