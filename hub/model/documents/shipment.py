"""What travels: the shipment, its packages and their tree of handling units, the vehicle and the containers.

A handling unit names the unit that holds it (`parentID`); nothing is nested, because one line may lie in several units.

>>> TransportHandlingUnit.model_validate({"id": "2", "parentID": "1"}).parent_id
'1'
"""

from __future__ import annotations

from hub.model.documents.common import (
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
from hub.model.documents.party import Contact, Party
from hub.model.documents.references import OrderReference
from hub.model.documents.scalars import CodeText, DecimalStr, Key, Line, LocalDate, LocalTime
from hub.model.documents.trade import Packaging


class Package(Closed):
    """So many packages of one kind, with what they weigh together. `packagingTypeCode`: UN/ECE Recommendation 21.

    `contentQuantity` is what lies in each.
    """

    id: Maybe[Key] = None
    level_code: Maybe[CodeText] = None
    quantity: Maybe[Quantity] = None
    packaging_type_code: Maybe[CodeText] = None
    packaging_type: Maybe[Line] = None
    content_quantity: Maybe[Quantity] = None
    commodity_classification: Maybe[Code] = None
    weight_qualifier_code: Maybe[CodeText] = None
    gross_weight_measure: Maybe[Quantity] = None
    net_weight_measure: Maybe[Quantity] = None
    gross_volume_measure: Maybe[Quantity] = None
    terms_code: Maybe[CodeText] = None
    measurement_dimension: Many[Measurement] = ()


class TransportEquipment(Closed):
    """A container or trailer, and its seals. `transportEquipmentTypeCode`: UNCL8053 or the source's own code."""

    id: Maybe[Key] = None
    prefix: Maybe[Key] = None
    transport_equipment_type_code: Maybe[CodeText] = None
    seal_id: Many[Key] = ()
    gross_weight_measure: Maybe[Quantity] = None


class TransportMeans(Closed):
    """A vehicle, vessel or flight. `registrationID`: the number plate (车牌号)."""

    id: Maybe[Identifier] = None
    transport_means_type_code: Maybe[CodeText] = None
    registration_id: Maybe[Key] = None
    name: Maybe[Line] = None
    journey_id: Maybe[Key] = None
    driver: Maybe[Contact] = None


class HandlingUnitReference(Closed):
    """A handling unit that holds a line, and how much of the line it holds."""

    id: Key
    quantity: Maybe[Quantity] = None


class TransportHandlingUnit(Closed):
    """A pallet, carton or crate. `id` is what lines and other units call it by; what is printed on it stands in `identification`.

    `despatchLineID` where it holds a part of one line only; `packageLevelCode` (UNCL7075): 1 inner, 2 between, 3 outer.
    `identification` with scheme `SSCC` is the serial shipping container code. `transportHandlingUnitTypeCode`: UN/ECE Recommendation 21.
    """

    id: Maybe[Key] = None
    parent_id: Maybe[Key] = None
    order_reference: Maybe[OrderReference] = None
    despatch_line_id: Maybe[Key] = None
    package_level_code: Maybe[CodeText] = None
    transport_handling_unit_type_code: Maybe[CodeText] = None
    identification: Many[Identifier] = ()
    shipping_marks: Many[Line] = ()
    handling_code: Maybe[CodeText] = None
    handling_instructions: Maybe[Line] = None
    total_goods_item_quantity: Maybe[Quantity] = None
    total_package_quantity: Maybe[Quantity] = None
    gross_weight_measure: Maybe[Quantity] = None
    net_weight_measure: Maybe[Quantity] = None
    gross_volume_measure: Maybe[Quantity] = None
    actual_package: Many[Package] = ()
    packaging: Many[Packaging] = ()
    measurement_dimension: Many[Measurement] = ()
    additional_document_reference: Many[DocumentReference] = ()
    additional_date: Many[TypedDate] = ()
    note: Many[Note] = ()


class Shipment(Closed):
    """The transport as a whole: its numbers, weights, times, carrier and means."""

    id: Maybe[Key] = None
    consignment_id: Maybe[Key] = None
    tracking_id: Many[Key] = ()
    handling_code: Maybe[CodeText] = None
    information: Many[Note] = ()
    gross_weight_measure: Maybe[Quantity] = None
    net_weight_measure: Maybe[Quantity] = None
    gross_volume_measure: Maybe[Quantity] = None
    net_volume_measure: Maybe[Quantity] = None
    total_goods_item_quantity: Maybe[Quantity] = None
    total_transport_handling_unit_quantity: Maybe[DecimalStr] = None
    actual_despatch_date: Maybe[LocalDate] = None
    actual_despatch_time: Maybe[LocalTime] = None
    estimated_despatch_date: Maybe[LocalDate] = None
    estimated_despatch_time: Maybe[LocalTime] = None
    estimated_delivery_period: Maybe[Period] = None
    actual_delivery_date: Maybe[LocalDate] = None
    actual_delivery_time: Maybe[LocalTime] = None
    transport_mode_code: Maybe[CodeText] = None
    transport_means: Maybe[TransportMeans] = None
    carrier_party: Maybe[Party] = None
    transport_equipment: Many[TransportEquipment] = ()
    actual_package: Many[Package] = ()
    measurement_dimension: Many[Measurement] = ()
