"""What a document states that does not fit together: totals, counts, currencies, identifiers. Findings only.

Nothing is corrected or computed into the document (a total is what the sender says it is).

>>> [finding.rule for finding in check(Order.model_validate({"id": "1", "lineCountNumeric": "2"}))]
['BUS-011']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from hub.model.codes import lists
from hub.model.documents.common import Amount, Document, Identifier
from hub.model.documents.order import Order, OrderLine
from hub.model.documents.order_response import OrderResponse, OrderResponseLine
from hub.model.documents.party import Address, Party
from hub.model.identifiers import GS1_SCHEMES, USCC_SCHEME, is_gs1, is_uscc
from hub.model.location import Finding

# 28 digits times 28 digits fit, so that no product is rounded before it is compared.
_EXACT = Context(prec=80)
_PARTIES = ("buyer_customer_party", "seller_supplier_party", "originator_customer_party", "accounting_customer_party", "delivery_party")


def check(document: Document) -> list[Finding]:
    """Every finding about the content of a document; none for documents without business content."""
    if isinstance(document, Order | OrderResponse):
        return list(_check(document))
    return []


def _check(document: Order | OrderResponse) -> Iterator[Finding]:
    yield from _counted(document)
    yield from _line_numbers(_lines(document))
    yield from _currencies(document)
    yield from _parties(document)
    for at, line in enumerate(_lines(document)):
        yield from _line(line, f"/orderLine/{at}")
    if isinstance(document, Order):
        yield from _totals(document)


def _lines(document: Order | OrderResponse) -> Sequence[OrderLine | OrderResponseLine]:
    return document.order_line


def _warning(rule: str, pointer: str, **params: object) -> Finding:
    return Finding(rule, "warning", params={"pointer": pointer, **params}, pointer=pointer)


def _counted(document: Order | OrderResponse) -> Iterator[Finding]:
    stated, counted = document.line_count_numeric, len(document.order_line)
    if stated is not None and stated != counted:
        yield _warning("BUS-011", "/lineCountNumeric", stated=stated, computed=counted)


def _line_numbers(lines: Iterable[OrderLine | OrderResponseLine]) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if line.id is not None and line.id in seen:
            yield _warning("BUS-013", f"/orderLine/{at}/id", found=line.id)
        seen.add(line.id or "")


def _line(line: OrderLine | OrderResponseLine, pointer: str) -> Iterator[Finding]:
    if line.quantity is not None and line.quantity.unit_code and line.quantity.unit_code not in lists().unit:
        place = pointer + "/quantity/unitCode"
        yield Finding("BUS-021", "info", params={"pointer": place, "found": line.quantity.unit_code}, pointer=place)
    if line.item is not None:
        yield from _gs1(line.item.standard_item_identification, pointer + "/item/standardItemIdentification")
    if line.delivery_party is not None:
        yield from _party(line.delivery_party, pointer + "/deliveryParty")
    if isinstance(line, OrderResponseLine):
        yield from _confirmed(line, pointer)
        return
    yield from _own_currency(line, pointer)
    if line.line_extension_amount is not None and not line.allowance_charge:
        yield from _extension(line, line.line_extension_amount, pointer)


def _own_currency(line: OrderLine, pointer: str) -> Iterator[Finding]:
    """A line that names a currency of its own beside a price in another: nobody can tell which one is meant."""
    own = line.pricing_exchange_rate.source_currency_code if line.pricing_exchange_rate else None
    amount = line.price.price_amount if line.price else None
    if own is not None and amount is not None and amount.currency_id not in (None, own):
        place = pointer + "/price/priceAmount/currencyID"
        yield Finding("BUS-016", "error", params={"pointer": place, "found": amount.currency_id, "expected": own}, pointer=place)


def _extension(line: OrderLine, stated: Amount, pointer: str) -> Iterator[Finding]:
    computed = _product(line)
    if computed is not None and not _agree(stated.value, computed):
        yield _warning("BUS-012", pointer + "/lineExtensionAmount", stated=stated.value, computed=computed)


def _product(line: OrderLine) -> Decimal | None:
    """Quantity times price, unless the price is for another unit, for several, or is not stated."""
    quantity, price = line.quantity, line.price
    if quantity is None or price is None or price.price_amount is None or price.allowance_charge or price.tax_included_indicator:
        return None
    base = price.base_quantity
    if base is not None and (not base.value or base.unit_code not in (None, quantity.unit_code)):
        return None
    product = _EXACT.multiply(quantity.value, price.price_amount.value)
    return product if base is None else _EXACT.divide(product, base.value)


def _agree(stated: Decimal, computed: Decimal) -> bool:
    """Equal to the last place that is stated, rounded half up."""
    place = Decimal((0, (1,), min(int(stated.as_tuple().exponent), -2)))
    return _EXACT.abs(_EXACT.subtract(stated, computed.quantize(place, ROUND_HALF_UP, _EXACT))) <= 0


def _totals(order: Order) -> Iterator[Finding]:
    total = order.anticipated_monetary_total
    if total is None:
        return
    if total.line_extension_amount is not None:
        computed = _sum(_line_amount(line) for line in order.order_line)
        if computed is not None and order.order_line and not _agree(total.line_extension_amount.value, computed):
            yield _warning(
                "BUS-010", "/anticipatedMonetaryTotal/lineExtensionAmount", stated=total.line_extension_amount.value, computed=computed
            )
        if total.tax_exclusive_amount is not None:
            parts = (_value(total.line_extension_amount), -_value(total.allowance_total_amount), _value(total.charge_total_amount))
            computed = _sum(parts)
            if computed is not None and not _agree(total.tax_exclusive_amount.value, computed):
                stated = total.tax_exclusive_amount.value
                yield _warning("BUS-010", "/anticipatedMonetaryTotal/taxExclusiveAmount", stated=stated, computed=computed)


def _line_amount(line: OrderLine) -> Decimal | None:
    if line.line_extension_amount is not None:
        return line.line_extension_amount.value
    return None if line.allowance_charge else _product(line)


def _value(amount: Amount | None) -> Decimal:
    return amount.value if amount is not None else Decimal(0)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total = _EXACT.add(total, part)
    return total


def _confirmed(line: OrderResponseLine, pointer: str) -> Iterator[Finding]:
    """Every part of the quantity is spoken for, when the parts are in the line's own unit."""
    quantity = line.quantity
    parts = [confirmation.quantity for confirmation in line.confirmation]
    if quantity is None or not parts or any(part is None or part.unit_code != quantity.unit_code for part in parts):
        return
    computed = _sum(part.value for part in parts if part is not None)
    if computed != quantity.value:
        yield _warning("BUS-014", pointer + "/confirmation", stated=quantity.value, computed=computed)


def _currencies(document: Order | OrderResponse) -> Iterator[Finding]:
    day = document.issue_date.isoformat() if document.issue_date else ""
    own = document.document_currency_code
    for currency, pointer in _stated_currencies(document):
        if not lists().currency.valid(currency, day):
            yield _warning("BUS-020", pointer, found=currency, date=day or "-")
        if own is not None and currency != own:
            yield _warning("BUS-015", pointer, found=currency, expected=own)


def _stated_currencies(document: Order | OrderResponse) -> Iterator[tuple[str, str]]:
    """Each currency once, where it stands first."""
    seen: set[str] = set()
    for currency, pointer in _all_currencies(document):
        if currency not in seen:
            seen.add(currency)
            yield currency, pointer


def _all_currencies(document: Order | OrderResponse) -> Iterator[tuple[str, str]]:
    if document.document_currency_code is not None:
        yield document.document_currency_code, "/documentCurrencyCode"
    for at, line in enumerate(_lines(document)):
        price = line.price
        if price is not None and price.price_amount is not None and price.price_amount.currency_id is not None:
            yield price.price_amount.currency_id, f"/orderLine/{at}/price/priceAmount/currencyID"


def _parties(document: Order | OrderResponse) -> Iterator[Finding]:
    for name in _PARTIES:
        party = getattr(document, name, None)
        if party is not None:
            alias = type(document).model_fields[name].alias
            yield from _party(party, f"/{alias}")
    for at, party in enumerate(document.additional_party):
        yield from _party(party, f"/additionalParty/{at}")


def _party(party: Party, pointer: str) -> Iterator[Finding]:
    for at, identifier in enumerate(party.party_identification):
        yield from _gs1(identifier, f"{pointer}/partyIdentification/{at}")
        yield from _uscc(identifier, f"{pointer}/partyIdentification/{at}")
    if party.party_legal_entity is not None:
        yield from _uscc(party.party_legal_entity.company_id, pointer + "/partyLegalEntity/companyID")
    if party.postal_address is not None:
        yield from _country(party.postal_address, pointer + "/postalAddress")


def _country(address: Address, pointer: str) -> Iterator[Finding]:
    if address.country_code is not None and address.country_code not in lists().country:
        yield _warning("BUS-022", pointer + "/countryCode", found=address.country_code)


def _gs1(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    if identifier is not None and identifier.scheme_id in GS1_SCHEMES and not is_gs1(identifier.value):
        yield _warning("BUS-031", pointer, found=identifier.value)


def _uscc(identifier: Identifier | None, pointer: str) -> Iterator[Finding]:
    if identifier is not None and identifier.scheme_id == USCC_SCHEME and not is_uscc(identifier.value):
        yield _warning("BUS-030", pointer, found=identifier.value)
