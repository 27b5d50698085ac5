"""UBL documents of our own for tests."""

from __future__ import annotations

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
HEAD = f'xmlns="{UBL}{{0}}-2" xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:cbc="{UBL}CommonBasicComponents-2"'

PARTY = (
    '<cac:Party><cbc:EndpointID schemeID="0088">{gln}</cbc:EndpointID><cac:PartyIdentification><cbc:ID schemeID="0088">{gln}</cbc:ID>'
    "</cac:PartyIdentification><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:CityName>{city}</cbc:CityName>"
    "<cac:Country><cbc:IdentificationCode>CN</cbc:IdentificationCode></cac:Country></cac:PostalAddress></cac:Party>"
)
BUYER = PARTY.format(gln="6901234567892", name="杭州蓝美纺织有限公司", city="杭州")
SELLER = PARTY.format(gln="7300010000001", name="Nordic Looms & Sons", city="Oslo").replace("& ", "&amp; ")
LINE = (
    "<cac:OrderLine><cac:LineItem><cbc:ID>{id}</cbc:ID><cbc:Quantity unitCode='MTR'>120</cbc:Quantity>"
    "<cbc:LineExtensionAmount currencyID='CNY'>1356.00</cbc:LineExtensionAmount>"
    "<cac:Price><cbc:PriceAmount currencyID='CNY'>11.30</cbc:PriceAmount></cac:Price><cac:Item><cbc:Name>Linen, raw</cbc:Name>"
    "<cac:SellersItemIdentification><cbc:ID>L-{id}</cbc:ID></cac:SellersItemIdentification></cac:Item></cac:LineItem></cac:OrderLine>"
)


def document(kind: str, body: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    return f"{declaration}<{kind} {HEAD.format(kind)}>{body}</{kind}>"


def order(lines: int = 2, head: str = "", tail: str = "") -> str:
    body = (
        "<cbc:CustomizationID>urn:example:orders</cbc:CustomizationID><cbc:ID>4711</cbc:ID><cbc:IssueDate>2026-11-22</cbc:IssueDate>"
        f"{head}<cac:BuyerCustomerParty>{BUYER}</cac:BuyerCustomerParty><cac:SellerSupplierParty>{SELLER}</cac:SellerSupplierParty>"
        + "".join(LINE.format(id=number) for number in range(1, lines + 1))
        + tail
    )
    return document("Order", body)
