"""The invoice, the credit note and the debit note, told apart by `invoiceTypeCode` (`invoice/1`).

Amounts are as stated, never computed. The business terms of EN 16931 stand in the schema as `x-bt`.

>>> Invoice.model_validate({"id": "R-1", "invoiceTypeCode": "381", "orderReference": [{"id": "4711"}]}).thread()
'4711'
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool

from hub.model.documents.checks.invoice import invoice_doubts
from hub.model.documents.common import Amount, Closed, Document, DocumentReference, Many, Maybe, Period, Quantity, numbers_of
from hub.model.documents.needs import Need, Needs
from hub.model.documents.party import Party, TaxScheme
from hub.model.documents.payment import Fapiao, PaymentMeans, PrepaidPayment
from hub.model.documents.references import Contract, LineReference, OrderLineReference, OrderReference, Reason, first_order, orders_of
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Key, LocalDate, LocalTime
from hub.model.documents.shipment import Shipment
from hub.model.documents.trade import ExchangeRate, Item, MonetaryTotal, Price, TaxTotal, Terms, TypedAmount, TypedQuantity
from hub.model.location import Finding


def term(name: str) -> Any:
    """A business term (BT) or group (BG) of EN 16931."""
    return Field(json_schema_extra={"x-bt": name})


class AccountingEntry(Closed):
    """An account, project or cost centre that the line is booked to, and which of these it is."""

    type_code: Maybe[CodeText] = None
    id: Maybe[Key] = None


class InvoiceLine(Terms):
    """One line. A credit note's lines state what is credited, in the same property. `price` is per `baseQuantity`.

    `subInvoiceLine`: lines inside it, where the sender nests them; where lines are told one after the other, `parentLineID` names theirs.
    """

    id: Annotated[Maybe[Key], term("BT-126")] = None
    parent_line_id: Maybe[Key] = None
    uuid: Maybe[Key] = None
    invoiced_quantity: Annotated[Maybe[Quantity], term("BT-129")] = None
    line_extension_amount: Annotated[Maybe[Amount], term("BT-131")] = None
    tax_inclusive_line_extension_amount: Maybe[Amount] = None
    free_of_charge_indicator: Maybe[StrictBool] = None
    tax_point_date: Maybe[LocalDate] = None
    accounting_cost: Annotated[Maybe[Key], term("BT-133")] = None
    accounting_cost_code: Maybe[CodeText] = None
    invoice_period: Annotated[Maybe[Period], term("BG-26")] = None
    order_line_reference: Annotated[Maybe[OrderLineReference], term("BT-132")] = None
    despatch_line_reference: Maybe[LineReference] = None
    receipt_line_reference: Maybe[LineReference] = None
    billing_reference: Maybe[LineReference] = None
    item: Annotated[Maybe[Item], term("BG-31")] = None
    price: Annotated[Maybe[Price], term("BG-29")] = None
    pricing_reference: Many[Price] = ()
    sub_invoice_line: Many[InvoiceLine] = ()
    additional_quantity: Many[TypedQuantity] = ()
    additional_amount: Many[TypedAmount] = ()
    accounting_entry: Many[AccountingEntry] = ()


class Invoice(Terms, Document):
    """An invoice. `invoiceTypeCode` (UNCL1001): 380 invoice, 381 credit note, 383 debit note, 384 corrected, 386 prepayment.

    `precedingInvoiceReference` names what a credit note credits. `invoiceTypeSourceCode` keeps the sender's finer code of a kind of
    document that its format calls a credit note whatever the code (UBL CreditNote).
    """

    document_type: ClassVar[str] = "invoice/1"
    answers: ClassVar[tuple[str, ...]] = ("order/1", "order_change/1")
    profiles: ClassVar[Needs] = {
        "hub.invoice.basic": (
            Need("issueDate"),
            Need("invoiceTypeCode"),
            Need("documentCurrencyCode", "BUS-002"),
            Need("accountingSupplierParty|sellerSupplierParty"),
            Need("accountingCustomerParty|buyerCustomerParty"),
            Need("legalMonetaryTotal"),
            Need("legalMonetaryTotal/payableAmount"),
            Need("invoiceLine"),
            Need("invoiceLine/*/invoicedQuantity"),
            Need("invoiceLine/*/invoicedQuantity/unitCode", "BUS-003"),
            Need("invoiceLine/*/item"),
        ),
    }

    schema_: Literal["https://tradepost.example/schemas/invoice/1.0"] = Field(
        default="https://tradepost.example/schemas/invoice/1.0", alias="$schema"
    )
    schema_version: Literal["1.0"] = "1.0"
    id: Annotated[Key, term("BT-1")]
    revision: Maybe[Key] = None
    message_function_code: Maybe[CodeText] = None
    copy_indicator: Maybe[StrictBool] = None
    uuid: Maybe[Key] = None
    issue_date: Annotated[Maybe[LocalDate], term("BT-2")] = None
    issue_time: Maybe[LocalTime] = None
    invoice_type_code: Annotated[Maybe[CodeText], term("BT-3")] = None
    invoice_type_source_code: Maybe[CodeText] = None
    document_currency_code: Annotated[Maybe[CurrencyCode], term("BT-5")] = None
    tax_currency_code: Annotated[Maybe[CurrencyCode], term("BT-6")] = None
    payment_currency_code: Maybe[CurrencyCode] = None
    pricing_exchange_rate: Maybe[ExchangeRate] = None
    tax_exchange_rate: Maybe[ExchangeRate] = None
    tax_point_date: Annotated[Maybe[LocalDate], term("BT-7")] = None
    due_date: Annotated[Maybe[LocalDate], term("BT-9")] = None
    buyer_reference: Annotated[Maybe[Key], term("BT-10")] = None
    accounting_cost: Annotated[Maybe[Key], term("BT-19")] = None
    accounting_cost_code: Maybe[CodeText] = None
    invoice_period: Annotated[Maybe[Period], term("BG-14")] = None
    order_reference: Annotated[Many[OrderReference], term("BT-13")] = ()
    contract: Annotated[Maybe[Contract], term("BT-12")] = None
    project_reference: Annotated[Maybe[DocumentReference], term("BT-11")] = None
    originator_document_reference: Annotated[Maybe[DocumentReference], term("BT-17")] = None
    despatch_document_reference: Annotated[Many[DocumentReference], term("BT-16")] = ()
    receipt_document_reference: Annotated[Many[DocumentReference], term("BT-15")] = ()
    statement_document_reference: Many[DocumentReference] = ()
    preceding_invoice_reference: Annotated[Many[DocumentReference], term("BG-3")] = ()
    correction_reason: Many[Reason] = ()
    accounting_supplier_party: Annotated[Maybe[Party], term("BG-4")] = None
    accounting_customer_party: Annotated[Maybe[Party], term("BG-7")] = None
    payee_party: Annotated[Maybe[Party], term("BG-10")] = None
    tax_representative_party: Annotated[Maybe[Party], term("BG-11")] = None
    buyer_customer_party: Maybe[Party] = None
    seller_supplier_party: Maybe[Party] = None
    tax_registration: Many[TaxScheme] = ()
    shipment: Maybe[Shipment] = None
    payment_means: Annotated[Many[PaymentMeans], term("BG-16")] = ()
    prepaid_payment: Many[PrepaidPayment] = ()
    withholding_tax_total: Many[TaxTotal] = ()
    legal_monetary_total: Annotated[Maybe[MonetaryTotal], term("BG-22")] = None
    additional_amount: Many[TypedAmount] = ()
    fapiao: Many[Fapiao] = ()
    line_count_numeric: Maybe[DecimalStr] = None
    invoice_line: Annotated[Many[InvoiceLine], term("BG-25")] = ()

    def thread(self) -> str:
        named = first_order(self.order_reference, self._lines())
        others = (reference.id for reference in (*self.preceding_invoice_reference, *self.despatch_document_reference))
        return named or next(filter(None, others), self.id)

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield "invoice", self.id
        yield from orders_of(self.order_reference, self._lines())
        yield "uuid", self.uuid
        yield "customer", self.buyer_reference
        yield "contract", self.contract.id if self.contract else None
        for kind, named in (
            ("invoice", self.preceding_invoice_reference),
            ("despatch_advice", self.despatch_document_reference),
            ("receipt_advice", self.receipt_document_reference),
            ("statement", self.statement_document_reference),
        ):
            yield from ((kind, reference.id) for reference in named)
        yield from (("fapiao", fapiao.number) for fapiao in self.fapiao)
        if self.shipment is not None:
            yield "consignment", self.shipment.consignment_id
            yield from (("tracking", number) for number in self.shipment.tracking_id)
        yield from numbers_of(self.additional_document_reference, "document")

    def doubts(self) -> Iterator[Finding]:
        return invoice_doubts(self)

    def _lines(self) -> Iterator[OrderLineReference | None]:
        return (line.order_line_reference for line in self.invoice_line)
