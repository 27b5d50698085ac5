"""UBL for benchmarks, made here: an Order of any number of lines, such as a Peppol buyer sends it; about 16 KB at twenty lines.

Never reads a sample of somebody else. All values follow from numbers, none from chance. Example: `order(4711)` is valid by its schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.formats.ubl.names import CAC, CBC, root_namespace

UNITS = ("EA", "KGM", "MTR")
TOWNS = (("Ningbo", "315000", "CN"), ("Hamburg", "20457", "DE"), ("Lyon", "69001", "FR"))


def order(number: int, lines: int = 20) -> bytes:
    """One order; `number` makes its values its own."""
    body = "\n".join([*_header(number), *(text for line in range(1, lines + 1) for text in _line(number, line))])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Order xmlns="{root_namespace("Order")}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">\n{body}\n</Order>\n'
    ).encode()


def _header(number: int) -> Iterator[str]:
    yield "  <cbc:UBLVersionID>2.1</cbc:UBLVersionID>"
    yield "  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>"
    yield "  <cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>"
    yield f"  <cbc:ID>PO-{number:07}</cbc:ID>"
    yield "  <cbc:IssueDate>2026-01-02</cbc:IssueDate>"
    yield "  <cbc:OrderTypeCode>220</cbc:OrderTypeCode>"
    yield "  <cbc:Note>Please deliver on euro pallets, one copy of the note</cbc:Note>"
    yield "  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
    yield f"  <cac:ValidityPeriod><cbc:EndDate>2026-02-{number % 28 + 1:02}</cbc:EndDate></cac:ValidityPeriod>"
    yield f"  <cac:QuotationDocumentReference><cbc:ID>QT-{number % 1000}</cbc:ID></cac:QuotationDocumentReference>"
    yield from _party("BuyerCustomerParty", "Lanmei Pumps", number)
    yield from _party("SellerSupplierParty", "Nordkran AB", number + 1)
    yield (
        f"  <cac:Delivery>{_address('DeliveryLocation><cac:Address', 'Address></cac:DeliveryLocation', number + 2)}"
        "<cac:RequestedDeliveryPeriod><cbc:EndDate>2026-01-30</cbc:EndDate></cac:RequestedDeliveryPeriod></cac:Delivery>"
    )


def _party(role: str, name: str, number: int) -> Iterator[str]:
    yield f"  <cac:{role}>"
    yield "    <cac:Party>"
    yield f'      <cbc:EndpointID schemeID="0088">{_gtin(number % 1000)}</cbc:EndpointID>'
    yield f'      <cac:PartyIdentification><cbc:ID schemeID="0088">{_gtin(number % 1000)}</cbc:ID></cac:PartyIdentification>'
    yield f"      <cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>"
    yield f"      {_address('PostalAddress', 'PostalAddress', number)}"
    yield f"      <cac:PartyLegalEntity><cbc:RegistrationName>{name} Ltd.</cbc:RegistrationName></cac:PartyLegalEntity>"
    yield f"      <cac:Contact><cbc:Name>Purchasing</cbc:Name><cbc:ElectronicMail>orders{number % 9}@example.com</cbc:ElectronicMail></cac:Contact>"
    yield "    </cac:Party>"
    yield f"  </cac:{role}>"


def _address(opening: str, closing: str, number: int) -> str:
    town, post, country = TOWNS[number % len(TOWNS)]
    return (
        f"<cac:{opening}><cbc:StreetName>{number % 300 + 1} Harbour Road</cbc:StreetName><cbc:CityName>{town}</cbc:CityName>"
        f"<cbc:PostalZone>{post}</cbc:PostalZone>"
        f"<cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:{closing}>"
    )


def _line(number: int, line: int) -> Iterator[str]:
    quantity, unit = number * 7 % 480 + line, UNITS[line % len(UNITS)]
    cents = number * 31 % 90_000 + line * 100 + 5
    yield "  <cac:OrderLine>"
    yield "    <cac:LineItem>"
    yield f"      <cbc:ID>{line}</cbc:ID>"
    yield f'      <cbc:Quantity unitCode="{unit}">{quantity}</cbc:Quantity>'
    yield f'      <cbc:LineExtensionAmount currencyID="EUR">{_money(quantity * cents)}</cbc:LineExtensionAmount>'
    yield f'      <cac:Price><cbc:PriceAmount currencyID="EUR">{_money(cents)}</cbc:PriceAmount></cac:Price>'
    yield "      <cac:Item>"
    yield f"        <cbc:Name>Pump part {line}, stainless</cbc:Name>"
    yield f"        <cac:BuyersItemIdentification><cbc:ID>LM{number % 10_000:05}-{line:02}</cbc:ID></cac:BuyersItemIdentification>"
    yield f"        <cac:SellersItemIdentification><cbc:ID>NK-{line:04}</cbc:ID></cac:SellersItemIdentification>"
    yield (f'        <cac:StandardItemIdentification><cbc:ID schemeID="0160">0{_gtin(line)}</cbc:ID></cac:StandardItemIdentification>')
    yield "      </cac:Item>"
    yield "    </cac:LineItem>"
    yield "  </cac:OrderLine>"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _gtin(number: int) -> str:
    digits = f"439990{number:06}"
    return f"{digits}{-(sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10}"
