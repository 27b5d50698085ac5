"""The response to an order: what the seller confirms, changes or refuses (`order_response/1`).

A later revision replaces the whole earlier response. A line holds a list of confirmations, because one line may be
accepted in part, put back in part and refused in part.

>>> OrderResponse.model_validate({"orderReference": {"id": "4711"}}).order_reference.id
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.order_response import response_doubts
from hub.model.documents.common import Amount, Closed, Document, DocumentReference, Many, Maybe, Period, Quantity, TypedDate, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party
from hub.model.documents.references import Contract, OrderLineReference, OrderReference, Reason
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Key, LocalDate, LocalTime
from hub.model.documents.trade import Item, MonetaryTotal, Price, Schedule, Terms
from hub.model.location import Finding


class Confirmation(Closed):
    """What becomes of a part of the line's quantity, and when.

    `statusCode`: accepted, changed, rejected, backordered, substituted, pending or the source's own code.
    """

    status_code: CodeText
    quantity: Maybe[Quantity] = None
    promised_delivery_period: Maybe[Period] = None
    date: Maybe[TypedDate] = None
    price: Maybe[Price] = None
    reason: Many[Reason] = ()
    substituted_item: Maybe[Item] = None


class OrderResponseLine(Terms):
    """The answer to one line; `quantity` and `price` repeat the order, `confirmation` answers it.

    `id` is the responder's line number where it is not the buyer's.
    """

    id: Maybe[Key] = None
    order_line_reference: Maybe[OrderLineReference] = None
    line_status_code: Maybe[CodeText] = None
    line_extension_amount: Maybe[Amount] = None
    quantity: Maybe[Quantity] = None
    price: Maybe[Price] = None
    item: Maybe[Item] = None
    confirmation: Many[Confirmation] = ()
    delivery_schedule: Many[Schedule] = ()


class OrderResponse(Terms, Document):
    """A response. `orderResponseCode` (UNCL4343): AB received, AP accepted, CA accepted with changes, RE rejected.
    `responseTypeCode` (UNCL1001): what kind of response it is, such as 231.

    `orderResponseSourceCode` keeps the sender's finer code where several mean the same.
    """

    document_type: ClassVar[str] = "order_response/1"
    answers: ClassVar[tuple[str, ...]] = ("order/1", "order_change/1", "order_cancellation/1")
    profiles: ClassVar[Needs] = {
        "hub.order_response.basic": (
            Need("issueDate"),
            Need("orderResponseCode"),
            Need("orderLine/*/id|orderLineReference"),
            Need("orderLine/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/confirmation/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/price/priceAmount/currencyID", "BUS-002"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/order_response/1.0"] = Field(
        default="https://tradepost.example/schemas/order_response/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Maybe[Key] = None
    revision: Maybe[Key] = None
    message_function_code: Maybe[CodeText] = None
    response_type_code: Maybe[CodeText] = None
    order_response_code: Maybe[CodeText] = None
    order_response_source_code: Maybe[CodeText] = None
    response_reason: Many[Reason] = ()
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    order_reference: OrderReference
    order_change_document_reference: Maybe[DocumentReference] = None
    sales_order_id: Maybe[Key] = None
    customer_reference: Maybe[Key] = None
    contract: Maybe[Contract] = None
    document_currency_code: Maybe[CurrencyCode] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    accounting_customer_party: Maybe[Party] = None
    anticipated_monetary_total: Maybe[MonetaryTotal] = None
    gross_weight_measure: Maybe[Quantity] = None
    line_count_numeric: Maybe[DecimalStr] = None
    order_line: Many[OrderResponseLine] = ()

    def thread(self) -> str:
        return self.order_reference.id

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "order_response", self.id
        yield "order", self.order_reference.id
        yield "uuid", self.order_reference.uuid
        yield "sales_order", self.sales_order_id
        yield "customer", self.customer_reference
        yield "contract", self.contract.id if self.contract else None
        yield from numbers_of(self.additional_document_reference, "document")

    def doubts(self) -> Iterator[Finding]:
        return response_doubts(self)
