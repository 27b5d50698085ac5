"""What is traded and on which terms: item, price, allowance, tax, delivery, payment, packaging.

Prices and amounts are as the sender stated them. Nothing is derived: a net price is never made from a gross one.

>>> Price.model_validate({"priceAmount": {"value": "11.30"}, "taxIncludedIndicator": True}).tax_included_indicator
True
"""

from __future__ import annotations

from pydantic import StrictBool

from hub.model.documents.common import (
    Amount,
    Annotation,
    Closed,
    Code,
    DocumentReference,
    Identifier,
    Many,
    Maybe,
    Measurement,
    Note,
    Period,
    Quantity,
    TypedDate,
)
from hub.model.documents.party import Address, Contact, Party
from hub.model.documents.scalars import CodeText, CurrencyCode, DecimalStr, Key, Line, LocalDate, LocalTime, Prose


class ItemProperty(Closed):
    """A named property of an item, such as a colour."""

    id: Maybe[Key] = None
    name: Maybe[Line] = None
    name_code: Maybe[CodeText] = None
    value: Maybe[Line] = None
    value_quantity: Maybe[Quantity] = None
    value_qualifier: Maybe[Line] = None


class ItemInstance(Closed):
    """One lot or piece of an item."""

    lot_number: Maybe[Key] = None
    serial_number: Maybe[Key] = None
    best_before_date: Maybe[LocalDate] = None
    expiry_date: Maybe[LocalDate] = None
    manufacture_date: Maybe[LocalDate] = None
    additional_item_property: Many[ItemProperty] = ()


class TaxCategory(Closed):
    """A tax and its rate. `id`: UNCL5305, unless `schemeID` says otherwise."""

    id: Maybe[CodeText] = None
    scheme_id: Maybe[CodeText] = None
    name: Maybe[Line] = None
    percent: Maybe[DecimalStr] = None
    tax_scheme_code: Maybe[CodeText] = None
    tax_scheme_id: Maybe[CodeText] = None
    tax_scheme_name: Maybe[Line] = None
    tax_type_code: Maybe[CodeText] = None
    tax_exemption_reason_code: Maybe[CodeText] = None
    tax_exemption_reason: Maybe[Line] = None


class Packaging(Closed):
    """How an item is packed. `packQuantity`: inner packs in an outer one; `packSize`: how much is in a pack."""

    pack_quantity: Maybe[DecimalStr] = None
    pack_size: Maybe[Quantity] = None
    packaging_type_code: Maybe[CodeText] = None
    weight_qualifier_code: Maybe[CodeText] = None
    gross_weight_measure: Maybe[Quantity] = None
    gross_volume_measure: Maybe[Quantity] = None
    inner_pack_quantity: Maybe[DecimalStr] = None


class PackagingInstruction(Closed):
    """How the sender wants it packed or marked, in words."""

    characteristic_code: Maybe[CodeText] = None
    description: Maybe[Line] = None


class TransactionCondition(Closed):
    """A condition of buying an item, such as that it must be asked for first."""

    action_code: Maybe[CodeText] = None
    description: Many[Note] = ()


class HazardousItem(Closed):
    """What is dangerous in an item. `undgCode`: the number of the United Nations, such as 1950."""

    id: Maybe[Key] = None
    undg_code: Maybe[CodeText] = None
    hazard_class_id: Maybe[Key] = None
    technical_name: Maybe[Line] = None


class Certificate(Closed):
    """A certificate or label of an item, by who issued it."""

    id: Maybe[Key] = None
    certificate_type_code: Maybe[CodeText] = None
    certificate_type: Maybe[Line] = None
    remarks: Many[Line] = ()
    issuer_name: Maybe[Line] = None
    document_reference: Many[DocumentReference] = ()


class Item(Closed):
    """What is bought. Each well-known identifier has its place; all others are listed with their scheme."""

    name: Maybe[Line] = None
    description: Many[Note] = ()
    buyers_item_identification: Maybe[Identifier] = None
    sellers_item_identification: Maybe[Identifier] = None
    manufacturers_item_identification: Maybe[Identifier] = None
    standard_item_identification: Maybe[Identifier] = None
    catalogue_item_identification: Maybe[Identifier] = None
    additional_item_identification: Many[Identifier] = ()
    brand_name: Many[Line] = ()
    model_name: Many[Line] = ()
    keyword: Many[Line] = ()
    additional_information: Many[Prose] = ()
    pack_quantity: Maybe[Quantity] = None
    pack_size_numeric: Maybe[DecimalStr] = None
    hazardous_risk_indicator: Maybe[StrictBool] = None
    commodity_classification: Many[Code] = ()
    item_specification_document_reference: Many[DocumentReference] = ()
    transaction_condition: Many[TransactionCondition] = ()
    hazardous_item: Many[HazardousItem] = ()
    manufacturer_party: Maybe[Party] = None
    certificate: Many[Certificate] = ()
    additional_item_property: Many[ItemProperty] = ()
    item_instance: Many[ItemInstance] = ()
    classified_tax_category: Maybe[TaxCategory] = None
    origin_country_code: Maybe[CodeText] = None
    packaging: Many[Packaging] = ()
    dimension: Many[Measurement] = ()


class TaxSubtotal(Closed):
    """The tax of one category at one rate."""

    taxable_amount: Maybe[Amount] = None
    tax_amount: Maybe[Amount] = None
    percent: Maybe[DecimalStr] = None
    tax_category: Maybe[TaxCategory] = None


class TaxTotal(Closed):
    """One kind of tax as stated, in one currency; `taxSubtotal` splits it by category and rate."""

    tax_type_code: Maybe[CodeText] = None
    tax_amount: Maybe[Amount] = None
    rounding_amount: Maybe[Amount] = None
    tax_included_indicator: Maybe[StrictBool] = None
    tax_subtotal: Many[TaxSubtotal] = ()
    taxable_amount: Maybe[Amount] = None
    percent: Maybe[DecimalStr] = None
    tax_category_id: Maybe[CodeText] = None
    tax_exemption_reason_code: Maybe[CodeText] = None


class AllowanceCharge(Closed):
    """A deduction (`chargeIndicator` false) or an addition (true)."""

    id: Maybe[Key] = None
    charge_indicator: StrictBool
    allowance_charge_reason_code: Maybe[CodeText] = None
    allowance_charge_reason: Maybe[Line] = None
    multiplier_factor_numeric: Maybe[DecimalStr] = None
    sequence_numeric: Maybe[DecimalStr] = None
    percent_basis_code: Maybe[CodeText] = None
    base_amount: Maybe[Amount] = None
    amount: Maybe[Amount] = None
    rate: Maybe[DecimalStr] = None
    quantity: Maybe[Quantity] = None
    method_of_handling_code: Maybe[CodeText] = None
    tax_category: Maybe[TaxCategory] = None
    tax_total: Many[TaxTotal] = ()


class Price(Closed):
    """What `baseQuantity` (one unit where it is absent) costs. `taxIncludedIndicator`: 含税; absent means not stated."""

    price_amount: Maybe[Amount] = None
    base_quantity: Maybe[Quantity] = None
    orderable_unit_factor_rate: Maybe[DecimalStr] = None
    price_type_code: Maybe[CodeText] = None
    price_specification_code: Maybe[CodeText] = None
    tax_included_indicator: Maybe[StrictBool] = None
    allowance_charge: Many[AllowanceCharge] = ()


class MonetaryTotal(Closed):
    """Totals as stated: carried and checked, never computed anew."""

    line_extension_amount: Maybe[Amount] = None
    allowance_total_amount: Maybe[Amount] = None
    charge_total_amount: Maybe[Amount] = None
    tax_exclusive_amount: Maybe[Amount] = None
    tax_inclusive_amount: Maybe[Amount] = None
    prepaid_amount: Maybe[Amount] = None
    payable_rounding_amount: Maybe[Amount] = None
    payable_amount: Maybe[Amount] = None
    discount_eligible_amount: Maybe[Amount] = None
    discounted_payable_amount: Maybe[Amount] = None
    settlement_discount_amount: Maybe[Amount] = None


class TypedAmount(Closed):
    """An amount whose meaning is a code (UNCL5025), for amounts that have no property of their own."""

    type_code: CodeText
    amount: Maybe[Amount] = None
    credit_debit_code: Maybe[CodeText] = None


class TypedQuantity(Closed):
    """A quantity whose meaning is a code (UNCL6063), such as the weight that was billed."""

    type_code: CodeText
    quantity: Maybe[Quantity] = None


class ExchangeRate(Closed):
    """The rate at which one currency is taken for another."""

    source_currency_code: Maybe[CurrencyCode] = None
    target_currency_code: Maybe[CurrencyCode] = None
    calculation_rate: Maybe[DecimalStr] = None
    date: Maybe[LocalDate] = None


class PaymentTerms(Closed):
    """When and with which discount to pay (月结30天: `netDueDays` 30 after the reference event; `netDueMeasure` where months are counted)."""

    id: Maybe[Key] = None
    payment_terms_type_code: Maybe[CodeText] = None
    reference_event_code: Maybe[CodeText] = None
    settlement_discount_percent: Maybe[DecimalStr] = None
    settlement_discount_date: Maybe[LocalDate] = None
    settlement_discount_days: Maybe[DecimalStr] = None
    settlement_discount_amount: Maybe[Amount] = None
    payment_due_date: Maybe[LocalDate] = None
    net_due_days: Maybe[DecimalStr] = None
    net_due_measure: Maybe[Quantity] = None
    day_of_month: Maybe[DecimalStr] = None
    payment_means_code: Maybe[CodeText] = None
    penalty_surcharge_percent: Maybe[DecimalStr] = None
    amount: Maybe[Amount] = None
    settlement_period: Maybe[Period] = None
    penalty_period: Maybe[Period] = None
    note: Many[Note] = ()


class TypedLocation(Closed):
    """A place whose part is a code."""

    type_code: Maybe[CodeText] = None
    id: Maybe[Key] = None
    scheme_id: Maybe[CodeText] = None
    name: Maybe[Line] = None
    description: Maybe[Line] = None
    address: Maybe[Address] = None


class DeliveryTerms(Closed):
    """Who carries cost and risk, up to where. `id`: Incoterms code; `freightPaymentCode`: who pays the freight."""

    id: Maybe[CodeText] = None
    scheme_id: Maybe[CodeText] = None
    terms_list_id: Maybe[CodeText] = None
    special_terms: Maybe[Line] = None
    amount: Maybe[Amount] = None
    delivery_location: Maybe[TypedLocation] = None
    freight_payment_code: Maybe[CodeText] = None
    freight_payment_location: Maybe[TypedLocation] = None
    loss_risk_responsibility_code: Maybe[CodeText] = None
    loss_risk: Maybe[Line] = None


class CarrierRouting(Closed):
    """By whom and how it shall travel."""

    sequence_code: Maybe[CodeText] = None
    carrier_id: Maybe[Identifier] = None
    transport_mode_code: Maybe[CodeText] = None
    transport_means_type_code: Maybe[CodeText] = None
    routing: Maybe[Line] = None
    status_code: Maybe[CodeText] = None
    location: Maybe[TypedLocation] = None
    service_level_code: Maybe[CodeText] = None


class Delivery(Closed):
    """When and where it is wanted or promised."""

    id: Maybe[Key] = None
    quantity: Maybe[Quantity] = None
    requested_delivery_period: Maybe[Period] = None
    promised_delivery_period: Maybe[Period] = None
    estimated_delivery_period: Maybe[Period] = None
    actual_delivery_date: Maybe[LocalDate] = None
    actual_delivery_time: Maybe[LocalTime] = None
    latest_delivery_date: Maybe[LocalDate] = None
    latest_delivery_time: Maybe[LocalTime] = None
    requested_despatch_date: Maybe[LocalDate] = None
    requested_despatch_time: Maybe[LocalTime] = None
    promised_despatch_date: Maybe[LocalDate] = None
    tracking_id: Maybe[Key] = None
    shipment_id: Maybe[Key] = None
    shipping_priority_level_code: Maybe[CodeText] = None
    delivery_location: Maybe[TypedLocation] = None
    delivery_address: Maybe[Address] = None
    carrier_party: Maybe[Party] = None


class Schedule(Closed):
    """A part of a line's quantity, with its own date. `date` and `latestDate` say by code which dates they are."""

    id: Maybe[Key] = None
    quantity: Maybe[Quantity] = None
    date: Maybe[TypedDate] = None
    latest_date: Maybe[TypedDate] = None
    location: Maybe[TypedLocation] = None


class Terms(Closed):
    """What may stand on a whole document and on one of its lines alike."""

    note: Many[Note] = ()
    annotation: Many[Annotation] = ()
    contact: Many[Contact] = ()
    additional_document_reference: Many[DocumentReference] = ()
    additional_date: Many[TypedDate] = ()
    delivery_party: Maybe[Party] = None
    additional_party: Many[Party] = ()
    delivery: Maybe[Delivery] = None
    delivery_terms: Maybe[DeliveryTerms] = None
    payment_terms: Many[PaymentTerms] = ()
    carrier_routing: Many[CarrierRouting] = ()
    packaging_instruction: Many[PackagingInstruction] = ()
    allowance_charge: Many[AllowanceCharge] = ()
    tax_total: Many[TaxTotal] = ()
