"""Tree to canonical document with coverage counted, against the function that a programmer would write for these orders by hand.

The hand-written one reads the same tree, checks numbers and dates, translates the same codes and gives the same document, and knows nothing
of any other order. Each tree is read once, as in life. Example: `python -m benchmarks.run map`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from benchmarks import generate
from benchmarks.measure import Result, in_turn, quotients, result, seconds, void
from hub.formats.base import MessageRead, Reading
from hub.formats.discover import formats
from hub.formats.segments import Segment
from hub.mapping import library
from hub.mapping.compile import CompiledMap, compile_map
from hub.mapping.coverage import measure, with_residue
from hub.mapping.result import ReadResult

X12 = formats()["x12"]
ORDERS, ROUNDS = 150, 7

UNITS = {"EA": "EA", "CA": "XCS", "KG": "KGM", "MR": "MTR"}
FUNCTIONS = {"00": "9"}
TYPES = {"SA": "220"}
ITEMS = {"VN": "sellersItemIdentification", "BP": "buyersItemIdentification", "UP": "standardItemIdentification"}
PARTIES = {"BY": "buyerCustomerParty", "ST": "deliveryParty", "SE": "sellerSupplierParty"}
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def by_hand(tree: Segment) -> dict[str, Any]:
    """The order as a programmer would read it, in one pass over the segments."""
    document: dict[str, Any] = {}
    lines: list[dict[str, Any]] = []
    references: list[dict[str, str]] = []
    for segment in tree.children:
        fields: list[Any] = segment.fields
        match segment.tag:
            case "BEG":
                document["messageFunctionCode"] = FUNCTIONS[fields[1]]
                document["orderTypeCode"] = TYPES[fields[2]]
                document["id"] = fields[3]
                document["issueDate"] = day(fields[5])
            case "CUR":
                document["documentCurrencyCode"] = fields[2]
            case "REF":
                references.append({"documentTypeCode": fields[1], "id": fields[2]})
            case "DTM" if fields[1] == "002":
                document["delivery"] = {"requestedDeliveryPeriod": {"endDate": day(fields[2])}}
            case "N1":
                document[PARTIES[fields[1]]] = party(segment)
            case "CTT":
                document["lineCountNumeric"] = number(fields[1])
            case "PO1":
                lines.append(line(segment, document["documentCurrencyCode"]))
    document["orderLine"] = lines
    document["additionalDocumentReference"] = references
    return document


def party(segment: Segment) -> dict[str, Any]:
    fields: list[Any] = segment.fields
    address: dict[str, str] = {}
    for below in segment.children:
        values: list[Any] = below.fields
        if below.tag == "N3":
            address["streetName"] = values[1]
        elif below.tag == "N4":
            named = zip(("cityName", "countrySubentityCode", "postalZone", "countryCode"), values[1:5], strict=True)
            address.update({name: value for name, value in named if value})
    return {"partyName": fields[2], "partyIdentification": [{"value": fields[4], "schemeID": fields[3]}], "postalAddress": address}


def line(segment: Segment, currency: str) -> dict[str, Any]:
    fields: list[Any] = segment.fields
    item: dict[str, Any] = {}
    for place in range(6, len(fields) - 1, 2):
        if fields[place]:
            item[ITEMS[fields[place]]] = {"schemeID": fields[place], "value": fields[place + 1]}
    made: dict[str, Any] = {"id": fields[1], "quantity": {"value": number(fields[2]), "unitCode": UNITS[fields[3]]}}
    for below in segment.children:
        values: list[Any] = below.fields
        if below.tag == "PID" and values[1] == "F":
            item.setdefault("description", []).append({"value": values[5]})
        elif below.tag == "DTM" and values[1] == "002":
            made["delivery"] = {"requestedDeliveryPeriod": {"endDate": day(values[2])}}
    made["price"] = {"priceAmount": {"value": number(fields[4]), "currencyID": currency}}
    made["item"] = item
    return made


def day(text: str) -> str:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()


def number(text: str) -> str:
    if not NUMBER.fullmatch(text):
        raise InvalidOperation(text)
    return format(Decimal(text), "f")


def trees() -> list[Segment]:
    """Fresh trees, since reading leaves marks on them."""
    parcels = (generate.order(number) for number in range(1, ORDERS + 1))
    return [event.message.tree for parcel in parcels for event in X12.read([parcel], Reading()) if isinstance(event, MessageRead)]


def timed(work: Callable[[Segment], object]) -> Callable[[], float]:
    """Microseconds an order."""

    def once() -> float:
        made = trees()
        return seconds(lambda: [work(tree) for tree in made]) / len(made) * 1e6

    return once


def same(compiled: CompiledMap) -> bool:
    """Whether both ways give one document with nothing left over. How the sender spelt it is kept apart, in `unmapped`."""
    first, second = trees()[0], trees()[0]
    read = compiled.read(first, None)
    document = {name: value for name, value in read.document.items() if name != "unmapped"}
    return document == by_hand(second) and measure(X12, first, read).residue == 0


def run() -> Iterator[Result]:
    """Microseconds for one order: by map, with coverage, with the residue and order of siblings as it is stored, and by hand."""
    compiled = compile_map(library.load("x12", "850"), X12.paths)

    def counted(tree: Segment) -> ReadResult:
        read = compiled.read(tree, None)
        measure(X12, tree, read)
        return read

    def stored(tree: Segment) -> dict[str, Any]:
        return with_residue(X12, tree, counted(tree).document, compiled)

    if not same(compiled):
        yield void("map", "by map with coverage ÷ by hand", "ratio", "the two documents differ", "<= 3")
        return
    alone, covered, kept, hand = in_turn(
        ROUNDS, *(timed(work) for work in (lambda tree: compiled.read(tree, None), counted, stored, by_hand))
    )
    yield result("map", "by map", alone, "µs/order")
    yield result("map", "by map with coverage", covered, "µs/order")
    yield result("map", "by map with coverage, residue and order of siblings", kept, "µs/order")
    yield result("map", "by hand", hand, "µs/order")
    yield result("map", "by map with coverage ÷ by hand", quotients(covered, hand), "ratio", "<= 3")
