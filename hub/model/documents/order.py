"""The order: what a buyer wants, from whom, when and on which terms (`order/1`).

Only the number is required; whatever else a trade needs is asked for by a profile (`hub.model.profiles`).

>>> Order.model_validate({"id": "4711"}).values()["id"]
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.order import order_doubts
from hub.model.documents.common import Amount, Document, DocumentReference, Many, Maybe, Period, Quantity, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, TaxScheme
from hub.model.documents.references import Contract
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Key, LocalDate, LocalTime
from hub.model.documents.trade import ExchangeRate, Item, MonetaryTotal, Price, Schedule, Terms
from hub.model.location import Finding


class OrderLine(Terms):
    """One line. `id` is the sender's line number, verbatim: lines are matched by it, never by position."""

    id: Maybe[Key] = None
    parent_line_id: Maybe[Key] = None
    action_code: Maybe[CodeText] = None
    sales_order_id: Maybe[Key] = None
    uuid: Maybe[Key] = None
    quantity: Maybe[Quantity] = None
    minimum_quantity: Maybe[Quantity] = None
    maximum_quantity: Maybe[Quantity] = None
    minimum_backorder_quantity: Maybe[Quantity] = None
    maximum_backorder_quantity: Maybe[Quantity] = None
    total_tax_amount: Maybe[Amount] = None
    price: Maybe[Price] = None
    pricing_exchange_rate: Maybe[ExchangeRate] = None
    line_extension_amount: Maybe[Amount] = None
    item: Maybe[Item] = None
    delivery_schedule: Many[Schedule] = ()
    partial_delivery_indicator: Maybe[StrictBool] = None
    back_order_allowed_indicator: Maybe[StrictBool] = None
    sales_requirement_code: Maybe[CodeText] = None
    substitution_code: Maybe[CodeText] = None
    accounting_cost: Maybe[Key] = None
    accounting_cost_code: Maybe[CodeText] = None
    originator_party: Maybe[Party] = None
    order_line_reference: Maybe[DocumentReference] = None


class OrderHead(Terms):
    """What an order states beside its lines, and a change of it may state anew."""

    message_function_code: Maybe[CodeText] = None
    order_type_code: Maybe[CodeText] = None
    uuid: Maybe[Key] = None
    sales_order_id: Maybe[Key] = None
    issue_date: Maybe[LocalDate] = None
    issue_time: Maybe[LocalTime] = None
    requested_response_code: Maybe[CodeText] = None
    payment_means_code: Maybe[CodeText] = None
    document_currency_code: Maybe[CurrencyCode] = None
    pricing_exchange_rate: Maybe[ExchangeRate] = None
    customer_reference: Maybe[Key] = None
    accounting_cost: Maybe[Key] = None
    accounting_cost_code: Maybe[CodeText] = None
    copy_indicator: Maybe[StrictBool] = None
    tax_currency_code: Maybe[CurrencyCode] = None
    pricing_currency_code: Maybe[CurrencyCode] = None
    quotation_document_reference: Maybe[DocumentReference] = None
    order_document_reference: Many[DocumentReference] = ()
    originator_document_reference: Maybe[DocumentReference] = None
    catalogue_reference: Maybe[DocumentReference] = None
    project_reference: Many[DocumentReference] = ()
    contract: Maybe[Contract] = None
    validity_period: Maybe[Period] = None
    tax_registration: Many[TaxScheme] = ()
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    originator_customer_party: Maybe[Party] = None
    accounting_customer_party: Maybe[Party] = None
    anticipated_monetary_total: Maybe[MonetaryTotal] = None
    gross_weight_measure: Maybe[Quantity] = None
    line_count_numeric: Maybe[DecimalStr] = None

    def numbers(self) -> Iterator[tuple[str, str | None]]:
        """Every number of it that is not the order's own."""
        yield "uuid", self.uuid
        yield from numbers_of((self.quotation_document_reference,) if self.quotation_document_reference else (), "quotation")
        yield "sales_order", self.sales_order_id
        yield "customer", self.customer_reference
        yield "contract", self.contract.id if self.contract else None
        yield from numbers_of(self.additional_document_reference, "document")


class Order(OrderHead, Document):
    """An order. `revision` is the sender's own; absent means the original."""

    document_type: ClassVar[str] = "order/1"
    profiles: ClassVar[Needs] = {
        "hub.order.basic": (
            Need("issueDate"),
            Need("buyerCustomerParty"),
            Need("buyerCustomerParty/partyName|partyIdentification"),
            Need("sellerSupplierParty/partyName|partyIdentification"),
            Need("orderLine"),
            Need("orderLine/*/id"),
            Need("orderLine/*/quantity"),
            Need("orderLine/*/quantity/unitCode", "BUS-003"),
            Need("orderLine/*/price/priceAmount/currencyID", "BUS-002"),
            Need("orderLine/*/lineExtensionAmount/currencyID", "BUS-002"),
            Need("anticipatedMonetaryTotal/*/currencyID", "BUS-002"),
            Need("orderLine/*/item"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/order/1.0"] = Field(
        default="https://tradepost.example/schemas/order/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Key
    revision: Maybe[Key] = None
    order_line: Many[OrderLine] = ()

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "order", self.id
        yield from self.numbers()

    def doubts(self) -> Iterator[Finding]:
        return order_doubts(self)
