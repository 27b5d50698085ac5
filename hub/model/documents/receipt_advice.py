"""The receipt advice: what arrived of a despatch, what was taken and what was refused (`receipt_advice/1`).

Being signed for (签收), inspected (检验), taken into stock (入库) and accepted (验收) are different facts on different days:
`receiptStageCode` says which one this is. Acceptance often makes payment due.

>>> ReceiptAdvice.model_validate({"id": "RK-1", "despatchDocumentReference": [{"id": "FH-1"}]}).thread()
'FH-1'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.receipt_advice import receipt_doubts
from hub.model.documents.common import Document, DocumentReference, Many, Maybe, Quantity, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.references import LineReference, OrderLineReference, OrderReference, Reason, first_order, orders_of
from hub.model.documents.scalars import CodeText, DecimalStr, Key, LocalDate, LocalTime
from hub.model.documents.shipment import HandlingUnitReference, Shipment, TransportHandlingUnit
from hub.model.documents.trade import Item, Terms
from hub.model.location import Finding


class ReceiptLine(Terms):
    """One line. `receivedQuantity` is what arrived: what was taken and what was refused together make it."""

    id: Maybe[Key] = None
    order_line_reference: Maybe[OrderLineReference] = None
    despatch_line_reference: Maybe[LineReference] = None
    received_quantity: Maybe[Quantity] = None
    accepted_quantity: Maybe[Quantity] = None
    rejected_quantity: Maybe[Quantity] = None
    reject_reason: Many[Reason] = ()
    reject_action_code: Maybe[CodeText] = None
    short_quantity: Maybe[Quantity] = None
    shortage_action_code: Maybe[CodeText] = None
    oversupply_quantity: Maybe[Quantity] = None
    quantity_discrepancy_code: Maybe[CodeText] = None
    quality_discrepancy_code: Maybe[CodeText] = None
    received_date: Maybe[LocalDate] = None
    item: Maybe[Item] = None
    handling_unit_reference: Many[HandlingUnitReference] = ()


class ReceiptAdvice(Terms, Document):
    """A receipt advice."""

    document_type: ClassVar[str] = "receipt_advice/1"
    answers: ClassVar[tuple[str, ...]] = ("despatch_advice/1",)
    profiles: ClassVar[Needs] = {
        "hub.receipt_advice.basic": (
            Need("issueDate"),
            Need("receiptLine"),
            Need("receiptLine/*/orderLineReference|despatchLineReference"),
            Need("receiptLine/*/receivedQuantity"),
            Need("receiptLine/*/receivedQuantity/unitCode", "BUS-003"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/receipt_advice/1.0"] = Field(
        default="https://tradepost.example/schemas/receipt_advice/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    message_function_code: Maybe[CodeText] = None
    receipt_advice_type_code: Maybe[CodeText] = None
    receipt_stage_code: Maybe[Literal["signed", "inspected", "stored", "accepted"]] = None
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    order_reference: Many[OrderReference] = ()
    despatch_document_reference: Many[DocumentReference] = ()
    delivery_customer_party: Maybe[Party] = None
    despatch_supplier_party: Maybe[Party] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    shipment: Maybe[Shipment] = None
    transport_handling_unit: Many[TransportHandlingUnit] = ()
    line_count_numeric: Maybe[DecimalStr] = None
    receipt_line: Many[ReceiptLine] = ()

    def thread(self) -> str:
        despatches = (reference.id for reference in self.despatch_document_reference)
        return first_order(self.order_reference, self._lines()) or next(filter(None, despatches), self.id)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "receipt_advice", self.id
        yield from orders_of(self.order_reference, self._lines())
        yield "uuid", self.uuid
        yield from (("despatch_advice", reference.id) for reference in self.despatch_document_reference)
        if self.shipment is not None:
            yield "consignment", self.shipment.consignment_id
            yield from (("tracking", number) for number in self.shipment.tracking_id)
        yield from (("handling_unit", unit.id) for unit in self.transport_handling_unit)
        yield from numbers_of(self.additional_document_reference, "document")

    def doubts(self) -> Iterator[Finding]:
        return receipt_doubts(self)

    def _lines(self) -> Iterator[OrderLineReference | None]:
        return (line.order_line_reference for line in self.receipt_line)
