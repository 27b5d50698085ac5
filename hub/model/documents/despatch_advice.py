"""The despatch advice (送货单, ASN): what is on its way, in which packages, for which orders (`despatch_advice/1`).

Lines are flat and name the order line they fulfil and the handling units they lie in; one line may lie in several.

>>> DespatchAdvice.model_validate({"id": "FH-1", "orderReference": [{"id": "4711"}]}).thread()
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.despatch_advice import despatch_doubts
from hub.model.documents.common import Document, Many, Maybe, Quantity, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.references import Contract, OrderLineReference, OrderReference, Reason, first_order, orders_of
from hub.model.documents.scalars import CodeText, DecimalStr, Key, Line, LocalDate, LocalTime
from hub.model.documents.shipment import HandlingUnitReference, Package, Shipment, TransportHandlingUnit
from hub.model.documents.trade import Item, Price, Terms, TypedQuantity
from hub.model.location import Finding


class DespatchedOrder(Terms, OrderReference):
    """An order that the shipment fulfils, with what is said about its part of the shipment."""

    contract: Maybe[Contract] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    handling_unit_reference: Maybe[HandlingUnitReference] = None
    actual_package: Many[Package] = ()


class DespatchLine(Terms):
    """One line. What was ordered, sent, still owed: each in its own quantity; lots, serial numbers and expiry in `item.itemInstance`.

    `transportHandlingUnit`: units that are told with the line and hold nothing else (UBL); `handlingUnitReference`: those of the document.
    """

    id: Maybe[Key] = None
    parent_line_id: Maybe[Key] = None
    line_status_code: Maybe[CodeText] = None
    order_line_reference: Maybe[OrderLineReference] = None
    delivered_quantity: Maybe[Quantity] = None
    ordered_quantity: Maybe[Quantity] = None
    cumulative_delivered_quantity: Maybe[DecimalStr] = None
    outstanding_quantity: Maybe[Quantity] = None
    outstanding_reason: Many[Reason] = ()
    backorder_quantity: Maybe[Quantity] = None
    oversupply_quantity: Maybe[Quantity] = None
    additional_quantity: Many[TypedQuantity] = ()
    item: Maybe[Item] = None
    price: Maybe[Price] = None
    backorder_reason: Maybe[Line] = None
    shipment_id: Maybe[Key] = None
    transport_handling_unit: Many[TransportHandlingUnit] = ()
    actual_package: Many[Package] = ()
    handling_unit_reference: Many[HandlingUnitReference] = ()


class DespatchAdvice(Terms, Document):
    """A despatch advice. What is said once for all of an order stands in `orderReference`, what is said of all in the document."""

    document_type: ClassVar[str] = "despatch_advice/1"
    answers: ClassVar[tuple[str, ...]] = ("order/1", "order_change/1")
    profiles: ClassVar[Needs] = {
        "hub.despatch_advice.basic": (
            Need("issueDate"),
            Need("despatchSupplierParty|sellerSupplierParty"),
            Need("deliveryCustomerParty|buyerCustomerParty"),
            Need("despatchLine"),
            Need("despatchLine/*/orderLineReference"),
            Need("despatchLine/*/deliveredQuantity"),
            Need("despatchLine/*/deliveredQuantity/unitCode", "BUS-003"),
            Need("despatchLine/*/item"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/despatch_advice/1.0"] = Field(
        default="https://tradepost.example/schemas/despatch_advice/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    message_function_code: Maybe[CodeText] = None
    despatch_advice_type_code: Maybe[CodeText] = None
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    order_reference: Many[DespatchedOrder] = ()
    contract: Maybe[Contract] = None
    despatch_supplier_party: Maybe[Party] = None
    delivery_customer_party: Maybe[Party] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    originator_customer_party: Maybe[Party] = None
    shipment: Maybe[Shipment] = None
    transport_handling_unit: Many[TransportHandlingUnit] = ()
    line_count_numeric: Maybe[DecimalStr] = None
    despatch_line: Many[DespatchLine] = ()

    def thread(self) -> str:
        return first_order(self.order_reference, self._lines()) or self.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "despatch_advice", self.id
        yield from orders_of(self.order_reference, self._lines())
        yield "uuid", self.uuid
        yield "contract", self.contract.id if self.contract else None
        if self.shipment is not None:
            yield "shipment", self.shipment.id
            yield "consignment", self.shipment.consignment_id
            yield from (("tracking", number) for number in self.shipment.tracking_id)
        for unit in (*self.transport_handling_unit, *(unit for line in self.despatch_line for unit in line.transport_handling_unit)):
            yield "handling_unit", unit.id
            yield from ((identifier.scheme_id or "handling_unit", identifier.value) for identifier in unit.identification)
        yield from numbers_of(self.additional_document_reference, "document")

    def doubts(self) -> Iterator[Finding]:
        return despatch_doubts(self)

    def _lines(self) -> Iterator[OrderLineReference | None]:
        return (line.order_line_reference for line in self.despatch_line)
